"""`brownout incidents`: what goes on, and people's words about it with who and when."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import storage.incidents
from incidents.incident import Change, Facet, Incident, Scope, State, Transition
from monitor import cli
from storage.database import open_database

NOON_MS = 1_790_000_000_000  # 2026-09-21 14:13:20 UTC
MINUTE_MS = 60_000


def _incident(id_: str, provider: str, begins: int, lasts: int | None) -> Transition:
    started_ms = NOON_MS + begins * MINUTE_MS
    ended_ms = None if lasts is None else started_ms + lasts * MINUTE_MS
    incident = Incident(
        id=id_,
        provider=provider,
        scope=Scope.API,
        state=State.OUTAGE,
        worst=State.OUTAGE,
        facets=(Facet.ERRORS,),
        sentence=f"{provider} fails",
        started_at_ms=started_ms,
        detected_at_ms=started_ms + 9_000,
        ended_at_ms=ended_ms,
        closed_at_ms=ended_ms,
    )
    return Transition(at_ms=started_ms, change=Change.OPENED, incident=incident)


@pytest.fixture
def ask(brownout: Callable[..., Any], tmp_path: Path) -> Callable[..., Any]:
    database = open_database(tmp_path / "b.db")
    with database.transaction() as connection:
        storage.incidents.save(
            connection,
            [
                _incident("first", "aurora", 0, 10),
                _incident("second", "aurora", 15, 10),
                _incident("going", "borealis", 20, None),
            ],
        )
    database.close()
    return lambda *arguments: brownout("incidents", *arguments, "--database", tmp_path / "b.db")


def test_incidents_are_listed_newest_first_by_provider_period_and_whether_they_go_on(
    ask: Callable[..., Any],
) -> None:
    def ids(*arguments: str) -> list[str]:
        return [each["id"] for each in json.loads(ask("--json", *arguments).stdout)["incidents"]]

    assert ids() == ["going", "second", "first"]
    assert ids("--provider", "aurora", "--to", "2026-09-21T14:20Z") == ["first"]
    assert ids("--open") == ["going"]
    shown = ask("--open")
    assert shown.returncode == 1
    assert shown.stdout.startswith(
        "going  2026-09-21 14:33:20  borealis api: outage (errors), open, found after 9 s\n"
        "    borealis fails"
    )
    assert ask("--provider", "aurora").returncode == 0
    assert ask("--provider", "nobody").stdout == "No incident.\n"


def test_what_people_say_is_kept_with_their_names_and_can_be_taken_back(
    ask: Callable[..., Any],
) -> None:
    assert ask("ack", "going", "--by", "Ana").returncode == 0
    assert ask("note", "going", "their", "support", "knows", "--by", "Ben").returncode == 0
    said = ask("false-alarm", "going", "our proxy was down", "--by", "Ana")
    assert said.returncode == 0, said.stderr

    shown = ask("show", "going")
    assert shown.returncode == 0, "a false alarm is no bad news"
    for told in (
        "acknowledged by Ana at 20",
        "a false alarm, says Ana: our proxy was down",
        "Ben notes: their support knows",
    ):
        assert told in shown.stdout
    trail = json.loads(ask("show", "going", "--json").stdout)["trail"]
    assert [(each["by"], each["action"]) for each in trail] == [
        ("Ana", "acknowledge"),
        ("Ben", "note"),
        ("Ana", "false_alarm"),
    ]

    assert ask("undo", "going", str(trail[2]["id"]), "it was not", "--by", "Ben").returncode == 0
    again = ask("show", "going")
    assert again.returncode == 1
    assert "Ana  false alarm: our proxy was down (taken back)" in again.stdout
    assert f"Ben  undo entry {trail[2]['id']}: it was not" in again.stdout


def test_incidents_are_merged_and_split(ask: Callable[..., Any]) -> None:
    merged = ask("merge", "second", "first", "one", "cause", "--json")
    assert merged.returncode == 0, merged.stderr
    one = json.loads(merged.stdout)
    assert one["id"] == "first"
    assert one["judged"] == ["first", "second"]
    assert one["ended_at_ms"] - one["started_at_ms"] == 25 * MINUTE_MS
    assert one["trail"][0]["by"]

    split = ask("split", "second", "2026-09-21T14:30Z")
    assert split.returncode == 0, split.stderr
    listed = json.loads(ask("--json").stdout)["incidents"]
    assert [each["id"] for each in listed][::2] == ["going", "first"]
    assert listed[1]["started_at_ms"] == listed[2]["ended_at_ms"]


@pytest.fixture
def mistake(
    ask: Callable[..., Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[..., str]:
    """What is said to a mistake; asked within this process, for there are many."""

    def answer(*arguments: str) -> str:
        try:
            code: object = cli.main(["incidents", *arguments, "--database", f"{tmp_path}/b.db"])
        except SystemExit as ended:
            code = ended.code
        assert code == 2
        return capsys.readouterr().err

    return answer


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("show",), "say which incident"),
        (("show", "nobody"), "there is no incident nobody: `brownout incidents` lists them"),
        (("note", "first"), "say what the note is"),
        (("exclude", "first"), "say why it shall not count"),
        (("merge", "first"), "say which incident it is merged into"),
        (("merge", "first", "going"), "an incident is of one provider"),
        (("split", "first", "soon"), "`soon` is no time"),
        (("split", "first", "2026-09-21"), "it began 14:13:20 UTC and ended 14:23:20 UTC"),
        (("undo", "first", "last"), "say which entry"),
        (("ack", "first", "--by", " "), "say who you are"),
        (("--limit", "0"), "`0` is no number of incidents"),
    ],
)
def test_a_mistake_is_a_sentence(
    mistake: Callable[..., str], arguments: tuple[str, ...], said: str
) -> None:
    assert said in mistake(*arguments)
