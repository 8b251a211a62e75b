import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from probes.checks import http
from probes.result import Observation, Outcome
from probes.spec import ProviderSpec

HEALTH = {"status": "ok", "services": [{"name": "search", "lag": 3, "is_fresh": True}]}


@pytest.fixture
def look(serving: Any, context: Any) -> Callable[..., tuple[Observation, list[Any]]]:
    """Run the check at `/health` of a server; return what it saw and what was asked."""

    def run(
        reply: Any, options: dict[str, Any] | None = None, **said: Any
    ) -> tuple[Observation, list[Any]]:
        async def once() -> tuple[Observation, list[Any]]:
            async with serving(reply if callable(reply) else lambda _: reply) as server:
                model = http.Options.model_validate({"url": "/health", **(options or {})})
                return await http.run(context(server.url, **said), model), server.asked

        return asyncio.run(once())

    return run


def test_any_2xx_is_well_when_nothing_else_is_expected(look: Any, answer: Any) -> None:
    seen, asked = look(answer(204))

    assert seen.outcome is Outcome.OK
    assert (asked[0].method, asked[0].target) == ("GET", "/health")
    assert [(each.name, each.held) for each in seen.expectations] == [("status", True)]


def test_everything_expected_is_compared_and_shown(look: Any, in_json: Any) -> None:
    expect = {
        "status": [200, 203],
        "headers": {"Content-Type": "json", "X-Build": "/^v[0-9]+$/"},
        "json": {"status": "ok", "services[0].lag": 3, "services[0].is_fresh": True},
        "text": "search",
        "regex": r"\"lag\": \d",
        "ttfb": "< 1m",
        "total": "< 1m",
    }
    seen, _ = look(in_json(HEALTH, x_build="v12"), {"expect": expect})

    assert seen.outcome is Outcome.OK, seen.detail
    assert len(seen.expectations) == 10
    assert all(each.held for each in seen.expectations)


@pytest.mark.parametrize(
    ("expect", "detail"),
    [
        ({"json": {"status": "down"}}, 'json status: expected "down", got "ok"'),
        ({"json": {"services[3].lag": 3}}, "got nothing there"),
        ({"json": {"services[0].is_fresh": 1}}, "expected 1, got true"),
        ({"text": "all well"}, "text: expected all well"),
        ({"regex": "^never$"}, "regex: expected ^never$"),
        ({"headers": {"x-build": "v1"}}, "header x-build: expected v1, got no such header"),
        ({"headers": {"content-type": "/xml$/"}}, "got application/json"),
    ],
    ids=str,
)
def test_unexpected_content_is_a_wrong_answer_that_says_what_came(
    look: Any, in_json: Any, expect: dict[str, Any], detail: str
) -> None:
    seen, _ = look(in_json(HEALTH), {"expect": expect})

    assert seen.outcome is Outcome.WRONG_ANSWER
    assert detail in (seen.detail or "")


def test_no_json_where_json_was_expected_is_a_wrong_answer(look: Any, answer: Any) -> None:
    seen, _ = look(answer(pieces=[b"<html>"]), {"expect": {"json": {"status": "ok"}}})

    assert seen.outcome is Outcome.WRONG_ANSWER
    assert "got no JSON" in (seen.detail or "")


def test_too_slow_is_an_outcome_of_its_own(look: Any, in_json: Any) -> None:
    seen, _ = look(in_json(HEALTH), {"expect": {"total": "< 0.001ms"}})

    assert seen.outcome is Outcome.TOO_SLOW


@pytest.mark.parametrize(
    ("status", "headers", "outcome"),
    [
        (500, {}, Outcome.SERVER_ERROR),
        (503, {}, Outcome.SERVER_ERROR),
        (429, {}, Outcome.RATE_LIMITED),
        (404, {}, Outcome.MALFORMED),
        (401, {}, Outcome.MALFORMED),
        (401, {"Authorization": "Bearer abc-123"}, Outcome.AUTH_REJECTED),
        (403, {"X-Api-Key": "abc-123"}, Outcome.AUTH_REJECTED),
        (403, {"X-Colour": "blue"}, Outcome.MALFORMED),
    ],
)
def test_an_unexpected_status_is_our_fault_only_where_we_showed_who_we_are(
    look: Any, in_json: Any, status: int, headers: dict[str, str], outcome: Outcome
) -> None:
    seen, _ = look(in_json({"message": "no"}, status), {"headers": headers})

    assert seen.outcome is outcome
    assert seen.http_status == status
    assert "expected 2xx" in (seen.detail or "")


def test_a_refusal_may_be_what_is_expected(look: Any, in_json: Any) -> None:
    expect = {"status": 401, "json": {"error": "invalid_client"}}
    seen, _ = look(in_json({"error": "invalid_client"}, 401), {"expect": expect})

    assert seen.outcome is Outcome.OK


def test_a_body_goes_out_as_it_is_or_as_json(look: Any, in_json: Any) -> None:
    _, plain = look(in_json({}), {"method": "POST", "body": "a=1&b=2"})
    document = {"grant": ["x", 1, None], "on": True}
    _, asjson = look(in_json({}), {"method": "PUT", "json": document})

    assert plain[0].body == b"a=1&b=2"
    assert (asjson[0].method, json.loads(asjson[0].body)) == ("PUT", document)
    assert asjson[0].headers["content-type"] == "application/json"


def test_secrets_in_what_is_sent_are_not_shown_by_the_options() -> None:
    options = http.Options.model_validate(
        {
            "url": "https://example.com/",
            "headers": {"authorization": "Bearer hidden-1"},
            "json": {"client_secret": "hidden-2", "deep": [{"x": "hidden-3-in-a-long-token"}]},
        }
    )

    assert "hidden" not in repr(options)
    assert "hidden" not in options.model_dump_json(exclude={"json_"})


def test_the_providers_headers_go_to_its_own_host_alone(look: Any, serving: Any, context: Any,
                                                        in_json: Any) -> None:  # fmt: skip
    own = {"headers": {"X-Gate": SecretStr("gate-5150")}}

    async def elsewhere() -> list[Any]:
        async with serving(lambda _: in_json({})) as server:
            given = context("http://127.0.0.1:9", **own)
            await http.run(given, http.Options(url=f"{server.url}/health"))
            return list(server.asked)

    _, at_home = look(in_json({}), **own)
    assert at_home[0].headers["x-gate"] == "gate-5150"
    assert "x-gate" not in asyncio.run(elsewhere())[0].headers


def moved(answer: Any, to: str, status: int = 302) -> Any:
    return answer(status, {"location": to})


def test_a_redirect_is_the_answer_unless_it_may_be_followed(look: Any, answer: Any) -> None:
    def reply(asked: Any) -> Any:
        return moved(answer, "/new") if asked.target == "/health" else answer(200)

    stayed, _ = look(reply)
    followed, asked = look(reply, {"redirects": 1})

    assert (stayed.outcome, stayed.http_status) == (Outcome.MALFORMED, 302)
    assert "a redirect to /new" in (stayed.detail or "")
    assert followed.outcome is Outcome.OK
    assert [each.target for each in asked] == ["/health", "/new"]


def test_endless_redirects_end_with_the_last_one_allowed(look: Any, answer: Any) -> None:
    seen, asked = look(lambda _: moved(answer, "/health"), {"redirects": 3})

    assert seen.outcome is Outcome.MALFORMED
    assert len(asked) == 4


@pytest.mark.parametrize(
    "to", ["file:///etc/passwd", "ftp://h/x", "//[bad", "http://xn--\xff/", ""]
)
def test_a_redirect_to_no_web_address_is_not_followed(look: Any, answer: Any, to: str) -> None:
    seen, asked = look(moved(answer, to), {"redirects": 5})

    assert seen.http_status == 302
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("status", "method", "then"),
    [(303, "POST", "GET"), (302, "POST", "GET"), (307, "POST", "POST"), (301, "HEAD", "HEAD")],
)
def test_a_redirect_keeps_or_changes_the_method_as_the_standard_says(
    look: Any, answer: Any, status: int, method: str, then: str
) -> None:
    def reply(asked: Any) -> Any:
        return moved(answer, "/new", status) if asked.target == "/health" else answer(200)

    body = {"body": "x=1"} if method == "POST" else {}
    _, asked = look(reply, {"method": method, "redirects": 1, **body})

    assert asked[1].method == then
    assert asked[1].body == (b"x=1" if then == "POST" else b"")


@pytest.mark.parametrize("status", [302, 307])
def test_no_secret_follows_a_redirect_to_another_host(
    serving: Any, context: Any, answer: Any, status: int
) -> None:
    async def once() -> tuple[list[Any], list[Any]]:
        async with serving(lambda _: answer(200)) as other:
            reply = lambda _: moved(answer, f"{other.url}/new", status)  # noqa: E731
            async with serving(reply) as first:
                options = http.Options.model_validate(
                    {
                        "url": "/health",
                        "method": "POST",
                        "headers": {"Authorization": "Bearer hidden-1"},
                        "body": "hidden-2",
                        "redirects": 2,
                    }
                )
                own = {"X-Gate": SecretStr("hidden-3")}
                await http.run(context(first.url, headers=own), options)
            return first.asked, other.asked

    first, other = asyncio.run(once())
    assert "hidden-1" in first[0].headers["authorization"]
    assert "hidden" not in str(other)
    assert len(other) == (1 if status == 302 else 0), "a body is not taken along"


def test_a_path_needs_a_provider_with_an_address() -> None:
    nowhere = ProviderSpec(id="x", name="X")

    assert http.waiting_for(nowhere, http.Options(url="/health")) == "base_url"
    assert http.waiting_for(nowhere, http.Options(url="https://example.com")) is None
    assert http.usage(nowhere, http.Options(url="/health")) is None


@pytest.mark.parametrize(
    ("options", "mend"),
    [
        ({"url": "example.com/health"}, "write it like `https://api.example.com/health`"),
        ({"url": "file:///etc/passwd"}, "not a web address"),
        ({"url": "http://h:port/"}, "its port is no number up to 65535; correct it"),
        ({"url": "/", "body": "x", "json": {}}, "leave one out"),
        ({"url": "/", "method": "BREW"}, "GET"),
        ({"url": "/", "expect": {"status": "OK"}}, "status"),
        ({"url": "/", "expect": {"regex": "("}}, "is no regular expression"),
        ({"url": "/", "expect": {"headers": {"x": "/(/"}}}, "is no regular expression"),
        ({"url": "/", "expect": {"json": {"a..b": 1}}}, "is no path"),
        ({"url": "/", "expect": {"total": "800ms"}}, "is not a comparison"),
        ({"url": "/", "redirects": 99}, "less than or equal to 10"),
    ],
    ids=str,
)
def test_mistakes_in_the_options_are_told_with_a_mend(options: dict[str, Any], mend: str) -> None:
    with pytest.raises(ValidationError, match=mend):
        http.Options.model_validate(options)
