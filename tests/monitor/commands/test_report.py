"""`brownout report`: a period in any format, asked for as people write times."""

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from monitor import cli
from probes.official import Impact, OfficialIncident
from probes.result import Outcome, ProbeResult, Surface
from storage import official, results
from storage.database import open_database

Run = Callable[..., "CompletedProcess[str]"]
MINUTE_MS = 60_000
START_MS = 1_780_012_800_000  # 2026-05-29 00:00 UTC


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """Two days in Berlin of a run a minute, two of a hundred of which fail."""
    path = tmp_path / "kept.db"
    database = open_database(path)
    begins_ms = START_MS - 120 * MINUTE_MS
    with database.transaction() as connection:
        results.append(
            connection,
            [
                ProbeResult(
                    probe="a/canary", provider="a", surface=Surface.API, vantage="home",
                    started_at_ms=begins_ms + number * MINUTE_MS,
                    outcome=Outcome.OVERLOADED if number % 50 == 0 else Outcome.OK,
                )
                for number in range(2 * 1440)
            ],
        )  # fmt: skip
        told = OfficialIncident(
            key="k", title="t", impact=Impact.MAJOR, status="resolved",
            started_at_ms=START_MS, resolved_at_ms=START_MS + 90 * MINUTE_MS,
        )  # fmt: skip
        official.take_in(connection, "openai", [told])
    database.close()
    return path


def test_the_days_are_those_of_the_time_zone(brownout: Run, kept: Path) -> None:
    ran = brownout(
        "report", "--from", "2026-05-29", "--to", "2026-05-31", "--tz", "Europe/Berlin",
        "--format", "json", "--database", kept, "--provider", "a",
    )  # fmt: skip

    told = json.loads(ran.stdout)
    assert told["from_ms"] == START_MS - 120 * MINUTE_MS
    assert [part["label"] for part in told["parts"]] == ["2026-05-29", "2026-05-30"]
    figures = {each["name"]: each for each in told["accounts"][0]["rows"][0]["figures"]}
    assert (figures["uptime_by_probes"]["of"], figures["uptime_by_probes"]["text"]) == (
        2880,
        "97.986 %",
    )
    assert ran.returncode == 0, "no objective was named"


def test_an_objective_that_is_named_and_missed_is_bad_news(brownout: Run, kept: Path) -> None:
    asked = ("report", "--from", "2026-05-29", "--to", "2026-05-31", "--database", kept)

    assert brownout(*asked, "--slo", "97%").returncode == 0
    missed = brownout(*asked, "--slo", "99.9", "--output", kept.with_name("may.html"))
    assert missed.returncode == 1
    assert "Objective for uptime: 99.9 %\na: uptime " in missed.stderr
    assert "missed" in missed.stderr


def test_the_name_of_the_file_tells_the_format(brownout: Run, kept: Path, tmp_path: Path) -> None:
    file = tmp_path / "may.csv"
    ran = brownout("report", "--from", "2026-05-29", "--output", file, "--database", kept)

    assert file.read_text().startswith("source,from,to,timezone,objective,provider,kind")
    assert f"{file}: " in ran.stderr


def test_their_own_history_is_told_apart(brownout: Run, kept: Path) -> None:
    ran = brownout("report", "--official", "--from", "2026-05-01", "--database", kept)

    assert ran.returncode == 0
    assert "# Official incident history" in ran.stdout
    assert "| MTTR | 1 h 30 min |" in ran.stdout
    assert "| major | 1 |" in ran.stdout


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--from", "2999-01-01", "--to", "2999-01-02"), "lies in the future"),
        (("--from", "2026-02-02", "--to", "2026-01-01"), "ends before it begins"),
        (("--provider", "opena1"), "nothing is kept of a provider `opena1`; did you mean `openai`"),
        (("--format", "pfd"), "`pfd` is not known; did you mean `pdf`?"),
        (("--output", "report"), "its name tells no format"),
        (("--tz", "Europe/Berlinn"), "`Europe/Berlinn` is no time zone"),
        (("--slo", "100"), "`100` is no objective"),
        (("--slo", "many"), "`many` is no objective"),
        (("--slo", "nan"), "`nan` is no objective"),
        (("--from", "yesterday"), "`yesterday` is no time"),
        (("--from", "7d", "--output", "/nowhere/r.md"), "/nowhere/r.md cannot be written"),
    ],
)
def test_a_wrong_question_is_told_what_is_wrong(
    capsys: pytest.CaptureFixture[str], kept: Path, asked: tuple[str, ...], said: str
) -> None:
    try:
        code = cli.main(["report", *asked, "--database", str(kept)])
    except SystemExit as refused:
        code = refused.code

    printed = capsys.readouterr()
    assert (code, printed.out) == (2, "")
    assert said in printed.err


def test_before_the_first_result_it_says_that_nothing_was_seen(brownout: Run, kept: Path) -> None:
    ran = brownout("report", "--from", "2020-01-01", "--to", "2020-01-02", "--database", kept)

    assert ran.returncode == 1
    assert "> Nothing was seen in this period." in ran.stdout
