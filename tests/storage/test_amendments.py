"""The trail in the table: who said what, incidents as they are shown, and a rebuild beneath."""

from collections.abc import Callable

import pytest
from sqlalchemy import delete

from incidents.amendments import Action, Amendment
from incidents.incident import Incident, Transition
from incidents.objections import Refused
from storage import amendments, incidents
from storage.database import Database
from storage.models import INCIDENT, TRANSITION

Make = Callable[..., Transition]


@pytest.fixture
def judged(database: Database, transition: Make) -> list[Incident]:
    """Three incidents of one provider: two that are over, the last still open."""
    rows = [
        transition(
            id=id_,
            started_at_ms=start_ms,
            detected_at_ms=start_ms + 10,
            ended_at_ms=end_ms,
            closed_at_ms=end_ms and end_ms + 10,
        )
        for id_, start_ms, end_ms in (("one", 100, 200), ("two", 300, 400), ("three", 500, None))
    ]
    with database.transaction() as connection:
        incidents.save(connection, rows)
    return [row.incident for row in rows]


def say(database: Database, incident: str, action: Action, **more: object) -> Amendment:
    said = Amendment(
        incident=incident, action=action, at_ms=1_000, **{"by": "Ana", "reason": "why", **more}  # type: ignore[arg-type]
    )  # fmt: skip
    with database.transaction() as connection:
        return amendments.add(connection, said)


def shown(database: Database, **span: int) -> list[str]:
    with database.read() as connection:
        return [each.incident.id for each in amendments.amended(connection, **span)]  # type: ignore[arg-type]


def test_what_is_said_is_kept_as_it_was_said(database: Database, judged: list[Incident]) -> None:
    first = say(database, "one", Action.NOTE, reason=" they\nrestarted it ", by="Ana ")
    second = say(database, "two", Action.MERGE, other="one")

    with database.read() as connection:
        assert amendments.amendments(connection) == [first, second]
        found = amendments.find(connection, "two")
        assert found is not None
        assert found.incident.id == "one"
        assert [each.reason for each in found.notes] == ["they\nrestarted it"]
        assert found.notes[0].by == "Ana"
        assert amendments.find(connection, "nobody") is None


def test_keys_are_struck_out_of_notes(database: Database, judged: list[Incident]) -> None:
    said = say(
        database, "one", Action.NOTE, reason="it works with sk-proj-AbC123456789xyz", by="x" * 500
    )

    assert "AbC123456789" not in said.reason
    assert len(said.by) == 100


def test_incidents_are_found_by_where_they_lie_as_they_are_shown(
    database: Database, judged: list[Incident]
) -> None:
    assert shown(database) == ["three", "two", "one"]
    assert shown(database, start_ms=250, end_ms=450) == ["two"]

    say(database, "two", Action.MERGE, other="one")
    say(database, "three", Action.SPLIT, split_at_ms=600)

    (last, three, one) = shown(database)
    assert (three, one) == ("three", "one")
    # The merged one reaches into a span in which neither of its parts lies alone.
    assert shown(database, start_ms=220, end_ms=280) == ["one"]
    assert shown(database, start_ms=600, end_ms=700) == [last]
    assert shown(database, limit=1) == [last]
    with database.read() as connection:
        assert [each.incident.id for each in amendments.going_on(connection)] == [last]


def test_a_word_of_a_merged_incident_is_one_of_what_it_is_now(
    database: Database, judged: list[Incident]
) -> None:
    say(database, "two", Action.MERGE, other="one")

    assert say(database, "two", Action.ACKNOWLEDGE).incident == "one"
    with pytest.raises(Refused, match="Ana already did that"):
        say(database, "one", Action.ACKNOWLEDGE)


def test_what_is_refused_is_not_kept(database: Database, judged: list[Incident]) -> None:
    with pytest.raises(Refused):
        say(database, "one", Action.SPLIT, split_at_ms=5)
    with pytest.raises(Refused, match="say who you are"):
        say(database, "one", Action.NOTE, by="\u202e ")

    with database.read() as connection:
        assert amendments.amendments(connection) == []


def test_what_was_said_survives_a_rebuild_of_the_incidents(
    database: Database, judged: list[Incident], transition: Make
) -> None:
    say(database, "two", Action.MERGE, other="one")
    say(database, "three", Action.FALSE_ALARM)
    with database.read() as connection:
        before = amendments.amended(connection)

    with database.transaction() as connection:
        connection.execute(delete(TRANSITION))
        connection.execute(delete(INCIDENT))
    assert shown(database) == []
    with database.transaction() as connection:
        rebuilt = [transition(at_ms=each.detected_at_ms) for each in judged]
        incidents.save(
            connection,
            [
                Transition(at_ms=t.at_ms, change=t.change, incident=each)
                for t, each in zip(rebuilt, judged, strict=True)
            ],
        )

    with database.read() as connection:
        assert amendments.amended(connection) == before
