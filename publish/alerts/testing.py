"""A notice that says it is a test, and is taken back at once, so that nobody is left paged."""

import time
import uuid

from incidents.incident import State
from probes.transport import Transport
from publish.alerts.channel import channel_of
from publish.alerts.notice import Happened, Kind, Notice
from publish.alerts.posting import Undelivered
from publish.alerts.target import Target


async def send_test(target: Target, transport: Transport) -> str | None:
    """Return why a test did not arrive, None where it did."""
    opened = _notice()
    over = opened.model_copy(
        update={
            "id": uuid.uuid4().hex,
            "happened": Happened.CLOSED,
            "state": State.OPERATIONAL,
            "ended_at_ms": opened.at_ms,
        }
    )
    channel = channel_of(target)
    try:
        await channel.send([opened], target, transport)
        # People need no second message; a pager wants to hear that it is over.
        if channel.BATCH == 1:
            await channel.send([over], target, transport)
    except Undelivered as error:
        return str(error)
    return None


def _notice() -> Notice:
    now_ms = time.time_ns() // 1_000_000
    key = uuid.uuid4().hex
    return Notice(
        id=key,
        thread=f"test:{key}",
        kind=Kind.TEST,
        happened=Happened.OPENED,
        headline="This is a test of Brownout's alerts",
        sentence="nothing is wrong; whoever reads this would have been told",
        provider="brownout",
        title="Brownout",
        state=State.OPERATIONAL,
        at_ms=now_ms,
        started_at_ms=now_ms,
    )
