"""Is it us? Neutral targets that are asked before a provider is blamed for the network."""

import asyncio
import ipaddress
import time
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

ASK_TIMEOUT_S = 3.0
REMEMBER_S = 5.0


class References:
    """Neutral targets on different networks, as `tcp://host:port`.

    The answer is remembered for `remember_s`, and callers who ask meanwhile share one
    question, so that a provider's outage does not make us hammer the neutral.
    """

    def __init__(
        self,
        targets: Sequence[str],
        *,
        timeout_s: float = ASK_TIMEOUT_S,
        remember_s: float = REMEMBER_S,
        clock_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._targets = [_host_and_port(target) for target in targets]
        self._timeout_s = timeout_s
        self._remember_s = remember_s
        self._clock_s = clock_s
        self._asked_at_s = -float("inf")
        self._answer: asyncio.Task[bool] | None = None

    async def can_see(self) -> bool:
        """Return whether this machine reaches at least half of its references.

        Without any reference there is nothing to tell us apart from the provider, and we
        believe what we see.
        """
        if not self._targets:
            return True
        stale = self._clock_s() - self._asked_at_s > self._remember_s
        if self._answer is None or (self._answer.done() and stale):
            self._asked_at_s = self._clock_s()
            self._answer = asyncio.create_task(self._ask())
        # Shielded: one impatient caller must not cancel the answer the others wait for.
        return await asyncio.shield(self._answer)

    async def _ask(self) -> bool:
        answers = await asyncio.gather(*(self._reaches(*target) for target in self._targets))
        return 2 * sum(answers) >= len(answers)

    async def _reaches(self, host: str, port: int) -> bool:
        try:
            async with asyncio.timeout(self._timeout_s):
                _, writer = await asyncio.open_connection(host, port)
        except OSError:  # TimeoutError is one too
            return False
        writer.close()
        return True


def is_beyond_this_network(url: str | None) -> bool:
    """Return whether a target can be lost by losing the internet.

    A model server on this machine or in its private network stays reachable without it, so
    its silence is its own.
    """
    host = urlsplit(url or "").hostname
    if host is None or host == "localhost" or host.endswith(".localhost"):
        return host is None
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return True


def _host_and_port(target: str) -> tuple[str, int]:
    parts = urlsplit(target)
    if parts.scheme != "tcp" or not parts.hostname or parts.port is None:
        raise ValueError(f"`{target}` is not of the form `tcp://host:port`")
    return parts.hostname, parts.port
