"""The processes that `brownout up` and `brownout demo` are made of."""

import socket
from collections.abc import Mapping
from pathlib import Path

from monitor.mistake import Mistake
from monitor.supervisor import Process


def worker(config: Path, database: str, *, environment: Mapping[str, str] | None = None) -> Process:
    """Return the process that probes."""
    return Process(
        "worker",
        ["monitor", "worker", "--quiet", "--config", str(config), "--database", database],
        environment or {},
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


def dashboard(host: str, port: int, database: str) -> Process:
    """Return the process that draws."""
    return Process(
        "dashboard",
        [
            *("monitor", "dashboard", "--host", host),
            *("--port", str(port), "--database", database),
        ],
    )


def refuse_busy_port(host: str, port: int) -> None:
    """Check that the dashboard's port is free, before anything is started.

    Raises:
        Mistake: where another program listens there, or the address is not ours.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Mistake(
                f"cannot serve pages on {host}:{port}: {error.strerror or error}; "
                "choose another with --port (or --host)"
            ) from error


def free_port() -> int:
    """Return a port of this machine that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
