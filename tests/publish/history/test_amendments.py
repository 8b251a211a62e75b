"""What people said of incidents moves with them, each once, and says what it said."""

from collections.abc import Callable
from pathlib import Path

import pytest

from incidents.amendments import Action, Amendment
from incidents.incident import Facet, Incident, Scope, State
from monitor.importing import take_in
from storage import amendments, incident_history
from storage.database import Database

Write = Callable[[Database, str, Path], bytes]
HEADER = "incident,action,at_ms,by,reason,other,split_at_ms,undoes_action,undoes_at_ms\n"


def incident(id_: str, start_ms: int) -> Incident:
    return Incident(
        id=id_, provider="aurora", scope=Scope.API, state=State.OUTAGE, worst=State.OUTAGE,
        facets=(Facet.ERRORS,), sentence="down", started_at_ms=start_ms,
        detected_at_ms=start_ms + 5, ended_at_ms=start_ms + 50, closed_at_ms=start_ms + 60,
        extent="2 of 3 probes",
    )  # fmt: skip


def say(database: Database, incident: str, action: Action, at_ms: int, **more: object) -> Amendment:
    said = Amendment(incident=incident, action=action, at_ms=at_ms, by="Ana", **more)  # type: ignore[arg-type]
    with database.transaction() as connection:
        return amendments.add(connection, said)


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".jsonl"])
def test_the_trail_moves_whole_and_again_changes_nothing(
    source: Database, target: Database, tmp_path: Path, write: Write, suffix: str
) -> None:
    with source.transaction() as connection:
        for number, id_ in enumerate(("one", "two")):
            incident_history.take_in(connection, incident(id_, 100 + 200 * number))
    say(source, "one", Action.NOTE, 1_000, reason="they\nrestarted it")
    alarm = say(source, "two", Action.FALSE_ALARM, 1_001, reason="our proxy")
    say(source, "two", Action.UNDO, 1_002, reason="it was not", undoes=alarm.id)
    say(source, "two", Action.MERGE, 1_003, other="one")
    # Numbers mean nothing elsewhere.
    with target.transaction() as connection:
        incident_history.take_in(connection, incident("zero", 5))
    say(target, "zero", Action.ACKNOWLEDGE, 10)

    heard: list[str] = []
    for word in ("incidents", "amendments"):
        file = tmp_path / f"{word}{suffix}"
        write(source, word, file)
        first, second = (take_in(file, target, heard.append) for _ in range(2))
        assert (first.known, second.new) == (0, 0)
    assert heard == []

    def shown(database: Database) -> list[object]:
        with database.read() as connection:
            found = amendments.amended(connection, start_ms=90)
        return [
            (each.incident, each.false_alarm, [note.reason for note in each.notes])
            for each in found
        ]

    assert shown(target) == shown(source) != []
    assert len(shown(target)) == 1


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("one,notes,5,Ana,,,,,\n", "action: `notes` is none; did you mean `note`?"),
        ("one,note,5,,,,,,\n", "by: missing"),
        ("one,merge,5,Ana,,,,,\n", "other: missing"),
        ("one,undo,5,Ana,,,,note,77\n", "the `note` that it takes back is not here"),
        ("one,note,-5,Ana,,,,,\n", "at_ms: -5 is out of range"),
    ],
)
def test_a_bad_row_is_named(target: Database, tmp_path: Path, row: str, said: str) -> None:
    file, heard = tmp_path / "amendments.csv", list[str]()
    file.write_text(f"{HEADER}{row}one,note,9,Ana,sk-proj-AbC123456789xyz,,,,\n")
    taken = take_in(file, target, heard.append)
    assert (taken.new, taken.bad) == (1, 1)
    assert heard == [f"{file}:2: {said}"]
    with target.read() as connection:
        (kept,) = amendments.amendments(connection)
    assert "AbC123456789" not in kept.reason
