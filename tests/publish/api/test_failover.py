"""Whom to use now: what `brownout pick` says, for programs that ask over HTTP."""

from collections.abc import Callable
from typing import Any

import pytest
from jsonschema import Draft202012Validator


def test_who_works_comes_before_who_is_down(trouble: Any, ask: Callable[..., Any]) -> None:
    answer = ask("/api/v1/failover?order=borealis,aurora")
    told = answer.json()

    assert told["use"] == "aurora"
    assert [each["provider"] for each in told["order"]] == ["aurora", "borealis"]
    assert told["asked"] == ["borealis", "aurora"]
    assert answer.headers["cache-control"] == "public, max-age=1"
    document = ask("/api/openapi.json").json()
    content = document["paths"]["/api/v1/failover"]["get"]["responses"]["200"]["content"]
    schema = {**content["application/json"]["schema"], "components": document["components"]}
    Draft202012Validator(schema).validate(told)


def test_an_address_without_a_version_leads_to_the_newest(
    trouble: Any, ask: Callable[..., Any]
) -> None:
    answer = ask("/api/failover?order=borealis,aurora&need=json")

    assert answer.status_code == 307
    assert answer.headers["location"] == "/api/v1/failover?order=borealis,aurora&need=json"
    assert ask(answer.headers["location"]).json()["use"] == "aurora"
    assert ask("/api/providers/a%20b").headers["location"] == "/api/v1/providers/a%20b"
    assert ask("/api/nonsense").status_code == 404


def test_what_nobody_can_tell_leaves_the_order_as_it_was(
    house: Any, ask: Callable[..., Any]
) -> None:
    told = ask("/api/v1/failover?order=nobody,someone&need=json&max_ttft_ms=2000").json()

    assert told["is_fail_open"] is True
    assert told["use"] == "nobody"


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("", "`order`: Field required"),
        ("?order=,", "`order`: Value should have at least 1 item"),
        ("?order=a&max_ttft_ms=-1", "`max_ttft_ms`: Input should be greater than 0"),
        ("?order=a&ned=json", "did you mean `need`?"),
        ("?order=" + ",".join(map(str, range(60))), "`order`: Value should have at most 50"),
    ],
)
def test_a_wrong_question_is_told(
    house: Any, ask: Callable[..., Any], query: str, told: str
) -> None:
    answer = ask(f"/api/v1/failover{query}")

    assert answer.status_code == 400
    assert told in answer.json()["detail"]
