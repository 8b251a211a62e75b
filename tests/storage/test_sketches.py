"""Sketches against exact percentiles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.sketches import RELATIVE_ERROR, Sketch, pack_values

values = st.lists(st.integers(0, 10**15) | st.integers(0, 3_000_000), min_size=1, max_size=300)


def read(packed: bytes) -> Sketch:
    sketch = Sketch()
    sketch.merge(packed)
    return sketch


@given(values=values, percent=st.integers(1, 100))
def test_every_percentile_is_within_one_percent_of_the_exact_one(
    values: list[int], percent: int
) -> None:
    rank = -(-len(values) * percent // 100)
    exact = sorted(values)[rank - 1]
    found = Sketch(values).at_rank(rank)
    assert abs(found - exact) <= RELATIVE_ERROR * exact


@given(parts=st.lists(values, max_size=5))
def test_what_is_merged_is_the_whole_bit_by_bit(parts: list[list[int]]) -> None:
    merged = Sketch()
    for part in parts:
        merged.merge(pack_values(part))
    whole = Sketch(value for part in parts for value in part)
    assert merged.pack() == whole.pack()
    assert merged.count == whole.count == sum(map(len, parts))


@given(values=values)
def test_what_is_packed_is_read_back(values: list[int]) -> None:
    packed = Sketch(values).pack()
    assert pack_values(values) == packed
    assert read(packed).pack() == packed


@pytest.mark.parametrize("times", [1, 255, 256, 70_000, 2**32 + 1])
def test_counts_of_any_size_are_kept(times: int) -> None:
    sketch = Sketch([5, 5000])
    packed = sketch.pack()
    # Doubling is the quick way to so many.
    total = Sketch()
    while times:
        if times % 2:
            total.merge(packed)
        doubled = read(packed)
        doubled.merge(packed)
        packed, times = doubled.pack(), times // 2
    assert read(total.pack()).pack() == total.pack()
    assert total.at_rank(1) == sketch.at_rank(1)
    assert total.at_rank(total.count) == sketch.at_rank(2)


def test_an_hour_of_a_minute_each_takes_a_few_bytes_a_value() -> None:
    assert len(pack_values([400_000 + 5_000 * n for n in range(60)])) < 60


def test_a_rank_that_there_is_none_of_is_refused() -> None:
    for rank in (0, 3):
        with pytest.raises(ValueError, match=f"no value of rank {rank} of 2"):
            Sketch([1, 2]).at_rank(rank)
