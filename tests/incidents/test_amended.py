"""People's words laid over judged incidents: what changes, what never does, and the way back."""

from dataclasses import replace

from incidents.amended import amend, left_out, resolve
from incidents.amendments import Action, part_id
from incidents.incident import Facet, Scope, State
from tests.incidents.trails import A, B, C, Trail, incident


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
