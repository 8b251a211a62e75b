"""One HTTP exchange under way: its clock, its deadlines, and what has come so far."""

import asyncio
import base64
import contextlib
import math
import re
import time
from collections.abc import AsyncIterator

import httpx

from probes.exchange import EVIDENCE_BYTES, Exchange, ExchangeFailed, Reader, Request
from probes.redact import shorten
from probes.result import Timings
from probes.spec import Deadlines
from probes.stopwatch import ConnectionFailed, Stopwatch

VERSION = "0.1.0"
USER_AGENT = f"brownout/{VERSION}"

_MAX_HEADERS = 100
_MAX_HEADER_CHARS = 4096

_DRAIN_S = 0.25
_CHUNKS_IN_A_ROW = 64
_VERSIONS = (b"HTTP/1.0", b"HTTP/1.1")

STOOD_STILL_S = 1.0
"""A deadline that is noticed so much too late was passed by this process, not by the provider."""

_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HEADER_VALUE = re.compile(r"(?:[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?)?")


class Measurement:
    """One exchange on its way: its clock, its deadline, and what has come so far."""

    def __init__(self, deadlines: Deadlines, reader: Reader | None, max_body_bytes: int) -> None:
        self._deadlines = deadlines
        self._reader = reader
        self._max_bytes = max_body_bytes
        self._keep_bytes = min(max_body_bytes, EVIDENCE_BYTES) if reader else max_body_bytes
        self._started_at = time.perf_counter()
        self._ended_at: float | None = None
        self._timer = asyncio.timeout(None)
        self._phase = "dns"
        self._is_total_nearer = False
        self._due_at = math.inf
        self._status: int | None = None
        self._headers: dict[str, str] = {}
        self._body = bytearray()
        self._size = 0
        self._pieces = 0
        self._chunks = 0
        self._first_piece_at: float | None = None
        self._last_piece_at: float | None = None
        self._longest_gap_s: float | None = None
        self.watch = Stopwatch(self._enter)

    def sendable(self, request: Request, url: httpx.URL) -> httpx.Request:
        """Return the request as it goes out.

        Raises:
            ExchangeFailed: in phase send, where HTTP does not allow a header.
        """
        headers = {"Accept": "*/*", "User-Agent": USER_AGENT}
        if url.userinfo:
            headers["Authorization"] = f"Basic {base64.b64encode(url.userinfo).decode()}"
        given = httpx.Headers(headers)
        for name, value in request.headers.items():
            if not (_HEADER_NAME.fullmatch(name) and _HEADER_VALUE.fullmatch(value)):
                raise self._failed(
                    f"the header {name!r} holds what HTTP does not allow, such as a line break "
                    "or a blank at the end of its value; look at the key it was made from",
                    phase="send",
                )
            given[name] = value
        given["Accept-Encoding"] = "identity"
        return httpx.Request(request.method, url, headers=given, content=request.body)

    async def run(
        self, transport: httpx.AsyncHTTPTransport, request: httpx.Request, *, drain: bool
    ) -> Exchange:
        """Send, read, and word whatever goes wrong."""
        try:
            async with self._timer:
                self._enter("dns")
                response = await transport.handle_async_request(request)
                try:
                    await self._read(response, drain=drain)
                finally:
                    await response.stream.aclose()  # type: ignore[union-attr]
        except TimeoutError:
            if not self._is_refusal:
                raise self._timed_out() from None
        except ConnectionFailed as error:
            raise self._failed(
                str(error),
                phase=error.phase,
                is_dns_temporary=error.is_dns_temporary,
                is_malformed=error.is_too_near,
                is_too_near=error.is_too_near,
            ) from error
        except httpx.LocalProtocolError:
            # Its text, and the cause's, may quote a header's value.
            raise self._failed("the request is not valid HTTP", phase="send") from None
        except httpx.TransportError as error:
            if not self._is_refusal:
                raise self._broken(error) from error
        finally:
            self.watch.tell_nobody()
        return self._exchange()

    # Deadlines

    def _enter(self, phase: str) -> None:
        """Begin `phase` and move the timer to whichever of its deadline and the total is nearer."""
        self._phase = phase
        if self._timer.expired():
            return
        deadline, last = self._deadline(phase), self._started_at + self._deadlines.total
        self._is_total_nearer = last < deadline
        self._due_at = min(deadline, last)
        loop_now = asyncio.get_running_loop().time()
        self._timer.reschedule(loop_now + self._due_at - time.perf_counter())

    def _deadline(self, phase: str) -> float:
        limits, sent_at = self._deadlines, self.watch.sent_at or self._started_at
        match phase:
            case "dns" | "connect" | "tls":
                return self._started_at + limits.connect
            case "send":
                return time.perf_counter() + limits.first_byte
            case "first_byte":
                return sent_at + limits.first_byte
            case "first_content":
                return sent_at + limits.first_content
            case "silence":
                return (self._last_piece_at or sent_at) + limits.silence
            case "refusal":
                return time.perf_counter() + limits.silence
        return math.inf

    # Reading

    @property
    def _is_refusal(self) -> bool:
        return self._status is not None and not 200 <= self._status < 300

    async def _read(self, response: httpx.Response, *, drain: bool) -> None:
        self._status = response.status_code
        self._headers = _bounded(response.headers)
        if response.extensions["http_version"] not in _VERSIONS:
            raise self._failed(
                "the answer is not HTTP/1.1, but of another version",
                phase="first_byte",
                is_malformed=True,
            )
        is_encoded = self._headers.get("content-encoding", "identity").lower() != "identity"
        if self._is_refusal:
            self._enter("refusal")
            if not is_encoded:
                await self._collect(response)
            return
        self._enter("first_content" if self._reader else "body")
        if is_encoded:
            raise self._failed(
                f"the body is encoded as {shorten(self._headers['content-encoding'], 40)}, "
                "although only `identity` was accepted",
                phase="body",
                is_malformed=True,
            )
        chunks = aiter(response.stream)  # type: ignore[arg-type]
        async for data in chunks:
            self._take(data)
            self._chunks += 1
            if self._chunks % _CHUNKS_IN_A_ROW == 0:
                # Chunks of a byte come by the thousand at a time, and others are timed meanwhile.
                await asyncio.sleep(0)
            if self._reader and self._reader.is_finished:
                break
        self._ended_at = self.watch.last_byte_at
        if self._reader and not self._reader.is_finished:
            self._ended_at = time.perf_counter()
            self._reader.end()
            self._count_pieces()
        self._timer.reschedule(None)
        if drain:
            await _drain(chunks)

    async def _collect(self, response: httpx.Response) -> None:
        async for data in response.stream:  # type: ignore[union-attr]
            self._body += data[: self._keep_bytes - len(self._body)]
            if len(self._body) >= self._keep_bytes:
                return

    def _take(self, data: bytes) -> None:
        self._size += len(data)
        self._body += data[: self._keep_bytes - len(self._body)]
        if self._size > self._max_bytes:
            raise self._failed(
                f"the body is larger than {self._max_bytes} bytes", phase="body", is_malformed=True
            )
        if self._reader:
            self._reader.feed(data)
            self._count_pieces()

    def _count_pieces(self) -> None:
        now_seen = self._reader.pieces if self._reader else 0
        if now_seen <= self._pieces:
            return
        self._pieces = now_seen
        at = self.watch.last_byte_at or time.perf_counter()
        if self._first_piece_at is None or self._last_piece_at is None:
            self._first_piece_at = self._last_piece_at = at
        if now_seen > 1:
            self._longest_gap_s = max(self._longest_gap_s or 0.0, at - self._last_piece_at)
        self._last_piece_at = at
        self._enter("silence")

    # What came of it

    def _timings(self) -> Timings:
        watch = self.watch
        ended_at = self._ended_at or time.perf_counter()
        return Timings(
            dns_ms=ms(watch.dns_s),
            connect_ms=ms(watch.connect_s),
            tls_ms=ms(watch.tls_s),
            ttfb_ms=between_ms(watch.sent_at, watch.first_byte_at),
            ttft_ms=between_ms(watch.sent_at, self._first_piece_at),
            total_ms=between_ms(self._started_at, ended_at),
            longest_gap_ms=ms(self._longest_gap_s),
        )

    def _exchange(self) -> Exchange:
        assert self._status is not None
        return Exchange(
            status=self._status,
            headers=self._headers,
            body=bytes(self._body),
            timings=self._timings(),
            pieces=self._pieces,
            content_ms=(
                between_ms(self._first_piece_at, self._last_piece_at) if self._pieces > 1 else None
            ),
            peer=self.watch.peer,
        )

    def _failed(
        self,
        message: str,
        *,
        phase: str,
        timed_out: bool = False,
        is_dns_temporary: bool = False,
        is_malformed: bool = False,
        is_ours: bool = False,
        is_too_near: bool = False,
    ) -> ExchangeFailed:
        return ExchangeFailed(
            message,
            phase=phase,
            timed_out=timed_out,
            timings=self._timings(),
            exchange=self._exchange() if self._status is not None else None,
            is_dns_temporary=is_dns_temporary,
            is_malformed=is_malformed,
            is_ours=is_ours,
            is_too_near=is_too_near,
        )

    @property
    def _came(self) -> str:
        if self._reader is None:
            return f"{self._size} bytes"
        return f"{self._pieces or 'no'} piece{'' if self._pieces == 1 else 's'}"

    def _timed_out(self) -> ExchangeFailed:
        limits, phase = self._deadlines, self._phase
        late_s = time.perf_counter() - self._due_at
        if late_s > STOOD_STILL_S:
            return self._failed(
                f"this process stood still or was starved for {late_s:.1f} s, so that it cannot "
                "tell whether an answer came in time",
                phase=phase,
                timed_out=True,
                is_ours=True,
            )
        nothing = "no answer" if self.watch.first_byte_at is None else "headers were not complete"
        if self._is_total_nearer:
            seen = f"; {self._came} had come" if self._status is not None else f" (at {phase})"
            message = f"not finished within {limits.total:g} s in all{seen}"
            return self._failed(message, phase="total", timed_out=True)
        messages = {
            "dns": f"the name was not resolved within {limits.connect:g} s",
            "connect": f"no TCP connection within {limits.connect:g} s",
            "tls": f"the TLS handshake was not done within {limits.connect:g} s",
            "send": f"the request was not taken within {limits.first_byte:g} s",
            "first_byte": f"{nothing} within {limits.first_byte:g} s after the request was sent",
            "first_content": (
                f"status {self._status}, but no content within {limits.first_content:g} s"
            ),
            "silence": f"the stream fell silent for {limits.silence:g} s after {self._came}",
        }
        return self._failed(messages[phase], phase=phase, timed_out=True)

    def _broken(self, error: httpx.TransportError) -> ExchangeFailed:
        is_broken = isinstance(error, httpx.NetworkError)
        is_cut = is_broken or self.watch.is_closed_by_peer
        why = f": {error}" if is_broken else ", the server hung up"
        if self._status is not None:
            if not is_cut:
                return self._failed(
                    "the body breaks the rules of HTTP/1.1", phase="body", is_malformed=True
                )
            what = "stream" if self._pieces else "body"
            when = f" after {self._came}" if self._pieces or self._reader is None else ""
            return self._failed(f"the {what} was cut{when}{why}", phase="body")
        if not is_cut:
            message = "the answer is not HTTP/1.1, or its headers are too large"
            return self._failed(message, phase="first_byte", is_malformed=True)
        kept = "kept " if self.watch.is_reused else ""
        when = "before any answer" if self.watch.first_byte_at is None else "amid the headers"
        why = f": {error}" if is_broken else ""
        return self._failed(f"the {kept}connection was closed {when}{why}", phase="first_byte")


async def _drain(chunks: AsyncIterator[bytes]) -> None:
    # A connection can be kept only when its response has been read to the end.
    with contextlib.suppress(TimeoutError, httpx.TransportError):
        async with asyncio.timeout(_DRAIN_S):
            drained = 0
            async for data in chunks:
                drained += len(data)
                if drained > EVIDENCE_BYTES:
                    return


def _bounded(headers: httpx.Headers) -> dict[str, str]:
    bounded: dict[str, str] = {}
    for raw_name, raw_value in headers.raw[:_MAX_HEADERS]:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        joined = f"{bounded[name]}, {value}" if name in bounded else value
        bounded[name] = shorten(joined, _MAX_HEADER_CHARS)
    return bounded


def ms(seconds: float | None) -> float | None:
    """Return seconds as milliseconds, None for None."""
    # To the microsecond: what follows is noise of the clock.
    return None if seconds is None else round(seconds * 1000, 3)


def between_ms(start: float | None, end: float | None) -> float | None:
    """Return the milliseconds between two moments in seconds, None where one is missing."""
    return None if start is None or end is None else ms(max(0.0, end - start))
