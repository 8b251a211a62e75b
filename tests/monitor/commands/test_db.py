"""`brownout db`: a backup while a worker writes, and a whole history in another database."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

import storage.heartbeats
import storage.incidents
import storage.results
from incidents.rules import Rules
from monitor import cli
from monitor.keeping import Keeper
from probes.result import Outcome, ProbeResult, Surface
from storage.database import Database, open_database
from storage.models import Row

START_MS = 1_790_000_000_000


class Told(NamedTuple):
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Callable[..., Told]:
    """Run a command of Brownout in this process, which takes no time to start."""
    return lambda *words: Told(cli.main([str(word) for word in words]), *capsys.readouterr())


def run(number: int) -> ProbeResult:
    bad = 100 <= number % 150 < 120
    return ProbeResult(
        probe=f"aurora/canary {number % 3}",
        provider="aurora",
        surface=Surface.API,
        vantage="home",
        started_at_ms=START_MS + number * 30_000,
        outcome=Outcome.OVERLOADED if bad else Outcome.OK,
    )


def keep(database: Database, numbers: range) -> None:
    Keeper(database, Rules(), clock_ms=lambda: 0).keep([run(number) for number in numbers], {})


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    path = tmp_path / "here.db"
    with closing(open_database(path)) as database:
        keep(database, range(300))
        with database.transaction() as connection:
            # Judging takes longer than keeping, and more than a batch is wanted.
            storage.results.append(connection, [run(number) for number in range(300, 6_000)])
            storage.heartbeats.wait_for(connection, ["nightly"], 5)
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def other_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'there.db'}"
    pytest.importorskip("psycopg")
    url: str = request.getfixturevalue("postgresql_url")
    return url


def contents(url: str | Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(open_database(url)) as database, database.read() as connection:
        return {
            table.name: [
                tuple(row)
                for row in connection.execute(table.select().order_by(*table.primary_key))
            ]
            for table in Row.metadata.sorted_tables
        }


def test_a_history_is_copied_whole_and_goes_on_there(
    ask: Callable[..., Told], filled: Path, other_url: str
) -> None:
    told = ask("db", "copy", filled, other_url)

    assert (told.code, told.err) == (0, "")
    assert "result: 6,000 rows\n" in told.out
    assert f" holds all of {filled}." in told.out
    assert contents(other_url) == contents(filled)

    # Numbers go on behind the copied ones, judges remember, and what came since is brought.
    with closing(open_database(filled)) as here, closing(open_database(other_url)) as there:
        keep(here, range(6_000, 6_300))
        keep(there, range(6_000, 6_300))
        with here.read() as one, there.read() as other:
            known = storage.incidents.incidents(one, limit=500)
            assert storage.incidents.incidents(other, limit=500) == known
    assert ask("db", "copy", filled, other_url).code == 0
    assert contents(other_url)["result"] == contents(filled)["result"]


def test_a_copy_that_was_broken_off_goes_on(
    ask: Callable[..., Told], filled: Path, other_url: str
) -> None:
    with closing(open_database(other_url)) as there, closing(open_database(filled)) as here:
        assert ask("db", "copy", filled, other_url).code == 0
        with there.transaction() as connection:
            connection.exec_driver_sql(
                "DELETE FROM result WHERE started_at_ms / 30000 / 7 * 7 * 30000 = started_at_ms"
            )
            connection.exec_driver_sql("DELETE FROM provider_state")
        keep(here, range(6_000, 6_010))
    assert ask("db", "copy", filled, other_url).code == 0
    assert contents(other_url) == contents(filled)


def test_another_history_is_not_mixed_in(
    ask: Callable[..., Told], filled: Path, other_url: str
) -> None:
    with closing(open_database(other_url)) as there, there.transaction() as connection:
        stranger = ProbeResult(
            probe="b", provider="borealis", surface=Surface.API, vantage="home",
            started_at_ms=5, outcome=Outcome.OK,
        )  # fmt: skip
        storage.results.append(connection, [stranger])
    before = contents(other_url)

    told = ask("db", "copy", filled, other_url)

    assert told.code == 2
    assert "holds another history (its provider `borealis` is not in this one)" in told.err
    assert contents(other_url) == before


def test_rows_that_are_left_over_are_told(
    ask: Callable[..., Told], filled: Path, other_url: str
) -> None:
    assert ask("db", "copy", filled, other_url).code == 0
    with closing(open_database(other_url)) as there:
        keep(there, range(6_000, 6_001))
    told = ask("db", "copy", filled, other_url)
    assert told.code == 1
    assert "result: 6,000 rows, but 6,001 there\n" in told.out


def test_a_backup_is_a_database_and_nothing_is_overwritten(
    ask: Callable[..., Told], filled: Path, tmp_path: Path
) -> None:
    backup = tmp_path / "backup.db"
    told = ask("db", "backup", backup, "--database", filled)
    assert (told.code, told.err) == (0, "")
    assert told.out.startswith(f"{backup}: ")
    assert contents(backup) == contents(filled)
    with closing(sqlite3.connect(backup)) as plain:
        assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)

    again = ask("db", "--database", filled, "backup", backup)
    assert again.code == 2
    assert "is there already: choose another name" in again.err


def test_a_backup_of_any_kind_is_a_file_that_can_be_copied_back(
    ask: Callable[..., Told], filled: Path, other_url: str, tmp_path: Path
) -> None:
    assert ask("db", "copy", filled, other_url).code == 0
    backup = tmp_path / "backup.db"
    assert ask("db", "backup", backup, "--database", other_url).code == 0
    assert contents(backup) == contents(filled)
    assert ask("db", "copy", backup, tmp_path / "back.db").code == 0
    assert contents(tmp_path / "back.db") == contents(filled)
    assert {each.name for each in tmp_path.glob("*back*")} == {"backup.db", "back.db"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("copy", "missing.db", "there.db"), "missing.db is not there"),
        (("copy", "here.db", "here.db"), "cannot be copied to itself"),
        (("copy", "here.db", "sqlite:///./here.db"), "cannot be copied to itself"),
        (("copy", "text.txt", "there.db"), "is not a Brownout database"),
        (("backup", "none.db", "--database", "missing.db"), "missing.db is not there"),
        (("show", "--database", "missing.db"), "missing.db is not there"),
        (("backup", "no/such/folder.db", "--database", "here.db"), "cannot be"),
    ],
)
def test_a_mistake_is_a_sentence(
    ask: Callable[..., Told],
    filled: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    said: str,
) -> None:
    monkeypatch.chdir(filled.parent)
    Path("text.txt").write_text("no database at all\n" * 100)
    told = ask("db", *words)
    assert told.code == 2
    assert said in told.err
    assert not Path("missing.db").exists()
