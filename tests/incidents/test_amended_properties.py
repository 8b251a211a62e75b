"""Whatever people say of incidents: no time and no word is lost, and all can be taken back."""

from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from incidents.amended import Amended, amend
from incidents.amendments import Action, Amendment
from incidents.incident import Incident
from incidents.objections import Refused
from tests.incidents.trails import Trail, incident

JUDGED = st.lists(
    st.tuples(st.integers(0, 80), st.none() | st.integers(1, 40), st.sampled_from("pq")),
    min_size=1,
    max_size=4,
).map(
    lambda rows: [
        incident(f"i{number}", start, None if lasts is None else start + lasts, provider)
        for number, (start, lasts, provider) in enumerate(rows)
    ]
)
SAYINGS = st.lists(
    st.tuples(st.sampled_from(Action), st.integers(0, 9), st.integers(0, 9), st.integers(0, 125)),
    max_size=12,
)


def _talk(judged: list[Incident], sayings: list[tuple[Action, int, int, int]]) -> Trail:
    """Say what can be said; ids are chosen among all that stand or ever stood."""
    trail = Trail(*judged)
    ids = [each.id for each in judged]
    for action, one, other, at_ms in sayings:
        before = trail.shown()
        try:
            trail.say(
                ids[one % len(ids)],
                action,
                other=ids[other % len(ids)] if action is Action.MERGE else None,
                split_at_ms=at_ms if action is Action.SPLIT else None,
                undoes=other if action is Action.UNDO else None,
            )
        except Refused:
            continue
        after = trail.shown()
        ids += after.keys() - set(ids)
        if action not in {Action.NOTE, Action.UNDO}:
            assert _facts(before) != _facts(after), "accepted, and nothing came of it"
    return trail


def _facts(shown: dict[str, Amended]) -> object:
    return {id_: (each.incident, frozenset(each.marks)) for id_, each in shown.items()}


@settings(deadline=None)
@given(judged=JUDGED, sayings=SAYINGS)
def test_no_time_of_an_incident_is_lost_and_no_word(
    judged: list[Incident], sayings: list[tuple[Action, int, int, int]]
) -> None:
    trail = _talk(judged, sayings)
    shown = trail.shown()

    for one in judged:
        for at_ms in range(one.started_at_ms, one.ended_at_ms or 130):
            assert any(
                each.incident.provider == one.provider
                and one.id in each.judged
                and each.incident.started_at_ms <= at_ms
                and (each.incident.ended_at_ms is None or at_ms < each.incident.ended_at_ms)
                for each in shown.values()
            )
    told = {each.id for one in shown.values() for each in one.trail}
    assert told == {each.id for each in trail.said}
    for one in shown.values():
        assert one.incident.ended_at_ms is None or (
            one.incident.started_at_ms < one.incident.ended_at_ms
        )
        assert [each.id for each in one.trail] == sorted({each.id for each in one.trail})  # type: ignore[type-var]


@settings(deadline=None)
@given(judged=JUDGED, sayings=SAYINGS, order=st.randoms(use_true_random=False))
def test_taking_everything_back_leaves_what_was_judged(
    judged: list[Incident], sayings: list[tuple[Action, int, int, int]], order: object
) -> None:
    trail = _talk(judged, sayings)
    backwards = [each for each in reversed(trail.said) if each.action is not Action.UNDO]
    numbers = count(len(trail.said) + 1)
    gone = {number for one in amend(judged, trail.said) for number in one.taken_back}
    for each in backwards:
        if each.id not in gone:
            undo = Amendment(
                incident=each.incident, action=Action.UNDO, at_ms=1, by="Ana", undoes=each.id,
                id=next(numbers),
            )  # fmt: skip
            trail.said.append(undo)

    assert trail.incidents() == sorted(judged, key=lambda each: (each.started_at_ms, each.id))
    assert not any(each.marks or each.notes for each in trail.shown().values())


@settings(deadline=None)
@given(judged=JUDGED, sayings=SAYINGS)
def test_what_was_said_of_incidents_that_are_no_more_does_no_harm(
    judged: list[Incident], sayings: list[tuple[Action, int, int, int]]
) -> None:
    trail = _talk(judged, sayings)

    shown = amend(judged[1:], trail.said)

    assert all(judged[0].id not in each.judged for each in shown)
    assert amend([], trail.said) == []
