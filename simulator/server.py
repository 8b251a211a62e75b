"""The simulator: one loopback port behind which any number of providers are played."""

import asyncio
import contextlib
import itertools
import socket
import ssl
from collections import deque
from collections.abc import Mapping, Sequence
from types import TracebackType
from urllib.parse import parse_qsl, unquote, urlsplit

import h11

from simulator import breakage
from simulator.connection import Connection
from simulator.exchange import Received, Reply, whole
from simulator.faults import Fault
from simulator.playing import play
from simulator.provider import Provider
from simulator.scenarios import Story
from simulator.voice import Voice

__all__ = ["Provider", "Received", "Simulator"]

HOST = "127.0.0.1"
KEPT_REQUESTS = 1000

_TEXT = {"content-type": "text/plain; charset=utf-8"}
_BACKLOG = 1024
_OUT_OF_DESCRIPTORS_S = 0.05


class Simulator:
    """Plays `providers` over HTTP, each under its name: `http://127.0.0.1:PORT/NAME/...`.

    `speed` multiplies the delays of the providers (0: none), not the clock of the `story`.
    `requests` holds the last `KEPT_REQUESTS` requests, oldest first. A fault that was set
    goes before those of the story.

    Raises:
        ValueError: where two providers have one name, or a fault of the story cannot be.
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
        self.requests: deque[Received] = deque(maxlen=KEPT_REQUESTS)
        self._providers = {provider.name: provider for provider in providers}
        self._story, self._port, self._tls, self._speed = story, port, tls, speed
        self._voices: dict[str, Voice] = {}
        self._faults: dict[str, Fault] = {}
        self._counts: dict[tuple[str, Fault | None], itertools.count[int]] = {}
        self._listener: socket.socket | None = None
        self._serving: set[asyncio.Task[None]] = set()
        self._began_s = 0.0
        if len(self._providers) < len(providers):
            raise ValueError("two providers have the same name")
        for scene in story.scenes if story else ():
            if scene.fault:
                self._check(scene.provider, scene.fault)

    @property
    def url(self) -> str:
        """The address of the simulator itself, without a slash at the end.

        Raises:
            RuntimeError: before it was started.
        """
        if self._listener is None:
            raise RuntimeError("the simulator is not running: start it first")
        scheme = "https" if self._tls else "http"
        return f"{scheme}://{HOST}:{self._listener.getsockname()[1]}"

    def base_url(self, provider: str) -> str:
        """Return the base URL that a client of this provider's wire format takes.

        Raises:
            ValueError: where no such provider is played.
        """
        return Voice(self._provider(provider), f"{self.url}/{provider}").base_url

    def set_fault(self, provider: str, fault: Fault | None) -> None:
        """Let a provider fail like this from its next request on, or no longer where None.

        Raises:
            ValueError: where no such provider is played, or it has no such refusal.
        """
        self._check(provider, fault)
        self._counts.pop((provider, fault), None)
        if fault is None:
            self._faults.pop(provider, None)
        else:
            self._faults[provider] = fault

    async def start(self) -> None:
        """Listen, and begin the story.

        Raises:
            OSError: where the port is not free.
        """
        listener = socket.socket()
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((HOST, self._port))
            listener.listen(_BACKLOG)
            listener.setblocking(False)
        except OSError:
            listener.close()
            raise
        self._listener = listener
        self._voices = {
            name: Voice(provider, f"{self.url}/{name}")
            for name, provider in self._providers.items()
        }
        self._began_s = asyncio.get_running_loop().time()
        self._listen()

    async def stop(self) -> None:
        """Stop listening and drop every connection, whatever it waits for."""
        if self._listener:
            asyncio.get_running_loop().remove_reader(self._listener)
            self._listener.close()
        self._listener = None
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)

    async def __aenter__(self) -> "Simulator":
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    def _listen(self) -> None:
        if self._listener:
            asyncio.get_running_loop().add_reader(self._listener, self._accept, self._listener)

    # Not `loop.sock_accept`: cancelled when it has just accepted, it forgets the connection.
    def _accept(self, listener: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        try:
            client, _ = listener.accept()
        except BlockingIOError:
            return
        except OSError:
            loop.remove_reader(listener)
            loop.call_later(_OUT_OF_DESCRIPTORS_S, self._listen)
            return
        client.setblocking(False)
        task = loop.create_task(self._serve(client))
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)
        # A task that is cancelled before its first step closes nothing itself.
        task.add_done_callback(lambda _: client.close())

    async def _serve(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError):
            connection = await Connection.accept(client, self._tls)
            try:
                await self._converse(connection)
                await connection.aclose()
            finally:
                await connection.abort()

    async def _converse(self, connection: Connection) -> None:
        while True:
            try:
                received = await connection.receive()
            except h11.RemoteProtocolError as error:
                said = whole(error.error_status_hint, _TEXT, f"{error}\n".encode())
                await play(connection, said, None, speed=0)
                return
            if received is None:
                return
            reply, fault = self._answer(*received)
            await play(connection, reply, fault, speed=self._speed)
            if not connection.can_continue:
                return

    def _answer(self, request: h11.Request, body: bytes) -> tuple[Reply, Fault | None]:
        asked = _received(request, body)
        self.requests.append(asked)
        voice = self._voices.get(asked.provider)
        if voice is None and asked.provider:
            played = ", ".join(self._voices) or "nobody"
            said = f"No provider {asked.provider!r} is played here, but {played}.\n"
            return whole(404, _TEXT, said.encode()), None
        if voice is None:
            return whole(200, _TEXT, b"A simulator of providers that do not exist.\n"), None
        fault = self._fault(asked.provider, voice.surface(asked))
        number = self._count(asked.provider, None)
        return breakage.reply(voice, asked, fault, number), fault

    def _fault(self, provider: str, surface: str) -> Fault | None:
        at_s = asyncio.get_running_loop().time() - self._began_s
        told = self._story.active(provider, at_s) if self._story else ()
        faults = (self._faults[provider],) if provider in self._faults else told
        for fault in faults:
            if fault.applies_to(surface) and fault.hits(self._count(provider, fault)):
                return fault
        return None

    def _count(self, provider: str, fault: Fault | None) -> int:
        return next(self._counts.setdefault((provider, fault), itertools.count()))

    def _provider(self, name: str) -> Provider:
        try:
            return self._providers[name]
        except KeyError:
            played = ", ".join(self._providers) or "nobody"
            raise ValueError(f"no provider {name!r} is played here, but {played}") from None

    def _check(self, provider: str, fault: Fault | None) -> None:
        voice = Voice(self._provider(provider), "")
        if fault and fault.kind in ("error", "in_stream_error"):
            voice.check_error(fault.body)


def _received(request: h11.Request, body: bytes) -> Received:
    target = urlsplit(request.target.decode("latin-1"))
    _, provider, *rest = target.path.split("/", 2) if "/" in target.path else ("", "")
    headers: Mapping[str, str] = {
        name.decode("latin-1"): value.decode("latin-1") for name, value in request.headers
    }
    return Received(
        provider=provider,
        method=request.method.decode("latin-1"),
        path=unquote("/" + "".join(rest)),
        query=dict(parse_qsl(target.query)),
        headers=headers,
        body=body,
        target=request.target.decode("latin-1"),
    )
