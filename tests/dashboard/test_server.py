"""The server: one port for pages and routes, its own theme, and a quiet end."""

import gzip
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import plotly
import pytest

from dashboard import plotly_route, server
from dashboard.server import ListenError, run
from monitor.ports import reserved_port

_SCRIPT = """
import sys
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from dashboard.server import run
async def healthz(request):
    return PlainTextResponse("fine")
run("127.0.0.1", int(sys.argv[1]), sys.argv[2], routes=[Route("/healthz", healthz)])
print("ended in peace", flush=True)
"""


@contextmanager
def _served(folder: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    with reserved_port() as port:
        # From another folder, as a console script would: nothing may hang on the current one.
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", _SCRIPT, str(port), str(folder / "brownout.db")],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            yield f"http://127.0.0.1:{port}", process
        finally:
            process.kill()
            process.communicate()


def _get(url: str, process: subprocess.Popen[str], wait_s: float = 60) -> str:
    give_up = time.monotonic() + wait_s
    while True:
        try:
            with urlopen(url, timeout=10) as response:
                return str(response.read().decode())
        except HTTPError:
            raise
        except (URLError, ConnectionError):
            assert process.poll() is None, process.communicate()[0]
            assert time.monotonic() < give_up, "the server never answered"
            time.sleep(0.1)


def test_pages_and_routes_share_a_port_and_ctrl_c_ends_both(tmp_path: Path) -> None:
    with _served(tmp_path) as (url, process):
        assert _get(f"{url}/healthz", process) == "fine"
        assert _get(f"{url}/_stcore/health", process) == "ok"
        assert "<title>" in _get(url, process)
        assert _get(f"{url}/api/v1/status", process).startswith('{"at_ms":')
        assert "brownout_info{" in _get(f"{url}/metrics", process)
        _brings_plotly_along(f"{url}{plotly_route.PATH}")
        # Streamlit answers with its page wherever nobody else does.
        with pytest.raises(HTTPError, match="404"):
            urlopen(f"{url}/api/v1/nothing", timeout=10)

        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=60)

        assert process.returncode == 0, said
        assert "ended in peace" in said
        assert "Traceback" not in said


def _brings_plotly_along(url: str) -> None:
    library = (Path(plotly.__file__).parent / "package_data" / "plotly.min.js").read_bytes()
    with urlopen(url, timeout=30) as plain:
        assert plain.read() == library
    with urlopen(Request(url, headers={"accept-encoding": "gzip"}), timeout=30) as packed:
        assert gzip.decompress(packed.read()) == library
        assert "immutable" in packed.headers["cache-control"]


def test_a_busy_port_is_told_with_a_way_out() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(ListenError, match=f"port {port} on 127.0.0.1 is already") as told:
            run("127.0.0.1", port, "unused.db")

    assert f"--port {port + 1}" in str(told.value)


def test_an_address_that_is_not_ours_is_told_with_a_way_out() -> None:
    with pytest.raises(ListenError, match=r"cannot listen on 192\.0\.2\.1:8999 .*--host 127"):
        run("192.0.2.1", 8999, "unused.db")


def test_the_pages_learn_of_the_database_through_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(server.DATABASE_VARIABLE, "before")

    server.create("somewhere.db")

    assert os.environ[server.DATABASE_VARIABLE] == "somewhere.db"
