"""`brownout alerts` says what became of each alert, and tests whether one would arrive."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from incidents.incident import Change, Transition
from publish.alerts.notice import of_transition
from storage import deliveries
from storage.deliveries import DeliveryState, NewDelivery

Run = Callable[..., CompletedProcess[str]]
SECRET = "s3cret-of-the-hook"


@pytest.fixture
def hook() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A receiver: its address, and what it got."""
    got: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(202 if self.path == "/good" else 401)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}", got
    server.shutdown()
    server.server_close()


@pytest.fixture
def config(tmp_path: Path, hook: tuple[str, Any]) -> Path:
    path = tmp_path / "probes.yaml"
    path.write_text(
        f"""
providers: {{ openai: }}
alerts:
  targets:
    good: {{ pagerduty: abc, url: "{hook[0]}/good" }}
    bad: {{ webhook: "{hook[0]}/bad?token=${{HOOK}}" }}
""",
        encoding="utf-8",
    )
    return path


def test_a_test_arrives_and_is_taken_back(brownout: Run, hook: Any, config: Path) -> None:
    said = brownout("alerts", "test", "good", "--config", config, HOOK=SECRET)

    assert (said.returncode, said.stdout) == (0, "good: arrived\n")
    assert [each["event_action"] for each in hook[1]] == ["trigger", "resolve"]
    assert len({each["dedup_key"] for each in hook[1]}) == 1
    assert "test" in hook[1][0]["payload"]["summary"]


def test_one_that_does_not_arrive_is_bad_news(brownout: Run, hook: Any, config: Path) -> None:
    said = brownout("alerts", "test", "--config", config, HOOK=SECRET)
    told = brownout("alerts", "test", "bad", "--json", "--config", config, HOOK=SECRET)

    assert (said.returncode, said.stdout) == (1, "good: arrived\nbad: it answers 401\n")
    assert json.loads(told.stdout) == {"targets": {"bad": {"problem": "it answers 401"}}}
    assert SECRET not in said.stdout + said.stderr


def test_nobody_of_that_name(brownout: Run, config: Path) -> None:
    said = brownout("alerts", "test", "godo", "--config", config, HOOK=SECRET)

    assert said.returncode == 2
    assert said.stderr == "no target `godo`; did you mean `good`?\n"


def test_nobody_at_all(brownout: Run, tmp_path: Path) -> None:
    (tmp_path / "probes.yaml").write_text("providers: { openai: }", encoding="utf-8")

    said = brownout("alerts", "test", "--config", tmp_path / "probes.yaml")

    assert said.returncode == 2
    assert "names nobody: write `alerts:`" in said.stderr


def test_what_became_of_alerts_is_listed(
    brownout: Run, house: Any, database_path: Path, tmp_path: Path
) -> None:
    assert "No alert was sent yet" in brownout("alerts", "--database", database_path).stdout
    house.provider("aurora", "Aurora")
    incident = house.incident("aurora", "slow")
    made = Transition(at_ms=house.now_ms, change=Change.OPENED, incident=incident)
    notice = of_transition(made, "Aurora")
    with house.database.transaction() as connection:
        deliveries.add(
            connection,
            [
                NewDelivery(key=notice.id, target=target, thread=notice.thread, change="opened",
                            notice=notice.model_dump_json(), due_at_ms=house.now_ms)
                for target in ("team", "pager")
            ],
            house.now_ms,
        )  # fmt: skip
        claimed = deliveries.claim(connection, ["team"], now_ms=house.now_ms, lease_ms=9, limit=9)
        ids = [each.id for each in claimed]
        deliveries.end(connection, ids, DeliveryState.FAILED, house.now_ms, "given up: 500")

    said = brownout("alerts", "--database", database_path)
    told = brownout("alerts", "--database", database_path, "--json")

    assert said.returncode == 1
    lines = said.stdout.splitlines()
    assert "pager: Aurora is down (to be sent at" in lines[0]
    assert "team: Aurora is down (failed: given up: 500)" in lines[1]
    rows = json.loads(told.stdout)["deliveries"]
    assert [each["notice"]["provider"] for each in rows] == ["aurora", "aurora"]
