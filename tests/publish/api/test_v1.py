"""Version 1 of the API: what it says, how it pages, and what it answers to a wrong question."""

import base64
from collections.abc import Callable
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from probes.result import Outcome
from storage.result_pages import SCANNED

HOSTILE = "<script>alert(1)</script>\"'\n=cmd|x"


def described(ask: Callable[..., Any]) -> dict[str, Any]:
    return dict(ask("/api/openapi.json").json())


def validate(document: dict[str, Any], path: str, status: int, media_type: str, body: Any) -> None:
    answers = document["paths"][path]["get"]["responses"][str(status)]["content"]
    schema = {**answers[media_type]["schema"], "components": document["components"]}
    Draft202012Validator(schema).validate(body)


@pytest.mark.parametrize(
    ("asked", "path", "status"),
    [
        ("/api/v1/status", "/api/v1/status", 200),
        ("/api/v1/providers/borealis", "/api/v1/providers/{id}", 200),
        ("/api/v1/providers/borelais", "/api/v1/providers/{id}", 404),
        ("/api/v1/incidents", "/api/v1/incidents", 200),
        ("/api/v1/incidents?cursor=zzz", "/api/v1/incidents", 400),
        ("/api/v1/incidents/borealis-1", "/api/v1/incidents/{id}", 200),
        ("/api/v1/incidents/none", "/api/v1/incidents/{id}", 404),
        ("/api/v1/results?limit=3", "/api/v1/results", 200),
        ("/api/v1/results?limit=0", "/api/v1/results", 400),
        ("/api/v2/summary.json", "/api/v2/summary.json", 200),
        ("/api/v2/status.json", "/api/v2/status.json", 200),
        ("/api/v2/incidents.json", "/api/v2/incidents.json", 200),
    ],
)
def test_every_answer_is_as_described(
    trouble: Any, ask: Callable[..., Any], asked: str, path: str, status: int
) -> None:
    answer = ask(asked)

    assert answer.status_code == status
    kind = answer.headers["content-type"]
    assert kind == ("application/json" if status == 200 else "application/problem+json")
    validate(described(ask), path, status, kind, answer.json())


def test_the_description_names_every_schema_that_it_refers_to(
    trouble: Any, ask: Callable[..., Any]
) -> None:
    document = described(ask)
    referred = {
        part.split('"')[0] for part in ask("/api/openapi.json").text.split("#/components/schemas/")
    } - {ask("/api/openapi.json").text.split("#/components/schemas/")[0].split('"')[0]}

    assert referred
    assert referred == set(document["components"]["schemas"])


def test_the_status_says_what_the_page_says(trouble: Any, ask: Callable[..., Any]) -> None:
    told = ask("/api/v1/status").json()

    assert told["verdict"] == "Borealis is down."
    assert [(p["id"], p["state"]) for p in told["providers"]] == [
        ("borealis", "outage"),
        ("aurora", "operational"),
    ]


def test_a_provider_comes_with_its_probes_and_incidents(
    trouble: Any, ask: Callable[..., Any]
) -> None:
    told = ask("/api/v1/providers/borealis").json()

    assert told["provider"]["title"] == "Borealis"
    assert [probe["name"] for probe in told["probes"]] == ["borealis/http", "borealis/canary"]
    assert told["probes"][1]["last"]["outcome"] == "overloaded"
    assert [each["id"] for each in told["recent_incidents"]] == ["borealis-1"]


def test_an_unknown_provider_is_a_problem_with_a_suggestion(
    trouble: Any, ask: Callable[..., Any]
) -> None:
    told = ask("/api/v1/providers/borelais").json()

    assert told["status"] == 404
    assert "did you mean `borealis`?" in told["detail"]


def paged(ask: Callable[..., Any], query: str) -> list[dict[str, Any]]:
    found, cursor, pages = [], "", 0
    while True:
        page = ask(f"/api/v1/results?{query}{cursor}").json()
        found += page["results"]
        pages += 1
        if page["next"] is None:
            return found
        assert pages < 200
        cursor = f"&cursor={page['next']}"


def test_pages_of_results_give_each_once_newest_first(
    trouble: Any, ask: Callable[..., Any]
) -> None:
    # Two probes that ran at the same moments, so that pages end between equals.
    whole = ask("/api/v1/results?limit=1000").json()["results"]
    assert len(whole) == 60

    for limit in (1, 7, 60):
        assert paged(ask, f"limit={limit}") == whole
    assert whole == sorted(whole, key=lambda r: -r["started_at_ms"])


def test_results_that_come_meanwhile_shift_no_page(house: Any, ask: Callable[..., Any]) -> None:
    house.provider("aurora")
    house.runs("aurora", count=6)
    first = ask("/api/v1/results?limit=3").json()

    house.runs("aurora", count=1, started_at_ms=house.now_ms)
    second = ask(f"/api/v1/results?limit=9&cursor={first['next']}").json()

    seen = [r["request_id"] for r in first["results"] + second["results"]]
    assert seen == [f"req-{n}" for n in range(6)]


def test_filters_leave_what_is_asked_for(trouble: Any, ask: Callable[..., Any]) -> None:
    trouble.runs("aurora", count=1, outcome=Outcome.SKIPPED, started_at_ms=trouble.now_ms - 5)
    trouble.runs("aurora", count=1, vantage="away", started_at_ms=trouble.now_ms - 4)
    at_ms = trouble.now_ms - 5 * 20_000

    def count(query: str) -> int:
        return len(paged(ask, query))

    assert count("provider=aurora") == 32
    assert count("provider=nobody") == 0
    assert count("probe=aurora/canary&outcome=ok") == 31
    assert count("outcome=ok,skipped") == 32
    assert count("outcome=ok&outcome=skipped&limit=5") == 32
    assert count("failures=true") == 30
    assert count("vantage=away") == 1
    assert count("surface=edge") == 0
    assert count(f"provider=borealis&from={at_ms}") == 5
    assert count(f"provider=borealis&to={at_ms}") == 25
    assert count("from=2020-01-01T00:59:59+01:00&to=2020-01-01T00:00Z") == 0
    assert count("from=2090-01-01") == 0
    assert count("from=2020-01-01 00:00") == count("") == 62


def test_a_filter_that_nothing_passes_costs_no_more_than_a_page(
    house: Any, ask: Callable[..., Any]
) -> None:
    house.provider("aurora")
    house.runs("aurora", count=SCANNED + 10)
    house.runs("aurora", count=1, outcome=Outcome.QUOTA, started_at_ms=1)

    page = ask("/api/v1/results?outcome=quota").json()

    assert page["results"] == []
    assert page["next"]
    assert [each["outcome"] for each in paged(ask, "outcome=quota")] == ["quota"]


def test_incidents_are_paged_and_filtered(trouble: Any, ask: Callable[..., Any]) -> None:
    trouble.incident("aurora", "slow", minutes=90)

    first = ask("/api/v1/incidents?limit=1").json()
    second = ask(f"/api/v1/incidents?limit=1&cursor={first['next']}").json()

    assert [each["id"] for each in first["incidents"]] == ["borealis-1"]
    assert [each["id"] for each in second["incidents"]] == ["aurora-1"]
    for query, ids in (
        ("provider=aurora", ["aurora-1"]),
        ("open=false", []),
        ("open=true&scope=api", ["borealis-1", "aurora-1"]),
        ("scope=login", []),
        ("to=1970-01-02", []),
    ):
        found = ask(f"/api/v1/incidents?{query}").json()["incidents"]
        assert [each["id"] for each in found] == ids, query


def test_an_incident_comes_with_its_changes(trouble: Any, ask: Callable[..., Any]) -> None:
    told = ask("/api/v1/incidents/borealis-1").json()

    assert told["incident"]["facets"] == ["errors"]
    assert [each["change"] for each in told["updates"]] == ["opened"]


def test_what_strangers_wrote_stays_text(house: Any, ask: Callable[..., Any]) -> None:
    house.provider("aurora", HOSTILE)
    house.runs("aurora", count=1, detail=HOSTILE)
    house.incident("aurora", HOSTILE)
    house.worker()

    for path in ("/api/v1/status", "/api/v1/results", "/api/v2/incidents.json", "/feed.atom"):
        answer = ask(path)
        assert answer.status_code == 200
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "html" not in answer.headers["content-type"]
    assert ask("/api/v1/results").json()["results"][0]["detail"] == HOSTILE


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("limit=5000", "`limit`: Input should be less than or equal to 1000"),
        ("limt=5", "`limt` is not known here; did you mean `limit`?"),
        ("outcome=fine", "`outcome`: Input should be 'ok'"),
        ("from=yesterday", "`from`: no time; write epoch milliseconds"),
        ("from=-1", "`from`: no time that anything could have been measured at"),
        ("from=9" + "9" * 30, "`from`: no time that anything"),
        ("from=2026-02-02&to=2026-01-01", "`from` must be earlier than `to`"),
        ("from=7&to=7", "`from` must be earlier than `to`"),
        ("cursor=%00%ff", "`cursor`: not one of ours"),
        ("cursor=" + base64.urlsafe_b64encode(b"1:2").decode(), "`cursor`: not one of ours"),
        ("cursor=" + base64.urlsafe_b64encode(b"9" * 40 + b":1:1").decode(), "not one of ours"),
        ("failures=perhaps", "`failures`: Input should be a valid boolean"),
    ],
)
def test_a_wrong_question_is_told_what_is_wrong(
    house: Any, ask: Callable[..., Any], query: str, told: str
) -> None:
    answer = ask(f"/api/v1/results?{query}")

    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert told in answer.json()["detail"]
