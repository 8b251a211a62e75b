"""Reports that are sent: written by a real worker, taken by real receivers, once, over crashes."""

import asyncio
import base64
import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from monitor.config import ConfigError, load_config
from monitor.report_sending import ReportSending
from monitor.reports import Due, ReportSettings, ReportWriter, last_period
from probes.result import Outcome, ProbeResult, Surface
from publish.alerts.delivering import Delivering
from publish.alerts.target import Alerts, Target
from storage import deliveries, results
from storage.database import Database, open_database
from storage.deliveries import Delivery

CONFIG = """
reference: []
providers: { our-lab: {} }
probes: [{ name: lab, provider: our-lab, check: http, url: "http://127.0.0.1:9/", every: 1h }]
alerts: { targets: { ours: { webhook: "URL", secret: s3cret-of-the-hook } } }
reports: [{ schedule: daily, format: csv, to: ./reports, send: [ours] }]
"""


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A database that saw something yesterday."""
    database = open_database(tmp_path / "b.db")
    yesterday = datetime.now(UTC).replace(hour=12) - timedelta(days=1)
    run = ProbeResult(
        probe="lab", provider="our-lab", surface=Surface.API, vantage="home",
        started_at_ms=round(yesterday.timestamp() * 1000), outcome=Outcome.OK,
    )  # fmt: skip
    with database.transaction() as connection:
        results.append(connection, [run])
    yield database
    database.close()


def _kept(database: Database) -> list[Delivery]:
    with database.read() as connection:
        return deliveries.recent(connection)


def test_a_worker_sends_what_it_wrote_until_it_is_taken(
    start: Callable[..., Any],
    eventually: Callable[..., Any],
    receive: Any,
    database: Database,
    tmp_path: Path,
) -> None:
    receiver = receive()
    receiver.answers = [503]
    config = tmp_path / "probes.yaml"
    config.write_text(CONFIG.replace("URL", receiver.url), encoding="utf-8")

    worker = start("worker", "--config", config, "--database", tmp_path / "b.db")
    eventually(lambda: [each.state for each in _kept(database)] == ["delivered"])
    worker.stop()

    (file,) = (tmp_path / "reports").iterdir()
    first, second = receiver.got
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert second.headers["webhook-signature"].startswith("v1,")
    told = json.loads(second.body)
    assert (told["kind"], told["report"]["name"]) == ("report", file.name)
    assert base64.b64decode(told["report"]["content"]) == file.read_bytes()
    assert told["headline"].startswith("Reliability report, ")
    assert "our-lab: uptime 100 %" in told["sentence"]
    assert str(tmp_path) not in second.body.decode(), "where it lies is nobody's business"
    assert _kept(database)[0].attempts == 2


class Crash(Exception):
    """The worker dies here."""


def _due(tmp_path: Path) -> Due:
    settings = ReportSettings.model_validate(
        {"schedule": "daily", "format": "csv", "to": "reports", "send": ["ours"]}
    )
    return last_period(settings, tmp_path, datetime.now(UTC))


def test_a_crash_between_telling_and_writing_loses_nothing_and_sends_nothing_twice(
    receive: Any, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver = receive()
    target = Target(name="ours", channel="webhook", address=SecretStr(receiver.url))
    alerts = Alerts(targets=(target,), reports_to=frozenset({"ours"}))
    writer = ReportWriter([], tmp_path, database.name, tell=ReportSending(database, alerts))
    ahead_ms = [0]

    def work(*, has_reports: bool = True) -> None:
        async def once() -> None:
            delivering = Delivering(
                database,
                alerts,
                clock_ms=lambda: time.time_ns() // 1_000_000 + ahead_ms[0],
                has_reports=lambda: has_reports,
            )
            await delivering.step()
            await delivering.settled()

        # As if so much time had gone by since the last time.
        ahead_ms[0] += 10_000
        asyncio.run(once())

    due = _due(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", _crash)
        with pytest.raises(Crash):
            asyncio.run(writer.write(due))
    work()
    assert not receiver.got
    assert (_kept(database)[0].problem or "").startswith(f"{due.file.name} cannot be read")

    # As another worker does, whose folder is its own.
    due = _due(tmp_path / "another")
    asyncio.run(writer.write(due))
    work(has_reports=False)
    assert not receiver.got, "its file is on the disk of another"
    work()
    due.file.unlink()
    asyncio.run(writer.write(due))
    work()

    assert due.file.exists()
    assert len(receiver.got) == 1
    assert [each.state for each in _kept(database)] == ["delivered"]


def _crash(*_: object) -> None:
    raise Crash


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("hook", "no target `hook` stands under `alerts:`"),
        ("ou", "did you mean `ours`"),
        ("pager", "`pager` takes no files"),
    ],
)
def test_whom_it_cannot_be_sent_to_is_told_with_its_place(
    tmp_path: Path, target: str, said: str
) -> None:
    path = tmp_path / "probes.yaml"
    text = CONFIG.replace("URL", "http://127.0.0.1:9/").replace("[ours]", f"[{target}]")
    path.write_text(text.replace("targets: {", "targets: { pager: { pagerduty: abc },"))

    with pytest.raises(ConfigError) as refused:
        load_config(path, {})

    assert said in str(refused.value)
    assert ":6:" in str(refused.value), "the line of `reports:`"
