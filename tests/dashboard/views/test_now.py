"""The Now page: the verdict, cards by trouble, and honesty about what is not known."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from dashboard import data
from incidents.amendments import Action, Amendment
from incidents.incident import State
from probes.official import OfficialState, Reading
from probes.result import Outcome, ProbeResult, Surface
from storage import amendments, official, results, spool_state
from storage.location import spool_folder
from storage.spool_state import SpoolState

APP = str(Path(__file__).parents[3] / "dashboard" / "app.py")

Seen = Callable[[Any], str]


def _page() -> AppTest:
    return AppTest.from_file(APP, default_timeout=30).run()


def test_an_empty_database_tells_a_newcomer_what_to_start(house: Any, seen: Seen) -> None:
    page = _page()

    shown = seen(page)
    assert "The monitor itself is not running." in shown
    assert "<code>brownout up</code>" in shown
    assert page.expander[0].label == "What this page shows"
    assert page.expander[0].proto.expanded


def test_the_troubled_provider_comes_first_with_words_shape_and_reason(
    trouble: Any, seen: Seen
) -> None:
    shown = seen(_page())

    assert "<h1>Borealis is down.</h1>" in shown
    assert shown.index('aria-label="Borealis: Outage"') < shown.index(
        'aria-label="Aurora AI: Operational"'
    )
    card = shown[shown.index('aria-label="Borealis: Outage"') :]
    assert "bo-octagon" in card[: card.index("</header>")]
    assert "30 of the last 30 canaries failed with overloaded" in card


def test_in_trouble_it_says_whom_to_use_meanwhile(trouble: Any, seen: Seen) -> None:
    advice = seen(_page()).split("Use meanwhile")[1].split("</div>")[0]

    assert "Aurora AI" in advice
    assert "Borealis" not in advice
    assert 'href="failover"' in advice


def test_results_that_wait_for_the_database_are_told(
    trouble: Any, database_path: Path, seen: Seen
) -> None:
    spool = spool_folder(database_path) / "0.spool"
    spool.parent.mkdir()
    waiting = SpoolState(
        vantage="home", pid=1, at_ms=trouble.now_ms, on_disk=12, reason="it is <busy>"
    )
    spool_state.tell(spool, waiting)

    shown = seen(_page())

    assert "The newest results are not in the database" in shown
    assert "12 results wait on disk for the database: it is &lt;busy&gt;." in shown
    # What is known is shown all the same.
    assert "<h1>Borealis is down.</h1>" in shown


def test_they_are_told_where_nothing_else_can_be(
    trouble: Any, database_path: Path, seen: Seen
) -> None:
    spool = spool_folder(database_path) / "0.spool"
    spool.parent.mkdir()
    spool_state.tell(spool, SpoolState(vantage="home", pid=1, at_ms=1, on_disk=1, reason="no"))
    trouble.database.close()
    database_path.unlink()
    database_path.write_bytes(b"no database at all " * 500)

    shown = seen(_page())

    assert "The database cannot be read" in shown
    assert "is not a Brownout database" in shown
    assert "1 result waits on disk for the database: no." in shown


def test_each_card_links_to_its_provider(trouble: Any, seen: Seen) -> None:
    shown = seen(_page())

    assert 'href="provider?provider=borealis"' in shown
    assert 'href="provider?provider=aurora"' in shown


def test_latency_now_stands_beside_what_is_usual(trouble: Any, seen: Seen) -> None:
    card = seen(_page()).split('aria-label="Aurora AI: Operational"')[1]

    # The last five of 30 runs that became quicker from 429 to 400 ms.
    assert '<dd class="bo-value">402 ms</dd>' in card
    assert "usually 414 ms" in card


def test_a_dead_monitor_is_the_headline_and_old_states_are_told_in_the_past(
    house: Any, seen: Seen
) -> None:
    house.provider("aurora")
    house.runs("aurora")
    house.state("aurora", State.OPERATIONAL, "answers as usual")
    house.worker(beat_minutes_ago=12)

    shown = seen(_page())

    assert "<h1>The monitor itself has not been running since" in shown
    assert "What follows is old" in shown
    assert ">was operational</span>" in shown
    assert "All is well" not in shown.split("What follows is old")[0]


def test_blindness_is_told_instead_of_blaming_anybody(house: Any, seen: Seen) -> None:
    house.provider("aurora")
    house.runs("aurora", outcome=Outcome.BLIND)
    house.state("aurora", State.UNKNOWN, "this machine cannot reach the internet")
    house.worker()

    shown = seen(_page())

    assert "We are blind: this machine cannot reach the internet." in shown
    assert ">We are blind</span>" in shown
    assert "bo-octagon" not in shown.split("bo-guide")[0]


def test_a_waiting_provider_says_which_variable_would_light_it_up(house: Any, seen: Seen) -> None:
    house.provider("openai", "OpenAI", waiting_for="OPENAI_API_KEY")
    house.worker()

    assert "Set OPENAI_API_KEY to light up canary" in seen(_page())


def test_a_refused_edit_of_the_configuration_is_shown(trouble: Any, seen: Seen) -> None:
    trouble.worker(config_error="line 12, column 9: `evry`: no such key")

    assert "line 12, column 9: `evry`: no such key" in seen(_page())


def test_hostile_text_stays_text(house: Any, seen: Seen) -> None:
    hostile = '<script>alert(1)</script> **bold** "><img src=x onerror=alert(2)>'
    house.provider("aurora", title=hostile)
    house.runs("aurora")
    house.state("aurora", State.BROWNOUT, hostile)
    house.worker()

    shown = seen(_page())

    assert "<script" not in shown
    assert "<img" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt; **bold**" in shown


def test_a_damaged_database_gives_a_calm_sentence(database_path: Path, seen: Seen) -> None:
    database_path.write_bytes(b"this is no database, it only looks like a file" * 100)

    shown = seen(_page())

    assert "The database cannot be read" in shown
    assert "choose another file with --database" in shown
    assert "Traceback" not in shown


def _page_says(house: Any, provider: str, state: OfficialState, detail: str) -> None:
    said = ProbeResult(
        probe=f"{provider}/official",
        provider=provider,
        surface=Surface.OFFICIAL,
        vantage="home",
        started_at_ms=house.now_ms - 5_000,
        outcome=Outcome.OK,
        detail=detail,
        official=Reading(state=state),
    )
    with house.database.transaction() as connection:
        results.append(connection, [said])
        official.keep(connection, [said])


def test_a_status_page_that_says_otherwise_stands_on_the_card(
    trouble: Any, house: Any, seen: Seen
) -> None:
    _page_says(house, "borealis", OfficialState.OPERATIONAL, "operational")
    _page_says(house, "aurora", OfficialState.DEGRADED, "degraded performance: <b>Slow</b>")

    shown = seen(_page())
    borealis = shown.split('aria-label="Borealis: Outage"')[1].split("</a>")[0]
    aurora = shown.split('aria-label="Aurora AI: Operational"')[1].split("</a>")[0]
    assert "Their own status page says that all is well" in borealis
    assert "degraded performance (&lt;b&gt;Slow&lt;/b&gt;) since" in aurora
    assert "we see none of it" in aurora


def test_an_open_incident_is_linked_and_tells_who_is_at_it(
    trouble: Any, house: Any, seen: Seen
) -> None:
    shown = seen(_page())
    assert shown.count('href="incident?incident=borealis-1"') == 2

    with house.database.transaction() as connection:
        for action in (Action.ACKNOWLEDGE, Action.EXCLUDE):
            said = Amendment(
                incident="borealis-1", action=action, at_ms=house.now_ms, by="<b>Ana</b>",
                reason="known",
            )  # fmt: skip
            amendments.add(connection, said)
    data.read_anew()

    card = seen(_page()).split('aria-label="Borealis: Outage"')[1].split("</a>")[0]
    assert "&lt;b&gt;Ana&lt;/b&gt; is at it since" in card
    assert "<b>Ana" not in card
    assert " corrected" in card
