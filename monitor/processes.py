"""The processes that `brownout up` and `brownout demo` are made of."""

from argparse import Namespace
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


def simulator(port: int, speed: float) -> Process:
    """Return the process that plays the demo's providers, its story `speed` times as fast."""
    return Process(
        "simulator",
        [
            *("simulator", "--port", str(port), "--story", "demo"),
            *("--speed", str(speed)),
            *("--loop", "--quiet", "--until-eof"),
        ],
    )


def dashboard(
    args: Namespace, config: Path, database: str, *, environment: Mapping[str, str] | None = None
) -> Process:
    """Return the process that draws, at the address that `args` say."""
    return Process(
        "dashboard",
        [
            *("monitor", "dashboard", "--host", args.host, "--config", str(config)),
            *("--port", str(args.port), "--quiet"),
            *(["--without-login"] if args.without_login else []),
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
