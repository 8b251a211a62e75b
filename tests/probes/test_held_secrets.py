from typing import Any

import pytest
from pydantic import SecretStr

from probes.checks import http
from probes.held_secrets import is_secret_like, secrets_of
from probes.result import Surface
from probes.spec import ProbeSpec, ProviderSpec


def held(options: dict[str, Any], **said: Any) -> set[str]:
    return set(
        secrets_of(
            ProbeSpec(
                name="x",
                provider=ProviderSpec(id="x", name="X", **said),
                surface=Surface.DEPENDENCY,
                check="http",
                options=http.Options.model_validate({"url": "https://h/", **options}),
                every_s=60.0,
            )
        )
    )


def test_a_key_and_the_providers_headers_are_held() -> None:
    own = {"X-Gate": SecretStr("gate-1")}

    assert {"key-1", "gate-1"} <= held({}, key=SecretStr("key-1"), headers=own)


@pytest.mark.parametrize(
    ("options", "secrets"),
    [
        ({"url": "https://u:pass-1@h/?token=query-1"}, ["pass-1", "query-1"]),
        ({"headers": {"authorization": "Bearer tok-12345"}}, ["Bearer tok-12345", "tok-12345"]),
        ({"headers": {"x-anything": "short"}}, ["short"]),
        ({"headers": {"cookie": "a=1; session=abcdef99"}}, ["abcdef99"]),
        ({"body": "grant_type=x&client_secret=open-sesame"}, ["open-sesame"]),
        ({"body": '{"password": "open-sesame"}'}, ["open-sesame"]),
        ({"json": {"auth": [{"api_key": "open-sesame"}]}}, ["open-sesame"]),
        ({"json": {"x": "a-token-of-many-characters"}}, ["a-token-of-many-characters"]),
    ],
    ids=str,
)
def test_what_hides_in_the_options_is_held(options: dict[str, Any], secrets: list[str]) -> None:
    assert set(secrets) <= held(options)


@pytest.mark.parametrize(
    "options",
    [
        {"url": "https://h/?service=search"},
        {"headers": {"Accept": "application/json", "Content-Type": "text/plain"}},
        {"json": {"model": "small-1", "messages": [{"role": "user", "content": "ping"}]}},
    ],
    ids=str,
)
def test_what_is_no_secret_stays_readable(options: dict[str, Any]) -> None:
    assert held(options) == set()


def test_a_secret_is_told_by_its_name_or_by_its_looks() -> None:
    assert is_secret_like("client_secret", "x")
    assert is_secret_like("x", "4c1d9e2b7a6f4c1d9e2b7a6f")
    assert not is_secret_like("content", "please write a long sentence about nothing")
