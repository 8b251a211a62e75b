import asyncio
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from probes.checks import auth, canary
from probes.credentials import aws
from probes.result import Outcome, ProbeResult, Surface
from probes.runner import run_probe
from probes.spec import CredentialsSpec, Deadlines, ProbeSpec, ProviderSpec, StrictModel
from probes.transport import Transport
from simulator.provider import Provider
from simulator.server import Simulator
from simulator.sigv4 import ACCESS_KEY_ID

SECRET = "sim-secret-access-key-5d1f9c2e7a"
# Whatever is to be encoded in a path is encoded once more in what is signed.
MODEL = "eu.amazon.nova-micro-v1:0/a b"


def signing(**said: Any) -> aws.Settings:
    usual = {"access_key_id": ACCESS_KEY_ID, "secret_access_key": SECRET}
    return aws.Settings.model_validate(usual | said)


def ask(settings: aws.Settings, *, key: str | None = None, times: int = 1) -> list[ProbeResult]:
    """Ask a player that checks the signature: canaries streamed and whole, and the key check."""
    checks: list[tuple[str, StrictModel]] = [
        ("canary", canary.Options(task="arithmetic")),
        ("canary", canary.Options(task="arithmetic", stream=False)),
        ("auth", auth.Options()),
    ]

    async def run() -> list[ProbeResult]:
        player = Provider("player", "bedrock", key=SECRET, model=MODEL, ttft_s=0.01)
        async with Simulator([player]) as simulator:
            provider = ProviderSpec(
                id="bedrock",
                name="Bedrock",
                wire="bedrock",
                base_url=simulator.base_url("player"),
                key=SecretStr(key) if key else None,
                model=MODEL,
                region="eu-west-1",
                credentials=CredentialsSpec(kind="aws", settings=settings),
            )
            return [
                await run_probe(
                    ProbeSpec(
                        name=f"bedrock/{check}",
                        provider=provider,
                        surface=Surface.API,
                        check=check,
                        options=options,
                        every_s=60,
                        deadlines=Deadlines(total=10),
                    ),
                    transport=Transport(),
                    vantage="here",
                )
                for check, options in checks
            ]

    return asyncio.run(run())


@pytest.mark.parametrize("session_token", [None, "temporary-marker-token"])
def test_an_access_key_signs_what_aws_would_accept(session_token: str | None) -> None:
    results = ask(signing(session_token=session_token))

    assert [each.outcome for each in results] == [Outcome.OK] * 3, results


def test_a_wrong_secret_is_refused_as_ours_and_not_repeated() -> None:
    results = ask(signing(secret_access_key="another-marker-secret"))

    assert {each.outcome for each in results} == {Outcome.AUTH_REJECTED}
    assert "signature" in (results[0].detail or "")
    assert "another-marker" not in str(results)


def test_an_api_key_goes_before_an_access_key() -> None:
    results = ask(signing(secret_access_key="wrong"), key=SECRET)

    assert {each.outcome for each in results} == {Outcome.OK}


def test_a_profile_leads_to_an_access_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "credentials"
    file.write_text(
        f"[probing]\naws_access_key_id = {ACCESS_KEY_ID}\naws_secret_access_key = {SECRET}\n"
    )
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(file))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))

    assert {each.outcome for each in ask(aws.Settings(profile="probing"))} == {Outcome.OK}
    (result, *_) = ask(aws.Settings(profile="prowling"))
    assert result.outcome is Outcome.AUTH_REJECTED
    assert "prowling" in (result.detail or "")


def test_there_is_something_to_get_in_with_or_not() -> None:
    bare = ProviderSpec(id="x", name="X")

    assert aws.are_there(ProviderSpec(id="x", name="X", key=SecretStr("k")), aws.Settings())
    assert aws.are_there(bare, signing())
    assert aws.are_there(bare, aws.Settings(profile="p"))
    assert not aws.are_there(bare, aws.Settings(access_key_id="half"))
