"""What every request passes first: whether it was meant for us, and what browsers are told."""

import base64
import hashlib
import re
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import streamlit
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_PROXY_HEADERS = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
_PAGE = Path(streamlit.__file__).with_name("static") / "index.html"


def _of_its_page() -> str:
    """Return what lets the scripts run that stand in Streamlit's page itself (CSP 3, 2.3.1)."""
    page = _PAGE.read_text(encoding="utf-8") if _PAGE.exists() else ""
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    hashes = (base64.b64encode(hashlib.sha256(each.encode()).digest()) for each in scripts)
    return " ".join(f"'sha256-{each.decode()}'" for each in hashes)


# Streamlit compiles nothing but its charts' expressions; its styles are written by scripts.
_POLICY = {
    "default-src": "'self'",
    "script-src": f"'self' 'unsafe-eval' blob: {_of_its_page()}".strip(),
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "media-src": "'self' blob: data:",
    "worker-src": "'self' blob:",
    "connect-src": "'self' blob: data:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "frame-ancestors": "'self'",
}
_HEADERS = {
    "Content-Security-Policy": "; ".join(f"{name} {said}" for name, said in _POLICY.items()),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_A_YEAR_S = 31_536_000


class Entrance:
    """ASGI middleware. `url` is where people reach us; `is_local` that none but this machine may.

    A name that is not ours leads here where somebody's web page rebinds it to our address
    (DNS rebinding), and the browser would let that page read us. What came through a proxy is not
    of this machine, whatever its address says.
    """

    def __init__(self, app: ASGIApp, *, host: str, url: str | None, is_local: bool) -> None:
        named = urlsplit(url).hostname if url else None
        self._app = app
        self._is_local = is_local
        # Served to others without saying under which name, we can know none.
        self._names = {"localhost", host, named} if is_local or named else None
        self._headers = dict(_HEADERS)
        if url and url.startswith("https://"):
            self._headers["Strict-Transport-Security"] = f"max-age={_A_YEAR_S}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or say why not."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, said in self._headers.items():
                    headers.setdefault(name, said)
            await send(message)

        refusal = self._refusal(Headers(scope=scope))
        if refusal is None:
            await self._app(scope, receive, with_headers)
        elif scope["type"] == "http":
            response = PlainTextResponse(f"{refusal}\n", 403)
            await response(scope, receive, with_headers)
        else:
            await send({"type": "websocket.close", "code": 1008, "reason": "not for us"})

    def _refusal(self, headers: Headers) -> str | None:
        if self._is_local and any(name in headers for name in _PROXY_HEADERS):
            return (
                "These pages are for this machine alone, and this request came through a proxy: "
                "say in probes.yaml where people reach them (dashboard: url), and who may look."
            )
        if self._names is not None and not self._is_ours(headers.get("host", "")):
            return "These pages are not served under this name: dashboard: url: says under which."
        return None

    def _is_ours(self, host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname or ""
            if name in (self._names or ()) or name.endswith(".localhost"):
                return True
            address = ip_address(name)
        except ValueError:
            return False
        # No name, no rebinding: whoever asks an address knows which.
        return address.is_loopback or not self._is_local
