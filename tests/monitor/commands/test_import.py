"""`brownout export` and `brownout import`: a history moves whole, and bad rows cost no good one."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import storage.results
from incidents.rules import Rules
from monitor import cli
from monitor.importing import take_in
from monitor.keeping import Keeper
from probes.result import Expectation, Outcome, ProbeResult, Surface, Timings
from publish import history, table_files
from storage.database import Database, open_database

START_MS = 1_790_000_000_000
ALWAYS = history.Period(from_ms=0, to_ms=2 * START_MS)
CONFIG = """
reference: []
providers:
  aurora: { like: openai, base_url: 'http://127.0.0.1:9/v1' }
"""
SUFFIXES = (".csv", ".parquet", ".jsonl")


class Told(NamedTuple):
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Callable[..., Told]:
    """Run a command of Brownout in this process, which takes no time to start."""
    return lambda *words: Told(cli.main([str(word) for word in words]), *capsys.readouterr())


def run(number: int, **said: Any) -> ProbeResult:
    plausible: dict[str, Any] = {
        "probe": "aurora/canary",
        "provider": "aurora",
        "surface": Surface.API,
        "vantage": "home",
        "started_at_ms": START_MS + number * 30_000,
        "outcome": Outcome.OVERLOADED if 100 <= number % 150 < 120 else Outcome.OK,
        "timings": Timings(ttft_ms=400.25, total_ms=900.0),
    }
    return ProbeResult(**{**plausible, **said})


def filled(path: Path, results: list[ProbeResult]) -> Database:
    database = open_database(path)
    Keeper(database, Rules(), clock_ms=lambda: 0).keep(results, {"aurora/canary": 30.0})
    return database


def written(database: Database, word: str, file: Path) -> bytes:
    kind = history.load(word)
    with database.read() as connection:
        table_files.write(file, kind.COLUMNS, kind.rows(connection, ALWAYS))
    return file.read_bytes()


def no_mistake(said: str) -> None:
    raise AssertionError(said)


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20)
NUMBERS = st.none() | st.floats(0, 1e6)
RUNS = st.builds(
    ProbeResult,
    probe=TEXTS,
    provider=st.just("aurora"),
    surface=st.just(Surface.API),
    vantage=st.sampled_from(["home", "away"]),
    # Few moments, so that many start together.
    started_at_ms=st.integers(START_MS, START_MS + 3),
    outcome=st.sampled_from(Outcome),
    late_ms=st.floats(0, 1e4),
    timings=st.builds(Timings, ttft_ms=NUMBERS, total_ms=NUMBERS, tokens_per_s=NUMBERS),
    http_status=st.none() | st.integers(100, 599),
    request_id=st.none() | TEXTS,
    score=st.none() | st.floats(0, 1),
    cost_microusd=st.integers(0, 10**9),
    detail=st.none() | TEXTS,
    expectations=st.just(()) | st.just((Expectation(name="n", expected="1", got="2", held=False),)),
    judged_at_ms=st.none() | st.integers(START_MS, START_MS + 9),
)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with nothing in it, to copy: making one takes longer than filling it."""
    path = tmp_path_factory.mktemp("empty") / "empty.db"
    open_database(path).close()
    return path


@pytest.mark.parametrize("suffix", SUFFIXES)
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(runs=st.lists(RUNS, max_size=12))
def test_export_import_export_is_identical(
    tmp_path_factory: pytest.TempPathFactory, empty: Path, suffix: str, runs: list[ProbeResult]
) -> None:
    folder = tmp_path_factory.mktemp("moved")
    here, there = (open_database(shutil.copy(empty, folder / name)) for name in ("a.db", "b.db"))
    with here.transaction() as connection:
        storage.results.append(connection, runs)
    first = written(here, "results", folder / f"first{suffix}")

    taken = take_in(folder / f"first{suffix}", there, no_mistake)

    assert written(there, "results", folder / f"second{suffix}") == first
    assert (taken.known, taken.bad) == (0, 0)
    here.close()
    there.close()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_judged_history_moves_whole_and_again_changes_nothing(
    tmp_path: Path, empty: Path, suffix: str
) -> None:
    here = filled(tmp_path / "here.db", [run(number) for number in range(300)])
    there = open_database(shutil.copy(empty, tmp_path / "there.db"))
    for word in ("results", "incidents", "transitions"):
        file = tmp_path / f"{word}{suffix}"
        before = written(here, word, file)
        first, second = (take_in(file, there, no_mistake) for _ in range(2))
        assert first.new == second.known > 1 - (word == "incidents")
        assert (first.known, second.new) == (0, 0)
        assert written(there, word, tmp_path / f"moved{suffix}") == before, word
    here.close()
    there.close()


def test_the_commands_say_what_they_did(tmp_path: Path, ask: Callable[..., Told]) -> None:
    filled(tmp_path / "here.db", [run(number) for number in range(300)]).close()
    here, there = ("--database", tmp_path / "here.db"), ("--database", tmp_path / "there.db")
    results, incidents = tmp_path / "results.parquet", tmp_path / "incidents.jsonl"

    assert ask("export", results, *here).out == f"300 results in {results}\n"
    told = ask("export", incidents, "--of", "incidents", *here)
    assert told.out == f"2 incidents in {incidents}\n"
    first = ask("import", results, incidents, *there)
    assert (first.code, first.err) == (0, "")
    assert first.out == (
        f"{results}: 300 of 300 results are new\n{incidents}: 2 of 2 incidents are new\n"
    )
    (tmp_path / "probes.yaml").write_text(CONFIG)
    config = ("--config", tmp_path / "probes.yaml")
    replayed = [ask("replay", *each, *config).out for each in (here, there)]
    assert replayed[0] == replayed[1]
    assert "aurora api: outage (errors)" in replayed[0]


HEADER = "provider,probe,started_at_ms,outcome,http_status,surface,expectations\n"
GOOD = f"aurora,aurora/canary,{START_MS},ok,200,api,\n"
BAD_ROWS = [
    (f"aurora,p,{START_MS},okay,,,\n", "outcome: `okay` is none; did you mean `ok`?"),
    ("aurora,p,soon,ok,,,\n", "started_at_ms: `soon` is not a whole number"),
    ("aurora,p,99999999999999999999,ok,,,\n", "started_at_ms: 99999999999999999999 is out of"),
    (f",p,{START_MS},ok,,,\n", "provider: missing"),
    (f"aurora,p,{START_MS},ok\n", "it has 4 cells, and the header 7"),
    (f"aurora,p,{START_MS},ok,999999,,\n", "http_status: 999999 is out of range"),
    (f"aurora,p,{START_MS},ok,,apii,\n", "surface: `apii` is none; did you mean `api`?"),
    (f'aurora,p,{START_MS},ok,,,"[1]"\n', "expectations: not a list of"),
    (f"borealis,aurora/canary,{START_MS},ok,,,\n", "is of provider `aurora` here"),
    (f"aurora,p\udcff,{START_MS},ok,,,\n", "probe: it is not UTF-8"),
]


def test_bad_rows_are_named_by_line_and_good_ones_land_once(
    tmp_path: Path, ask: Callable[..., Told]
) -> None:
    # A cell over two lines: what is named is the line of the file, not the number of the row.
    tall = f'aurora,"two\nlines",{START_MS},ok,,,\n'
    text = HEADER + GOOD + tall + "".join(row for row, _ in BAD_ROWS) + GOOD
    file, database = tmp_path / "results.csv", tmp_path / "b.db"
    file.write_bytes(text.encode(errors="surrogateescape"))

    for new in (2, 0):
        shown = ask("import", file, "--database", database)
        assert shown.code == 1
        told = shown.err.splitlines()
        assert len(told) == len(BAD_ROWS)
        for number, (line, (_, said)) in enumerate(zip(told, BAD_ROWS, strict=True), start=5):
            assert line.startswith(f"{file}:{number}: ")
            assert said in line
        assert f"{new} of 13 results are new, {3 - new} were here already, 10 are bad" in (
            shown.out
        )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", ":1: it is not JSON"),
        ("[1]", ":1: it is no object"),
        ('{"provider": "a", "probe": "p", "started_at_ms": 1.5, "outcome": "ok"}', "whole number"),
        ('{"provider": "a", "probe": 5, "started_at_ms": 1, "outcome": "ok"}', "`5` is not text"),
    ],
)
def test_a_bad_line_of_json_is_named(
    tmp_path: Path, ask: Callable[..., Told], line: str, said: str
) -> None:
    good = '{"provider": "a", "probe": "p", "started_at_ms": 1, "outcome": "ok"}'
    file = tmp_path / "results.jsonl"
    file.write_text(f"{line}\n\n{good}\n")
    shown = ask("import", file, "--database", tmp_path / "b.db")
    assert shown.code == 1
    assert said in shown.err
    assert "1 of 2 results are new" in shown.out


INCIDENT = "id,provider,scope,state,worst,facets,sentence,started_at_ms,detected_at_ms"
CHANGE = f"incident,at_ms,change,{INCIDENT[3:]}"


def test_incidents_that_cannot_be_here_are_named(tmp_path: Path, ask: Callable[..., Told]) -> None:
    incidents, transitions = tmp_path / "incidents.csv", tmp_path / "transitions.csv"
    incidents.write_text(
        f"{INCIDENT}\n"
        "i1,aurora,api,outage,outage,errors,down,5,6\n"
        "i2,aurora,api,outage,outage,errors,down,7,8\n"
        "i3,aurora,api,outage,outage,eror,down,7,8\n"
        "i4,aurora,login,outage,outage,,down,7,8\n"
    )
    transitions.write_text(
        f"{CHANGE}\n"
        "i1,6,opened,aurora,api,outage,outage,errors,down,5,6\n"
        "i9,6,opened,aurora,api,outage,outage,errors,down,5,6\n"
    )
    shown = ask("import", incidents, transitions, "--database", tmp_path / "b.db")
    assert shown.code == 1
    assert shown.err.splitlines() == [
        f"{incidents}:3: aurora has an open incident in api here already",
        f"{incidents}:4: facets: `eror` is none; did you mean `errors`?",
        f"{transitions}:3: its incident `i9` is not here: import the incidents first",
    ]
    assert "2 of 4 incidents are new, 2 are bad and left out" in shown.out

    # It has ended since: a later file says so.
    incidents.write_text(
        f"{INCIDENT},ended_at_ms,closed_at_ms\ni1,aurora,api,outage,outage,errors,over,5,6,9,10\n"
    )
    shown = ask("import", incidents, "--database", tmp_path / "b.db")
    assert "1 of 1 incidents are new" in shown.out


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("none.csv", None, "cannot be read: No such file"),
        ("results.txt", b"", "neither .csv, .parquet nor .jsonl"),
        ("results.parquet", b"PAR1 it is not", "not a Parquet file"),
        ("colours.csv", b"colour\nred\n", "its columns are those of no kind of row"),
    ],
)
def test_what_is_no_such_file_is_a_sentence(
    tmp_path: Path, ask: Callable[..., Told], name: str, content: bytes | None, said: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    shown = ask("import", tmp_path / name, "--database", tmp_path / "b.db")
    assert shown.code == 2
    assert said in shown.err
    assert "Traceback" not in shown.err


def test_an_export_that_fails_leaves_the_file_before_it(tmp_path: Path) -> None:
    file = tmp_path / "results.csv"
    file.write_text("precious")

    def rows() -> Any:
        yield {"id": 1}
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        table_files.write(file, {"id": int}, rows())
    assert [each.name for each in tmp_path.iterdir()] == ["results.csv"]
    assert file.read_text() == "precious"
