"""Alerts of a real worker: from probes.yaml to the receiver, over a kill in between."""

import json
import signal
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from incidents.incident import State
from monitor.alerts import AlertSettings, alerts_of, read_hours
from monitor.config import load_config
from publish.alerts.notice import Happened
from storage import deliveries
from storage.database import open_database

CONFIG = """
reference: []
incidents: { preset: fast, open_after_s: 1, open_after_pooled_s: 1, repeat_s: 0.5, quiet_s: 2 }
providers:
  our-lab: {}
probes:
  - name: lab
    provider: our-lab
    check: http
    url: "http://127.0.0.1:9/"
    every: 1s
    timeout: 500ms
alerts:
  targets:
    hook: { webhook: "URL/hook?key=${HOOK_KEY}", secret: "${HOOK_SECRET}", timeout: 3s }
"""
SECRETS = {"HOOK_KEY": "k3y-of-the-hook", "HOOK_SECRET": "s3cret-of-the-hook"}


class Hook:
    """A receiver that hangs until it is told to answer."""

    def __init__(self) -> None:
        self.got: list[tuple[str, dict[str, Any]]] = []
        self.answers = threading.Event()
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                hook.got.append((self.headers["webhook-id"], json.loads(body)))
                if hook.answers.wait(30):
                    self.send_response(200)
                    self.send_header("content-length", "0")
                    self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()


@pytest.fixture
def hook() -> Iterator[Hook]:
    hook = Hook()
    yield hook
    hook.answers.set()
    hook.server.shutdown()
    hook.server.server_close()


def test_a_worker_killed_while_it_sends_is_followed_by_one_that_sends_it_again(
    start: Callable[..., Any], eventually: Callable[..., Any], hook: Hook, tmp_path: Path
) -> None:
    config, database = tmp_path / "probes.yaml", tmp_path / "b.db"
    config.write_text(CONFIG.replace("URL", hook.url), encoding="utf-8")
    arguments = ("worker", "--config", config, "--database", database)

    first = start(*arguments, **SECRETS)
    eventually(lambda: hook.got)
    first.stop(signal.SIGKILL)
    opened = database_of(database)
    assert [(each.change, each.state, each.attempts) for each in opened] == [
        ("opened", "pending", 1)
    ]
    hook.answers.set()
    second = start(*arguments, **SECRETS)
    eventually(lambda: any(each.state == "delivered" for each in database_of(database)))

    about = [key for key, body in hook.got if body["happened"] == "opened"]
    assert len(about) == 2
    assert len(set(about)) == 1
    assert hook.got[0][1]["headline"] == "our-lab has failing checks"
    second.stop()
    said = first.said() + second.said() + database.read_bytes().decode(errors="replace")
    assert not [value for value in SECRETS.values() if value in said]


def database_of(path: Path) -> list[deliveries.Delivery]:
    database = open_database(path)
    with database.read() as connection:
        found = deliveries.recent(connection)
    database.close()
    return found


def test_what_the_section_says_is_what_targets_are(tmp_path: Path) -> None:
    path = tmp_path / "probes.yaml"
    path.write_text(
        """
providers: { openai: }
alerts:
  remind_every: 4h
  timezone: Europe/Berlin
  targets:
    team: { apprise: "json://127.0.0.1/x", changes: [opened, closed], severity: outage }
    pager: { pagerduty: abc, hours: "mon-fri 22:00-06:00", outside: drop, remind_every: 1h }
""",
        encoding="utf-8",
    )

    alerts = load_config(path, {"BROWNOUT_PUBLIC_URL": "https://status.example/"}).alerts

    assert alerts.public_url == "https://status.example"
    team, pager = alerts.targets
    assert (team.channel, team.severity, team.remind_every_s) == ("apprise", State.OUTAGE, 14_400)
    assert team.changes == {Happened.OPENED, Happened.CLOSED}
    assert (pager.channel, pager.remind_every_s, pager.drops_outside) == ("pagerduty", 3600, True)
    assert pager.hours is not None
    assert (pager.hours.start, pager.hours.end, pager.hours.days) == (1320, 360, set(range(5)))
    assert "abc" not in repr(alerts)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("00:00-24:00", {0, 1, 2, 3, 4, 5, 6}),
        ("Sat,Sun 8:00 - 18:00", {5, 6}),
        ("fri-mon 08:00-18:00", {4, 5, 6, 0}),
        ("mon,wed-thu 08:00-18:00", {0, 2, 3}),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, days: set[int]) -> None:
    assert read_hours(text, ZoneInfo("UTC")).days == days


@pytest.mark.parametrize("text", ["", "always", "08:00", "8-18", "24:00-25:00", "mon 08:61-09:00"])
def test_hours_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"mon-fri 08:00-18:00"):
        read_hours(text, ZoneInfo("UTC"))


def test_no_section_means_nobody() -> None:
    assert alerts_of(AlertSettings(), {}).targets == ()
