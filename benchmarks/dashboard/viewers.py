"""Viewers without a screen: websocket clients that speak Streamlit's protobuf protocol.

They do what the browser's script does: open the stream, ask for the page, remember messages by
their hash, and ask again for each fragment at the interval that the server told. They parse each
message, but draw nothing.
"""

import asyncio
import random
import time
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from benchmarks.dashboard.serving import Served

_PATIENCE_S = 120.0
# So many seconds apart viewers come: a first look costs more than a refresh.
_FIRST_S = 0.15


@dataclass
class Seen:
    """What all viewers saw: seconds from asking to the end of the answer, bytes, and failures.

    `cpu_s` is what the server took of a processor while they did nothing but refresh, `for_s`,
    and `due` how many refreshes the intervals that it told ask for in that time.
    """

    first_s: list[float] = field(default_factory=list)
    refresh_s: list[float] = field(default_factory=list)
    first_bytes: int = 0
    refresh_bytes: int = 0
    failed: int = 0
    due: float = 0.0
    cpu_s: float = 0.0
    for_s: float = 0.0


class _Viewer:
    def __init__(self, port: int, query: str, page: str, seen: Seen) -> None:
        self._url = f"ws://127.0.0.1:{port}/_stcore/stream"
        self._query, self._page, self._seen = query, page, seen
        self._fragments: dict[str, float] = {}
        self._script = ""
        self._known: set[str] = set()

    async def look(self, until_s: float, measure_from_s: float, begin_after_s: float) -> None:
        await asyncio.sleep(begin_after_s)
        try:
            async with connect(
                self._url,
                subprotocols=["streamlit"],
                max_size=None,
                compression="deflate",  # type: ignore[list-item]
            ) as stream:
                await self._first(stream)
                await self._refresh(stream, until_s, measure_from_s)
        except (OSError, TimeoutError, WebSocketException) as error:
            self._seen.failed += 1
            if self._seen.failed == 1:
                print(f"a viewer failed: {error!r}", flush=True)

    async def _first(self, stream: ClientConnection) -> None:
        began_s = time.perf_counter()
        size = await self._ask(stream, "")
        self._seen.first_bytes += size
        self._seen.first_s.append(time.perf_counter() - began_s)

    async def _refresh(self, stream: ClientConnection, until_s: float, from_s: float) -> None:
        self._seen.due += sum((until_s - from_s) / every_s for every_s in self._fragments.values())
        due = {
            fragment: time.monotonic() + every_s for fragment, every_s in self._fragments.items()
        }
        while due:
            fragment = min(due, key=lambda each: due[each])
            if due[fragment] > until_s:
                return
            await asyncio.sleep(max(0.0, due[fragment] - time.monotonic()))
            began_s = time.perf_counter()
            size = await self._ask(stream, fragment)
            if from_s <= time.monotonic() <= until_s:
                self._seen.refresh_s.append(time.perf_counter() - began_s)
                self._seen.refresh_bytes += size
            # Who has waited for longer than the interval is not served twice for it.
            due[fragment] = max(due[fragment] + self._fragments[fragment], time.monotonic())

    async def _ask(self, stream: ClientConnection, fragment: str) -> int:
        """Ask for the page or a fragment of it, and return the bytes of the whole answer."""
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string = self._query
        asked.page_name = self._page
        asked.page_script_hash = self._script
        asked.cached_message_hashes.extend(self._known)
        asked.context_info.url = f"http://127.0.0.1/{self._page}?{self._query}"
        if fragment:
            asked.fragment_id, asked.is_auto_rerun = fragment, True
        await stream.send(message.SerializeToString())
        size = 0
        while True:
            told = await asyncio.wait_for(stream.recv(), _PATIENCE_S)
            assert isinstance(told, bytes)
            size += len(told)
            if self._is_end(told):
                return size

    def _is_end(self, told: bytes) -> bool:
        answer = ForwardMsg.FromString(told)
        if answer.hash and answer.metadata.cacheable:
            self._known.add(answer.hash)
        kind = answer.WhichOneof("type")
        if kind == "auto_rerun":
            self._fragments[answer.auto_rerun.fragment_id] = answer.auto_rerun.interval
        elif kind == "new_session":
            self._script = answer.new_session.page_script_hash
        return kind == "script_finished"


async def _take_time(served: Served, from_s: float, for_s: float, seen: Seen) -> None:
    await asyncio.sleep(from_s - time.monotonic())
    began_s, cpu_s = time.monotonic(), served.cpu_s
    await asyncio.sleep(for_s)
    seen.cpu_s, seen.for_s = served.cpu_s - cpu_s, time.monotonic() - began_s


def watch(served: Served, viewers: int, for_s: float, page: str = "", query: str = "") -> Seen:
    """Let so many look at a page for so long; return what they saw.

    They come in over as long as that takes, and what is measured begins when all are there.
    """
    seen = Seen()
    coming_s = max(5.0, viewers * _FIRST_S)

    async def all_of_them() -> None:
        began_s = time.monotonic()
        settled_s = began_s + coming_s + 5.0
        draw = random.Random(7)
        await asyncio.gather(
            _take_time(served, settled_s, for_s, seen),
            *(
                _Viewer(served.port, query, page, seen).look(
                    settled_s + for_s, settled_s, coming_s * draw.random()
                )
                for _ in range(viewers)
            ),
        )

    asyncio.run(all_of_them())
    return seen
