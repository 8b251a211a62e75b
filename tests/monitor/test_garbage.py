"""Collections of garbage while probes run: rare, but cycles are found in the end."""

import gc

import pytest

from monitor.garbage import rare_collections


class Cycle:
    """Something that only a collection can free."""

    def __init__(self) -> None:
        self.me = self


def collections() -> int:
    return sum(generation["collections"] for generation in gc.get_stats())


def test_what_is_under_way_is_not_looked_through() -> None:
    with rare_collections():
        before = collections()
        under_way = [Cycle() for _ in range(20_000)]
        assert collections() == before
    assert len(under_way) == 20_000


def test_garbage_does_not_pile_up_for_ever() -> None:
    with rare_collections():
        gc.collect()
        before = len(gc.get_objects())
        for _ in range(300_000):
            Cycle()
        assert len(gc.get_objects()) - before < 250_000


def test_all_is_as_before_at_the_end() -> None:
    before = gc.get_threshold()
    with pytest.raises(KeyError), rare_collections():
        raise KeyError
    assert gc.get_threshold() == before
