"""What a status says in words: its verdict, its order, its honesty."""

import json

import pytest

from incidents.incident import State
from probes.result import Surface
from publish.card import HOUR_MS, MINUTE_MS
from publish.status import as_json
from storage.database import Database
from tests.publish.status.watched import (
    NOW_MS,
    gathered,
    incident,
    judge,
    keep,
    open_incidents,
    run,
    sign_of_life,
    spec,
    watch,
)


def test_the_most_troubled_provider_comes_first_and_the_waiting_last(database: Database) -> None:
    states = {
        "well": State.OPERATIONAL,
        "locked": State.ACCOUNT,
        "down": State.OUTAGE,
        "unseen": State.UNKNOWN,
        "slow": State.BROWNOUT,
        "resting": State.MAINTENANCE,
    }
    waiting = spec("waiting", Surface.API, "WAITING_KEY")
    watch(database, waiting, *(spec(name, Surface.API) for name in states))
    for name, state in states.items():
        keep(database, run(name))
        judge(database, name, state)

    order = [card.provider for card in gathered(database).cards]

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
    watch(database, *(spec(name, Surface.API) for name in ("aurora", "borealis", "cirrus")))
    open_incidents(
        database,
        incident(NOW_MS, id="borealis", provider="borealis"),
        incident(NOW_MS - cirrus_began, id="cirrus", provider="cirrus"),
    )

    cards = {card.provider: card for card in gathered(database).cards}

    assert cards["borealis"].alongside == said
    assert cards["aurora"].alongside is None


def test_the_verdict_names_providers_by_their_title(database: Database) -> None:
    watch(database, spec("aurora", Surface.API), spec("borealis", Surface.API))
    judge(database, "aurora", State.OPERATIONAL)
    judge(database, "borealis", State.OUTAGE)
    sign_of_life(database)

    status = gathered(database)

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
    watch(database, spec("aurora", Surface.API))
    judge(database, "aurora", State.OPERATIONAL)
    sign_of_life(database, **beat)

    status = gathered(database)

    assert status.is_stale is is_stale
    assert status.headline.startswith("The monitor itself has not been running") is is_stale


def test_one_living_worker_is_enough(database: Database) -> None:
    watch(database, spec("aurora", Surface.API))
    sign_of_life(database, ago_ms=HOUR_MS, pid=1)
    sign_of_life(database, ago_ms=1_000, pid=2)

    assert not gathered(database).is_stale


def test_without_any_worker_ever_the_monitor_is_not_running(database: Database) -> None:
    status = gathered(database)

    assert status.headline == "The monitor itself is not running."
    assert status.cards == ()


def test_a_refused_edit_of_the_configuration_is_told(database: Database) -> None:
    sign_of_life(database, config_error="line 3: `evry`: no such key")

    assert gathered(database).config_errors == ("line 3: `evry`: no such key",)


def test_waiting_probes_say_what_to_set_and_what_that_adds(database: Database) -> None:
    watch(
        database,
        spec("openai", Surface.EDGE),
        spec("openai", Surface.AUTH, "OPENAI_API_KEY"),
        spec("openai", Surface.API, "OPENAI_API_KEY"),
    )
    keep(database, run("openai", probe="openai/edge", surface=Surface.EDGE))

    card = gathered(database).cards[0]

    assert [w.sentence for w in card.waiting] == ["Set OPENAI_API_KEY to light up auth and canary"]
    assert not card.is_waiting


def test_blindness_is_told_apart_from_not_knowing(database: Database) -> None:
    watch(database, spec("aurora", Surface.API), spec("borealis", Surface.API))
    judge(database, "aurora", State.UNKNOWN, "this machine cannot reach the internet")
    judge(database, "borealis", State.UNKNOWN, "no result yet")

    blind = {card.provider: card.is_blind for card in gathered(database).cards}

    assert blind == {"aurora": True, "borealis": False}


def test_the_json_is_plain_and_says_what_the_cards_say(database: Database) -> None:
    watch(database, spec("aurora", Surface.API))
    keep(database, run())
    judge(database, "aurora", State.BROWNOUT, "it is slow")
    sign_of_life(database)

    status = gathered(database)
    said = json.loads(json.dumps(as_json(status)))

    assert said["verdict"] == status.sentence
    assert said["is_stale"] is False
    provider = said["providers"][0]
    assert (provider["id"], provider["title"]) == ("aurora", "Aurora Inc")
    assert (provider["state"], provider["sentence"]) == ("brownout", "it is slow")
    assert provider["uptime"]["24 h"]["share"] == 1.0
    assert provider["ttft_ms"] == {"now": 400.0, "usual": 400.0}
    assert provider["last_hour"]["served"] == {"share": 1.0, "of": 1}


def test_a_key_that_soon_expires_is_noticed_before_it_is_refused(database: Database) -> None:
    watch(database, spec("aurora", Surface.AUTH), spec("aurora", Surface.API))
    soon = "the key expires in 5 min"
    keep(
        database,
        run(probe="aurora/auth", surface=Surface.AUTH, detail=soon),
        run(detail="a remark that is no warning"),
    )

    (card,) = gathered(database).cards
    assert card.notices == ("aurora/auth: the key expires in 5 min",)
    assert as_json(gathered(database))["providers"][0]["notices"] == [*card.notices]

    keep(database, run(probe="aurora/auth", surface=Surface.AUTH, ago_ms=1))
    assert gathered(database).cards[0].notices == ()
