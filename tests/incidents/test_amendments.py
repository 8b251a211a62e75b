"""The trail of what people say: its order, the ids of parts, and what is tied to what."""

from dataclasses import replace

import pytest

from incidents.amendments import Action, Amendment, in_order, part_id, related, undone

NOTE = Amendment(incident="a", action=Action.NOTE, at_ms=1, by="Ana")


def _undo(number: int, undoes: int) -> Amendment:
    return replace(NOTE, action=Action.UNDO, id=number, undoes=undoes)


def test_what_is_not_kept_yet_was_said_last() -> None:
    those = [replace(NOTE, id=number) for number in (3, None, 1, 2)]

    assert [each.id for each in in_order(those)] == [1, 2, 3, None]


def test_an_undoing_that_is_undone_takes_nothing_back_in_whatever_order_they_are_read() -> None:
    those = [replace(NOTE, id=1), _undo(2, 1), _undo(3, 2), replace(NOTE, id=4), _undo(5, 4)]

    assert undone(those) == undone(those[::-1]) == {2, 4}


def test_the_id_of_a_part_is_for_good_because_people_keep_links_to_it() -> None:
    assert part_id("3f2a9c0d1e", 1_790_000_000_000) == "7cddc4f4d7"


@pytest.mark.parametrize("asked", ["a", "b", part_id("b", 150), part_id(part_id("b", 150), 170)])
def test_merges_and_splits_tie_incidents_together_whichever_of_them_is_asked_for(
    asked: str,
) -> None:
    part = part_id("b", 150)
    said = [
        replace(NOTE, action=Action.SPLIT, incident=part, split_at_ms=170),
        replace(NOTE, action=Action.MERGE, incident="a", other="b"),
        replace(NOTE, action=Action.SPLIT, incident="b", split_at_ms=150),
        replace(NOTE, action=Action.MERGE, incident="c", other="d"),
        replace(NOTE, incident="a"),
    ]

    assert related([asked], said) == {"a", "b", part, part_id(part, 170)}
    assert related([asked, "d"], said) == {"a", "b", part, part_id(part, 170), "c", "d"}
    assert related(["nobody"], said) == {"nobody"}
