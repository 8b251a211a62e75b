"""Whoever can reach the port of the dashboard gets no file, no session and no say through it."""

import socket
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import storage.heartbeats
from storage.database import open_database

ESCAPES = (
    "/../../../../../../etc/passwd",
    "/..%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
    "/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "/....//....//etc/passwd",
    "/..\\..\\..\\etc\\passwd",
    "//etc/passwd",
    "/%00/etc/passwd",
)
BEFORE = ("", "/static", "/app/static", "/media", "/component/x", "/badge", "/heartbeat", "/api/v1")


@pytest.fixture
def port(
    start: Callable[..., Any], eventually: Callable[..., Any], free_port: int, tmp_path: Path
) -> int:
    """Where a dashboard serves that waits for one heartbeat, without a token."""
    path = tmp_path / "b.db"
    database = open_database(path)
    with database.transaction() as connection:
        storage.heartbeats.wait_for(connection, ["nightly"], 1)
    database.close()
    start("dashboard", "--port", free_port, "--database", path)

    def is_up() -> bool:
        try:
            address = f"http://127.0.0.1:{free_port}/_stcore/health"
            with urllib.request.urlopen(address, timeout=30) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    eventually(is_up, within_s=90)
    return free_port


def say(port: int, target: str, **headers: str) -> str:
    """Send a request as it stands, whatever is in it, and return all that is answered."""
    named = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    request = f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{named}"
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        ending = "" if "Upgrade" in headers else "Connection: close\r\n"
        connection.sendall(f"{request}{ending}\r\n".encode())
        said = b""
        while data := connection.recv(65536):
            said += data
            if "Upgrade" in headers and b"\r\n\r\n" in said:
                break
    return said.decode(errors="replace")


def test_no_path_leads_out_no_header_goes_in_and_no_other_site_has_a_say(port: int) -> None:
    for before in BEFORE:
        for escape in ESCAPES:
            said = say(port, before + escape)
            assert "root:" not in said, before + escape
            assert not said.startswith("HTTP/1.1 5"), before + escape
    for target in ("/heartbeat/x%0d%0aset-cookie:%20a=b", "/badge/x%0d%0aset-cookie:%20a=b.svg",
                   "/%0d%0aset-cookie:%20a=b"):  # fmt: skip
        head = say(port, target).partition("\r\n\r\n")[0].lower()
        assert "set-cookie: a=b" not in head, target

    # A web page elsewhere can make a browser send these, with an image or a socket.
    assert " 403 " in say(port, "/heartbeat/nightly", Sec_Fetch_Site="cross-site")[:20]
    assert " 200 " in say(port, "/heartbeat/nightly")[:20]
    asked = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
             "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}  # fmt: skip
    stream = "/_stcore/stream"
    assert " 403 " in say(port, stream, Origin="http://evil.example", **asked)[:20]
    assert " 101 " in say(port, stream, Origin=f"http://127.0.0.1:{port}", **asked)[:20]
    assert (
        "access-control-allow-origin"
        not in say(port, "/api/v1/status", Origin="http://evil.example").lower()
    )
