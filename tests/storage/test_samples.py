"""A few runs stand for a long window, evenly spread, and none is read that is not shown."""

from collections.abc import Callable
from itertools import pairwise

import pytest

from probes.result import ProbeResult, Surface
from storage import horizons, results
from storage.database import Database
from storage.samples import samples

MINUTE_MS = 60_000
Made = Callable[..., ProbeResult]


def _sampled(database: Database, start_ms: int, end_ms: int, limit: int) -> list[int]:
    with database.read() as connection:
        found = samples(
            connection, start_ms=start_ms, end_ms=end_ms, provider="openai",
            surfaces=[Surface.API], limit=limit,
        )  # fmt: skip
    return [run.started_at_ms for run in found]


def _fill(database: Database, made: list[ProbeResult]) -> None:
    with database.transaction() as connection:
        results.append(connection, made)


def test_few_runs_are_all_there_and_of_many_one_in_each_slot(
    database: Database, result: Made
) -> None:
    _fill(database, [result(started_at_ms=n * MINUTE_MS + n % 7) for n in range(1_000)])

    assert len(_sampled(database, 0, 50 * MINUTE_MS, limit=480)) == 50
    picked = _sampled(database, 0, 1_000 * MINUTE_MS, limit=100)
    assert len(picked) == 100
    gaps = [(later - one) / MINUTE_MS for one, later in pairwise(picked)]
    assert gaps == pytest.approx([10] * 99, abs=0.01)


def test_a_hole_has_no_samples_and_the_end_is_exclusive(database: Database, result: Made) -> None:
    _fill(database, [result(started_at_ms=n) for n in (0, 10, 500, 990, 1_000)])

    assert _sampled(database, 0, 1_000, limit=10) == [0, 500, 990]
    assert _sampled(database, 1_000, 1_000, limit=10) == []


def test_other_surfaces_and_what_was_dropped_are_left_out(database: Database, result: Made) -> None:
    _fill(database, [result(started_at_ms=n * MINUTE_MS) for n in range(120)])
    _fill(database, [result(probe="openai edge", surface=Surface.EDGE, started_at_ms=7)])
    with database.transaction() as connection:
        horizons.move(connection, horizons.Kind.RAW, 60 * MINUTE_MS)

    assert min(_sampled(database, 0, 120 * MINUTE_MS, limit=1_000)) == 60 * MINUTE_MS
