"""Settings over catalog: what a provider takes from there, and what it must not."""

from pathlib import Path

from monitor.config import Config, load_config
from probes.catalog import load_catalog
from probes.spec import ProviderSpec


def load(tmp_path: Path, text: str, **environ: str) -> Config:
    path = tmp_path / "probes.yaml"
    path.write_text(text, encoding="utf-8")
    return load_config(path, environ)


def provider(tmp_path: Path, text: str, **environ: str) -> ProviderSpec:
    (spec,) = load(tmp_path, f"providers:\n{text}", **environ).providers.values()
    return spec


def secret(spec: ProviderSpec) -> str | None:
    return spec.key.get_secret_value() if spec.key else None


def test_a_known_provider_is_as_the_catalog_has_it(tmp_path: Path) -> None:
    known = load_catalog()["openai"].provider()
    assert provider(tmp_path, "  openai:\n") == known


def test_settings_win_over_the_catalog(tmp_path: Path) -> None:
    spec = provider(
        tmp_path,
        "  openai:\n    name: Ours\n    base_url: https://eu.api.openai.com/v1/\n    model: m\n"
        "    request: { reasoning_effort: low, seed: 1 }\n    headers: { X-Team: a }\n"
        "    price: { input_usd: 3, output_usd: 4 }\n    status_page: https://status.example.com\n",
    )
    known = load_catalog()["openai"]
    assert (spec.name, spec.base_url, spec.model) == ("Ours", "https://eu.api.openai.com/v1", "m")
    assert spec.request == {**known.request, "reasoning_effort": "low", "seed": 1}
    assert spec.headers["X-Team"].get_secret_value() == "a"
    assert spec.price is not None
    assert (spec.price.input_usd, spec.price.output_usd) == (3, 4)
    assert spec.wire == known.wire


def test_the_key_comes_from_the_catalogs_variable_unless_one_is_named(tmp_path: Path) -> None:
    environ = {"OPENAI_API_KEY": "sk-usual\n", "EU_KEY": "sk-eu"}
    assert secret(provider(tmp_path, "  openai:\n", **environ)) == "sk-usual"
    assert secret(provider(tmp_path, "  openai: { key: '${EU_KEY}' }\n", **environ)) == "sk-eu"


def test_a_named_variable_that_is_unset_is_waited_for_and_not_replaced(tmp_path: Path) -> None:
    spec = provider(tmp_path, "  openai: { key: '${EU_KEY}' }\n", OPENAI_API_KEY="sk-usual")
    assert spec.key is None
    assert spec.key_env == "EU_KEY"


def test_an_empty_variable_is_no_key(tmp_path: Path) -> None:
    assert provider(tmp_path, "  openai:\n", OPENAI_API_KEY=" ").key is None


def test_another_host_that_works_alike_never_gets_the_known_ones_key(tmp_path: Path) -> None:
    spec = provider(
        tmp_path,
        "  ours:\n    like: huggingface\n    base_url: http://10.0.0.5:8000/v1\n",
        HF_TOKEN="hf-secret",
    )
    assert (spec.wire, spec.name) == ("openai", "ours")
    assert (spec.key, spec.key_env, spec.model, spec.price) == (None, None, None, None)
    assert (spec.status_page, spec.auth_path, spec.request) == (None, None, {})


def test_a_second_account_at_a_known_provider_shares_all_but_its_key(tmp_path: Path) -> None:
    spec = provider(tmp_path, "  openai-eu:\n    like: openai\n    key: ${EU}\n", EU="sk-eu")
    known = load_catalog()["openai"].provider()
    assert (spec.base_url, spec.model, spec.price) == (known.base_url, known.model, known.price)
    assert (spec.id, spec.name, secret(spec)) == ("openai-eu", "openai-eu", "sk-eu")


def test_a_server_of_ones_own_asks_for_a_key_only_if_it_has_one(tmp_path: Path) -> None:
    assert provider(tmp_path, "  vllm: { model: m }\n").keyless_status == 200
    assert provider(tmp_path, "  vllm: { model: m, key: '${K}' }\n", K="k").keyless_status == 401
    assert provider(tmp_path, "  vllm: { model: m, keyless_status: 403 }\n").keyless_status == 403


def test_a_server_without_a_key_is_not_asked_for_one(tmp_path: Path) -> None:
    config = load(tmp_path, "providers:\n  vllm: { model: m }\n")
    assert [(each.name, each.waiting_for) for each in config.probes] == [
        ("vllm/edge", None),
        ("vllm/canary", None),
    ]
