"""How addresses are served: who may ask, what may be kept, and what there is not."""

from collections.abc import Callable
from typing import Any

import pytest

from publish.api.guard import ORIGINS_VARIABLE, TOKEN_VARIABLE
from publish.api.routes import PUBLIC_URL_VARIABLE

TOKEN = "a-token-of-this-test"
GUARDED = ("/api/v1/status", "/api/v2/status.json", "/metrics", "/feed.atom", "/api/openapi.json",
           "/badge/aurora.svg", "/api/nothing")  # fmt: skip


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/nothing", "/api/v1/x", "/badge/a/b"])
def test_an_address_that_there_is_not_is_a_problem(
    house: Any, ask: Callable[..., Any], path: str
) -> None:
    answer = ask(path)

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert "/api/openapi.json" in answer.json()["detail"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_can_be_written(house: Any, ask: Callable[..., Any], method: str) -> None:
    answer = ask("/api/v1/status", method)

    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


def test_an_answer_that_is_known_is_not_sent_again(trouble: Any, ask: Callable[..., Any]) -> None:
    first = ask("/api/v1/incidents")
    etag = first.headers["etag"]

    for known in (etag, f'"other", W/{etag}', "*"):
        again = ask("/api/v1/incidents", headers={"if-none-match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == etag
    assert ask("/api/v1/incidents", headers={"if-none-match": '"other"'}).status_code == 200
    assert first.headers["cache-control"] == "public, max-age=5"

    trouble.incident("aurora", "slow")
    changed = ask("/api/v1/incidents", headers={"if-none-match": etag})
    assert changed.status_code == 200


@pytest.mark.parametrize("path", GUARDED)
def test_with_a_token_set_nobody_is_let_in_without_it(
    trouble: Any, ask: Callable[..., Any], path: str
) -> None:
    guarded = {TOKEN_VARIABLE: TOKEN}

    for headers in ({}, {"authorization": "Bearer wrong"}, {"authorization": f"Basic {TOKEN}"}):
        refused = ask(path, headers=headers, **guarded)
        assert refused.status_code == 401
        assert refused.headers["www-authenticate"].startswith("Bearer")
        assert "Borealis" not in refused.text
        assert TOKEN not in refused.text
    for let_in in (
        ask(path, headers={"authorization": f"bearer {TOKEN}"}, **guarded),
        ask(f"{path}?token={TOKEN}", **guarded),
    ):
        assert let_in.status_code in (200, 404)
        if let_in.status_code == 200:
            assert "private" in let_in.headers["cache-control"]


def test_only_pages_of_named_origins_may_read(house: Any, ask: Callable[..., Any]) -> None:
    named = {ORIGINS_VARIABLE: "https://ours.example, https://too.example/"}

    def allowed(origin: str, **environ: str) -> str | None:
        answer = ask("/api/v1/incidents", headers={"origin": origin}, **environ)
        found: str | None = answer.headers.get("access-control-allow-origin")
        return found

    assert allowed("https://ours.example") is None
    assert allowed("https://ours.example", **named) == "https://ours.example"
    assert allowed("https://too.example", **named) == "https://too.example"
    assert allowed("https://ours.example.evil", **named) is None
    assert allowed("https://any.example", **{ORIGINS_VARIABLE: "*"}) == "*"


def test_a_preflight_needs_no_token(house: Any, ask: Callable[..., Any]) -> None:
    environ = {ORIGINS_VARIABLE: "https://ours.example", TOKEN_VARIABLE: TOKEN}

    answer = ask("/api/v1/status", "OPTIONS", headers={"origin": "https://ours.example"}, **environ)

    assert answer.status_code == 204
    assert "Authorization" in answer.headers["access-control-allow-headers"]


def test_a_database_that_cannot_be_read_is_told_without_its_address(
    house: Any, ask: Callable[..., Any], database_path: Any
) -> None:
    house.database.close()
    database_path.write_bytes(b"no database" * 1000)

    answer = ask("/api/v1/incidents")

    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    assert str(database_path) not in answer.text


def test_links_lead_to_where_people_reach_us(trouble: Any, ask: Callable[..., Any]) -> None:
    page = ask("/api/v2/status.json").json()["page"]
    assert page["url"] == "http://here"

    named = {PUBLIC_URL_VARIABLE: "https://status.example/"}
    assert ask("/api/v2/status.json", **named).json()["page"]["url"] == "https://status.example"
