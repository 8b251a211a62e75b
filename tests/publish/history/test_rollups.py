"""Rollups in files: after a move every number is as it was, and nothing counts twice."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from monitor.importing import in_order, take_in
from probes.result import Outcome, ProbeResult, Surface, Timings
from publish import history, table_files
from storage import results, retention
from storage.database import Database, open_database
from storage.horizons import horizons
from storage.retention import Keep
from storage.spans import DAY_MS, HOUR_MS, MINUTE_MS

NOW_MS = 20_000 * DAY_MS  # in 2024
SHORT = Keep(
    raw_ms=2 * DAY_MS, failure_ms=5 * DAY_MS, minute_ms=4 * DAY_MS, hour_ms=6 * DAY_MS,
    day_ms=None,
)  # fmt: skip
ALWAYS = history.Period(from_ms=0, to_ms=2 * NOW_MS)


def run(number: int, probe: str = "canary", vantage: str = "home") -> ProbeResult:
    return ProbeResult(
        probe=probe,
        provider="aurora",
        surface=Surface.API,
        vantage=vantage,
        started_at_ms=NOW_MS - 9 * DAY_MS + number * 10 * MINUTE_MS,
        outcome=Outcome.TIMEOUT if number % 10 == 3 else Outcome.OK,
        timings=Timings(ttft_ms=300.0 + number % 97, total_ms=900.0 + number % 31),
        score=0.1 * (number % 7),
        cost_microusd=34,
    )


def tend(database: Database) -> None:
    is_busy = True
    while is_busy:
        with database.transaction() as connection:
            is_busy = retention.step(connection, SHORT, NOW_MS)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Nine days of two probes, one of them from two places, after retention has been at them."""
    database = open_database(tmp_path_factory.mktemp("here") / "here.db")
    with database.transaction() as connection:
        results.append(connection, [run(number) for number in range(9 * 144)])
        results.append(connection, [run(number, vantage="away") for number in range(0, 1296, 3)])
        results.append(connection, [run(number, "key check") for number in range(400)])
    tend(database)
    yield database
    database.close()


@pytest.fixture
def there(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    is_file = request.param == "sqlite"
    url = tmp_path / "there.db" if is_file else request.getfixturevalue("postgresql_url")
    database = open_database(url)
    yield database
    database.close()


def write(database: Database, word: str, file: Path) -> Path:
    kind = history.load(word)
    with database.read() as connection:
        table_files.write(file, kind.COLUMNS, kind.rows(connection, ALWAYS))
    return file


def told(database: Database) -> list[Any]:
    """Whatever a screen could ask, of windows on and off the clock and on both sides of seams."""
    asked = [(step_ms, odd_ms) for step_ms in (15 * MINUTE_MS, HOUR_MS, 7 * HOUR_MS, DAY_MS)
             for odd_ms in (0, 7 * MINUTE_MS)]  # fmt: skip
    with database.read() as connection:
        found = [
            results.buckets(
                connection, start_ms=NOW_MS - 9 * DAY_MS + odd_ms, end_ms=NOW_MS, step_ms=step_ms
            )
            for step_ms, odd_ms in asked
        ]
    return [
        # What a database adds up it rounds in the order of its rows.
        sorted(
            (b.probe, b.start_ms, replace(b, score_mean=round(b.score_mean or 0, 9))) for b in those
        )
        for those in found
    ]


def no_mistake(said: str) -> None:
    raise AssertionError(said)


@pytest.mark.parametrize(
    ("there", "suffix"),
    [("sqlite", ".jsonl"), ("sqlite", ".csv"), ("postgresql", ".parquet")],
    indirect=["there"],
)
def test_after_a_move_every_number_is_as_it_was(
    here: Database, there: Database, tmp_path: Path, suffix: str
) -> None:
    files = [write(here, word, tmp_path / f"{word}{suffix}") for word in ("results", "rollups")]
    for turn in range(2):
        for file in in_order(files):
            taken = take_in(file, there, no_mistake)
            assert (taken.new > 0) is (turn == 0)
        tend(there)
        assert told(there) == told(here)
    with here.read() as from_here, there.read() as from_there:
        assert horizons(from_there).raw_ms == horizons(from_here).raw_ms
        failed = [
            [each for each in results.stream(one, 0, NOW_MS) if each.outcome is Outcome.TIMEOUT]
            for one in (from_here, from_there)
        ]
    assert failed[0][0].started_at_ms < NOW_MS - 4 * DAY_MS
    # At one moment they stand in the order in which their names came in.
    ours, theirs = (
        sorted(those, key=lambda run: (run.started_at_ms, run.probe, run.vantage))
        for those in failed
    )
    assert theirs == ours
    moved = write(there, "rollups", tmp_path / f"moved{suffix}").read_bytes()
    assert moved == (tmp_path / f"rollups{suffix}").read_bytes()


@pytest.mark.parametrize("there", ["sqlite"], indirect=True)
def test_results_that_rollups_stand_for_come_after_them_and_count_once(
    here: Database, there: Database, tmp_path: Path
) -> None:
    results_file = write(here, "results", tmp_path / "results.jsonl")
    rollups = write(here, "rollups", tmp_path / "rollups.jsonl")
    assert in_order([results_file, rollups]) == [rollups, results_file]
    said: list[str] = []
    take_in(results_file, there, said.append)

    taken = take_in(rollups, there, said.append)

    assert taken.new == 0
    assert taken.bad == len(said) > 0
    assert said[0].endswith("single results of that time are here already: rollups come first")


def test_single_results_of_long_ago_are_added_once(here: Database, tmp_path: Path) -> None:
    file = tmp_path / "late.jsonl"
    long_ago = [run(number, "late") for number in range(0, 1296, 100)]
    known = [run(number) for number in range(600, 620)]
    kind = history.load("results")
    with open_database(tmp_path / "elsewhere.db").transaction() as connection:
        results.append(connection, long_ago + known)
        table_files.write(file, kind.COLUMNS, kind.rows(connection, ALWAYS))
    before = told(here)[1]

    first, second = (take_in(file, here, no_mistake) for _ in range(2))

    # Five are from before the hours that are kept, and could not be told from others.
    assert (first.new, second.new) == (8, 0)
    after = told(here)[1]
    assert [each for each in after if each[0] != "late"] == before
    assert sum(each[2].runs for each in after if each[0] == "late") == 8


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"results_from_ms": 4_000_000_000 * 1000 - 400_000}, "results_from_ms: 39"),
        ({"span": "week"}, "span: `week` is neither minute, hour nor day"),
        ({"start_ms": 5}, "start_ms: 5 begins no hour (UTC)"),
        ({"outcomes": '{"okay":5}'}, "outcomes: `okay` is none; did you mean `ok`?"),
        ({"outcomes": '{"ok":-1}'}, "outcomes: `-1` is no number of runs"),
        ({"run_starts": "eJwDAAAAAAE="}, "run_starts: not those of this hour's runs"),
        ({"run_starts": "AAAA"}, "these are no starts"),
        ({"total_sketch": "%"}, "total_sketch: it is not base64"),
        ({"total_count": 9}, "total_sketch: not of 9 runs"),
        ({"vantage": None}, "vantage: missing"),
    ],
)
def test_a_bad_row_is_named_and_costs_no_good_one(
    here: Database, tmp_path: Path, cells: dict[str, Any], said: str,
    read_rows: Callable[[Path], list[dict[str, Any]]],
) -> None:  # fmt: skip
    kind = history.load("rollups")
    rows = read_rows(write(here, "rollups", tmp_path / "rollups.jsonl"))
    hours = [row for row in rows if row["span"] == "hour" and "run_starts" in row][:3]
    file = tmp_path / "bad.jsonl"
    table_files.write(file, kind.COLUMNS, [hours[0], {**hours[1], **cells}, hours[2]])
    there, heard = open_database(tmp_path / "there.db"), list[str]()

    taken = take_in(file, there, heard.append)

    assert (taken.new, taken.bad) == (2, 1)
    assert heard[0].startswith(f"{file}:2: {said}")
    there.close()


@pytest.fixture
def read_rows() -> Callable[[Path], list[dict[str, Any]]]:
    kind = history.load("rollups")
    return lambda file: [dict(row.cells) for row in table_files.read(file, kind.COLUMNS)]
