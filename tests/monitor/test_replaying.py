"""Providers judged side by side come to what they come to one after the other."""

from collections.abc import Callable
from pathlib import Path

import pytest

from incidents.replay import final
from incidents.rules import Rules
from monitor import replaying
from monitor.replaying import Span, judge_file, judge_table
from probes.result import Outcome, ProbeResult, Surface, Timings
from publish import result_files, table_files
from storage import results
from storage.database import open_database

START_MS = 1_790_000_000_000
RULES = Rules()
ALL = Span(from_ms=0, to_ms=2**62)


def history() -> list[ProbeResult]:
    """Three providers, each down for ten minutes of its own."""
    return [
        ProbeResult(
            probe=f"{provider}/canary",
            provider=provider,
            surface=Surface.API,
            vantage="home",
            started_at_ms=START_MS + 30_000 * number + place,
            outcome=Outcome.OVERLOADED if bad <= number < bad + 20 else Outcome.OK,
            timings=Timings(ttft_ms=400.0, total_ms=900.0),
        )
        for number in range(200)
        for place, (provider, bad) in enumerate((("aurora", 40), ("borealis", 80), ("cirrus", 120)))
    ]


@pytest.fixture(params=["one by one", "side by side"])
def judged_how(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "side by side":
        monkeypatch.setattr(replaying, "SIDE_BY_SIDE_FROM", 0)
        monkeypatch.setattr(replaying, "SIDE_BY_SIDE_FROM_BYTES", 0)
    return str(request.param)


@pytest.fixture
def judged(tmp_path: Path) -> Callable[[str, Span], list[tuple[str, int, int | None]]]:
    """Judge a table or a file of that history; who was in trouble, from when to when."""
    database = open_database(tmp_path / "b.db")
    with database.transaction() as connection:
        results.append(connection, history())
    file = tmp_path / "results.csv"
    rows = (result_files.row(each, 30.0) for each in history())
    table_files.write(file, result_files.COLUMNS, rows)

    def judge(where: str, span: Span) -> list[tuple[str, int, int | None]]:
        if where == "table":
            url = str(tmp_path / "b.db")
            found = judge_table(database, url, span, RULES, lambda _done, _of: None)
        else:
            found = judge_file(file, span, RULES, lambda _done: None)
        return [(each.provider, each.started_at_ms, each.ended_at_ms) for each in final(found)]

    return judge


@pytest.mark.parametrize("where", ["table", "file"])
def test_each_provider_is_judged_once(
    judged: Callable[..., list[object]], judged_how: str, where: str
) -> None:
    found = judged(where, ALL)
    assert [provider for provider, *_ in found] == ["aurora", "borealis", "cirrus"]  # type: ignore[misc]


@pytest.mark.parametrize("where", ["table", "file"])
def test_only_what_is_asked_for_is_judged(
    judged: Callable[..., list[object]], judged_how: str, where: str
) -> None:
    one = Span(from_ms=0, to_ms=2**62, providers=("borealis",))
    assert [provider for provider, *_ in judged(where, one)] == ["borealis"]  # type: ignore[misc]
    early = Span(from_ms=0, to_ms=START_MS + 30_000 * 60)
    assert [provider for provider, *_ in judged(where, early)] == ["aurora"]  # type: ignore[misc]


def test_side_by_side_and_one_by_one_tell_the_same(
    judged: Callable[..., list[object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = judged("file", ALL)
    monkeypatch.setattr(replaying, "SIDE_BY_SIDE_FROM_BYTES", 0)
    assert judged("file", ALL) == alone


def test_a_row_that_cannot_be_read_is_named_by_whoever_reads_it(
    tmp_path: Path, judged_how: str
) -> None:
    file = tmp_path / "bad.csv"
    file.write_text("provider,probe,started_at_ms,outcome\na,a/c,1,ok\na,a/c,two,ok\n")
    with pytest.raises(result_files.BadFile, match=r"bad\.csv:3: started_at_ms"):
        judge_file(file, ALL, RULES, lambda _done: None)
