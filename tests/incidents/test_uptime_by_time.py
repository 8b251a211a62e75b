"""Uptime by time: what a run speaks for, and that up, down and unknown make up the window."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.uptime_by_time import NO_RESULT, Sight, Slice, lapse, slices
from probes.result import Outcome

STEP_MS = 300_000
HOUR_MS = 3_600_000


def _sight(number: int, length_ms: int = STEP_MS, every_s: float = 60, **counts: int) -> Sight:
    outcomes = {Outcome[name.upper()]: count for name, count in counts.items()}
    return Sight.of(outcomes, number * STEP_MS, length_ms, every_s)


def test_runs_in_haste_weigh_no_more_than_the_time_they_fill() -> None:
    calm = [_sight(number, ok=5) for number in range(11)]
    down = _sight(11, overloaded=60)  # one every five seconds while the judge was suspicious

    by_time = lapse(slices([*calm, down], 0, HOUR_MS, STEP_MS))

    assert by_time.uptime == pytest.approx(11 / 12), "by probes it would be 55 of 115"
    assert by_time.down_ms == STEP_MS


def test_probes_of_one_slice_have_one_vote_each() -> None:
    found = slices([_sight(0, ok=50), _sight(0, timeout=5)], 0, STEP_MS, STEP_MS)

    assert found[0].share == 0.5


def test_what_was_not_seen_is_unknown_and_says_why() -> None:
    sights = [_sight(0, ok=5), _sight(1, quota=5), _sight(2, blind=5), _sight(3, skipped=5)]

    found = lapse(slices(sights, 0, 5 * STEP_MS, STEP_MS))

    assert found.uptime == 1.0
    assert found.coverage == pytest.approx(0.2)
    assert found.unknown_ms == dict.fromkeys(
        ("our account", "our network", "our monitor", NO_RESULT), STEP_MS
    )
    assert found.gaps == ((STEP_MS, 5 * STEP_MS),)


def test_half_the_runs_see_half_the_time() -> None:
    found = lapse(slices([_sight(0, every_s=60, ok=2)], 0, STEP_MS, STEP_MS))

    assert found.coverage == pytest.approx(0.4)
    assert found.gaps == (), "some of it was seen"


def test_a_slow_probe_speaks_for_all_slices_until_its_next_run() -> None:
    hourly = _sight(0, length_ms=HOUR_MS, every_s=3600, ok=1)

    found = slices([hourly], 0, HOUR_MS, STEP_MS)

    assert [each.seen for each in found] == [1.0] * 12


@pytest.mark.parametrize(("every_s", "seen"), [(0, 1.0), (0.5, 1 / 600), (600, 1.0)])
def test_a_run_speaks_for_its_cadence_and_for_all_the_time_where_that_is_unknown(
    every_s: float, seen: float
) -> None:
    assert _sight(0, every_s=every_s, ok=1).seen == pytest.approx(seen)


def test_unknown_time_is_laid_to_the_fault_of_most_runs_and_not_of_the_commonest_outcome() -> None:
    assert _sight(0, quota=3, auth_rejected=3, blind=4, ok=9).unseen == "our account"
    assert _sight(0, quota=2, blind=4, dns_local=1).unseen == "our network"


def test_of_several_probes_the_best_sighted_tells_how_much_was_seen_and_the_blindest_why_not() -> (
    None
):
    up, down = _sight(1, ok=5), _sight(1, every_s=30, timeout=2, quota=3)
    blind = _sight(1, blind=4)

    (_, one) = slices([down, blind, up], 0, 2 * STEP_MS, STEP_MS)
    assert one == Slice(STEP_MS, STEP_MS, share=0.5, seen=1.0, unseen="our network")

    (_, one) = slices([_sight(1, quota=3), blind], 0, 2 * STEP_MS, STEP_MS)
    assert one == Slice(STEP_MS, STEP_MS, share=None, seen=0.0, unseen="our network")


def test_a_window_may_begin_whenever_it_likes() -> None:
    late_ms = 1_790_000_000_123
    sights = [_sight(0, ok=5), _sight(2, length_ms=2 * STEP_MS, timeout=10), _sight(5, quota=5)]

    found = slices([replace(each, start_ms=each.start_ms + late_ms) for each in sights],
                   late_ms, late_ms + HOUR_MS, STEP_MS)  # fmt: skip

    assert [replace(each, start_ms=each.start_ms - late_ms) for each in found] == slices(
        sights, 0, HOUR_MS, STEP_MS
    )


def test_what_reaches_into_a_slice_by_a_moment_counts_in_it() -> None:
    found = slices([_sight(0, length_ms=STEP_MS + 1, ok=5)], 0, 3 * STEP_MS, STEP_MS)

    assert [each.share for each in found] == [1.0, 1.0, None]


def test_the_down_time_of_all_slices_is_told() -> None:
    found = lapse(slices([_sight(number, timeout=5) for number in range(3)], 0, HOUR_MS, STEP_MS))

    assert (found.down_ms, found.seen_ms) == (3 * STEP_MS, 3 * STEP_MS)


def test_nothing_at_all_is_no_uptime() -> None:
    found = lapse(slices([], 0, HOUR_MS, STEP_MS))

    assert (found.uptime, found.coverage) == (None, 0.0)
    assert found.gaps == ((0, HOUR_MS),)


@given(
    st.lists(
        st.tuples(
            st.integers(0, 40),
            st.sampled_from([STEP_MS, HOUR_MS]),
            st.sampled_from([0.0, 5.0, 60.0, 3600.0]),
            st.dictionaries(st.sampled_from(list(Outcome)), st.integers(1, 20)),
        )
    ),
    st.integers(1, 3 * HOUR_MS),
)
def test_up_down_and_unknown_make_up_the_window(
    those: list[tuple[int, int, float, dict[Outcome, int]]], window_ms: int
) -> None:
    sights = [
        Sight.of(counts, number * STEP_MS, length_ms, every_s)
        for number, length_ms, every_s, counts in those
    ]

    found = lapse(slices(sights, 0, window_ms, STEP_MS))

    assert found.seen_ms + sum(found.unknown_ms.values()) == pytest.approx(window_ms)
    assert 0 <= found.down_ms <= found.seen_ms + 1e-6
    assert found.uptime is None or 0 <= found.uptime <= 1
