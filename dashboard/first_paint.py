"""The page Now as soon as it is asked for: drawn by the server into Streamlit's empty page.

Streamlit's own page is blank until its scripts have come, run, and asked for the rest over a
websocket. Until they have drawn the same, `static/first_paint.js` leaves this lying over it.
"""

import gzip
import hashlib
import re
from functools import cache
from pathlib import Path

import streamlit
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from dashboard import access, data, now_page, theme, wall
from dashboard.shared import Shared
from publish.access import Role
from publish.site.public import public
from storage.database import DatabaseError

_STATIC = Path(__file__).with_name("static")
_SCRIPT = _STATIC / "first_paint.js"
_SCRIPT_PATH = f"/first-paint-{hashlib.sha256(_SCRIPT.read_bytes()).hexdigest()[:12]}.js"
_EMPTY_PAGE = Path(streamlit.__file__).with_name("static") / "index.html"
_SCRIPTS = re.compile(r'<script type="module"[^>]*></script>|<link rel="modulepreload"[^>]*>')
_ROOT = '<div id="root"></div>'
_DRAWN: Shared[bytes] = Shared()


def _page(request: Request) -> Response:
    rules = access.rules()
    role = rules.role_of(None)
    # Who has logged in is known to Streamlit alone, and what is embedded has other margins.
    if role < Role.PUBLIC or rules.has_login or "embed" in request.query_params:
        return _empty_page()
    try:
        status = data.whole_status()
    except DatabaseError:
        return _empty_page()
    is_wall = wall.is_asked_for(request.query_params)

    def draw() -> bytes:
        seen = status if role >= Role.VIEWER else public(status)
        shown = now_page.wall_blocks(seen) if is_wall else now_page.blocks(seen)
        return gzip.compress(_painted("".join(shown), is_wall=is_wall).encode(), compresslevel=5)

    packed = _DRAWN.get((is_wall, role), [status], draw)
    headers = {"cache-control": "no-cache", "vary": "accept-encoding"}
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(gzip.decompress(packed), media_type="text/html", headers=headers)
    headers["content-encoding"] = "gzip"
    return Response(packed, media_type="text/html", headers=headers)


def _empty_page() -> Response:
    return FileResponse(_EMPTY_PAGE, headers={"cache-control": "no-cache"})


def _painted(shown: str, *, is_wall: bool) -> str:
    before, after, later = _parts()
    kind = ' class="bo-first-wall"' if is_wall else ""
    return (
        f"{before}<style>{theme.css_variables()}{stylesheet()}</style></head>{after}{_ROOT}"
        f'<div id="bo-first"{kind}>{shown}</div><template id="bo-later">{later}</template>'
        f'<script src=".{_SCRIPT_PATH}"></script></body></html>'
    )


@cache
def _parts() -> tuple[str, str, str]:
    """Return Streamlit's page: its head, from there to its empty place, and its scripts.

    Left in the head, its scripts would run before the browser shows anything.
    """
    page = _EMPTY_PAGE.read_text(encoding="utf-8")
    before, _, rest = _SCRIPTS.sub("", page).partition("</head>")
    return before, rest.partition(_ROOT)[0], "".join(_SCRIPTS.findall(page))


@cache
def stylesheet() -> str:
    """Return the style sheet of all pages."""
    return (_STATIC / "brownout.css").read_text(encoding="utf-8")


def _script(_: Request) -> Response:
    headers = {"cache-control": "public, max-age=31536000, immutable"}
    return FileResponse(_SCRIPT, media_type="text/javascript", headers=headers)


ROUTES = (Route("/", _page), Route(_SCRIPT_PATH, _script))
