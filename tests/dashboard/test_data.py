"""What the pages read: one provider over a window, and errors that people can act on."""

from pathlib import Path
from typing import Any

import pytest

from dashboard import data
from probes.result import Outcome, Surface
from storage.database import DatabaseError


def test_a_window_ends_now_and_holds_the_runs_and_the_incident(trouble: Any) -> None:
    view = data.provider_view("borealis", "30m")

    assert view.start_ms <= trouble.now_ms < view.end_ms
    assert view.end_ms - view.start_ms == 30 * 60_000
    started_ms = [trouble.now_ms - (number + 1) * 20_000 for number in range(30)]
    within = [at_ms for at_ms in started_ms if view.start_ms <= at_ms < view.end_ms]
    assert sum(bucket.runs for bucket in view.buckets) == len(within) >= 28
    assert [each.incident.id for each in view.incidents] == ["borealis-1"]
    assert {row.surface for row in view.surfaces} == {Surface.EDGE, Surface.API}
    completions = next(row for row in view.surfaces if row.surface is Surface.API)
    assert completions.counts == {Outcome.OVERLOADED: 30}
    assert completions.last is not None
    assert completions.last.request_id == "req-0"


def test_single_runs_are_drawn_only_where_they_can_be_told_apart(trouble: Any) -> None:
    assert len(data.provider_view("aurora", "30m").points) == 30
    assert data.provider_view("aurora", "90d").points == ()


@pytest.mark.parametrize("window", data.WINDOWS)
def test_every_window_is_read(trouble: Any, window: str) -> None:
    view = data.provider_view("aurora", window)

    length_ms, step_ms = data.WINDOWS[window]
    started_ms = [trouble.now_ms - (number + 1) * 20_000 for number in range(30)]
    within = [at_ms for at_ms in started_ms if view.start_ms <= at_ms < view.end_ms]
    assert sum(bucket.runs for bucket in view.buckets) == len(within) >= 28
    assert view.start_ms % step_ms == 0
    assert length_ms % step_ms == 0


def test_nobody_watches_an_unknown_provider(trouble: Any) -> None:
    assert data.card("no-such") is None
    assert data.provider_view("no-such", "30m").surfaces == ()


def test_a_damaged_database_is_an_error_for_people(database_path: Path) -> None:
    database_path.write_bytes(b"not a database at all" * 200)

    with pytest.raises(DatabaseError, match="choose another file with --database"):
        data.status()
