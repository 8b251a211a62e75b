"""Incidents, transitions and states: what the judge says is kept, and is told once."""

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from incidents.incident import Change, Facet, ProviderState, Scope, State, Transition
from incidents.snapshot import Snapshot
from storage import incidents
from storage.database import Database, DatabaseError

Transitions = Callable[..., Transition]


def test_an_incident_reads_as_its_last_transition_left_it(
    database: Database, transition: Transitions
) -> None:
    opened = transition()
    closed = transition(
        Change.CLOSED,
        at_ms=opened.at_ms + 900_000,
        state=State.OPERATIONAL,
        worst=State.OUTAGE,
        facets=(Facet.ERRORS, Facet.LATENCY),
        sentence="Over after 14 minutes.",
        ended_at_ms=opened.at_ms + 800_000,
        closed_at_ms=opened.at_ms + 900_000,
    )
    with database.transaction() as connection:
        incidents.save(connection, [opened])
        assert incidents.open_incidents(connection) == [opened.incident]
        incidents.save(connection, [closed])
        assert incidents.open_incidents(connection) == []
        assert incidents.find(connection, opened.incident.id) == closed.incident
        assert incidents.find(connection, "no such") is None


def test_each_transition_remembers_the_incident_as_it_was_then(
    database: Database, transition: Transitions
) -> None:
    history = [
        transition(facets=()),
        transition(Change.WIDENED, at_ms=1, facets=(Facet.ERRORS, Facet.QUALITY)),
        transition(Change.ESCALATED, at_ms=2, state=State.OUTAGE, worst=State.OUTAGE),
        transition(Change.EASED, at_ms=3, worst=State.OUTAGE, sentence="Better."),
    ]
    with database.transaction() as connection:
        incidents.save(connection, history)
        assert incidents.transitions(connection, "openai-api-1") == history
        assert incidents.transitions(connection, "another") == []


def test_saving_a_transition_again_neither_repeats_nor_announces_it_again(
    database: Database, transition: Transitions
) -> None:
    with database.transaction() as connection:
        incidents.save(connection, [transition()])
        assert len(incidents.claim_unannounced(connection, 1)) == 1
        incidents.save(connection, [transition()])
        assert incidents.transitions(connection, "openai-api-1") == [transition()]
        assert incidents.claim_unannounced(connection, 2) == []


def test_one_scope_of_a_provider_has_one_open_incident(
    database: Database, transition: Transitions
) -> None:
    with database.transaction() as connection:
        incidents.save(connection, [transition()])
        incidents.save(connection, [transition(id="login", scope=Scope.LOGIN)])
        incidents.save(connection, [transition(id="other", provider="anthropic")])
    with (
        pytest.raises(DatabaseError, match="openai already has an open incident"),
        database.transaction() as connection,
    ):
        incidents.save(connection, [transition(id="second")])
    with database.read() as connection:
        found = {incident.id for incident in incidents.open_incidents(connection)}
    assert found == {"openai-api-1", "login", "other"}


def test_the_database_itself_refuses_a_second_open_incident(
    database: Database, transition: Transitions
) -> None:
    with database.transaction() as connection:
        incidents.save(connection, [transition()])
    copying = text(
        "INSERT INTO incident SELECT 'copy', provider_id, scope, state, worst, facets, sentence,"
        " started_at_ms, detected_at_ms, ended_at_ms, closed_at_ms, extent FROM incident"
    )
    with pytest.raises(IntegrityError), database.transaction() as connection:
        connection.execute(copying)


def test_one_batch_may_close_an_incident_and_open_the_next(
    database: Database, transition: Transitions
) -> None:
    following = transition(id="openai-api-2", at_ms=5)
    closed = transition(Change.CLOSED, at_ms=4, ended_at_ms=3, closed_at_ms=4)
    with database.transaction() as connection:
        incidents.save(connection, [transition()])
        incidents.save(connection, [following, closed])
        assert incidents.open_incidents(connection) == [following.incident]


def test_incidents_are_those_that_touch_the_window_newest_first(
    database: Database, transition: Transitions
) -> None:
    def over(id: str, start: int, end: int | None, provider: str = "openai") -> Transition:  # noqa: A002
        return transition(
            id=id, provider=provider, started_at_ms=start, ended_at_ms=end, closed_at_ms=end
        )

    with database.transaction() as connection:
        incidents.save(
            connection,
            [
                over("early", 10, 20),
                over("middle", 30, 40, "anthropic"),
                over("late", 50, 60),
                over("open", 70, None),
            ],
        )

        def ids(**window: object) -> list[str]:
            return [i.id for i in incidents.incidents(connection, **window)]  # type: ignore[arg-type]

        assert ids() == ["open", "late", "middle", "early"]
        assert ids(limit=2) == ["open", "late"]
        assert ids(provider="anthropic") == ["middle"]
        assert ids(start_ms=20) == ["open", "late", "middle"]
        assert ids(start_ms=19, end_ms=31) == ["middle", "early"]
        assert ids(end_ms=10) == []
        assert ids(start_ms=1000) == ["open"]


def test_unannounced_transitions_are_claimed_once_and_in_order(
    database: Database, transition: Transitions
) -> None:
    history = [transition(Change.WIDENED, at_ms=n) for n in (3, 1, 2)]
    with database.transaction() as connection:
        incidents.save(connection, history)
    with database.transaction() as connection:
        assert incidents.claim_unannounced(connection, 9) == history
    with database.transaction() as connection:
        assert incidents.claim_unannounced(connection, 9) == []


def test_a_claim_that_is_rolled_back_may_be_made_again(
    database: Database, transition: Transitions
) -> None:
    def crash() -> None:
        with database.transaction() as connection:
            assert incidents.claim_unannounced(connection, 9) == [transition()]
            raise RuntimeError

    with database.transaction() as connection:
        incidents.save(connection, [transition()])
    with pytest.raises(RuntimeError):
        crash()
    with database.transaction() as connection:
        assert incidents.claim_unannounced(connection, 9) == [transition()]


def test_of_many_claimers_each_transition_goes_to_one(
    database: Database, transition: Transitions
) -> None:
    claimed: list[int] = []

    def claim() -> None:
        for _ in range(20):
            with database.transaction() as connection:
                claimed.extend(t.at_ms for t in incidents.claim_unannounced(connection, 1))

    claimers = [threading.Thread(target=claim) for _ in range(3)]
    for claimer in claimers:
        claimer.start()
    for n in range(40):
        with database.transaction() as connection:
            incidents.save(connection, [transition(Change.WIDENED, at_ms=n)])
    for claimer in claimers:
        claimer.join()
    with database.transaction() as connection:
        claimed.extend(t.at_ms for t in incidents.claim_unannounced(connection, 1))
    assert sorted(claimed) == list(range(40))


def test_the_latest_state_and_memory_of_each_provider_are_kept(database: Database) -> None:
    def state(provider: str, state: State, at_ms: int) -> ProviderState:
        return ProviderState(
            provider=provider, state=state, since_ms=1, sentence="All well.", judged_at_ms=at_ms
        )

    first = Snapshot('{"größe":1}', {"api\tcanary\thome": "[0.1]", "api\tother\thome": "[1]"})
    changed = Snapshot('{"größe":2}', {"api\tcanary\thome": "[0.2]"}, is_whole=False)
    whole = Snapshot('{"größe":3}', {"api\tother\thome": "[3]"})
    now = state("openai", State.OUTAGE, 7)
    other = state("anthropic", State.OPERATIONAL, 6)
    with database.transaction() as connection:
        incidents.save_states(connection, [state("openai", State.UNKNOWN, 5)], {"openai": first})
        incidents.save_states(connection, [other, now], {"openai": changed})
        assert incidents.states(connection) == {"openai": now, "anthropic": other}
        assert incidents.snapshots(connection) == {
            "openai": Snapshot(changed.rest, {**first.watches, **changed.watches}),
            "anthropic": Snapshot("{}"),
        }
        incidents.save_states(connection, [now], {"openai": whole})
        assert incidents.snapshots(connection)["openai"] == whole
