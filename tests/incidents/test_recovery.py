"""When an incident is over."""

from incidents.evidence import Dimension
from incidents.recovery import Recovery
from incidents.rules import Rules

RULES = Rules()


def after(line, every_ms=30_000):
    recovery = Recovery.begin(4, 4)
    for index, char in enumerate(line):
        at_ms = index * every_ms
        recovery.observe(Dimension.FAILURE, char == "x", 0.005, at_ms - every_ms // 2)
    return recovery, (len(line) - 1) * every_ms


def test_it_is_over_after_enough_good_results_and_the_quiet_time():
    recovery, now_ms = after("xxx" + "." * 9)
    assert recovery.is_over(now_ms, RULES)
    assert recovery.since_ms == 75_000


def test_good_results_are_not_enough_before_the_quiet_time():
    recovery, now_ms = after("xxx" + "." * 20, every_ms=5_000)
    assert recovery.nats >= RULES.evidence_recovery
    assert not recovery.is_over(now_ms, RULES)


def test_one_relapse_starts_the_quiet_time_anew():
    recovery, now_ms = after("xxx" + "." * 7 + "x" + "...")
    assert not recovery.is_over(now_ms, RULES)


def test_the_rarer_the_failures_were_the_more_good_results_it_takes():
    often, rare = Recovery.begin(9, 10), Recovery.begin(3, 30)
    for _ in range(5):
        often.observe(Dimension.FAILURE, False, 0.005, 0)
        rare.observe(Dimension.FAILURE, False, 0.005, 0)
    assert often.nats > RULES.evidence_recovery > rare.nats
