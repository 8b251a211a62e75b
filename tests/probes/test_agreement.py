"""All providers failing alike is us; one of them answering is not."""

import pytest

from probes.agreement import AT_LEAST, WITHIN_S, Agreement


class Clock:
    now_s = 1_000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


def heard(clock: Clock, *cut_off: bool) -> Agreement:
    agreement = Agreement(clock)
    for number, each in enumerate(cut_off):
        agreement.hear(f"provider {number}", is_cut_off=each)
    return agreement


@pytest.mark.parametrize(
    ("cut_off", "is_us"),
    [
        ((True,) * AT_LEAST, True),
        ((True,) * (AT_LEAST - 1), False),
        ((True,) * 5 + (False,), False),
    ],
    ids=["all", "too few", "all but one"],
)
def test_only_all_of_several_providers_cut_off_is_us(
    clock: Clock, cut_off: tuple[bool, ...], is_us: bool
) -> None:
    assert heard(clock, *cut_off).all_cut_off() is is_us


def test_old_results_say_nothing_of_now(clock: Clock) -> None:
    agreement = heard(clock, True, True, True)
    clock.now_s += WITHIN_S + 1
    agreement.hear("provider 0", is_cut_off=True)
    assert not agreement.all_cut_off()


def test_a_provider_that_comes_back_shows_the_network(clock: Clock) -> None:
    agreement = heard(clock, True, True, True)
    agreement.hear("provider 2", is_cut_off=False)
    assert not agreement.all_cut_off()


def test_another_provider_that_answered_meanwhile_shows_the_network(clock: Clock) -> None:
    agreement = heard(clock, False, True)
    assert agreement.answered_since(clock.now_s, but="provider 1")
    assert not agreement.answered_since(clock.now_s, but="provider 0")
    assert not agreement.answered_since(clock.now_s + 1, but="provider 1")
