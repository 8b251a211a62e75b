"""However an exchange ends, nothing of it is left behind."""

import asyncio
import contextlib
import gc
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import trustme

from probes.exchange import ExchangeFailed, Request
from probes.spec import Deadlines
from tests.probes.transport.loopback import (
    PATIENT,
    STREAM,
    Answer,
    Lines,
    over_tls,
    replying,
    serving,
    silent,
    transporting,
)


@pytest.mark.parametrize("fresh", [True, False])
@pytest.mark.parametrize(
    "answer", [silent(), replying(STREAM, b"data: piece\n\n", 30.0)], ids=["waiting", "reading"]
)
def test_cancellation_comes_through_and_closes_the_connection(answer: Answer, fresh: bool) -> None:
    async def run() -> None:
        async with serving(answer) as server, transporting() as client:
            request = Request(method="GET", url=f"http://127.0.0.1:{server.port}/")
            task = asyncio.create_task(
                client.exchange(request, deadlines=PATIENT, reader=Lines(), fresh_connection=fresh)
            )
            while not server.requests:
                await asyncio.sleep(0.01)
            await asyncio.sleep(0.1)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await asyncio.wait_for(server.hung_up.wait(), 10)

    asyncio.run(run())


@pytest.fixture
def open_files() -> Callable[[], int]:
    folder = Path("/proc/self/fd")
    if not folder.exists():
        pytest.skip("needs /proc")
    return lambda: len(list(folder.iterdir()))


def test_no_socket_is_left_behind(open_files: Callable[[], int], authority: trustme.CA) -> None:
    contexts = over_tls(authority, "localhost")
    impatient = Deadlines(connect=0.2, first_byte=0.2, first_content=0.2)

    async def run() -> tuple[int, int]:
        async with (
            serving(replying(STREAM, 30.0), contexts["server_context"]) as hanging,
            serving(replying(reset=True)) as resetting,
            serving(silent()) as mute,
            transporting(contexts["client_context"]) as client,
        ):
            urls = [
                f"https://localhost:{hanging.port}/",
                f"https://127.0.0.1:{hanging.port}/",
                f"http://127.0.0.1:{resetting.port}/",
                f"https://127.0.0.1:{mute.port}/",
            ]
            before = open_files()
            for url in urls:
                with pytest.raises(ExchangeFailed):
                    await client.exchange(
                        Request(method="GET", url=url), deadlines=impatient, reader=Lines()
                    )
            # The servers' ends of the connections are in this process too, and take a moment.
            deadline = time.monotonic() + 10
            while open_files() > before and time.monotonic() < deadline:
                await asyncio.sleep(0.01)
            return before, open_files()

    before, after = asyncio.run(run())
    assert after <= before


@pytest.mark.parametrize(
    "answer",
    [replying(STREAM, b"data: piece\n\ndata: [DONE]\n\n"), silent(), replying(reset=True)],
    ids=["answered", "timed out", "cut"],
)
def test_nothing_is_left_to_the_garbage_collector(answer: Answer) -> None:
    deadlines = Deadlines(first_byte=0.05)

    async def run() -> list[object]:
        async with serving(answer) as server, transporting() as client:
            request = Request(method="GET", url=f"http://127.0.0.1:{server.port}/")

            async def exchange() -> None:
                with contextlib.suppress(ExchangeFailed):
                    await client.exchange(request, deadlines=deadlines, reader=Lines())

            await asyncio.create_task(exchange())
            gc.collect()
            gc.disable()
            gc.set_debug(gc.DEBUG_SAVEALL)
            try:
                for _ in range(3):
                    await asyncio.create_task(exchange())
                await asyncio.sleep(0.05)
                gc.collect()
                return [each for each in gc.garbage if type(each).__module__.startswith("probes.")]
            finally:
                gc.set_debug(0)
                gc.garbage.clear()
                gc.enable()

    assert asyncio.run(run()) == []
