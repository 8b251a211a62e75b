"""Addresses of which the operator says a part, in the file or in the environment."""

from pathlib import Path

import pytest

from monitor.config import Config, ConfigError, load_config
from probes.credentials import aws
from probes.spec import ProviderSpec

AWS_KEY = {"AWS_ACCESS_KEY_ID": "AKIAX", "AWS_SECRET_ACCESS_KEY": "s"}


def load(tmp_path: Path, text: str, **environ: str) -> Config:
    path = tmp_path / "probes.yaml"
    path.write_text(f"providers:\n  {text}\n", encoding="utf-8")
    return load_config(path, environ)


def provider(tmp_path: Path, text: str, **environ: str) -> ProviderSpec:
    (spec,) = load(tmp_path, text, **environ).providers.values()
    return spec


@pytest.mark.parametrize(
    ("text", "environ", "base_url"),
    [
        ("bedrock:", {}, "https://bedrock-runtime.us-east-1.amazonaws.com"),
        ("bedrock:", {"AWS_REGION": "eu-west-1"},
         "https://bedrock-runtime.eu-west-1.amazonaws.com"),
        ("bedrock: { region: eu-west-3 }", {"AWS_REGION": "eu-west-1"},
         "https://bedrock-runtime.eu-west-3.amazonaws.com"),
        ("azure-openai:", {"AZURE_OPENAI_ENDPOINT": "https://r.openai.azure.com/"},
         "https://r.openai.azure.com/openai/v1"),
        ("azure-openai: { endpoint: 'https://q.openai.azure.com' }", {},
         "https://q.openai.azure.com/openai/v1"),
        ("vertex: { project: p1 }", {},
         "https://aiplatform.googleapis.com/v1/projects/p1/locations/global/publishers/google"),
        ("vertex:", {"GOOGLE_CLOUD_PROJECT": "p2", "GOOGLE_CLOUD_LOCATION": "us-east4"},
         "https://us-east4-aiplatform.googleapis.com/v1/projects/p2/locations/us-east4"
         "/publishers/google"),
        ("vertex: { project: p3, region: eu }", {},
         "https://aiplatform.eu.rep.googleapis.com/v1/projects/p3/locations/eu/publishers/google"),
        ("openai: { region: eu }", {}, "https://eu.api.openai.com/v1"),
        ("bedrock: { base_url: 'https://vpce.example.com', region: eu-west-1 }", {},
         "https://vpce.example.com"),
    ],
)  # fmt: skip
def test_the_file_says_the_rest_of_an_address_or_else_the_environment(
    tmp_path: Path, text: str, environ: dict[str, str], base_url: str
) -> None:
    assert provider(tmp_path, text, **environ).base_url == base_url


def test_all_probes_wait_for_the_variable_without_which_nobody_can_be_asked(tmp_path: Path) -> None:
    config = load(tmp_path, "azure-openai:", AZURE_OPENAI_API_KEY="k")

    waiting = {each.name: each.waiting_for for each in config.probes[:-1]}
    assert set(waiting.values()) == {"AZURE_OPENAI_ENDPOINT"}
    assert set(waiting) == {f"azure-openai/{word}" for word in ("edge", "auth", "canary")}
    assert config.probes[-1].name == "azure-openai/official"


def test_a_variable_that_is_no_address_is_waited_for_with_its_form(tmp_path: Path) -> None:
    azure = load(tmp_path, "azure-openai:", AZURE_OPENAI_ENDPOINT="our-resource")
    assert azure.probes[0].waiting_for == (
        "AZURE_OPENAI_ENDPOINT to an address like https://resource.openai.azure.com"
    )
    bedrock = load(tmp_path, "bedrock:", AWS_REGION="EU West")
    assert bedrock.probes[0].waiting_for == "AWS_REGION to a region like eu-west-1"


def test_each_region_is_asked_where_it_stands_and_signed_for_it(tmp_path: Path) -> None:
    config = load(tmp_path, "bedrock: { regions: [us-east-1, eu-west-1] }", **AWS_KEY)

    found = {each.name: each.provider for each in config.probes if each.check == "canary"}
    assert {name: each.region for name, each in found.items()} == {
        "bedrock/us-east-1/canary": "us-east-1",
        "bedrock/eu-west-1/canary": "eu-west-1",
    }
    there = found["bedrock/eu-west-1/canary"]
    assert there.base_url == "https://bedrock-runtime.eu-west-1.amazonaws.com"
    assert there.auth_path == "https://bedrock.eu-west-1.amazonaws.com/foundation-models"


def test_another_account_of_a_known_provider_is_another_entry(tmp_path: Path) -> None:
    spec = provider(
        tmp_path,
        "azure-eu: { like: azure-openai, endpoint: 'https://eu.openai.azure.com' }",
        AZURE_OPENAI_API_KEY="k",
    )

    assert spec.base_url == "https://eu.openai.azure.com/openai/v1"
    assert spec.key is not None


def test_what_the_environment_holds_is_not_sent_to_another_host(tmp_path: Path) -> None:
    spec = provider(
        tmp_path, "mine: { like: bedrock, base_url: 'https://b.example' }", **AWS_KEY,
        AWS_REGION="eu-west-1",
    )  # fmt: skip

    assert spec.base_url == "https://b.example"
    assert spec.credentials is not None
    assert spec.credentials.settings == aws.Settings()


def settings(tmp_path: Path, text: str, **environ: str) -> aws.Settings:
    spec = provider(tmp_path, text, **environ)
    assert spec.credentials is not None
    assert isinstance(spec.credentials.settings, aws.Settings)
    return spec.credentials.settings


def test_credentials_come_from_the_environment_or_from_the_file_never_mixed(tmp_path: Path) -> None:
    temporary = {**AWS_KEY, "AWS_SESSION_TOKEN": "t", "AWS_BEARER_TOKEN_BEDROCK": "b"}

    assert settings(tmp_path, "bedrock:", **temporary).access_key_id == "AKIAX"
    written = "bedrock: { credentials: { access_key_id: OTHER, secret_access_key: '${S}' } }"
    said = settings(tmp_path, written, S="x", **temporary)
    assert (said.access_key_id, said.session_token) == ("OTHER", None)
    assert provider(tmp_path, written, S="x", **temporary).key is None
    assert provider(tmp_path, "bedrock:", **temporary).key is not None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("openai: { credentials: { profile: x } }", "let in by its `key` alone"),
        ("bedrock: { credentials: { profil: x } }", "did you mean `profile`?"),
        ("bedrock: { region: eu, regions: [us] }", "exclude each other"),
        ("openai: { region: mars }", "`mars` is no known region of OpenAI"),
        ("vertex: { project: 'a b' }", "providers.vertex.project"),
        ("azure-openai: { endpoint: our-resource }", "not a web address"),
    ],
)
def test_a_mistake_is_told_with_its_mend(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said.replace("?", r"\?")) as raised:
        load(tmp_path, text)
    assert "probes.yaml:2:" in str(raised.value)


def test_a_secret_in_the_wrong_shape_is_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as raised:
        load(tmp_path, "bedrock: { credentials: { secret_access_key: [marker-secret] } }")
    assert "marker" not in str(raised.value)
