"""The API is guarded as the pages are: by the same rules, with a token in place of a login."""

import asyncio
import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from probes.result import Outcome
from publish.access import Access, Role
from publish.api.guard import TOKEN_VARIABLE
from publish.api.routes import routes
from publish.metrics.collecting import Collecting
from publish.source import Source
from publish.status import gather_status

TOKEN = "a-token-of-this-test"
LOGIN = Access(has_login=True, operators=("ana@example.com",))
PUBLIC = Access(has_login=True, operators=("ana@example.com",), everybody=Role.PUBLIC)
SECRET = "our organisation org-ours is over its quota"

Ask = Callable[..., httpx.Response]


@pytest.fixture
def ask(trouble: Any) -> Ask:
    def status() -> Any:
        with trouble.database.read() as connection:
            return gather_status(connection, trouble.now_ms)

    def once(path: str, access: Access, token: str | None = None, env: str = "") -> httpx.Response:
        source = Source(status, lambda: trouble.database)
        served = routes(
            source, Collecting(source, "1"), "1", {TOKEN_VARIABLE: env}, access=lambda: access
        )
        headers = {} if token is None else {"authorization": f"Bearer {token}"}

        async def exchange() -> httpx.Response:
            transport = httpx.ASGITransport(app=Starlette(routes=served))
            async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
                return await client.get(path, headers=headers)

        return asyncio.run(exchange())

    return once


PATHS = ["/api/v1/status", "/api/v1/results", "/metrics", "/feed.atom", "/badge/aurora.svg"]


@pytest.mark.parametrize("path", PATHS)
def test_where_pages_need_a_login_programs_need_a_token(ask: Ask, path: str) -> None:
    nobody = ask(path, LOGIN)
    assert nobody.status_code == 401
    assert TOKEN_VARIABLE in nobody.json()["detail"]
    assert ask(path, LOGIN, token="").status_code == 401
    assert ask(path, LOGIN, token="None").status_code == 401

    assert ask(path, LOGIN, env=TOKEN).status_code == 401
    assert ask(path, LOGIN, token="wrong", env=TOKEN).status_code == 401
    assert ask(path, LOGIN, token=TOKEN, env=TOKEN).status_code == 200


def test_no_address_of_the_api_is_left_open(ask: Ask, trouble: Any) -> None:
    source = Source(lambda: gather_status(trouble.database, 0), lambda: trouble.database)
    served = routes(source, Collecting(source, "1"), "1", {})
    paths = {re.sub(r"\{.*?\}", "aurora", route.path) for route in served}
    paths = {path for path in paths if ask(path, LOGIN).status_code != 307}

    assert len(paths) > 10
    assert {path: ask(path, LOGIN).status_code for path in paths} == dict.fromkeys(paths, 401)


def test_without_a_login_nothing_is_asked_but_a_token_that_is_set(ask: Ask) -> None:
    local = Access(everybody=Role.OPERATOR)

    assert ask("/api/v1/results", local).status_code == 200
    assert ask("/api/v1/results", local, env=TOKEN).status_code == 401


def test_the_public_is_told_how_providers_are_and_no_word_of_theirs_or_ours(
    trouble: Any, ask: Ask
) -> None:
    trouble.provider("cirrus", waiting_for="CIRRUS_KEY")
    trouble.runs("cirrus", 3, outcome=Outcome.QUOTA, detail=SECRET)
    trouble.runs("borealis", 2, outcome=Outcome.OVERLOADED, detail="org-ours", request_id="req-x",
                 started_at_ms=trouble.now_ms - 1_000)  # fmt: skip

    told = ask("/api/v1/results", PUBLIC)
    assert told.status_code == 200
    assert {each["outcome"] for each in told.json()["results"]} == {"ok", "overloaded"}
    paths = ["/api/v1/results", "/api/v1/status", "/api/v1/providers/borealis", "/feed.atom",
             "/api/v1/providers/cirrus", "/api/v2/summary.json"]  # fmt: skip
    for path in paths:
        said = ask(path, PUBLIC).text
        assert not any(word in said for word in ("org-ours", "req-", "CIRRUS_KEY")), path
    assert ask("/metrics", PUBLIC).status_code == 403

    assert "org-ours" in ask("/api/v1/results", PUBLIC, token=TOKEN, env=TOKEN).text
    assert ask("/metrics", PUBLIC, token=TOKEN, env=TOKEN).status_code == 200
    assert ask("/api/v1/status", PUBLIC, token="wrong", env=TOKEN).status_code == 401
