"""What a provider says of itself stands beside what we see."""

from dataclasses import replace

from incidents.incident import State
from probes.official import OfficialState, Reading
from probes.result import Outcome, ProbeResult, Surface
from publish.status import as_json
from storage import official
from storage.database import Database
from tests.publish.status.watched import gathered, judge, keep, run, spec, watch


def _page(provider: str, state: OfficialState | None, detail: str) -> ProbeResult:
    return replace(
        run(provider, probe=f"{provider}/official", surface=Surface.OFFICIAL),
        outcome=Outcome.OK if state else Outcome.MALFORMED,
        detail=detail,
        official=Reading(state=state) if state else None,
    )


def _told(database: Database, provider: str, state: OfficialState | None, detail: str) -> None:
    with database.transaction() as connection:
        official.keep(connection, [_page(provider, state, detail)])


def test_a_green_page_stands_beside_our_own_sight_where_they_differ(database: Database) -> None:
    watch(database, spec("aurora", Surface.API), spec("aurora", Surface.OFFICIAL))
    keep(database, run("aurora", outcome=Outcome.TIMEOUT), _page("aurora", None, "x"))
    _told(database, "aurora", OfficialState.OPERATIONAL, "operational")

    judge(database, "aurora", State.OUTAGE, "all fail")
    card = gathered(database).cards[0]
    assert card.official is not None
    assert card.official.beside == "Their own status page says that all is well"
    assert as_json(gathered(database))["providers"][0]["official"]["state"] == "operational"

    judge(database, "aurora", State.OPERATIONAL, "answers as usual")
    assert (gathered(database).cards[0].official or card.official).beside is None


def test_what_a_page_says_is_no_result_of_the_service(database: Database) -> None:
    watch(database, spec("aurora", Surface.API), spec("aurora", Surface.OFFICIAL))
    keep(database, run("aurora"), *(_page("aurora", None, "x") for _ in range(3)))

    card = gathered(database).cards[0]
    assert (card.served.of, card.uptimes["24 h"].results) == (1, 1)


def test_a_provider_of_which_only_the_page_is_read_is_told_with_it(database: Database) -> None:
    watch(database, spec("copilot", Surface.OFFICIAL))
    _told(database, "copilot", OfficialState.PARTIAL_OUTAGE, "partial outage: Completions fail")

    card = gathered(database).cards[0]
    assert card.is_waiting
    assert card.sentence == "only its own status page is read"
    assert card.official is not None
    assert "a partial outage (Completions fail) since" in (card.official.beside or "")
