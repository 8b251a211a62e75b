"""Providers judged side by side come to what they come to one after the other."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from probes.result import Outcome, ProbeResult, Surface, Timings
from publish import result_files, table_files
from storage import results
from storage.database import open_database

START_MS = 1_790_000_000_000


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


# A process of its own, since those that it starts import its main file again.
SCRIPT = """
import json, sys
from pathlib import Path
from incidents.replay import final
from incidents.rules import Rules
from monitor import replaying
from storage.database import open_database

def main():
    how, where, folder, from_ms, to_ms, *providers = sys.argv[1:]
    if how == "side by side":
        replaying.SIDE_BY_SIDE_FROM = replaying.SIDE_BY_SIDE_FROM_BYTES = 0
    span = replaying.Span(
        from_ms=int(from_ms), to_ms=int(to_ms), providers=tuple(providers) or None
    )
    told = []
    if where == "table":
        url = f"{folder}/b.db"
        tell = lambda done, of: told.append(done)
        found = replaying.judge_table(open_database(url), url, span, Rules(), tell)
    else:
        found = replaying.judge_file(Path(folder) / where, span, Rules(), told.append)
    print(json.dumps([(i.provider, i.started_at_ms, i.ended_at_ms) for i in final(found)]))

if __name__ == "__main__":
    main()
"""
Found = list[tuple[str, int, int | None]]


@pytest.fixture
def judge(tmp_path: Path) -> Callable[..., Found]:
    """Judge a table or a file of that history; who was in trouble, from when to when."""
    database = open_database(tmp_path / "b.db")
    with database.transaction() as connection:
        results.append(connection, history())
    database.close()
    rows = (result_files.row(each, 30.0) for each in history())
    table_files.write(tmp_path / "results.csv", result_files.COLUMNS, rows)
    (tmp_path / "run.py").write_text(SCRIPT)

    def run(how: str, where: str, *span: object) -> Found:
        command = [sys.executable, tmp_path / "run.py", how, where, tmp_path, *(span or (0, 2**62))]
        done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return [(name, first, last) for name, first, last in json.loads(done.stdout)]

    return run


@pytest.mark.parametrize("where", ["table", "results.csv"])
def test_side_by_side_and_one_by_one_tell_the_same(judge: Callable[..., Found], where: str) -> None:
    alone = judge("one by one", where)
    assert [provider for provider, *_ in alone] == ["aurora", "borealis", "cirrus"]
    assert judge("side by side", where) == alone


@pytest.mark.parametrize("where", ["table", "results.csv"])
def test_only_what_is_asked_for_is_judged(judge: Callable[..., Found], where: str) -> None:
    one = judge("side by side", where, 0, 2**62, "borealis")
    assert [provider for provider, *_ in one] == ["borealis"]
    early = judge("side by side", where, 0, START_MS + 30_000 * 60)
    assert [provider for provider, *_ in early] == ["aurora"]


def test_a_row_that_cannot_be_read_is_named_by_whoever_reads_it(
    judge: Callable[..., Found], tmp_path: Path
) -> None:
    file = tmp_path / "bad.csv"
    file.write_text("provider,probe,started_at_ms,outcome\na,a/c,1,ok\na,a/c,two,ok\n")
    with pytest.raises(AssertionError, match=r"bad\.csv:3: started_at_ms"):
        judge("side by side", "bad.csv")
