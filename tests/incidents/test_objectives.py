"""The error budget of an objective."""

import pytest

from incidents.objectives import error_budget

DAY_MS = 86_400_000


def test_a_month_at_three_nines_allows_forty_three_minutes() -> None:
    found = error_budget(0.999, 30 * DAY_MS, 30 * DAY_MS, 21.6 * 60_000)

    assert found.allowed_ms == pytest.approx(43.2 * 60_000)
    assert found.spent == pytest.approx(0.5)
    assert found.burn_rate == pytest.approx(0.5)


def test_the_burn_rate_is_of_the_time_that_was_seen() -> None:
    found = error_budget(0.99, 10 * DAY_MS, DAY_MS, 0.05 * DAY_MS)

    assert found.spent == pytest.approx(0.5)
    assert found.burn_rate == pytest.approx(5.0)


def test_unseen_time_burns_nothing_that_could_be_told() -> None:
    assert error_budget(0.999, DAY_MS, 0, 0).burn_rate is None


def test_of_no_window_nothing_is_spent() -> None:
    assert error_budget(0.999, 0, 0, 0).spent == 0.0


@pytest.mark.parametrize("slo", [0.0, 1.0, 1.5, -1.0])
def test_what_is_no_objective_is_refused(slo: float) -> None:
    with pytest.raises(ValueError, match=f"between 0 and 100 %, and {slo * 100:g} % does not"):
        error_budget(slo, DAY_MS, DAY_MS, 0)
