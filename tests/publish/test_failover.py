"""Advice on whom to use, gathered from what is kept."""

from typing import Any

import pytest

from incidents.failover import Advice
from incidents.incident import Scope, State
from probes.result import Outcome, Surface
from publish import failover

MINUTE_MS = 60_000


def _advice(past: Any, *order: str, **wanted: Any) -> Advice:
    with past.database.read() as connection:
        return failover.advice(connection, order, past.now_ms, **wanted)


@pytest.fixture
def watched(past: Any) -> Any:
    for provider in ("a", "b"):
        past.probe(f"{provider}/canary")
        past.state(provider, State.OPERATIONAL)
    past.worker()
    return past


def test_an_outage_of_the_api_moves_the_order(watched: Any) -> None:
    watched.state("a", State.OUTAGE, "it is down")
    watched.incident("a", watched.now_ms - MINUTE_MS, None, sentence="all canaries time out")

    told = _advice(watched, "a", "b", "b")

    assert told.provider == "b"
    assert told.asked == ("a", "b")
    assert "not a: all canaries time out" in told.sentence


def test_a_broken_login_moves_nobody_who_holds_a_key(watched: Any) -> None:
    watched.state("a", State.OUTAGE, "login is down while the API works")
    watched.incident("a", watched.now_ms - MINUTE_MS, None, scope=Scope.LOGIN)

    told = _advice(watched, "a", "b")

    assert told.provider == "a"
    assert told.sentence == "use a: its API works (login is down while the API works)"


def test_of_what_has_no_api_it_is_never_said_that_its_api_works(watched: Any) -> None:
    watched.probe("index", surface=Surface.DEPENDENCY)
    watched.probe("index/official", surface=Surface.OFFICIAL)
    watched.state("index", State.OUTAGE, "40 of the last 40 checks could not connect")
    watched.incident("index", watched.now_ms - MINUTE_MS, None, scope=Scope.DEPENDENCY)

    told = _advice(watched, "index", "b")

    assert told.provider == "b"
    assert "not index: 40 of the last 40 checks could not connect" in told.sentence


def test_a_refused_key_moves_the_order_too(watched: Any) -> None:
    watched.state("a", State.ACCOUNT, "our key was rejected")

    assert _advice(watched, "a", "b").provider == "b"


def test_without_a_living_worker_the_order_stands(watched: Any) -> None:
    watched.state("a", State.OUTAGE, "it is down")
    watched.worker(watched.now_ms - 10 * MINUTE_MS)

    told = _advice(watched, "a", "b")

    assert told.is_fail_open
    assert told.provider == "a"
    assert told.sentence.startswith("Brownout itself is not running")


def test_a_judgement_that_nothing_renews_is_held_against_nobody(watched: Any) -> None:
    watched.state("a", State.OUTAGE, "it is down")
    watched.now_ms += 20 * MINUTE_MS
    watched.worker()
    watched.state("b", State.OPERATIONAL)

    told = _advice(watched, "a", "b")

    assert told.provider == "a"
    assert told.choices[0].reason == "nothing was seen of it for 20 min"


def test_the_first_token_is_that_of_the_last_canaries(watched: Any) -> None:
    for provider, ttft_ms in (("a", 2500.0), ("b", 300.0)):
        starts = [watched.now_ms - number * 10_000 for number in range(1, 6)]
        watched.runs(f"{provider}/canary", starts, ttft_ms=ttft_ms)

    told = _advice(watched, "a", "b", max_ttft_ms=2000)

    assert [each.ttft_ms for each in told.choices] == [300.0, 2500.0]


def test_a_need_is_proved_by_the_probe_that_bears_its_name(watched: Any) -> None:
    watched.probe("a json mode")
    watched.runs("a json mode", [watched.now_ms - 1000], Outcome.WRONG_ANSWER)
    watched.probe("b JSON")
    watched.runs("b JSON", [watched.now_ms - 1000])
    watched.probe("a jsonpath")
    watched.runs("a jsonpath", [watched.now_ms - 1000])

    told = _advice(watched, "a", "b", needs=["json"])

    assert told.provider == "b"
    assert told.choices[1].reason == "its probe for json fails"


def test_a_name_that_nobody_watches_keeps_its_place(watched: Any) -> None:
    told = _advice(watched, "nobody", "a")

    assert told.provider == "nobody"
    assert told.choices[0].reason == "Brownout does not watch it"


def test_the_json_names_whom_to_use_first(watched: Any) -> None:
    shape = failover.as_json(_advice(watched, "a", "b"))

    assert shape["use"] == "a"
    assert shape["order"][0] == {
        "provider": "a",
        "rank": "works",
        "reason": "answers as usual",
        "state": "operational",
        "ttft_ms": None,
    }
