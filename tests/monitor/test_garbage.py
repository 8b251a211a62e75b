"""Full garbage collections: what has survived a long one is not looked at again."""

import gc
from collections.abc import Iterator

import pytest

from monitor.garbage import ShortCollections


@pytest.fixture(autouse=True)
def _thawed() -> Iterator[None]:
    gc.unfreeze()
    yield
    gc.unfreeze()


class Kept:
    """Something that a process remembers."""

    def __init__(self) -> None:
        self.me = self


def _is_looked_at(kept: Kept) -> bool:
    return any(each is kept for each in gc.get_objects(generation=2))


def test_what_survived_a_long_collection_is_not_looked_at_again() -> None:
    kept = Kept()
    with ShortCollections(long_s=0.0):
        gc.collect()
        assert not _is_looked_at(kept)
    assert _is_looked_at(kept)


def test_short_collections_set_nothing_aside() -> None:
    with ShortCollections(long_s=60.0):
        gc.collect()
        assert gc.get_freeze_count() == 0


def test_collections_of_the_young_set_nothing_aside() -> None:
    with ShortCollections(long_s=0.0):
        gc.collect(generation=1)
        assert gc.get_freeze_count() == 0


def test_what_comes_soon_after_is_still_collected_as_a_cycle() -> None:
    with ShortCollections(long_s=0.0):
        gc.collect()
        late = Kept()
        gc.collect()
        assert _is_looked_at(late)
        del late
        assert gc.collect() > 0


def test_after_a_change_everything_is_looked_at_once_more() -> None:
    with ShortCollections(long_s=0.0) as collections:
        kept = Kept()
        gc.collect()
        collections.start_again()
        assert _is_looked_at(kept)
        gc.collect()
        assert not _is_looked_at(kept)


def test_all_is_as_before_at_the_end() -> None:
    before = gc.get_threshold(), len(gc.callbacks)
    with ShortCollections(long_s=0.0):
        gc.collect()
        assert gc.get_threshold() > before[0]
    assert (gc.get_threshold(), len(gc.callbacks)) == before
    assert gc.get_freeze_count() == 0
