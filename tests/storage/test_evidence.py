"""The runs that show an incident, against what sorting all of them by hand gives."""

import random
from collections.abc import Callable
from statistics import median

from incidents.incident import Scope
from probes.result import Outcome, ProbeResult, Surface, Timings
from storage import evidence, results
from storage.database import Database
from storage.usual import usual_ttft_range


def test_the_first_failures_and_the_slowest_answers_of_a_scope_are_found(
    database: Database, result: Callable[..., ProbeResult]
) -> None:
    rnd = random.Random(7)
    kept = [
        result(
            provider=provider,
            probe=f"{provider} {surface} {number}",
            surface=surface,
            started_at_ms=at_ms,
            outcome=rnd.choice([*Outcome, *[Outcome.OK] * 20]),
            timings=Timings(ttft_ms=rnd.choice([None, float(rnd.randrange(100, 900))])),
        )
        for provider in ("openai", "other")
        for surface in Surface
        for number in (1, 2)
        for at_ms in rnd.sample(range(1_000, 9_000), 60)
    ]
    with database.transaction() as connection:
        results.append(connection, kept)
    span = {"start_ms": 2_000, "end_ms": 8_000}
    asked = {"provider": "openai", "scope": Scope.API, **span, "limit": 15}

    with database.read() as connection:
        failed = evidence.first_failures(connection, **asked)  # type: ignore[arg-type]
        slow = evidence.slowest(connection, **asked)  # type: ignore[arg-type]

    own = [
        each
        for each in kept
        if each.provider == "openai"
        and each.surface in {Surface.EDGE, Surface.AUTH, Surface.API}
        and 2_000 <= each.started_at_ms < 8_000
    ]
    bad = [each for each in own if each.outcome not in {Outcome.OK, Outcome.SKIPPED}]
    assert failed == sorted(bad, key=lambda each: (each.started_at_ms, each.probe))[:15]
    answered = [e.timings.ttft_ms for e in own if e.outcome.is_answered and e.timings.ttft_ms]
    assert sorted(e.timings.ttft_ms or 0 for e in slow) == sorted(answered)[-15:]
    assert [e.started_at_ms for e in slow] == sorted(e.started_at_ms for e in slow)


def test_the_usual_range_holds_nine_in_ten_and_wants_enough_answers(
    database: Database, result: Callable[..., ProbeResult]
) -> None:
    values = [float(value) for value in random.Random(3).sample(range(100, 1_000), 100)]
    runs = [
        result(started_at_ms=n, timings=Timings(ttft_ms=value)) for n, value in enumerate(values)
    ]
    with database.transaction() as connection:
        results.append(connection, runs)
        found = usual_ttft_range(connection, provider="openai", start_ms=0, end_ms=100)
        few = usual_ttft_range(connection, provider="openai", start_ms=0, end_ms=9)

    assert found is not None
    # The fifth and the ninety-fifth of a hundred, and what lies between.
    assert sum(found.low_ms <= value <= found.high_ms for value in values) == 91
    assert found.middle_ms == median(values)
    assert few is None
