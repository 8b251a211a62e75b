"""What people said of an incident changes what is shown, and not what was measured."""

from typing import Any

import pytest

from incidents.amendments import Action, Amendment
from incidents.incident import Incident, State
from probes.result import Outcome, Surface
from publish.card import MINUTE_MS
from publish.status import as_json
from storage import amendments
from storage.database import Database
from tests.publish.status.watched import (
    NOW_MS,
    gathered,
    incident,
    judge,
    keep,
    open_incidents,
    run,
    spec,
    watch,
)


def _said(database: Database, of: Incident, action: Action, **more: Any) -> int:
    said = Amendment(incident=of.id, action=action, at_ms=NOW_MS, by="Ana", reason="agreed", **more)
    with database.transaction() as connection:
        return amendments.add(connection, said).id or 0


@pytest.mark.parametrize("action", [Action.EXCLUDE, Action.FALSE_ALARM])
def test_uptime_is_given_as_measured_and_without_what_people_left_out(
    database: Database, action: Action
) -> None:
    watch(database, spec("aurora", Surface.API), spec("aurora", Surface.OAUTH))
    bad = [run(ago_ms=n * MINUTE_MS, outcome=Outcome.TIMEOUT) for n in range(61, 91)]
    good = [run(ago_ms=n * MINUTE_MS) for n in (*range(1, 61), *range(91, 121))]
    login = [
        run(ago_ms=n * MINUTE_MS, probe="aurora/oauth", surface=Surface.OAUTH, outcome=outcome)
        for n, outcome in ((70, Outcome.AUTH_BROKEN), (80, Outcome.OK))
    ]
    keep(database, *bad, *good, *login)
    failure = incident(NOW_MS - 90 * MINUTE_MS - 1, NOW_MS - 60 * MINUTE_MS)
    open_incidents(database, failure)
    assert gathered(database).cards[0].uptimes_corrected == {}

    number = _said(database, failure, action)
    card = gathered(database).cards[0]

    assert card.uptimes["24 h"].share == pytest.approx(91 / 122)
    # The login has incidents of its own: what it did meanwhile still counts.
    assert card.uptimes_corrected["24 h"].results == 92
    assert card.uptimes_corrected["24 h"].share == pytest.approx(91 / 92)
    day = as_json(gathered(database))["providers"][0]["uptime"]["24 h"]
    assert day["share_corrected"] == pytest.approx(91 / 92)
    assert day["share_outside_maintenance"] == day["share"]

    _said(database, failure, Action.UNDO, undoes=number)
    assert gathered(database).cards[0].uptimes_corrected == {}


def test_a_false_alarm_is_no_incident_in_the_strip_but_stays_with_its_mark(
    database: Database,
) -> None:
    watch(database, spec("aurora", Surface.API))
    keep(database, *(run(ago_ms=second * 1000) for second in range(1, 600, 10)))
    failure = incident(NOW_MS - 5 * MINUTE_MS - 1)
    open_incidents(database, failure)
    judge(database, "aurora", State.OUTAGE, "all fail")
    assert any(s.incident_share for s in gathered(database).cards[0].strip.segments)

    _said(database, failure, Action.FALSE_ALARM)
    _said(database, failure, Action.ACKNOWLEDGE)
    card = gathered(database).cards[0]

    assert not any(s.incident_share for s in card.strip.segments)
    assert card.state is State.OUTAGE
    (told,) = as_json(gathered(database))["providers"][0]["incidents"]
    assert told["is_false_alarm"]
    assert told["acknowledged"] == {"by": "Ana", "at_ms": NOW_MS}
