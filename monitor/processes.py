"""The processes that `brownout up` and `brownout demo` are made of."""

import socket
from collections.abc import Mapping
from pathlib import Path

from dashboard import server
from monitor.cli import DATABASE
from monitor.mistake import Mistake
from monitor.supervisor import Process


def worker(config: Path, database: str, *, environment: Mapping[str, str] | None = None) -> Process:
    """Return the process that probes."""
    # The URL of a database may hold a password: everybody on a machine may read the arguments
    # of its processes, but only their owner the environment.
    return Process(
        "worker",
        ["monitor", "worker", "--quiet", "--config", str(config)],
        {**(environment or {}), DATABASE: database},
    )


def simulator(port: int) -> Process:
    """Return the process that plays the demo's providers."""
    return Process(
        "simulator",
        [
            *("simulator", "--port", str(port), "--story", "demo"),
            *("--loop", "--quiet", "--until-eof"),
        ],
    )


def dashboard(
    host: str, port: int, database: str, *, environment: Mapping[str, str] | None = None
) -> Process:
    """Return the process that draws."""
    return Process(
        "dashboard",
        [
            *("monitor", "dashboard", "--host", host),
            *("--port", str(port), "--quiet"),
        ],
        {**(environment or {}), DATABASE: database},
    )


def check_address(host: str, port: int) -> None:
    """Check that pages can be served there, before anything is started.

    Raises:
        Mistake: where another program listens there, or the address is not ours.
    """
    try:
        server.check_address(host, port)
    except server.ListenError as error:
        raise Mistake(str(error)) from error


def free_port() -> int:
    """Return a port of this machine that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
