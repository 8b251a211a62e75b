"""One line in the file, a probe for each model and region."""

from pathlib import Path

import pytest

from monitor.config import Config, ConfigError, load_config


def load(folder: Path, provider: str) -> Config:
    path = folder / "probes.yaml"
    path.write_text(f"providers:\n  {provider}\n")
    return load_config(path, {"OPENAI_API_KEY": "sk-1"})


def test_each_model_has_a_canary_of_its_own_and_nothing_else_is_repeated(tmp_path: Path) -> None:
    config = load(tmp_path, "openai: { models: [gpt-6-luna, gpt-6-sol] }")

    assert [(probe.name, probe.provider.model) for probe in config.probes] == [
        ("openai/edge", "gpt-6-luna"),
        ("openai/auth", "gpt-6-luna"),
        ("openai/canary/gpt-6-luna", "gpt-6-luna"),
        ("openai/canary/gpt-6-sol", "gpt-6-sol"),
        ("openai/login", "gpt-6-luna"),
        ("openai/official", "gpt-6-luna"),
    ]
    luna, sol = (config.probes[place] for place in (2, 3))
    assert luna.provider.price != sol.provider.price
    assert config.cost_per_day_microusd(sol) > 10 * config.cost_per_day_microusd(luna)  # type: ignore[operator]


@pytest.mark.parametrize("said", ["model: gpt-nobody-knows", "models: [gpt-nobody-knows]"])
def test_the_price_of_one_model_is_not_taken_for_that_of_another(tmp_path: Path, said: str) -> None:
    config = load(tmp_path, f"openai: {{ {said} }}")

    (canary,) = [probe for probe in config.probes if probe.check == "canary"]
    assert canary.provider.price is None
    assert config.cost_per_day_microusd(canary) is None


def test_a_price_that_was_set_holds_for_all_models(tmp_path: Path) -> None:
    price = "{ input_usd: 1, output_usd: 2 }"
    config = load(tmp_path, f"openai: {{ models: [a, b], price: {price} }}")

    assert all(probe.provider.price for probe in config.probes)


def test_each_region_is_reached_and_asked_apart(tmp_path: Path) -> None:
    config = load(tmp_path, "openai: { regions: [us, eu] }")

    assert {probe.name: probe.provider.base_url for probe in config.probes} == {
        "openai/us/edge": "https://us.api.openai.com/v1",
        "openai/eu/edge": "https://eu.api.openai.com/v1",
        "openai/us/auth": "https://us.api.openai.com/v1",
        "openai/eu/auth": "https://eu.api.openai.com/v1",
        "openai/us/canary": "https://us.api.openai.com/v1",
        "openai/eu/canary": "https://eu.api.openai.com/v1",
        "openai/login": "https://us.api.openai.com/v1",
        "openai/official": "https://us.api.openai.com/v1",
    }
    assert {probe.provider.id for probe in config.probes} == {"openai"}
    assert [*config.providers] == ["openai"]


def test_models_and_regions_multiply_for_canaries_alone(tmp_path: Path) -> None:
    config = load(tmp_path, "openai: { models: [a, b], regions: [us, eu], edge: false }")

    names = [probe.name for probe in config.probes if probe.check == "canary"]
    assert names == [f"openai/{r}/canary/{m}" for r in ("us", "eu") for m in ("a", "b")]
    assert len(config.probes) == 4 + 2 + 2


@pytest.mark.parametrize(
    ("provider", "told"),
    [
        ("openai: { model: a, models: [b] }", "`model` and `models` exclude each other"),
        ("openai: { regions: [ue] }", "`ue` is no known region of OpenAI; known are `ae`"),
        ("openai: { regions: [eux] }", "no known region of OpenAI"),
        ("groq: { regions: [us] }", "no known region of Groq; write a provider of its own"),
        (
            "mine: { like: openai, base_url: 'http://h/v1', regions: [us] }",
            "`us` is no known region of mine",
        ),
        ("openai: { models: [] }", "providers.openai.models: must hold at least 1 of them"),
        ("openai: { models: gpt-6-luna }", "providers.openai.models"),
    ],
)
def test_what_cannot_be_told_apart_is_refused(tmp_path: Path, provider: str, told: str) -> None:
    with pytest.raises(ConfigError) as refused:
        load(tmp_path, provider)

    assert told in str(refused.value)
    assert len(refused.value.mistakes) == 1
