"""Who hears of what: by provider, facet, severity and hour, and nobody of what did not matter."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from incidents.amendments import Action, Amendment
from incidents.incident import Change, Facet, State
from incidents.maintenance import Window
from publish.alerts.notice import Happened
from publish.alerts.planning import OLD_NEWS_MS
from publish.alerts.target import Hours, Target
from storage import amendments, deliveries, incidents, maintenance, state_changes
from storage.state_changes import StateChange

Make = Callable[..., Target]


def heard(receiver: Any) -> list[str]:
    return [each["happened"] for each in receiver.bodies()]


def test_all_that_happens_to_an_incident_is_told_once_and_in_order(
    desk: Any, webhook: Make, receive: Any
) -> None:
    receiver = receive()
    desk.targets(webhook(receiver.url))
    desk.change(Change.OPENED, State.BROWNOUT)
    desk.work()
    desk.work()
    desk.change(Change.ESCALATED)
    desk.work(1)
    desk.change(Change.EASED, State.BROWNOUT)
    desk.work(1)
    desk.change(Change.WIDENED, State.BROWNOUT, facets=(Facet.ERRORS, Facet.LATENCY))
    desk.work(1)
    desk.change(Change.CLOSED, State.BROWNOUT)
    desk.work(1)
    assert heard(receiver) == ["opened", "escalated", "eased"]

    desk.work(60)

    assert heard(receiver) == ["opened", "escalated", "eased", "closed"]
    assert len({each["thread"] for each in receiver.bodies()}) == 1
    assert len({each["id"] for each in receiver.bodies()}) == 4


@pytest.mark.parametrize(
    ("said", "is_told"),
    [
        ({}, True),
        ({"providers": frozenset({"aurora"})}, False),
        ({"providers": frozenset({"borealis", "aurora"})}, True),
        ({"facets": frozenset({Facet.QUALITY})}, False),
        ({"facets": frozenset({Facet.ERRORS, Facet.QUALITY})}, True),
        ({"severity": State.OUTAGE}, False),
        ({"hears_incidents": False}, False),
    ],
)
def test_a_target_hears_of_what_concerns_it(
    desk: Any, webhook: Make, receive: Any, said: dict[str, Any], is_told: bool
) -> None:
    receiver = receive()
    desk.targets(webhook(receiver.url, **said))
    desk.change(Change.OPENED, State.BROWNOUT)
    desk.work()
    desk.change(Change.CLOSED, State.BROWNOUT)
    desk.work()
    desk.work(61)

    assert heard(receiver) == (["opened", "closed"] if is_told else [])


def test_who_hears_of_outages_hears_how_one_goes_on_and_ends(
    desk: Any, webhook: Make, receive: Any
) -> None:
    receiver = receive()
    desk.targets(webhook(receiver.url, severity=State.OUTAGE))
    for change, state in (
        (Change.OPENED, State.BROWNOUT),
        (Change.ESCALATED, State.OUTAGE),
        (Change.EASED, State.BROWNOUT),
        (Change.CLOSED, State.BROWNOUT),
    ):
        desk.change(change, state)
        desk.work(1)
    desk.work(61)

    assert heard(receiver) == ["escalated", "eased", "closed"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"opened", "closed"}, ["opened", "closed"]),
        ({"escalated", "closed"}, ["escalated", "closed"]),
        ({"closed"}, []),
    ],
)
def test_a_target_hears_of_the_changes_it_asks_for(
    desk: Any, webhook: Make, receive: Any, changes: set[str], told: list[str]
) -> None:
    receiver = receive()
    desk.targets(webhook(receiver.url, changes=frozenset(map(Happened, changes))))
    for change, state in (
        (Change.OPENED, State.BROWNOUT),
        (Change.ESCALATED, State.OUTAGE),
        (Change.CLOSED, State.OUTAGE),
    ):
        desk.change(change, state)
        desk.work(1)
    desk.work(61)

    assert heard(receiver) == told


def test_who_hears_of_outages_alone_hears_one_begin_as_an_escalation(
    desk: Any, webhook: Make, receive: Any
) -> None:
    receiver = receive()
    only = frozenset({Happened.OPENED, Happened.CLOSED})
    desk.targets(webhook(receiver.url, severity=State.OUTAGE, changes=only))
    desk.change(Change.OPENED, State.BROWNOUT)
    desk.work()
    desk.change(Change.ESCALATED)
    desk.work(1)

    assert heard(receiver) == ["escalated"]


def test_what_opens_again_before_its_end_was_told_never_ended(
    desk: Any, webhook: Make, receive: Any
) -> None:
    receiver = receive()
    desk.targets(webhook(receiver.url))
    desk.change(Change.OPENED)
    desk.work()
    for _ in range(5):
        desk.change(Change.CLOSED)
        desk.work(20)
        desk.change(Change.REOPENED)
        desk.work(20)
    desk.work(100)

    assert heard(receiver) == ["opened"]
    assert desk.rows() == [("opened", "delivered")] + [("closed", "dropped")] * 5

    desk.change(Change.CLOSED)
    desk.work()
    desk.work(61)
    desk.change(Change.REOPENED)
    desk.work()
    assert heard(receiver) == ["opened", "closed", "reopened"]


class TestHours:
    """Nobody is woken, and nobody reads in the morning of what was over by then."""

    # 2026-09-21, a Monday, 14:13 UTC.
    NOON_MS = 1_790_000_000_000

    def quiet(self, desk: Any, **said: Any) -> dict[str, Any]:
        desk.now_ms = self.NOON_MS
        return {"hours": Hours(20 * 60, 22 * 60), **said}

    def test_what_still_goes_on_is_told_when_they_begin(
        self, desk: Any, webhook: Make, receive: Any
    ) -> None:
        receiver = receive()
        desk.targets(webhook(receiver.url, **self.quiet(desk)))
        desk.change(Change.OPENED)
        desk.work()
        desk.work(5 * 3600)
        assert heard(receiver) == []

        desk.work(3600)

        assert heard(receiver) == ["opened"]

    def test_what_is_over_by_then_is_not_told(self, desk: Any, webhook: Make, receive: Any) -> None:
        receiver = receive()
        desk.targets(webhook(receiver.url, **self.quiet(desk)))
        desk.change(Change.OPENED, State.BROWNOUT)
        desk.work()
        desk.change(Change.ESCALATED)
        desk.work(60)
        desk.change(Change.CLOSED)
        desk.work(60)
        desk.work(8 * 3600)

        assert heard(receiver) == []
        assert {state for _, state in desk.rows()} == {"dropped"}

    def test_they_may_be_dropped_instead(self, desk: Any, webhook: Make, receive: Any) -> None:
        receiver = receive()
        desk.targets(webhook(receiver.url, **self.quiet(desk, drops_outside=True)))
        desk.change(Change.OPENED)
        desk.work()
        desk.work(7 * 3600)

        assert heard(receiver) == []
        assert desk.rows() == []


def test_planned_work_pages_nobody_but_what_outlasts_it_does(
    desk: Any, webhook: Make, receive: Any
) -> None:
    receiver = receive()
    desk.targets(webhook(receiver.url))
    window = Window(provider="borealis", starts_at_ms=desk.now_ms - 1, set_by="us", reason="racks",
                    ends_at_ms=desk.now_ms + 600_000)  # fmt: skip
    with desk.database.transaction() as connection:
        maintenance.add(connection, window, desk.now_ms)
    desk.change(Change.OPENED)
    desk.work()
    desk.work(300)
    assert heard(receiver) == []

    # It takes longer than was planned.
    with desk.database.transaction() as connection:
        longer = replace(window, starts_at_ms=desk.now_ms, ends_at_ms=desk.now_ms + 900_000)
        maintenance.add(connection, longer, desk.now_ms)
    desk.work(400)
    assert heard(receiver) == []
    assert desk.newest().attempts == 0
    desk.work(700)
    assert heard(receiver) == ["opened"]


def test_old_news_is_told_only_where_it_is_how_things_stand(
    desk: Any, webhook: Make, receive: Any
) -> None:
    desk.change(Change.OPENED, id="old-1")
    desk.change(Change.CLOSED, id="old-1")
    desk.change(Change.OPENED, State.BROWNOUT)
    desk.change(Change.ESCALATED)
    receiver = receive()
    desk.targets(webhook(receiver.url))

    desk.work(OLD_NEWS_MS / 1000 + 1)
    desk.work(120)

    assert heard(receiver) == ["escalated"]


def test_without_targets_nothing_is_claimed_from_a_worker_that_has_some(
    desk: Any, webhook: Make, receive: Any
) -> None:
    desk.change(Change.OPENED)
    desk.work()
    receiver = receive()
    desk.targets(webhook(receiver.url))
    desk.work()

    assert heard(receiver) == ["opened"]


class TestAccount:
    """Being refused is told loudly, once, and apart from what is the provider's fault."""

    def state(self, desk: Any, state: State, was: State | None) -> None:
        desk.house.state("borealis", state, "our key was rejected")
        with desk.database.transaction() as connection:
            now = incidents.states(connection)["borealis"]
            now = replace(now, judged_at_ms=desk.now_ms)
            state_changes.save(connection, [StateChange(was=was, now=now)])
        desk.work(1)

    def test_it_is_told_and_taken_back(self, desk: Any, webhook: Make, receive: Any) -> None:
        receiver = receive()
        desk.targets(webhook(receiver.url, severity=State.OUTAGE))
        self.state(desk, State.OPERATIONAL, None)
        self.state(desk, State.ACCOUNT, State.OPERATIONAL)
        # An incident in between tells nothing of the account.
        self.state(desk, State.OUTAGE, State.ACCOUNT)
        self.state(desk, State.ACCOUNT, State.OUTAGE)
        self.state(desk, State.OPERATIONAL, State.ACCOUNT)
        desk.work(61)

        assert heard(receiver) == ["opened", "closed"]
        told = receiver.bodies()[0]
        assert told["kind"] == "account"
        assert told["headline"] == "Borealis does not serve our account"
        assert told["sentence"] == "our key was rejected"

    def test_of_long_ago_it_is_told_only_where_it_is_so_still(
        self, desk: Any, webhook: Make, receive: Any
    ) -> None:
        self.state(desk, State.ACCOUNT, State.OPERATIONAL)
        self.state(desk, State.OPERATIONAL, State.ACCOUNT)
        receiver = receive()
        desk.targets(webhook(receiver.url))
        desk.work(OLD_NEWS_MS / 1000 + 5)
        assert heard(receiver) == []

        desk.targets()
        self.state(desk, State.ACCOUNT, State.OPERATIONAL)
        desk.targets(webhook(receiver.url))
        desk.work(OLD_NEWS_MS / 1000 + 5)
        assert heard(receiver) == ["opened"]

    def test_who_does_not_want_to_hear_it_does_not(
        self, desk: Any, webhook: Make, receive: Any
    ) -> None:
        receiver = receive()
        desk.targets(webhook(receiver.url, hears_account=False))
        self.state(desk, State.ACCOUNT, State.OPERATIONAL)

        assert heard(receiver) == []


def test_what_goes_on_is_said_again_and_again_until_it_is_over(
    desk: Any, webhook: Make, receive: Any
) -> None:
    receiver = receive()
    desk.targets(webhook(receiver.url, remind_every_s=3600.0), webhook(receive().url, "other"))
    desk.change(Change.OPENED)
    desk.work()
    for _ in range(8):
        desk.work(900)
    assert heard(receiver) == ["opened", "reminded", "reminded"]

    desk.change(Change.CLOSED)
    desk.work(1)
    desk.work(61)
    desk.work(7200)
    assert heard(receiver) == ["opened", "reminded", "reminded", "closed"]


def test_who_has_seen_it_is_not_reminded_but_hears_the_rest(
    desk: Any, webhook: Make, receive: Any
) -> None:
    receiver = receive()
    desk.targets(webhook(receiver.url, remind_every_s=3600.0))
    desk.change(Change.OPENED, State.BROWNOUT)
    desk.work()
    said = Amendment(incident="borealis-1", action=Action.ACKNOWLEDGE, at_ms=desk.now_ms, by="jo")
    with desk.database.transaction() as connection:
        amendments.add(connection, said)
    desk.work(7300)
    assert heard(receiver) == ["opened"]

    desk.change(Change.ESCALATED)
    desk.work(1)
    assert heard(receiver) == ["opened", "escalated"]


def test_planning_twice_makes_no_second_delivery(desk: Any, webhook: Make) -> None:
    desk.targets(webhook("http://127.0.0.1:9/"))
    made = desk.change(Change.OPENED)
    desk.work()
    with desk.database.transaction() as connection:
        incidents.save(connection, [made])
    desk.work()

    with desk.database.read() as connection:
        assert len(deliveries.recent(connection)) == 1
