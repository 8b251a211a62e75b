"""MTTD, MTTR, MTBF and the longest, by hand."""

from incidents.reliability import Stretch, reliability

HOUR_MS = 3_600_000


def _stretch(start_h: float, end_h: float | None, detected_h: float | None = None) -> Stretch:
    def at(hour: float | None) -> int | None:
        return None if hour is None else round(hour * HOUR_MS)

    return Stretch(
        started_at_ms=round(start_h * HOUR_MS),
        detected_at_ms=at(detected_h),
        ended_at_ms=at(end_h),
    )


def test_the_means_are_over_what_started_in_the_window() -> None:
    found = reliability(
        [_stretch(-5, 1), _stretch(2, 3, 2.5), _stretch(10, 13, 10.1), _stretch(30, 31, 30)],
        0,
        24 * HOUR_MS,
    )

    assert found.incidents == 2
    assert found.mttd_ms == 0.3 * HOUR_MS
    assert found.mttr_ms == 2 * HOUR_MS
    assert found.mtbf_ms == 8 * HOUR_MS
    assert found.longest_ms == 3 * HOUR_MS
    assert found.time_ms == 5 * HOUR_MS, "an hour of it is of the one that began before"


def test_what_goes_on_is_in_no_mean_but_may_be_the_longest() -> None:
    found = reliability([_stretch(1, 2), _stretch(4, None)], 0, 10 * HOUR_MS)

    assert (found.incidents, found.ended) == (2, 1)
    assert found.mttr_ms == HOUR_MS
    assert found.longest_ms == 6 * HOUR_MS


def test_a_window_holds_its_start_and_not_its_end() -> None:
    those = [_stretch(0, 1), _stretch(10, 11)]

    assert reliability(those, 0, 10 * HOUR_MS).incidents == 1
    assert reliability(those, 1, 11 * HOUR_MS).incidents == 1


def test_time_is_counted_once_where_incidents_overlap() -> None:
    found = reliability([_stretch(1, 4), _stretch(2, 3), _stretch(3, 6)], 0, 24 * HOUR_MS)

    assert found.time_ms == 5 * HOUR_MS


def test_without_incidents_there_are_no_means() -> None:
    found = reliability([], 0, HOUR_MS)

    assert (found.incidents, found.mttr_ms, found.mtbf_ms, found.longest_ms) == (
        0,
        None,
        None,
        None,
    )
