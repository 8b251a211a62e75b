"""The numbers of a card, against brute force."""

import random
from dataclasses import replace
from statistics import median

import pytest

from incidents.incident import Facet, Scope, State
from probes.result import Fault, Outcome, ProbeResult, Surface, Timings
from publish.card import DAY_MS, HOUR_MS, MINUTE_MS
from storage.database import Database
from storage.sketches import RELATIVE_ERROR
from tests.publish.status.watched import (
    NOW_MS,
    gathered,
    incident,
    keep,
    open_incidents,
    run,
    spec,
    watch,
)


def test_every_number_of_a_card_is_what_counting_by_hand_gives(database: Database) -> None:
    rnd = random.Random(4)
    specs = [spec("aurora", Surface.EDGE), spec("aurora", Surface.API)]
    watch(database, *specs, spec("other", Surface.API))
    runs = [
        run(
            ago_ms=ago_ms,
            probe=spec.name,
            surface=spec.surface,
            outcome=rnd.choice([Outcome.OK] * 6 + list(Outcome)),
            timings=Timings(ttft_ms=round(rnd.uniform(200, 900), 3)),
        )
        for spec in specs
        for ago_ms in rnd.sample(range(1, 10 * DAY_MS), 400) + rnd.sample(range(1, HOUR_MS), 200)
    ]
    keep(database, *runs, run("other", outcome=Outcome.TIMEOUT))

    card = next(card for card in gathered(database).cards if card.provider == "aurora")

    def within(span_ms: int) -> list[ProbeResult]:
        return [run for run in runs if run.started_at_ms >= NOW_MS - span_ms]

    def uptime(span_ms: int) -> tuple[float, int]:
        said = [r.outcome for r in within(span_ms) if r.outcome.fault in {"none", "provider"}]
        good = [o for o in said if o in {Outcome.OK, Outcome.WRONG_ANSWER, Outcome.TOO_SLOW}]
        return len(good) / len(said), len(said)

    for name, span_ms in (("24 h", DAY_MS), ("7 d", 7 * DAY_MS), ("90 d", 90 * DAY_MS)):
        share, of = uptime(span_ms)
        assert card.uptimes[name].share == pytest.approx(share)
        assert card.uptimes[name].results == of
    assert card.served.share == pytest.approx(uptime(HOUR_MS)[0])
    assert card.served.of == uptime(HOUR_MS)[1]
    answers = [r for r in within(HOUR_MS) if r.surface is Surface.API and r.outcome.is_answered]
    right = sum(run.outcome is Outcome.OK for run in answers)
    assert card.correct.share == pytest.approx(right / len(answers))
    assert card.correct.of == len(answers)
    usual = [
        run.timings.ttft_ms
        for run in within(7 * DAY_MS)
        if run.surface is Surface.API and run.outcome.is_answered
    ]
    # Days and hours that are over are told by sketches.
    assert card.ttft_usual_ms == pytest.approx(median(usual), rel=RELATIVE_ERROR)
    newest = sorted(answers, key=lambda run: run.started_at_ms)[-5:]
    assert card.ttft_now_ms == median(run.timings.ttft_ms for run in newest)
    assert card.last_result_ms == max(run.started_at_ms for run in runs)
    assert sum(sum(s.counts.values()) for s in card.strip.segments) == sum(
        card.strip.segments[0].start_ms <= run.started_at_ms for run in runs
    )


def test_several_models_of_one_provider_give_the_median_of_their_medians(
    database: Database,
) -> None:
    specs = [replace(spec("aurora", Surface.API), name=f"model {n}") for n in range(3)]
    watch(database, *specs)
    speeds = {"model 0": 100.0, "model 1": 500.0, "model 2": 2_000.0}
    keep(
        database,
        *(run(probe=name, timings=Timings(ttft_ms=ms)) for name, ms in speeds.items()),
    )

    assert gathered(database).cards[0].ttft_now_ms == median(speeds.values())


@pytest.mark.parametrize("scope", [Scope.API, Scope.LOGIN])
@pytest.mark.parametrize("is_over", [True, False])
def test_what_is_usual_is_measured_outside_incidents_of_the_api(
    database: Database, scope: Scope, is_over: bool
) -> None:
    watch(database, spec("aurora", Surface.API), spec("other", Surface.API))
    slow = [run(ago_ms=n * MINUTE_MS, timings=Timings(ttft_ms=4_000)) for n in range(10, 70)]
    quick = [run(ago_ms=n * MINUTE_MS) for n in range(70, 100)]
    other = [
        run("other", ago_ms=n * MINUTE_MS, timings=Timings(ttft_ms=900)) for n in range(10, 70)
    ]
    keep(database, *slow, *quick, *other)
    slowness = incident(
        NOW_MS - 70 * MINUTE_MS + 1,
        NOW_MS - 10 * MINUTE_MS + 1 if is_over else None,
        scope=scope,
        state=State.BROWNOUT,
        facets=(Facet.LATENCY,),
        closed_at_ms=NOW_MS - 5 * MINUTE_MS if is_over else None,
    )
    open_incidents(database, slowness)

    usual = {card.provider: card.ttft_usual_ms for card in gathered(database).cards}

    assert usual == {"aurora": 400 if scope is Scope.API else 4_000, "other": 900}


def test_what_was_slow_an_hour_ago_is_not_shown_as_now(database: Database) -> None:
    watch(database, spec("aurora", Surface.API))
    keep(database, run(ago_ms=HOUR_MS))

    assert gathered(database).cards[0].ttft_now_ms is None


@pytest.mark.parametrize("outcome", [o for o in Outcome if o.fault not in {"none", "provider"}])
def test_what_is_our_own_fault_never_lowers_uptime(database: Database, outcome: Outcome) -> None:
    assert outcome.fault in {Fault.ACCOUNT, Fault.NETWORK, Fault.MONITOR}
    watch(database, spec("aurora", Surface.API))
    keep(database, run(), run(ago_ms=2 * MINUTE_MS, outcome=outcome))

    card = gathered(database).cards[0]

    assert card.uptimes["24 h"].share == 1.0
    assert card.served.of == 1


def test_coverage_tells_how_much_of_the_window_was_watched(database: Database) -> None:
    watch(database, spec("aurora", Surface.API))
    keep(database, *(run(ago_ms=minute * MINUTE_MS) for minute in range(1, 12 * 60 + 1)))

    uptimes = gathered(database).cards[0].uptimes

    assert uptimes["24 h"].coverage == pytest.approx(0.5, abs=0.001)
    assert uptimes["7 d"].coverage == pytest.approx(0.5 / 7, abs=0.001)


def test_extra_runs_do_not_make_up_for_hours_without_any(database: Database) -> None:
    watch(database, spec("aurora", Surface.API))
    keep(database, *(run(ago_ms=second * 1000) for second in range(1, 900)))

    # A quarter of an hour lies in two hours of the clock at most.
    assert 0 < gathered(database).cards[0].uptimes["24 h"].coverage <= 2 / 24


def test_without_results_there_are_no_numbers_rather_than_good_ones(database: Database) -> None:
    watch(database, spec("aurora", Surface.API))

    card = gathered(database).cards[0]

    assert card.state is State.UNKNOWN
    assert [uptime.share for uptime in card.uptimes.values()] == [None, None, None]
    assert (card.served.share, card.correct.share, card.ttft_now_ms) == (None, None, None)
    assert card.sentence == "no result yet"
