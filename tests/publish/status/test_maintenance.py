"""Planned work has its state, and an uptime without it."""

from incidents.incident import State
from incidents.maintenance import Window
from probes.result import Outcome, Surface
from publish.card import MINUTE_MS
from publish.status import as_json
from storage import maintenance
from storage.database import Database
from tests.publish.status.watched import NOW_MS, gathered, judge, keep, run, spec, watch


def test_uptime_is_given_with_planned_work_and_without(database: Database) -> None:
    watch(database, spec("aurora", Surface.API))
    bad = [run(ago_ms=n * MINUTE_MS, outcome=Outcome.TIMEOUT) for n in range(61, 91)]
    good = [run(ago_ms=n * MINUTE_MS) for n in (*range(1, 61), *range(91, 121))]
    keep(database, *bad, *good)
    window = Window(
        provider="aurora",
        starts_at_ms=NOW_MS - 90 * MINUTE_MS - 1,
        ends_at_ms=NOW_MS - 60 * MINUTE_MS,
        reason="upgrade",
        set_by="me",
    )
    with database.transaction() as connection:
        maintenance.add(connection, window, NOW_MS)

    card = gathered(database).cards[0]

    assert card.uptimes["24 h"].share == 90 / 120
    assert card.uptimes_outside["24 h"].share == 1.0
    assert card.uptimes_outside["24 h"].results == 90
    day = as_json(gathered(database))["providers"][0]["uptime"]["24 h"]
    assert (day["share"], day["share_outside_maintenance"]) == (0.75, 1.0)
    assert card.maintenance is None


def test_a_provider_that_is_worked_on_is_in_maintenance(database: Database) -> None:
    watch(database, spec("aurora", Surface.API), spec("borealis", Surface.API))
    keep(database, run("aurora"), run("borealis"))
    judge(database, "aurora", State.OUTAGE, "all canaries fail")
    judge(database, "borealis", State.OPERATIONAL, "answers as usual")
    work = Window(
        provider=None, starts_at_ms=NOW_MS - 1, ends_at_ms=NOW_MS + 1, reason="move", set_by="me"
    )
    with database.transaction() as connection:
        maintenance.add(connection, work, NOW_MS)

    said = {card.provider: card for card in gathered(database).cards}

    assert {card.state for card in said.values()} == {State.MAINTENANCE}
    assert said["aurora"].sentence.endswith(": move; meanwhile all canaries fail")
    assert "meanwhile" not in said["borealis"].sentence
    assert gathered(database).sentence == "Aurora Inc and Borealis Inc are in maintenance."
