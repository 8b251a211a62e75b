"""Makes connections and HTTP exchanges, and tells their phases apart.

What the numbers of an `Exchange`'s timings mean, all taken where the bytes enter and leave
the process (`probes.network`):

    dns           name to address; None for a numeric address
    connect       TCP handshake
    tls           TLS handshake, the certificate's check included
    ttfb          request fully sent -> first byte of the response
    ttft          request fully sent -> first piece of non-empty content
    longest_gap   longest pause between two pieces of content; None for fewer than two
    total         before the name lookup -> end marker, or end of the body

dns, connect and tls are None, never 0, on a connection that was kept from before. Where a
byte's arrival is meant, it is the kernel's receive time on Linux and the moment we noticed
elsewhere.

One exchange is one attempt: no retry, no redirect, no proxy. `HTTP_PROXY` and its kin are
ignored, since what they name would be measured instead; `SSL_CERT_FILE` and `SSL_CERT_DIR`
are honoured. Compressed answers are refused: a bomb must not be inflated.
"""

import asyncio
import ssl
import time

import httpcore
import httpx

from probes.exchange import Connection, Exchange, ExchangeFailed, Reader, Request
from probes.measurement import Measurement, between_ms, ms
from probes.network import NetworkBackend
from probes.result import Timings
from probes.spec import Deadlines
from probes.stopwatch import ConnectionFailed, Stopwatch, stopwatch

# Longer than most servers keep an idle connection, so that it is they who end it, which is
# seen before the next request; shorter than the day a forgotten one would stay.
_KEEP_IDLE_S = 300.0

_MISSING = {
    "dns": "the name was not resolved",
    "connect": "no TCP connection",
    "tls": "the TLS handshake was not done",
}


class Transport:
    """Makes exchanges over one shared SSL context, which is loaded when first needed."""

    def __init__(self, ssl_context: ssl.SSLContext | None = None) -> None:
        self._ssl_context = ssl_context
        self._backend = NetworkBackend()
        self._kept: _PooledTransport | None = None

    async def exchange(
        self,
        request: Request,
        *,
        deadlines: Deadlines,
        reader: Reader | None = None,
        max_body_bytes: int = 1 << 20,
        fresh_connection: bool = True,
    ) -> Exchange:
        """Send `request` once and return what came back, measured.

        A 2xx body is fed to `reader` and must be whole: it ends with the reader's end marker
        or with the body. Any other status is an answer however its body ends, which is cut
        at the limits without complaint.

        Raises:
            ExchangeFailed: when no answer came, a deadline passed, a 2xx body broke off, grew
                beyond `max_body_bytes` or was compressed, or the request cannot be sent.
            ValueError: when the URL is not an absolute http or https one.
        """
        url = _checked_url(request.url)
        context = self._shared_ssl_context() if url.scheme == "https" else None
        transport = self._pooled(context, is_kept=False) if fresh_connection else self._keeping()
        measurement = Measurement(deadlines, reader, max_body_bytes)
        measurement.watch.sent_by = request.sent_by
        token = stopwatch.set(measurement.watch)
        try:
            sendable = measurement.sendable(request, url)
            return await measurement.run(transport, sendable, drain=not fresh_connection)
        finally:
            stopwatch.reset(token)
            if fresh_connection:
                await transport.aclose()

    async def connect(
        self, host: str, port: int, *, deadlines: Deadlines, tls_name: str | None = None
    ) -> Connection:
        """Connect and hang up; with `tls_name`, shake hands and check the certificate for it.

        Raises:
            ExchangeFailed: in phase dns, connect or tls.
        """
        watch = Stopwatch()
        token = stopwatch.set(watch)
        began = time.perf_counter()

        def timings() -> Timings:
            return Timings(
                dns_ms=ms(watch.dns_s),
                connect_ms=ms(watch.connect_s),
                tls_ms=ms(watch.tls_s),
                total_ms=between_ms(began, time.perf_counter()),
            )

        limit_s = min(deadlines.connect, deadlines.total)
        try:
            async with asyncio.timeout(limit_s):
                stream = await self._backend.connect_tcp(host, port)
                try:
                    if tls_name is None:
                        return Connection(timings=timings())
                    context = self._shared_ssl_context()
                    stream = await stream.start_tls(context, tls_name)
                    told = stream.get_extra_info("ssl_object").getpeercert()
                    return Connection(timings=timings(), certificate=told)
                finally:
                    await stream.aclose()
        except TimeoutError:
            message = f"{_MISSING[watch.phase]} within {limit_s:g} s"
            raise ExchangeFailed(
                message, phase=watch.phase, timed_out=True, timings=timings()
            ) from None
        except ConnectionFailed as error:
            raise ExchangeFailed(
                str(error),
                phase=error.phase,
                timed_out=False,
                timings=timings(),
                is_dns_temporary=error.is_dns_temporary,
            ) from error
        finally:
            stopwatch.reset(token)

    async def aclose(self) -> None:
        """Close the kept connections."""
        if self._kept is not None:
            await self._kept.aclose()
            self._kept = None
        self._backend.close()

    def _shared_ssl_context(self) -> ssl.SSLContext:
        if self._ssl_context is None:
            self._ssl_context = httpx.create_ssl_context()
        return self._ssl_context

    def _keeping(self) -> "_PooledTransport":
        if self._kept is None:
            self._kept = self._pooled(self._shared_ssl_context(), is_kept=True)
        return self._kept

    def _pooled(self, context: ssl.SSLContext | None, *, is_kept: bool) -> "_PooledTransport":
        return _PooledTransport(
            httpcore.AsyncConnectionPool(
                ssl_context=context,
                max_connections=None,
                max_keepalive_connections=None if is_kept else 0,
                keepalive_expiry=_KEEP_IDLE_S,
                network_backend=self._backend,
            )
        )


class _PooledTransport(httpx.AsyncHTTPTransport):
    """httpx's transport over a pool of ours, for only the pool takes a network backend."""

    def __init__(self, pool: httpcore.AsyncConnectionPool) -> None:
        # Not the parent's: it would load the certificates anew for a pool that is thrown away.
        self._pool = pool


def _checked_url(text: str) -> httpx.URL:
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL:
        url = httpx.URL("")
    if url.scheme not in ("http", "https") or not url.host:
        raise ValueError("a request needs an absolute http:// or https:// URL")
    return url
