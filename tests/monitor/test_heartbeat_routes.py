"""Jobs report in over HTTP, on the port of the dashboard, and one that stays silent is noticed."""

import contextlib
import json
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import storage.heartbeats
from monitor.heartbeat_routes import TOKEN_VARIABLE, slug
from storage.database import open_database

TOKEN = "hb-marker-4fd1a2"
CONFIG = """
reference: []
incidents: { preset: fast, open_after_s: 1, open_after_pooled_s: 1, repeat_s: 0.5, quiet_s: 2 }
providers:
  our-lab: {}
probes:
  - { name: Nightly train, provider: our-lab, check: heartbeat, within: 3s, grace: 1s, every: 1s }
"""


def ask(url: str, *, token: str | None = TOKEN, body: bytes | None = None) -> tuple[int, str]:
    request = urllib.request.Request(url, data=body)
    if token:
        request.add_header("authorization", f"Bearer {token}")
    try:
        with urllib.request.urlopen(request, timeout=30) as reply:
            return reply.status, reply.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


@contextlib.contextmanager
def reporting_in(url: str) -> Iterator[None]:
    """A job that reports in twice a second, however long anybody takes to look."""
    is_over = threading.Event()

    def run() -> None:
        while not is_over.wait(0.5):
            ask(url)

    job = threading.Thread(target=run)
    job.start()
    try:
        yield
    finally:
        is_over.set()
        job.join()


@pytest.fixture
def served(
    start: Callable[..., Any], eventually: Callable[..., Any], free_port: int, tmp_path: Path
) -> str:
    """A dashboard that waits for one heartbeat; its address."""
    database = open_database(tmp_path / "b.db")
    with database.transaction() as connection:
        storage.heartbeats.wait_for(connection, ["Nightly train"], 1)
    database.close()
    start("dashboard", "--port", free_port, "--database", tmp_path / "b.db",
          **{TOKEN_VARIABLE: TOKEN})  # fmt: skip
    url = f"http://127.0.0.1:{free_port}"

    def is_up() -> bool:
        try:
            return ask(f"{url}/heartbeat/x")[0] == 404
        except OSError:
            return False

    eventually(is_up)
    return url


def test_a_job_reports_in_by_its_name_or_a_plain_form_of_it(served: str, tmp_path: Path) -> None:
    assert ask(f"{served}/heartbeat/nightly-train") == (200, "ok\n")
    assert ask(f"{served}/heartbeat/Nightly%20train", body=b"") == (200, "ok\n")
    assert ask(f"{served}/heartbeat/nightly-train?token={TOKEN}", token=None)[0] == 200

    database = open_database(tmp_path / "b.db")
    with database.read() as connection:
        heard = storage.heartbeats.heard(connection, "Nightly train")
    database.close()
    assert heard is not None
    assert heard.beat_at_ms is not None
    assert heard.listening_at_ms is not None


def test_a_failure_is_kept_with_its_words_but_without_secrets(served: str, tmp_path: Path) -> None:
    said = f"disk full {TOKEN} sk-abcdefghij0123456789 \x1b[31m".encode() + b"\xff" + b"x" * 9000
    assert ask(f"{served}/heartbeat/nightly-train/fail", body=said) == (200, "ok\n")

    database = open_database(tmp_path / "b.db")
    with database.read() as connection:
        heard = storage.heartbeats.heard(connection, "Nightly train")
    database.close()
    assert heard is not None
    assert (heard.detail or "").startswith("disk full [redacted]")
    assert len((heard.detail or "").encode()) <= 2048
    assert b"marker" not in (tmp_path / "b.db").read_bytes()
    assert b"\x1b" not in (heard.detail or "").encode()


@pytest.mark.parametrize("token", [None, "wrong", ""])
def test_without_its_token_nobody_is_believed(served: str, token: str | None) -> None:
    assert ask(f"{served}/heartbeat/nightly-train", token=token)[0] == 401


def test_who_is_not_waited_for_is_told_so(served: str) -> None:
    status, said = ask(f"{served}/heartbeat/other")
    assert (status, "awaited" in said) == (404, True)


def test_a_name_as_it_may_stand_in_an_address() -> None:
    assert slug("Nightly train (EU)") == "nightly-train-eu"


def test_a_job_that_falls_silent_is_an_incident_until_it_reports_in(
    start: Callable[..., Any],
    brownout: Callable[..., Any],
    eventually: Callable[..., Any],
    free_port: int,
    tmp_path: Path,
) -> None:
    config, path = tmp_path / "probes.yaml", tmp_path / "b.db"
    config.write_text(CONFIG)
    start("up", "--config", config, "--database", path, "--port", free_port)

    def lab() -> dict[str, Any]:
        told = json.loads(brownout("status", "--json", "--database", path).stdout)
        return next((each for each in told["providers"]), {})

    silent = eventually(lambda: (each := lab()).get("state") == "outage" and each)
    assert silent["incidents"][0]["scope"] == "dependency"

    with reporting_in(f"http://127.0.0.1:{free_port}/heartbeat/nightly-train"):
        eventually(lambda: lab()["state"] == "operational")
