"""The last request of a run and its answer as text, for a support: keys struck out, cut short."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from probes.exchange import Connection, Exchange, ExchangeFailed, Request
from probes.redact import shorten
from probes.result import Surface
from probes.spec import Deadlines
from probes.transport import Transport

_BODY_CHARS, _HEADER_CHARS, _HEADERS = 1_500, 200, 40
_STRUCK_OUT = "[redacted]"
# By their names: what lets one in, and whose account it is.
_SECRET = re.compile(r"(?i)auth|key|token|secret|cookie|signature|credential|session")
_ANSWERED_SECRET = re.compile(r"(?i)authenticat|secret|cookie|session|key")
_OURS = re.compile(r"(?i)organi[sz]ation|account|project|tenant|subscription")
_LOGINS = frozenset({Surface.AUTH, Surface.OAUTH})


@dataclass(frozen=True, slots=True)
class _Seen:
    request: Request
    answer: Exchange | None
    ended: str | None = None


class RecordingTransport(Transport):
    """A transport that remembers its last exchange; all that it does is done by another."""

    def __init__(self, transport: Transport) -> None:
        self._within = transport
        self._last: _Seen | None = None

    async def exchange(self, request: Request, **how: Any) -> Exchange:
        """Do as `Transport.exchange` does."""
        try:
            answer = await self._within.exchange(request, **how)
        except ExchangeFailed as failed:
            self._last = _Seen(request, failed.exchange, str(failed))
            raise
        except BaseException:
            self._last = _Seen(request, None, "broken off")
            raise
        self._last = _Seen(request, answer)
        return answer

    async def connect(
        self, host: str, port: int, *, deadlines: Deadlines, tls_name: str | None = None
    ) -> Connection:
        """Do as `Transport.connect` does."""
        return await self._within.connect(host, port, deadlines=deadlines, tls_name=tls_name)

    async def aclose(self) -> None:
        """Leave open what is another's."""

    def told(self, surface: Surface, clean: Callable[[str], str]) -> str | None:
        """Return the last request and its answer, each part through `clean`; None without any.

        In the form of HTTP/1.1 (RFC 9112, 2.1), without its version. Of a request whose body is
        no JSON, as one is that asks for a token, nothing is told but its address and the status:
        whatever comes back may repeat it in an encoding that nobody thought of.
        """
        seen = self._last
        if seen is None:
            return None
        request, answer = seen.request, seen.answer
        asked = f"{request.method} {request.url}"
        if not _may_be_told(request):
            ended = "no answer" if answer is None else str(answer.status)
            return clean(f"{asked}\n\n(headers and bodies are not kept)\n\n{ended}")
        parts = [clean(f"{asked}\n{_sent(request.headers)}"), *_body(request.body or b"", clean)]
        if answer is not None:
            parts.append(clean(f"{answer.status}\n{_answered(answer.headers)}"))
            # What a login answers where all is well is what nobody may read.
            is_well = 200 <= answer.status < 300
            parts += _body(b"" if surface in _LOGINS and is_well else answer.body, clean)
        if seen.ended is not None:
            parts.append(clean(f"({seen.ended})"))
        return "\n\n".join(part.rstrip() for part in parts)


def _may_be_told(request: Request) -> bool:
    kinds = [value for name, value in request.headers.items() if name.lower() == "content-type"]
    return not request.body or any("json" in kind for kind in kinds)


def _body(body: bytes, clean: Callable[[str], str]) -> list[str]:
    if not body:
        return []
    return [clean(shorten(body[: 4 * _BODY_CHARS].decode(errors="replace"), _BODY_CHARS))]


def _sent(headers: Mapping[str, str]) -> str:
    return _lines(headers.items(), _SECRET)


def _answered(headers: Mapping[str, str]) -> str:
    return _lines(headers.items(), _ANSWERED_SECRET)


def _lines(headers: Iterable[tuple[str, str]], secret: re.Pattern[str]) -> str:
    return "\n".join(
        f"{name}: {_STRUCK_OUT if is_secret else shorten(value, _HEADER_CHARS)}"
        for name, value in list(headers)[:_HEADERS]
        for is_secret in [secret.search(name) or _OURS.search(name)]
    )
