"""Serves the Plotly library that the plotly package brings along, so no other host is asked."""

import gzip
from functools import cache
from pathlib import Path

import plotly
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

# With its version in its name it never changes, so no browser asks for it twice.
PATH = f"/plotly-{plotly.__version__}.js"

_FILE = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
_HEADERS = {"cache-control": "public, max-age=31536000, immutable", "vary": "accept-encoding"}


def _library(request: Request) -> Response:
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return FileResponse(_FILE, media_type="text/javascript", headers=_HEADERS)
    headers = {**_HEADERS, "content-encoding": "gzip"}
    return Response(_packed(), media_type="text/javascript", headers=headers)


@cache
def _packed() -> bytes:
    return gzip.compress(_FILE.read_bytes(), compresslevel=6)


ROUTE = Route(PATH, _library)
