"""What cannot be said of an incident, and in which words that is refused."""

import pytest

from incidents.amendments import Action, part_id
from incidents.objections import Refused
from tests.incidents.trails import A, B, Trail, incident


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
