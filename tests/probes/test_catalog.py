from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml
from pydantic import SecretStr, ValidationError

import probes.providers
from probes import plugins
from probes.catalog import CatalogEntry, load_catalog
from probes.providers import Wire, openai

IDS = sorted(load_catalog())
FILE = Path(probes.providers.__file__).parent / "catalog.yaml"


def wire(entry: CatalogEntry) -> Wire:
    return plugins.load(probes.providers, entry.wire)  # type: ignore[return-value]


@pytest.mark.parametrize("id_", IDS)
def test_every_entry_makes_a_request_that_its_wire_can_send(id_: str) -> None:
    entry = load_catalog()[id_]
    provider = entry.provider(SecretStr("sk-marker"))

    completion = wire(entry).completion(provider, "hi", max_tokens=32, stream=True)
    check = wire(entry).key_check(provider)

    assert completion.url.startswith(entry.base_url or "?")
    for request in (completion, check):
        assert urlsplit(request.url).scheme in ("http", "https")
        assert "sk-marker" in "".join(request.headers.values())
        assert "sk-marker" not in request.url


@pytest.mark.parametrize("id_", IDS)
def test_a_provider_out_in_the_world_has_all_that_its_probes_need(id_: str) -> None:
    entry = load_catalog()[id_]
    is_at_home = urlsplit(entry.base_url or "").hostname == "localhost"

    assert is_at_home == (entry.key_env is None)
    assert is_at_home == (entry.keyless_status == 200)
    if not is_at_home:
        assert (entry.base_url or "").startswith("https://")
        assert entry.model
        assert entry.price


@pytest.mark.parametrize("id_", IDS)
def test_every_fact_says_where_and_when_it_was_read(id_: str) -> None:
    entry = load_catalog()[id_]

    assert entry.source
    assert entry.checked >= date(2026, 11, 20)


def test_no_provider_stands_in_the_file_twice() -> None:
    root = yaml.compose(FILE.read_text(encoding="utf-8"))
    assert isinstance(root, yaml.MappingNode)
    ids = [key.value for key, _ in root.value]

    assert len(ids) == len(set(ids)) == len(IDS)


def test_openai_itself_is_asked_with_the_newer_name_of_the_token_limit() -> None:
    entry = load_catalog()["openai"]
    request = openai.completion(entry.provider(), "hi", max_tokens=32, stream=True)

    assert b'"max_completion_tokens": 32' in (request.body or b"")
    assert b'"max_tokens"' not in (request.body or b"")


def test_lists_of_models_that_anybody_may_read_are_no_key_check() -> None:
    catalog = load_catalog()

    assert catalog["openrouter"].auth_path == "/key"
    assert catalog["huggingface"].auth_path == "https://huggingface.co/api/whoami-v2"


def test_the_dear_one_is_asked_once_an_hour() -> None:
    assert load_catalog()["perplexity"].canary_every_s == 3600.0


@pytest.mark.parametrize(
    "mistake",
    [
        {"modle": "x"},
        {"price": {"input_usd": 1.0}},
        {"price": {"input_usd": 1.0, "output_usd": 1.0, "per_day": 1.0}},
        {"base_url": "api.example.com"},
        {"canary_every": "often"},
        {"checked": "soon"},
    ],
    ids=str,
)
def test_a_mistake_in_an_entry_is_refused(mistake: dict[str, object]) -> None:
    entry = {"id": "x", "name": "X", "wire": "openai", "source": "s", "checked": "2026-11-20"}

    CatalogEntry.model_validate(entry)
    with pytest.raises(ValidationError):
        CatalogEntry.model_validate(entry | mistake)
