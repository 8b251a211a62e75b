"""What is drawn once for all viewers."""

import pytest

from dashboard.shared import Shared


def test_a_drawing_is_shared_for_as_long_as_its_sources_are_the_same_objects() -> None:
    shared: Shared[int] = Shared()
    drawn: list[int] = []

    def draw() -> int:
        drawn.append(len(drawn))
        return len(drawn)

    one, other = [1], [1]
    assert [shared.get("a", [each], draw) for each in (one, one, other, other)] == [1, 1, 2, 2]
    assert shared.get("b", [other], draw) == 3
    assert shared.get("a", [other, one], draw) == 4


def test_only_the_last_drawings_are_kept() -> None:
    shared: Shared[str] = Shared(most=2)
    source = object()
    for name in "abc":
        shared.get(name, [source], lambda: "old")

    assert shared.get("a", [source], lambda: "new") == "new"
    assert shared.get("c", [source], lambda: "new") == "old"


def test_what_fails_to_draw_is_tried_again() -> None:
    shared: Shared[str] = Shared()
    source = object()

    def fails() -> str:
        raise LookupError

    with pytest.raises(LookupError):
        shared.get("a", [source], fails)

    assert shared.get("a", [source], lambda: "drawn") == "drawn"
