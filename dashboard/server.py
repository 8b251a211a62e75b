"""The dashboard as one ASGI application: the pages, and on the same port whatever routes join."""

import contextlib
import errno
import importlib.metadata
import os
import socket
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publish.access import WRITE_VARIABLE, Access, Role

if TYPE_CHECKING:
    from starlette.routing import BaseRoute
    from streamlit import App

    from publish.metrics.collecting import Collecting

__all__ = ["DATABASE_VARIABLE", "WRITE_VARIABLE", "Gate", "ListenError", "create", "run"]

DATABASE_VARIABLE = "BROWNOUT_DATABASE_URL"

_HERE = Path(__file__).resolve().parent


class ListenError(RuntimeError):
    """The dashboard cannot listen where it was told to; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Who may come in, and how: by default none but people of this machine, who may do anything.

    `config` is the probes.yaml that operators may edit where `access` lets them. `url` is where
    people reach the pages. `login` is the section `auth` of Streamlit's secrets.
    """

    access: Callable[[], Access] = lambda: Access(everybody=Role.OPERATOR)
    config: Path | None = None
    url: str | None = None
    is_local: bool = True
    login: dict[str, Any] | None = None


Lifespan = Callable[["App"], AbstractAsyncContextManager[None]]


def create(
    database: str,
    routes: Sequence["BaseRoute"] = (),
    lifespan: Lifespan | None = None,
    gate: Gate | None = None,
    host: str = "127.0.0.1",
) -> "App":
    """Return the ASGI application that shows `database`, with the API and `routes` on one port.

    `lifespan` goes on for as long as it serves, `host` is where, and `gate` says who comes in.

    The address of the database goes to the pages through the environment, because Streamlit
    runs them as scripts that nobody calls.
    """
    import streamlit
    from starlette.middleware import Middleware

    from dashboard import data, first_paint, plotly_route
    from dashboard.entrance import Entrance
    from publish.api.routes import routes as api_routes
    from publish.metrics.collecting import Collecting
    from publish.source import Source

    os.environ[DATABASE_VARIABLE] = database
    gate = gate or Gate()
    source = Source(data.whole_status, lambda: data.database(data.database_url()))
    version = importlib.metadata.version("brownout")
    collecting = Collecting(source, version)
    return streamlit.App(
        _HERE / "app.py",
        secrets=None if gate.login is None else {"auth": gate.login},
        routes=[
            *first_paint.ROUTES,
            plotly_route.ROUTE,
            *routes,
            *api_routes(source, collecting, version, access=gate.access),
        ],
        middleware=[Middleware(Entrance, host=host, url=gate.url, is_local=gate.is_local)],
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
    gate: Gate | None = None,
) -> None:
    """Serve the dashboard to whom `gate` lets in until SIGINT or SIGTERM.

    Raises:
        ListenError: where `host` and `port` cannot be listened on.
    """
    check_address(host, port)
    from dashboard import access, probes_file

    gate = gate or Gate()
    access.adopt(gate.access)
    probes_file.adopt(gate.config)
    app = create(database, routes, lifespan, gate, host)
    # Streamlit looks for its configuration beside the script named by sys.argv[0]; from a
    # console script that would be the folder of executables, and the theme would be lost.
    sys.argv = [str(_HERE / "server.py")]
    try:
        app.run(config={"server.address": host, "server.port": port})
    except KeyboardInterrupt:
        return


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
