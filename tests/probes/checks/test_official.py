import asyncio
import json
from typing import Any

import pytest

from probes.checks import official
from probes.official import OfficialState
from probes.result import Observation, Outcome
from probes.spec import OfficialSpec, ProviderSpec

API = {"id": "a1", "name": "API", "status": "operational"}
INCIDENT = {
    "id": "i1", "name": "Elevated errors", "status": "investigating", "impact": "major",
    "created_at": "2026-11-20T10:00:00Z", "components": [API],
}  # fmt: skip


@pytest.fixture
def look(serving: Any, context: Any, answer: Any) -> Any:
    def run(page: Any, *, status: int = 200, **said: Any) -> tuple[Observation, list[Any]]:
        body = page if isinstance(page, bytes) else json.dumps(page).encode()

        async def check() -> tuple[Observation, list[Any]]:
            async with serving(lambda asked: answer(status, pieces=[body])) as server:
                options = official.Options.model_validate(
                    {"url": f"{server.url}/summary.json", "format": "statuspage"} | said
                )
                return await official.run(context(server.url), options), server.asked

        return asyncio.run(check())

    return run


def test_a_page_that_says_all_is_well_is_read_as_that(look: Any) -> None:
    seen, asked = look({"components": [API]})

    assert (seen.outcome, seen.detail) == (Outcome.OK, "operational")
    assert seen.official.state is OfficialState.OPERATIONAL
    assert seen.expectations[0].held
    assert "authorization" not in asked[0].headers


def test_a_page_that_admits_trouble_was_read_all_the_same(look: Any) -> None:
    down = API | {"status": "major_outage"}
    seen, _ = look({"components": [down], "incidents": [INCIDENT]})

    assert seen.outcome is Outcome.OK
    assert seen.detail == "major outage: Elevated errors"
    assert seen.official.incidents[0].key == "i1"
    assert (seen.expectations[0].got, seen.expectations[0].held) == ("major outage", False)


def test_a_page_that_has_told_of_nothing_for_long_is_not_believed(look: Any) -> None:
    frozen = {"components": [API], "page": {"updated_at": "2025-05-08T00:00:00Z"}}

    seen, _ = look(frozen)
    assert seen.official.state is OfficialState.UNKNOWN
    assert "nothing since 2025-05-08" in (seen.detail or "")
    seen, _ = look(frozen, stale_after="3650d")
    assert seen.official.state is OfficialState.OPERATIONAL


@pytest.mark.parametrize(
    ("page", "status", "outcome", "said"),
    [
        (b"<!doctype html><title>Just a moment...</title>", 200, Outcome.MALFORMED, "no JSON"),
        (b"<!doctype html><title>Just a moment...</title>", 403, Outcome.MALFORMED, "a moment"),
        (b"gone", 404, Outcome.MALFORMED, "404"),
        (b"{}", 200, Outcome.MALFORMED, "not readable as statuspage"),
        ({"components": [{"id": "b", "name": "Web", "status": "operational"}]}, 200,
         Outcome.MALFORMED, "no component a1"),
    ],
)  # fmt: skip
def test_a_page_that_cannot_be_read_is_told_and_is_not_operational(
    look: Any, page: Any, status: int, outcome: Outcome, said: str
) -> None:
    seen, _ = look(page, status=status, components=["a1"])

    assert seen.outcome is outcome
    assert said in (seen.detail or "")
    assert seen.official is None


def test_the_catalog_knows_the_page_unless_another_is_named() -> None:
    known = OfficialSpec(url="https://status.x.example/a", format="rss", components=("api",))
    provider = ProviderSpec(id="x", name="X", official=known)

    assert official.target(provider, official.Options()) == known.url
    assert official.waiting_for(provider, official.Options()) is None
    bare = ProviderSpec(id="x", name="X")
    assert official.waiting_for(bare, official.Options()) == "url"
    named = official.Options(url="https://other.example/summary.json")
    assert official.waiting_for(provider, named) == "format"


def test_an_unknown_format_is_answered_with_the_nearest() -> None:
    with pytest.raises(ValueError, match="did you mean `statuspage`"):
        official.Options(format="statuspge")
