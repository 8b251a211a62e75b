"""Kept values: shared by all viewers, fresh where that is cheap, patient where it is dear."""

import threading
import tracemalloc

import pytest

from publish.kept import Kept


class _Clock:
    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def _counter(clock: _Clock, cost_s: float) -> tuple[Kept[str, int], list[str]]:
    reads: list[str] = []

    def read(key: str) -> int:
        reads.append(key)
        clock.now_s += cost_s
        return len(reads)

    return Kept(read, clock=clock, limit=2), reads


def test_what_is_cheap_to_read_is_read_again_after_two_seconds() -> None:
    clock = _Clock()
    kept, _ = _counter(clock, cost_s=0.001)

    assert [kept.get("a"), kept.get("a")] == [1, 1]
    clock.now_s += 2.1
    assert kept.get("a") == 2


def test_what_is_dear_to_read_is_kept_for_fifty_times_as_long_as_it_took() -> None:
    clock = _Clock()
    kept, _ = _counter(clock, cost_s=1.0)

    kept.get("a")
    clock.now_s += 49
    assert kept.get("a") == 1
    clock.now_s += 2
    assert kept.get("a") == 2


def test_nothing_is_kept_for_longer_than_two_minutes() -> None:
    clock = _Clock()
    kept, _ = _counter(clock, cost_s=30.0)

    kept.get("a")
    clock.now_s += 121
    assert kept.get("a") == 2


def test_only_so_many_values_are_kept() -> None:
    clock = _Clock()
    kept, reads = _counter(clock, cost_s=0.0)

    for key in ("a", "b", "c", "a"):
        kept.get(key)

    assert reads == ["a", "b", "c", "a"]


def test_a_failed_read_is_told_and_tried_again() -> None:
    asked: list[str] = []

    def read(key: str) -> int:
        asked.append(key)
        if len(asked) == 1:
            raise OSError("gone")
        return 7

    kept = Kept(read)

    with pytest.raises(OSError, match="gone"):
        kept.get("a")
    assert kept.get("a") == 7


def test_while_one_viewer_reads_anew_the_others_get_what_was_kept() -> None:
    clock = _Clock()
    begun, finish = threading.Event(), threading.Event()
    reads: list[int] = []

    def read(_: str) -> int:
        reads.append(1)
        if len(reads) == 2:
            begun.set()
            assert finish.wait(30)
        return len(reads)

    kept = Kept(read, clock=clock)
    kept.get("a")
    clock.now_s += 10
    renewing = threading.Thread(target=kept.get, args=("a",))
    renewing.start()
    assert begun.wait(30)

    assert kept.get("a") == 1

    finish.set()
    renewing.join(30)
    assert kept.get("a") == 2


def test_what_was_kept_is_read_anew_once_somebody_has_written() -> None:
    values = iter("ab")
    kept = Kept(lambda key: next(values))
    assert kept.get("x") == "a"

    kept.clear()

    assert kept.get("x") == "b"


def test_made_up_keys_leave_nothing_behind() -> None:
    kept = Kept(str, limit=2)
    for number in range(100):
        kept.get(f"nonsense {number}")

    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    for number in range(2_000):
        kept.get(f"more nonsense {number}")
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert after - before < 20_000
