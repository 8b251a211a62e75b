"""What a request says of us, and what it never tells."""

import asyncio
import tomllib
from pathlib import Path
from typing import Any

import pytest

from probes import measurement
from probes.exchange import Request
from tests.probes.transport.loopback import (
    HELLO,
    PATIENT,
    ask,
    fail,
    replying,
    serving,
    transporting,
)


def sent(**request: Any) -> bytes:
    async def run() -> bytes:
        async with serving(replying(HELLO)) as server, transporting() as client:
            url = request.pop("url", "http://127.0.0.1:{port}/").format(port=server.port)
            await client.exchange(Request(url=url, **request), deadlines=PATIENT)
            return server.requests[0].lower()

    return asyncio.run(run())


def test_a_request_names_us_and_asks_for_a_plain_body() -> None:
    head = sent(method="GET", headers={"accept-encoding": "gzip", "X-Api-Key": "K"})

    assert head.count(b"accept-encoding:") == 1
    assert b"accept-encoding: identity\r\n" in head
    assert b"user-agent: brownout/" in head
    assert b"x-api-key: k\r\n" in head
    assert b"host: 127.0.0.1:" in head


def test_a_body_is_sent_with_its_length() -> None:
    assert b"content-length: 7\r\n" in sent(method="POST", body=b'{"a":1}')


def test_a_user_in_the_url_becomes_basic_authentication() -> None:
    head = sent(method="GET", url="http://me:pass@127.0.0.1:{port}/")

    assert b"authorization: basic bwu6cgfzcw==\r\n" in head


def test_proxy_variables_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")

    assert ask(replying(HELLO)).status == 200


@pytest.mark.parametrize(
    "value", ["hidden-key\n", "hidden-key\r\nX: y", "hidden-k\xe9y", " hidden"]
)
def test_a_key_that_no_header_can_hold_is_refused_without_being_told(value: str) -> None:
    error = fail("http://127.0.0.1:1/", headers={"X-Api-Key": value})

    assert error.phase == "send"
    assert "X-Api-Key" in str(error)
    assert "hidden" not in f"{error} {error.__cause__} {error.__context__}"


@pytest.mark.parametrize(
    "url", ["ftp://hidden/", "/hidden", "hidden", "http://", "http://hidden:x/"]
)
def test_an_unusable_url_is_a_mistake_of_ours_and_is_not_told(url: str) -> None:
    async def run() -> None:
        async with transporting() as client:
            await client.exchange(Request(method="GET", url=url), deadlines=PATIENT)

    with pytest.raises(ValueError, match="absolute http:// or https:// URL") as caught:
        asyncio.run(run())
    assert "hidden" not in str(caught.value)


def test_a_request_does_not_show_its_secrets() -> None:
    request = Request(
        method="GET", url="http://h/?key=hidden", headers={"K": "hidden"}, body=b"hidden"
    )
    assert "hidden" not in repr(request)


def test_the_version_in_the_user_agent_is_the_distributions() -> None:
    project = Path(measurement.__file__).parents[1] / "pyproject.toml"
    assert tomllib.loads(project.read_text())["project"]["version"] == measurement.VERSION
