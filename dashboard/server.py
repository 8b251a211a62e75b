"""The dashboard as one ASGI application: the pages, and on the same port whatever routes join."""

import contextlib
import errno
import importlib.metadata
import os
import socket
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.routing import BaseRoute
    from streamlit import App

    from publish.metrics.collecting import Collecting

DATABASE_VARIABLE = "BROWNOUT_DATABASE_URL"
WRITE_VARIABLE = "BROWNOUT_PAGES_MAY_WRITE"
"""`true` or `false`: may viewers write; by default only where the pages are served on loopback."""

_HERE = Path(__file__).resolve().parent


class ListenError(RuntimeError):
    """The dashboard cannot listen where it was told to; the message says what to do."""


Lifespan = Callable[["App"], AbstractAsyncContextManager[None]]


def create(
    database: str, routes: Sequence["BaseRoute"] = (), lifespan: Lifespan | None = None
) -> "App":
    """Return the ASGI application that shows `database`, with the API and `routes` on one port.

    `lifespan` goes on for as long as it serves.

    The address of the database goes to the pages through the environment, because Streamlit
    runs them as scripts that nobody calls.
    """
    import streamlit

    from dashboard import data, plotly_route
    from publish.api.routes import routes as api_routes
    from publish.metrics.collecting import Collecting
    from publish.source import Source

    os.environ[DATABASE_VARIABLE] = database
    source = Source(data.status, lambda: data.database(data.database_url()))
    version = importlib.metadata.version("brownout")
    collecting = Collecting(source, version)
    return streamlit.App(
        _HERE / "app.py",
        routes=[plotly_route.ROUTE, *routes, *api_routes(source, collecting, version)],
        lifespan=lambda app: _lifespan(app, lifespan, collecting),
    )


@contextlib.asynccontextmanager
async def _lifespan(
    app: "App", own: Lifespan | None, collecting: "Collecting"
) -> AsyncIterator[None]:
    from publish.metrics.otlp import exporting

    async with contextlib.AsyncExitStack() as stack:
        if own is not None:
            await stack.enter_async_context(own(app))
        stack.enter_context(exporting(collecting))
        yield


def run(
    host: str,
    port: int,
    database: str,
    routes: Sequence["BaseRoute"] = (),
    lifespan: Lifespan | None = None,
) -> None:
    """Serve the dashboard until SIGINT or SIGTERM.

    Raises:
        ListenError: where `host` and `port` cannot be listened on.
    """
    check_address(host, port)
    os.environ.setdefault(WRITE_VARIABLE, "true" if _is_loopback(host) else "false")
    app = create(database, routes, lifespan)
    # Streamlit looks for its configuration beside the script named by sys.argv[0]; from a
    # console script that would be the folder of executables, and the theme would be lost.
    sys.argv = [str(_HERE / "server.py")]
    try:
        app.run(config={"server.address": host, "server.port": port})
    except KeyboardInterrupt:
        return


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def check_address(host: str, port: int) -> None:
    """Raise `ListenError` where `host` and `port` cannot be listened on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if os.name == "posix":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise ListenError(_reason(error, host, port)) from None


def _reason(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"port {port} on {host} is already in use, perhaps by another dashboard; "
            f"stop that one or choose another port, e.g. --port {port + 1}"
        )
    if error.errno == errno.EACCES:
        return f"port {port} is reserved for the system; choose one above 1023, e.g. --port 8501"
    return (
        f"cannot listen on {host}:{port} ({error.strerror or error}); "
        "use --host 127.0.0.1 for this machine alone or 0.0.0.0 for all its addresses"
    )
