"""How alerts reach people and programs. One channel per file, named as probes.yaml names it."""

from collections.abc import Sequence
from typing import Protocol

from probes.transport import Transport
from publish.alerts.notice import Notice
from publish.alerts.target import Target


class Channel(Protocol):
    """One channel: a module of this folder."""

    BATCH: int
    """How many notices one message may carry: a storm must not become a storm of messages."""

    async def send(self, notices: Sequence[Notice], target: Target, transport: Transport) -> None:
        """Hand over `notices`, oldest first, at most `BATCH`.

        Raises:
            publish.alerts.posting.Undelivered: where the receiver did not take them.
        """
