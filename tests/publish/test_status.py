"""The status that every screen shows: its numbers against brute force, its order, its honesty."""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from pydantic import BaseModel

from incidents.amendments import Action, Amendment
from incidents.incident import (
    Change,
    Facet,
    Incident,
    ProviderState,
    Scope,
    State,
    Transition,
)
from incidents.maintenance import Window
from probes.official import OfficialState, Reading
from probes.result import Fault, Outcome, ProbeResult, Surface, Timings
from probes.spec import ProbeSpec, ProviderSpec
from publish.card import DAY_MS, HOUR_MS, MINUTE_MS
from publish.status import Status, as_json, gather_status
from storage import amendments, incidents, maintenance, official, probes, results, workers
from storage.database import Database, open_database
from storage.sketches import RELATIVE_ERROR

NOW_MS = 1_790_000_000_000


class _Options(BaseModel):
    pass


@pytest.fixture
def database(tmp_path: Path, migrated: Callable[[Path], Path]) -> Iterator[Database]:
    database = open_database(migrated(tmp_path / "brownout.db"))
    yield database
    database.close()


def _spec(provider: str, surface: Surface, waiting_for: str | None = None) -> ProbeSpec:
    return ProbeSpec(
        name=f"{provider}/{surface}",
        provider=ProviderSpec(id=provider, name=f"{provider.title()} Inc"),
        surface=surface,
        check={"api": "canary", "edge": "http"}.get(surface, str(surface)),
        options=_Options(),
        every_s=60,
        waiting_for=waiting_for,
    )


def _watch(database: Database, *specs: ProbeSpec) -> None:
    with database.transaction() as connection:
        probes.register(connection, [], specs, NOW_MS)


def _run(provider: str = "aurora", ago_ms: int = MINUTE_MS, **said: Any) -> ProbeResult:
    plausible: dict[str, Any] = {
        "probe": f"{provider}/api",
        "provider": provider,
        "surface": Surface.API,
        "vantage": "home",
        "started_at_ms": NOW_MS - ago_ms,
        "outcome": Outcome.OK,
        "timings": Timings(ttft_ms=400.0, total_ms=900.0),
    }
    return ProbeResult(**{**plausible, **said})


def _keep(database: Database, *runs: ProbeResult) -> None:
    with database.transaction() as connection:
        results.append(connection, runs)


def _judge(database: Database, provider: str, state: State, sentence: str = "so it is") -> None:
    judged = ProviderState(
        provider=provider,
        state=state,
        since_ms=NOW_MS - HOUR_MS,
        sentence=sentence,
        judged_at_ms=NOW_MS,
    )
    with database.transaction() as connection:
        incidents.save_states(connection, [judged])


def _beat(database: Database, ago_ms: int = 0, **said: Any) -> None:
    plausible: dict[str, Any] = {
        "vantage": "home",
        "host": "here",
        "pid": 1,
        "version": "0",
        "started_at_ms": NOW_MS - DAY_MS,
        "beat_at_ms": NOW_MS - ago_ms,
        "config_path": "probes.yaml",
    }
    with database.transaction() as connection:
        workers.beat(connection, workers.WorkerBeat(**{**plausible, **said}))


def _status(database: Database) -> Status:
    with database.read() as connection:
        return gather_status(connection, NOW_MS)


def test_every_number_of_a_card_is_what_counting_by_hand_gives(database: Database) -> None:
    rnd = random.Random(4)
    specs = [_spec("aurora", Surface.EDGE), _spec("aurora", Surface.API)]
    _watch(database, *specs, _spec("other", Surface.API))
    runs = [
        _run(
            ago_ms=ago_ms,
            probe=spec.name,
            surface=spec.surface,
            outcome=rnd.choice([Outcome.OK] * 6 + list(Outcome)),
            timings=Timings(ttft_ms=round(rnd.uniform(200, 900), 3)),
        )
        for spec in specs
        for ago_ms in rnd.sample(range(1, 10 * DAY_MS), 400) + rnd.sample(range(1, HOUR_MS), 200)
    ]
    _keep(database, *runs, _run("other", outcome=Outcome.TIMEOUT))

    card = next(card for card in _status(database).cards if card.provider == "aurora")

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
    specs = [replace(_spec("aurora", Surface.API), name=f"model {n}") for n in range(3)]
    _watch(database, *specs)
    speeds = {"model 0": 100.0, "model 1": 500.0, "model 2": 2_000.0}
    _keep(
        database,
        *(_run(probe=name, timings=Timings(ttft_ms=ms)) for name, ms in speeds.items()),
    )

    assert _status(database).cards[0].ttft_now_ms == median(speeds.values())


@pytest.mark.parametrize("scope", [Scope.API, Scope.LOGIN])
@pytest.mark.parametrize("is_over", [True, False])
def test_what_is_usual_is_measured_outside_incidents_of_the_api(
    database: Database, scope: Scope, is_over: bool
) -> None:
    _watch(database, _spec("aurora", Surface.API), _spec("other", Surface.API))
    slow = [_run(ago_ms=n * MINUTE_MS, timings=Timings(ttft_ms=4_000)) for n in range(10, 70)]
    quick = [_run(ago_ms=n * MINUTE_MS) for n in range(70, 100)]
    other = [
        _run("other", ago_ms=n * MINUTE_MS, timings=Timings(ttft_ms=900)) for n in range(10, 70)
    ]
    _keep(database, *slow, *quick, *other)
    started_ms = NOW_MS - 70 * MINUTE_MS + 1
    incident = Incident(
        id="slow",
        provider="aurora",
        scope=scope,
        state=State.BROWNOUT,
        worst=State.BROWNOUT,
        facets=(Facet.LATENCY,),
        sentence="it is slow",
        started_at_ms=started_ms,
        detected_at_ms=started_ms,
        ended_at_ms=NOW_MS - 10 * MINUTE_MS + 1 if is_over else None,
        closed_at_ms=NOW_MS - 5 * MINUTE_MS if is_over else None,
    )
    with database.transaction() as connection:
        incidents.save(
            connection, [Transition(at_ms=started_ms, change=Change.OPENED, incident=incident)]
        )

    usual = {card.provider: card.ttft_usual_ms for card in _status(database).cards}

    assert usual == {"aurora": 400 if scope is Scope.API else 4_000, "other": 900}


def test_what_was_slow_an_hour_ago_is_not_shown_as_now(database: Database) -> None:
    _watch(database, _spec("aurora", Surface.API))
    _keep(database, _run(ago_ms=HOUR_MS))

    assert _status(database).cards[0].ttft_now_ms is None


@pytest.mark.parametrize("outcome", [o for o in Outcome if o.fault not in {"none", "provider"}])
def test_what_is_our_own_fault_never_lowers_uptime(database: Database, outcome: Outcome) -> None:
    assert outcome.fault in {Fault.ACCOUNT, Fault.NETWORK, Fault.MONITOR}
    _watch(database, _spec("aurora", Surface.API))
    _keep(database, _run(), _run(ago_ms=2 * MINUTE_MS, outcome=outcome))

    card = _status(database).cards[0]

    assert card.uptimes["24 h"].share == 1.0
    assert card.served.of == 1


def test_coverage_tells_how_much_of_the_window_was_watched(database: Database) -> None:
    _watch(database, _spec("aurora", Surface.API))
    _keep(database, *(_run(ago_ms=minute * MINUTE_MS) for minute in range(1, 12 * 60 + 1)))

    uptimes = _status(database).cards[0].uptimes

    assert uptimes["24 h"].coverage == pytest.approx(0.5, abs=0.001)
    assert uptimes["7 d"].coverage == pytest.approx(0.5 / 7, abs=0.001)


def test_extra_runs_do_not_make_up_for_hours_without_any(database: Database) -> None:
    _watch(database, _spec("aurora", Surface.API))
    _keep(database, *(_run(ago_ms=second * 1000) for second in range(1, 900)))

    # A quarter of an hour lies in two hours of the clock at most.
    assert 0 < _status(database).cards[0].uptimes["24 h"].coverage <= 2 / 24


def test_without_results_there_are_no_numbers_rather_than_good_ones(database: Database) -> None:
    _watch(database, _spec("aurora", Surface.API))

    card = _status(database).cards[0]

    assert card.state is State.UNKNOWN
    assert [uptime.share for uptime in card.uptimes.values()] == [None, None, None]
    assert (card.served.share, card.correct.share, card.ttft_now_ms) == (None, None, None)
    assert card.sentence == "no result yet"


def test_the_most_troubled_provider_comes_first_and_the_waiting_last(database: Database) -> None:
    states = {
        "well": State.OPERATIONAL,
        "locked": State.ACCOUNT,
        "down": State.OUTAGE,
        "unseen": State.UNKNOWN,
        "slow": State.BROWNOUT,
        "resting": State.MAINTENANCE,
    }
    waiting = _spec("waiting", Surface.API, "WAITING_KEY")
    _watch(database, waiting, *(_spec(name, Surface.API) for name in states))
    for name, state in states.items():
        _keep(database, _run(name))
        _judge(database, name, state)

    order = [card.provider for card in _status(database).cards]

    assert order == ["down", "slow", "locked", "unseen", "resting", "well", "waiting"]


@pytest.mark.parametrize(
    ("cirrus_began", "said"),
    [
        (MINUTE_MS, "in trouble since about the same time: Cirrus Inc; they may share a cause"),
        (HOUR_MS, None),
    ],
)
def test_a_card_tells_who_else_is_in_trouble_since_about_then(
    database: Database, cirrus_began: int, said: str | None
) -> None:
    _watch(database, *(_spec(name, Surface.API) for name in ("aurora", "borealis", "cirrus")))
    with database.transaction() as connection:
        opened = (_opened("borealis", NOW_MS), _opened("cirrus", NOW_MS - cirrus_began))
        incidents.save(connection, opened)

    cards = {card.provider: card for card in _status(database).cards}

    assert cards["borealis"].alongside == said
    assert cards["aurora"].alongside is None


def _opened(provider: str, at_ms: int) -> Transition:
    incident = Incident(
        id=provider,
        provider=provider,
        scope=Scope.API,
        state=State.OUTAGE,
        worst=State.OUTAGE,
        facets=(Facet.ERRORS,),
        sentence="it fails",
        started_at_ms=at_ms,
        detected_at_ms=at_ms,
    )
    return Transition(at_ms=at_ms, change=Change.OPENED, incident=incident)


def test_the_verdict_names_providers_by_their_title(database: Database) -> None:
    _watch(database, _spec("aurora", Surface.API), _spec("borealis", Surface.API))
    _judge(database, "aurora", State.OPERATIONAL)
    _judge(database, "borealis", State.OUTAGE)
    _beat(database)

    status = _status(database)

    assert status.sentence == "Borealis Inc is down."
    assert status.headline == status.sentence


@pytest.mark.parametrize(
    ("beat", "is_stale"),
    [
        ({"ago_ms": 5_000}, False),
        ({"ago_ms": 11_000}, True),
        ({"ago_ms": 5_000, "stopped_at_ms": NOW_MS - 1_000}, True),
    ],
    ids=["alive", "silent", "stopped"],
)
def test_a_monitor_that_stands_still_says_so(
    database: Database, beat: dict[str, int], is_stale: bool
) -> None:
    _watch(database, _spec("aurora", Surface.API))
    _judge(database, "aurora", State.OPERATIONAL)
    _beat(database, **beat)

    status = _status(database)

    assert status.is_stale is is_stale
    assert status.headline.startswith("The monitor itself has not been running") is is_stale


def test_one_living_worker_is_enough(database: Database) -> None:
    _watch(database, _spec("aurora", Surface.API))
    _beat(database, ago_ms=HOUR_MS, pid=1)
    _beat(database, ago_ms=1_000, pid=2)

    assert not _status(database).is_stale


def test_without_any_worker_ever_the_monitor_is_not_running(database: Database) -> None:
    status = _status(database)

    assert status.headline == "The monitor itself is not running."
    assert status.cards == ()


def test_a_refused_edit_of_the_configuration_is_told(database: Database) -> None:
    _beat(database, config_error="line 3: `evry`: no such key")

    assert _status(database).config_errors == ("line 3: `evry`: no such key",)


def test_waiting_probes_say_what_to_set_and_what_that_adds(database: Database) -> None:
    _watch(
        database,
        _spec("openai", Surface.EDGE),
        _spec("openai", Surface.AUTH, "OPENAI_API_KEY"),
        _spec("openai", Surface.API, "OPENAI_API_KEY"),
    )
    _keep(database, _run("openai", probe="openai/edge", surface=Surface.EDGE))

    card = _status(database).cards[0]

    assert [w.sentence for w in card.waiting] == ["Set OPENAI_API_KEY to light up auth and canary"]
    assert not card.is_waiting


@pytest.mark.parametrize(
    ("oldest_ms", "label", "bars"),
    [
        (4 * MINUTE_MS, "last 10 min", 60),
        (20 * MINUTE_MS, "last 30 min", 60),
        (5 * HOUR_MS, "last 24 h", 96),
        (6 * DAY_MS, "last 24 h", 96),
        (40 * DAY_MS, "last 90 days", 90),
    ],
)
def test_the_strip_suits_how_far_back_results_go(
    database: Database, oldest_ms: int, label: str, bars: int
) -> None:
    _watch(database, _spec("aurora", Surface.API))
    _keep(database, _run(), _run(ago_ms=oldest_ms, outcome=Outcome.TIMEOUT))

    strip = _status(database).cards[0].strip

    assert (strip.label, len(strip.segments)) == (label, bars)
    assert strip.segments[-1].start_ms <= NOW_MS < strip.segments[-1].end_ms
    assert any(segment.counts == {Outcome.OK: 1} for segment in strip.segments)


def test_blindness_is_told_apart_from_not_knowing(database: Database) -> None:
    _watch(database, _spec("aurora", Surface.API), _spec("borealis", Surface.API))
    _judge(database, "aurora", State.UNKNOWN, "this machine cannot reach the internet")
    _judge(database, "borealis", State.UNKNOWN, "no result yet")

    blind = {card.provider: card.is_blind for card in _status(database).cards}

    assert blind == {"aurora": True, "borealis": False}


def test_the_json_is_plain_and_says_what_the_cards_say(database: Database) -> None:
    _watch(database, _spec("aurora", Surface.API))
    _keep(database, _run())
    _judge(database, "aurora", State.BROWNOUT, "it is slow")
    _beat(database)

    status = _status(database)
    said = json.loads(json.dumps(as_json(status)))

    assert said["verdict"] == status.sentence
    assert said["is_stale"] is False
    provider = said["providers"][0]
    assert (provider["id"], provider["title"]) == ("aurora", "Aurora Inc")
    assert (provider["state"], provider["sentence"]) == ("brownout", "it is slow")
    assert provider["uptime"]["24 h"]["share"] == 1.0
    assert provider["ttft_ms"] == {"now": 400.0, "usual": 400.0}
    assert provider["last_hour"]["served"] == {"share": 1.0, "of": 1}


def test_a_bar_tells_how_much_of_it_incidents_lasted(database: Database) -> None:
    _watch(database, _spec("aurora", Surface.API), _spec("other", Surface.API))
    _keep(database, *(_run(ago_ms=second * 1000) for second in range(1, 600, 10)))

    def went_on(id_: str, from_ago_ms: int, to_ago_ms: int | None, scope: Scope) -> Transition:
        incident = Incident(
            id=id_,
            provider="aurora",
            scope=scope,
            state=State.BROWNOUT,
            worst=State.BROWNOUT,
            facets=(Facet.LATENCY,),
            sentence="it is slow",
            started_at_ms=NOW_MS - from_ago_ms,
            detected_at_ms=NOW_MS,
            ended_at_ms=None if to_ago_ms is None else NOW_MS - to_ago_ms,
            closed_at_ms=None if to_ago_ms is None else NOW_MS,
        )
        return Transition(at_ms=NOW_MS, change=Change.OPENED, incident=incident)

    with database.transaction() as connection:
        incidents.save(
            connection,
            [
                went_on("over", 300_000, 200_000, Scope.API),
                went_on("at the same time", 250_000, 150_000, Scope.LOGIN),
                went_on("going on", 45_000, None, Scope.API),
            ],
        )

    strips = {card.provider: card.strip for card in _status(database).cards}

    lasted_ms = sum(
        s.incident_share * (min(s.end_ms, NOW_MS) - s.start_ms) for s in strips["aurora"].segments
    )
    assert lasted_ms == pytest.approx(150_000 + 45_000)
    assert all(0 <= s.incident_share <= 1 for s in strips["aurora"].segments)
    assert not any(s.incident_share for s in strips["other"].segments)


def _page(provider: str, state: OfficialState | None, detail: str) -> ProbeResult:
    return replace(
        _run(provider, probe=f"{provider}/official", surface=Surface.OFFICIAL),
        outcome=Outcome.OK if state else Outcome.MALFORMED,
        detail=detail,
        official=Reading(state=state) if state else None,
    )


def _told(database: Database, provider: str, state: OfficialState | None, detail: str) -> None:
    with database.transaction() as connection:
        official.keep(connection, [_page(provider, state, detail)])


def test_a_green_page_stands_beside_our_own_sight_where_they_differ(database: Database) -> None:
    _watch(database, _spec("aurora", Surface.API), _spec("aurora", Surface.OFFICIAL))
    _keep(database, _run("aurora", outcome=Outcome.TIMEOUT), _page("aurora", None, "x"))
    _told(database, "aurora", OfficialState.OPERATIONAL, "operational")

    _judge(database, "aurora", State.OUTAGE, "all fail")
    card = _status(database).cards[0]
    assert card.official is not None
    assert card.official.beside == "Their own status page says that all is well"
    assert as_json(_status(database))["providers"][0]["official"]["state"] == "operational"

    _judge(database, "aurora", State.OPERATIONAL, "answers as usual")
    assert (_status(database).cards[0].official or card.official).beside is None


def test_what_a_page_says_is_no_result_of_the_service(database: Database) -> None:
    _watch(database, _spec("aurora", Surface.API), _spec("aurora", Surface.OFFICIAL))
    _keep(database, _run("aurora"), *(_page("aurora", None, "x") for _ in range(3)))

    card = _status(database).cards[0]
    assert (card.served.of, card.uptimes["24 h"].results) == (1, 1)


def test_a_provider_of_which_only_the_page_is_read_is_told_with_it(database: Database) -> None:
    _watch(database, _spec("copilot", Surface.OFFICIAL))
    _told(database, "copilot", OfficialState.PARTIAL_OUTAGE, "partial outage: Completions fail")

    card = _status(database).cards[0]
    assert card.is_waiting
    assert card.sentence == "only its own status page is read"
    assert card.official is not None
    assert "a partial outage (Completions fail) since" in (card.official.beside or "")


def test_uptime_is_given_with_planned_work_and_without(database: Database) -> None:
    _watch(database, _spec("aurora", Surface.API))
    bad = [_run(ago_ms=n * MINUTE_MS, outcome=Outcome.TIMEOUT) for n in range(61, 91)]
    good = [_run(ago_ms=n * MINUTE_MS) for n in (*range(1, 61), *range(91, 121))]
    _keep(database, *bad, *good)
    window = Window(
        provider="aurora",
        starts_at_ms=NOW_MS - 90 * MINUTE_MS - 1,
        ends_at_ms=NOW_MS - 60 * MINUTE_MS,
        reason="upgrade",
        set_by="me",
    )
    with database.transaction() as connection:
        maintenance.add(connection, window, NOW_MS)

    card = _status(database).cards[0]

    assert card.uptimes["24 h"].share == 90 / 120
    assert card.uptimes_outside["24 h"].share == 1.0
    assert card.uptimes_outside["24 h"].results == 90
    day = as_json(_status(database))["providers"][0]["uptime"]["24 h"]
    assert (day["share"], day["share_outside_maintenance"]) == (0.75, 1.0)
    assert card.maintenance is None


def test_a_provider_that_is_worked_on_is_in_maintenance(database: Database) -> None:
    _watch(database, _spec("aurora", Surface.API), _spec("borealis", Surface.API))
    _keep(database, _run("aurora"), _run("borealis"))
    _judge(database, "aurora", State.OUTAGE, "all canaries fail")
    _judge(database, "borealis", State.OPERATIONAL, "answers as usual")
    work = Window(
        provider=None, starts_at_ms=NOW_MS - 1, ends_at_ms=NOW_MS + 1, reason="move", set_by="me"
    )
    with database.transaction() as connection:
        maintenance.add(connection, work, NOW_MS)

    said = {card.provider: card for card in _status(database).cards}

    assert {card.state for card in said.values()} == {State.MAINTENANCE}
    assert said["aurora"].sentence.endswith(": move; meanwhile all canaries fail")
    assert "meanwhile" not in said["borealis"].sentence
    assert _status(database).sentence == "Aurora Inc and Borealis Inc are in maintenance."


def test_a_key_that_soon_expires_is_noticed_before_it_is_refused(database: Database) -> None:
    _watch(database, _spec("aurora", Surface.AUTH), _spec("aurora", Surface.API))
    soon = "the key expires in 5 min"
    _keep(
        database,
        _run(probe="aurora/auth", surface=Surface.AUTH, detail=soon),
        _run(detail="a remark that is no warning"),
    )

    (card,) = _status(database).cards
    assert card.notices == ("aurora/auth: the key expires in 5 min",)
    assert as_json(_status(database))["providers"][0]["notices"] == [*card.notices]

    _keep(database, _run(probe="aurora/auth", surface=Surface.AUTH, ago_ms=1))
    assert _status(database).cards[0].notices == ()


def _incident(scope: Scope, from_minutes: int, to_minutes: int | None) -> Incident:
    return Incident(
        id=f"{scope}-{from_minutes}",
        provider="aurora",
        scope=scope,
        state=State.OUTAGE,
        worst=State.OUTAGE,
        facets=(Facet.ERRORS,),
        sentence="all fail",
        started_at_ms=NOW_MS - from_minutes * MINUTE_MS - 1,
        detected_at_ms=NOW_MS - from_minutes * MINUTE_MS + 9,
        ended_at_ms=None if to_minutes is None else NOW_MS - to_minutes * MINUTE_MS,
        closed_at_ms=None if to_minutes is None else NOW_MS - to_minutes * MINUTE_MS + 9,
    )


def _judged(database: Database, *found: Incident) -> None:
    with database.transaction() as connection:
        incidents.save(
            connection,
            [Transition(at_ms=i.detected_at_ms, change=Change.OPENED, incident=i) for i in found],
        )


def _said(database: Database, incident: Incident, action: Action, **more: Any) -> int:
    said = Amendment(
        incident=incident.id, action=action, at_ms=NOW_MS, by="Ana", reason="agreed", **more
    )
    with database.transaction() as connection:
        return amendments.add(connection, said).id or 0


@pytest.mark.parametrize("action", [Action.EXCLUDE, Action.FALSE_ALARM])
def test_uptime_is_given_as_measured_and_without_what_people_left_out(
    database: Database, action: Action
) -> None:
    _watch(database, _spec("aurora", Surface.API), _spec("aurora", Surface.OAUTH))
    bad = [_run(ago_ms=n * MINUTE_MS, outcome=Outcome.TIMEOUT) for n in range(61, 91)]
    good = [_run(ago_ms=n * MINUTE_MS) for n in (*range(1, 61), *range(91, 121))]
    login = [
        _run(ago_ms=n * MINUTE_MS, probe="aurora/oauth", surface=Surface.OAUTH, outcome=outcome)
        for n, outcome in ((70, Outcome.AUTH_BROKEN), (80, Outcome.OK))
    ]
    _keep(database, *bad, *good, *login)
    incident = _incident(Scope.API, 90, 60)
    _judged(database, incident)
    assert _status(database).cards[0].uptimes_corrected == {}

    number = _said(database, incident, action)
    card = _status(database).cards[0]

    assert card.uptimes["24 h"].share == pytest.approx(91 / 122)
    # The login has incidents of its own: what it did meanwhile still counts.
    assert card.uptimes_corrected["24 h"].results == 92
    assert card.uptimes_corrected["24 h"].share == pytest.approx(91 / 92)
    day = as_json(_status(database))["providers"][0]["uptime"]["24 h"]
    assert day["share_corrected"] == pytest.approx(91 / 92)
    assert day["share_outside_maintenance"] == day["share"]

    _said(database, incident, Action.UNDO, undoes=number)
    assert _status(database).cards[0].uptimes_corrected == {}


def test_a_false_alarm_is_no_incident_in_the_strip_but_stays_with_its_mark(
    database: Database,
) -> None:
    _watch(database, _spec("aurora", Surface.API))
    _keep(database, *(_run(ago_ms=second * 1000) for second in range(1, 600, 10)))
    incident = _incident(Scope.API, 5, None)
    _judged(database, incident)
    _judge(database, "aurora", State.OUTAGE, "all fail")
    assert any(s.incident_share for s in _status(database).cards[0].strip.segments)

    _said(database, incident, Action.FALSE_ALARM)
    _said(database, incident, Action.ACKNOWLEDGE)
    card = _status(database).cards[0]

    assert not any(s.incident_share for s in card.strip.segments)
    assert card.state is State.OUTAGE
    (told,) = as_json(_status(database))["providers"][0]["incidents"]
    assert told["is_false_alarm"]
    assert told["acknowledged"] == {"by": "Ana", "at_ms": NOW_MS}
