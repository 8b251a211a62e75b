"""Reports on a schedule: which period is over, and that each is written once and whole."""

import asyncio
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.reports import Due, ReportSettings, ReportWriter, last_period
from probes.result import Outcome, ProbeResult, Surface
from storage import results
from storage.database import Database, open_database

NOW = datetime(2026, 11, 1, 23, 30, tzinfo=UTC)  # a Sunday, and Monday already in Berlin


def _settings(to: str = "reports", **said: object) -> ReportSettings:
    return ReportSettings.model_validate({"to": to, "format": "csv", **said})


@pytest.mark.parametrize(
    ("schedule", "timezone", "days", "name"),
    [
        ("monthly", "UTC", ("2026-10-01", "2026-11-01"), "brownout-2026-10.csv"),
        ("daily", "UTC", ("2026-10-31", "2026-11-01"), "brownout-2026-10-31.csv"),
        ("daily", "Europe/Berlin", ("2026-11-01", "2026-11-02"), "brownout-2026-11-01.csv"),
        ("weekly", "UTC", ("2026-10-19", "2026-10-26"), "brownout-2026-W43.csv"),
        ("weekly", "Europe/Berlin", ("2026-10-26", "2026-11-02"), "brownout-2026-W44.csv"),
    ],
)
def test_the_last_period_that_is_over(
    schedule: str, timezone: str, days: tuple[str, str], name: str
) -> None:
    due = last_period(_settings(schedule=schedule, timezone=timezone), Path("/etc/b"), NOW)

    assert (f"{due.first}", f"{due.after}") == days
    assert due.file == Path("/etc/b/reports") / name


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = open_database(tmp_path / "kept.db")
    yield database
    database.close()


def _run_in_october(database: Database) -> None:
    at_ms = round(datetime(2026, 10, 9, tzinfo=UTC).timestamp() * 1000)
    run = ProbeResult(
        probe="a/canary", provider="a", surface=Surface.API, vantage="home",
        started_at_ms=at_ms, outcome=Outcome.OK,
    )  # fmt: skip
    with database.transaction() as connection:
        results.append(connection, [run])


def _writer(database: Database, told: list[Due]) -> ReportWriter:
    return ReportWriter([], Path(), database.name, tell=lambda due, _: told.append(due))


def test_it_is_written_whole_and_once(database: Database, tmp_path: Path) -> None:
    _run_in_october(database)
    told: list[Due] = []
    due = last_period(_settings(), tmp_path, NOW)
    writer = _writer(database, told)

    asyncio.run(writer.write(due))
    written = due.file.read_text()
    asyncio.run(writer.write(due))

    assert written.startswith("source,from,to,timezone")
    assert "2026-10-01T00:00:00+00:00,2026-11-01T00:00:00+00:00,UTC" in written
    assert told == [due]
    assert list(due.file.parent.iterdir()) == [due.file], "no draft is left"


def test_a_month_before_the_first_result_is_not_written(database: Database, tmp_path: Path) -> None:
    due = last_period(_settings(), tmp_path, NOW)

    asyncio.run(_writer(database, []).write(due))

    assert not due.file.exists()


def test_a_place_that_cannot_be_written_is_told_and_stops_nothing(
    database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "reports").write_text("a file")
    due = last_period(_settings(), tmp_path, NOW)

    with caplog.at_level(logging.ERROR):
        asyncio.run(_writer(database, []).write(due))

    assert f"{due.file} could not be written" in caplog.text
