"""The simulator in a thread, for callers who run no event loop."""

import asyncio
import ssl
import threading
from collections.abc import Coroutine, Sequence
from types import TracebackType

from simulator.exchange import Received
from simulator.faults import Fault
from simulator.provider import Provider
from simulator.scenarios import Story
from simulator.server import Simulator


class SimulatorThread:
    """A simulator with an event loop of its own, for callers who have none.

    Takes what `Simulator` takes, and runs from `with` to the end of the block.
    """

    def __init__(
        self,
        providers: Sequence[Provider],
        *,
        story: Story | None = None,
        port: int = 0,
        tls: ssl.SSLContext | None = None,
        speed: float = 1.0,
    ) -> None:
        self._simulator = Simulator(providers, story=story, port=port, tls=tls, speed=speed)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="simulator")

    @property
    def url(self) -> str:
        """As of `Simulator`."""
        return self._simulator.url

    @property
    def requests(self) -> list[Received]:
        """The requests so far, as of `Simulator`."""
        return list(self._simulator.requests)

    def base_url(self, provider: str) -> str:
        """As of `Simulator`."""
        return self._simulator.base_url(provider)

    def set_fault(self, provider: str, fault: Fault | None) -> None:
        """As of `Simulator`."""
        self._within(self._set_fault(provider, fault))

    def __enter__(self) -> "SimulatorThread":
        self._thread.start()
        try:
            self._within(self._simulator.start())
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self._within(self._simulator.stop())
        finally:
            self._end()

    def _within(self, work: Coroutine[None, None, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _set_fault(self, provider: str, fault: Fault | None) -> None:
        self._simulator.set_fault(provider, fault)

    def _end(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
