import json
import random
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml
from pydantic import SecretStr, ValidationError

import probes.providers
from probes import asking, plugins, rate_limits
from probes.catalog import CatalogEntry, load_catalog
from probes.checks import Context
from probes.exchange import Exchange
from probes.providers import Wire, openai
from probes.result import Observation, Outcome, Timings
from probes.spec import Deadlines
from probes.transport import Transport

IDS = sorted(load_catalog())
# Of those without, strangers can ask nothing.
WITH_API = [id_ for id_ in IDS if load_catalog()[id_].wire]
FILE = Path(probes.providers.__file__).parent / "catalog.yaml"


def wire(entry: CatalogEntry) -> Wire:
    return plugins.load(probes.providers, entry.wire or "")  # type: ignore[return-value]


@pytest.mark.parametrize("id_", WITH_API)
def test_every_entry_makes_a_request_that_its_wire_can_send(id_: str) -> None:
    entry = load_catalog()[id_]
    provider = entry.provider(SecretStr("sk-marker"))

    completion = wire(entry).completion(provider, "hi", max_tokens=32, stream=True)
    check = wire(entry).key_check(provider)

    assert completion.url.startswith(entry.base_url or "?")
    for request in (completion, check):
        assert request.url.startswith(("http://", "https://", "{endpoint}/"))
        assert "sk-marker" in "".join(request.headers.values())
        assert "sk-marker" not in request.url


@pytest.mark.parametrize("id_", WITH_API)
def test_a_provider_out_in_the_world_has_all_that_its_probes_need(id_: str) -> None:
    entry = load_catalog()[id_]
    is_at_home = urlsplit(entry.base_url or "").hostname == "localhost"

    assert is_at_home == (entry.key_env is None)
    assert is_at_home == (entry.keyless_status == 200)
    if not is_at_home:
        assert (entry.base_url or "").startswith(("https://", "{endpoint}/"))
        assert entry.model
        assert entry.price


@pytest.mark.parametrize("id_", IDS)
def test_every_fact_says_where_and_when_it_was_read(id_: str) -> None:
    entry = load_catalog()[id_]

    facts = [fact for source in entry.sources for fact in source.facts]
    assert len(facts) == len(set(facts))
    assert all(source.checked >= date(2026, 11, 20) for source in entry.sources)


@pytest.mark.parametrize("id_", WITH_API)
def test_what_is_not_known_of_a_provider_is_said(id_: str) -> None:
    entry = load_catalog()[id_]
    facts = {fact for source in entry.sources for fact in source.facts}
    wanted = {"wire", "base_url", "auth_path", "keyless_status"}
    if entry.key_env:
        wanted |= {"key_env", "model", "price", "errors", "request_id", "rate_limits"}
        wanted |= {"status_page", "official"}

    assert wanted - facts == set(entry.unknown)


@pytest.mark.parametrize("id_", WITH_API)
def test_what_an_error_means_holds_for_who_runs_into_it(id_: str) -> None:
    entry = load_catalog()[id_]
    for said, outcome in entry.errors.items():
        status, _, word = said.partition(" ")
        body = json.dumps({"error": {"code": word, "message": "m"}} if word else {}).encode()
        told = {"x-amzn-errortype": word} if entry.wire == "bedrock" else {}
        exchange = Exchange(status=int(status), headers=told, body=body, timings=Timings())
        context = Context(
            provider=entry.provider(), transport=Transport(), deadlines=Deadlines(),
            rng=random.Random(1),
        )  # fmt: skip

        assert asking.refusal(context, exchange).outcome is outcome, said


def test_an_error_may_be_named_beside_its_message() -> None:
    body = b'{"message": "Too many requests", "error_type": "dynamic_request_limited"}'
    exchange = Exchange(status=429, headers={}, body=body, timings=Timings())
    context = Context(
        provider=load_catalog()["together"].provider(), transport=Transport(),
        deadlines=Deadlines(), rng=random.Random(1),
    )  # fmt: skip

    assert asking.refusal(context, exchange).outcome is Outcome.QUOTA


@pytest.mark.parametrize("id_", IDS)
def test_the_headers_of_an_allowance_are_kept_as_evidence(id_: str) -> None:
    names = load_catalog()[id_].rate_limits
    throttled = Observation(outcome=Outcome.RATE_LIMITED)
    for name in names:
        seen = rate_limits.noted(throttled, {name: "7"})
        assert f"{name}: 7" in (seen.detail or "")
    told = {name: "5" if "remaining" in name else "10" for name in names}
    tells_what_is_left = any("remaining" in name for name in names)
    assert rate_limits.headroom(told) == (0.5 if tells_what_is_left else None)


@pytest.mark.parametrize("id_", WITH_API)
def test_the_id_of_a_request_is_found_under_the_name_that_the_catalog_gives(id_: str) -> None:
    entry = load_catalog()[id_]
    if entry.request_id:
        provider = entry.provider()
        assert asking.request_id(provider, {entry.request_id: "r1", "cf-ray": "c"}) == "r1"


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


def test_one_that_may_search_the_web_for_money_is_asked_less_often() -> None:
    assert load_catalog()["perplexity"].canary_every_s == 600.0


def test_what_was_retired_is_watched_by_nothing_but_its_page() -> None:
    entry = load_catalog()["github-models"]

    assert (entry.wire, entry.base_url, entry.model) == (None, None, None)
    assert "retired it on 2026-07-30" in (entry.note or "")


@pytest.mark.parametrize(
    "mistake",
    [
        {"modle": "x"},
        {"price": {"input_usd": 1.0}},
        {"price": {"input_usd": 1.0, "output_usd": 1.0, "per_day": 1.0}},
        {"base_url": "api.example.com"},
        {"canary_every": "often"},
        {"sources": [{"facts": ["wire"], "source": "docs", "checked": "soon"}]},
        {"sources": [{"facts": ["wire", "model"], "source": "docs", "checked": "2026-11-20"}]},
        {"model": "m"},
        {"errors": {"500": "sad"}},
    ],
    ids=str,
)
def test_a_mistake_in_an_entry_is_refused(mistake: dict[str, object]) -> None:
    source = {"facts": ["wire"], "source": "docs", "checked": "2026-11-20"}
    entry = {"id": "x", "name": "X", "wire": "openai", "sources": [source]}

    CatalogEntry.model_validate(entry)
    with pytest.raises(ValidationError):
        CatalogEntry.model_validate(entry | mistake)
