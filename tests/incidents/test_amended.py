"""People's words laid over judged incidents: what changes, what never does, and the way back."""

from dataclasses import replace
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidents.amended import Amended, amend, left_out, resolve
from incidents.amendments import Action, Amendment, part_id
from incidents.incident import Facet, Incident, Scope, State
from incidents.objections import Refused, check

A, B, C = "a", "b", "c"


def incident(
    id_: str,
    start: int = 100,
    end: int | None = 200,
    provider: str = "p",
    scope: Scope = Scope.API,
    worst: State = State.BROWNOUT,
    facet: Facet = Facet.ERRORS,
) -> Incident:
    return Incident(
        id=id_,
        provider=provider,
        scope=scope,
        state=worst,
        worst=worst,
        facets=(facet,),
        sentence=f"{id_} was bad",
        started_at_ms=start,
        detected_at_ms=start + 10,
        ended_at_ms=end,
        closed_at_ms=None if end is None else end + 10,
    )


class Trail:
    """What was said of incidents; each word is checked against what stands, as storage does."""

    def __init__(self, *judged: Incident) -> None:
        self.judged = judged
        self.said: list[Amendment] = []

    def say(self, id_: str, action: Action, reason: str = "because", **more: object) -> int:
        said = Amendment(
            **{"incident": id_, "action": action, "at_ms": 1_000, "by": "Ana", "reason": reason,
               **more}  # type: ignore[arg-type]
        )  # fmt: skip
        check(said, self.judged, self.said)
        number = len(self.said) + 1
        self.said.append(replace(said, id=number))
        return number

    def shown(self) -> dict[str, Amended]:
        return {each.incident.id: each for each in amend(self.judged, self.said)}

    def incidents(self) -> list[Incident]:
        return [each.incident for each in amend(self.judged, self.said)]


def test_merged_incidents_are_one_from_the_first_start_to_the_last_end() -> None:
    trail = Trail(
        incident(A, 100, 200, facet=Facet.LATENCY),
        incident(B, 260, 300, worst=State.OUTAGE),
    )
    trail.say(B, Action.MERGE, other=A)

    (one,) = trail.incidents()

    assert (one.id, one.started_at_ms, one.detected_at_ms) == (A, 100, 110)
    assert (one.ended_at_ms, one.closed_at_ms) == (300, 310)
    assert one.worst is State.OUTAGE
    assert one.facets == (Facet.LATENCY, Facet.ERRORS)
    assert one.sentence == "a was bad; then b was bad"
    assert trail.shown()[A].judged == (A, B)
    found = resolve(B, trail.judged, trail.said)
    assert found is not None
    assert found.incident.id == A


def test_what_is_merged_with_an_open_incident_is_open() -> None:
    trail = Trail(incident(A, 100, 200), incident(B, 260, None, worst=State.OUTAGE))
    trail.say(B, Action.MERGE, other=A)

    (one,) = trail.incidents()

    assert one.is_open
    assert one.ended_at_ms is None
    assert one.state is State.OUTAGE


def test_what_is_merged_is_now_as_the_later_one_was_and_hit_what_each_hit() -> None:
    earlier = replace(incident(A, 100, 200, worst=State.OUTAGE), extent="in region eu alone")
    later = replace(incident(B, 260, 300), extent="everywhere")
    again = replace(incident(C, 400, 500), extent="everywhere")
    trail = Trail(earlier, later, again, incident("d", 600, 700))
    for gone in (A, C, "d"):
        trail.say(gone, Action.MERGE, other=B)

    (one,) = trail.incidents()

    assert (one.id, one.started_at_ms, one.detected_at_ms) == (B, 100, 110)
    assert (one.state, one.worst) == (State.BROWNOUT, State.OUTAGE)
    assert one.extent == "in region eu alone; everywhere"

    trail = Trail(incident(A, 100, 200), incident(B, 260, 300, worst=State.OUTAGE))
    trail.say(B, Action.MERGE, other=A)
    assert trail.incidents()[0].state is State.OUTAGE


def test_what_never_was_stands_for_nothing_and_hides_nothing_that_was_said_after_it() -> None:
    trail = Trail(incident(A), incident(B, 300))
    trail.say(A, Action.NOTE, "of one that a replay does not find")
    trail.say(B, Action.ACKNOWLEDGE)

    (one,) = amend([incident(B, 300)], trail.said)

    assert one.acknowledged is not None
    assert resolve(A, [incident(B, 300)], trail.said) is None


def test_a_split_waits_while_a_rebuilt_incident_does_not_span_its_moment() -> None:
    trail = Trail(incident(A, 100, 200))
    trail.say(A, Action.SPLIT, split_at_ms=150)
    rebuilt = incident(A, 160, 200)

    (one,) = amend([rebuilt], trail.said)

    assert one.incident == rebuilt
    assert [each.action for each in one.trail] == [Action.SPLIT]


def test_a_split_incident_is_two_that_meet_at_the_moment() -> None:
    trail = Trail(incident(A, 100, None))
    trail.say(A, Action.ACKNOWLEDGE)
    trail.say(A, Action.SPLIT, split_at_ms=150)

    first, second = trail.incidents()

    assert (first.id, second.id) == (A, part_id(A, 150))
    assert (first.started_at_ms, first.ended_at_ms) == (100, 150)
    assert (second.started_at_ms, second.ended_at_ms) == (150, None)
    assert (first.closed_at_ms, second.detected_at_ms) == (150, 150)
    assert first.sentence == "until 00:00:00 UTC, split from what follows: a was bad"
    assert second.sentence == "from 00:00:00 UTC on, split from what was before: a was bad"
    assert not first.is_open
    assert second.is_open
    assert {each.acknowledged.by for each in trail.shown().values() if each.acknowledged} == {"Ana"}
    assert len(trail.shown()) == 2


def test_what_was_said_of_a_part_is_said_of_the_whole_once_the_split_is_taken_back() -> None:
    trail = Trail(incident(A, 100, 200))
    split = trail.say(A, Action.SPLIT, split_at_ms=150)
    part = part_id(A, 150)
    trail.say(part, Action.NOTE, "look here")
    trail.say(A, Action.UNDO, undoes=split)

    (one,) = amend(trail.judged, trail.said)

    assert one.incident == incident(A, 100, 200)
    assert [each.reason for each in one.notes] == ["look here"]
    assert [each.action for each in one.trail] == [Action.SPLIT, Action.NOTE, Action.UNDO]


def test_an_undoing_can_itself_be_undone() -> None:
    trail = Trail(incident(A))
    alarm = trail.say(A, Action.FALSE_ALARM)
    back = trail.say(A, Action.UNDO, undoes=alarm)
    assert trail.shown()[A].false_alarm is None

    trail.say(A, Action.UNDO, undoes=back)

    assert trail.shown()[A].false_alarm is not None


def test_whether_the_kept_one_counts_decides_for_both() -> None:
    trail = Trail(incident(A), incident(B, 300, 400))
    trail.say(B, Action.FALSE_ALARM)
    trail.say(B, Action.ACKNOWLEDGE)
    trail.say(B, Action.MERGE, other=A)

    one = trail.shown()[A]

    assert not one.is_left_out
    assert one.acknowledged is not None
    assert [each.action for each in one.trail] == [
        Action.FALSE_ALARM, Action.ACKNOWLEDGE, Action.MERGE,
    ]  # fmt: skip


def test_what_is_left_out_is_told_by_scope_within_the_span() -> None:
    trail = Trail(
        incident(A, 100, 200),
        incident(B, 150, None),
        incident(C, 120, 130, scope=Scope.LOGIN),
        incident("d", 10, 90),
        incident("e", 60, 200, provider="other"),
    )
    for id_ in (A, B, "e"):
        trail.say(id_, Action.EXCLUDE)
    trail.say(C, Action.FALSE_ALARM)

    found = left_out(amend(trail.judged, trail.said), "p", 50, 500)

    assert found == {Scope.API: [(100, 500)], Scope.LOGIN: [(120, 130)]}


@pytest.mark.parametrize(
    ("id_", "action", "more", "told"),
    [
        ("nobody", Action.NOTE, {}, "there is no incident nobody"),
        (A, Action.NOTE, {"reason": " "}, "say what the note is"),
        (A, Action.FALSE_ALARM, {"reason": ""}, "say why it is a false alarm"),
        (A, Action.EXCLUDE, {"reason": ""}, "say why it shall not count"),
        (A, Action.ACKNOWLEDGE, {"by": " "}, "^say who you are$"),
        (A, Action.MERGE, {"other": A}, "^both are one incident already$"),
        (A, Action.MERGE, {"other": "x"}, "there is no incident x to merge it into"),
        (
            A,
            Action.MERGE,
            {"other": B},
            "^a is of p and b of other: an incident is of one provider$",
        ),
        (A, Action.SPLIT, {"split_at_ms": 100}, "split it at a moment within it"),
        (A, Action.SPLIT, {"split_at_ms": 200}, "ended 00:00:00 UTC"),
        (B, Action.SPLIT, {"split_at_ms": 50}, "and it goes on"),
        (A, Action.UNDO, {"undoes": 7}, "entry 7 is not in the trail of a"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(
    id_: str, action: Action, more: dict[str, object], told: str
) -> None:
    trail = Trail(incident(A), incident(B, 100, None, provider="other"))

    with pytest.raises(Refused, match=told):
        trail.say(id_, action, **more)  # type: ignore[arg-type]


def test_what_was_said_already_is_refused_with_who_said_it() -> None:
    trail = Trail(incident(A))
    number = trail.say(A, Action.ACKNOWLEDGE)
    with pytest.raises(Refused, match=rf"Ana already did that \(entry {number}\): undo it first"):
        trail.say(A, Action.ACKNOWLEDGE)

    trail.say(A, Action.UNDO, undoes=number)
    with pytest.raises(Refused, match="is taken back already"):
        trail.say(A, Action.UNDO, undoes=number)
    trail.say(A, Action.ACKNOWLEDGE)


def test_a_part_that_stands_is_not_written_over_by_another_of_its_name() -> None:
    trail = Trail(incident(A), incident(B, 100, None))
    trail.say(A, Action.SPLIT, split_at_ms=150)
    trail.say(A, Action.MERGE, other=B)

    with pytest.raises(
        Refused,
        match=f"^{A} was split 00:00:00 UTC already, into {part_id(A, 150)}: "
        "take another moment, or undo what was merged since$",
    ):
        trail.say(A, Action.SPLIT, split_at_ms=150)

    assert {(each.id, each.started_at_ms) for each in trail.incidents()} == {
        (B, 100),
        (part_id(A, 150), 150),
    }


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
