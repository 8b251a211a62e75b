"""probes.yaml to a Config: what people write, what they get, what they are told."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.config import Config, ConfigError, load_config
from probes.catalog import load_catalog
from probes.result import Surface
from probes.spec import ProbeSpec

ROOT = Path(__file__).parents[2]
BAD = sorted((Path(__file__).parent / "bad_configs").glob("*.yaml"))
ENVIRON = {"SECRET": "hunter2-very-secret", "OPENAI_API_KEY": "sk-1"}


# Another way into a provider that the shipped file watches already.
OFFERED = "openai-responses"


def load(tmp_path: Path, text: str, **environ: str) -> Config:
    path = tmp_path / "probes.yaml"
    path.write_text(text, encoding="utf-8")
    return load_config(path, environ)


def mistakes(tmp_path: Path, text: str, **environ: str) -> list[str]:
    with pytest.raises(ConfigError) as raised:
        load(tmp_path, text, **environ)
    return str(raised.value).replace(f"{tmp_path / 'probes.yaml'}:", "").splitlines()


def probe(config: Config, name: str) -> ProbeSpec:
    return next(each for each in config.probes if each.name == name)


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_every_mistake_is_told_with_place_and_mend(path: Path) -> None:
    expected = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("# "):
            break
        expected.append(f"{path}:{line.removeprefix('# ')}")

    with pytest.raises(ConfigError) as raised:
        load_config(path, ENVIRON)

    assert str(raised.value).splitlines() == expected
    assert ENVIRON["SECRET"] not in str(raised.value)


def test_the_shipped_file_watches_every_provider_with_an_address_and_runs_without_keys() -> None:
    config = load_config(ROOT / "probes.yaml", {})

    hosted = {id_ for id_, entry in load_catalog().items() if entry.key_env} - {OFFERED}
    assert set(config.providers) == hosted | {"github-copilot"}
    running = {each.name for each in config.probes if each.waiting_for is None}
    with_login = {id_ for id_ in hosted if load_catalog()[id_].oauth}
    assert "openai" in with_login
    nowhere = {"azure-openai": "AZURE_OPENAI_ENDPOINT", "vertex": "GOOGLE_CLOUD_PROJECT"}
    assert running == {f"{id_}/edge" for id_ in hosted - nowhere.keys()} | {
        f"{id_}/login" for id_ in with_login
    } | {f"{id_}/official" for id_ in config.providers if load_catalog()[id_].official}
    assert {each.waiting_for for each in config.probes} - {None} == {
        nowhere.get(id_) or load_catalog()[id_].key_env for id_ in hosted
    }


def test_the_shipped_file_names_the_variable_that_lights_each_provider_up() -> None:
    text = (ROOT / "probes.yaml").read_text(encoding="utf-8")
    named = dict(re.findall(r"^  ([a-z0-9-]+): # (\w+)$", text, re.MULTILINE))
    known = {id_: entry.key_env for id_, entry in load_catalog().items() if entry.key_env}
    assert {**named, OFFERED: "OPENAI_API_KEY"} == known


def test_what_the_shipped_file_offers_in_comments_works_when_uncommented(tmp_path: Path) -> None:
    text = (ROOT / "probes.yaml").read_text(encoding="utf-8")
    head, body = text.split("providers:\n", 1)
    offered = re.sub(r"^( *)# (?=( *)(\S+:( |$)|- name))", r"\1", body, flags=re.MULTILINE)
    assert offered != body

    config = load(tmp_path, f"{head}providers:\n{offered}", VLLM_KEY="k")

    assert {OFFERED, "ollama", "our-vllm", "our-search"} < set(config.providers)
    assert probe(config, "search index").every_s == 30
    assert probe(config, "our-vllm/canary").waiting_for is None


def test_the_shortest_useful_file_watches_what_its_provider_brings_along(
    tmp_path: Path,
) -> None:
    config = load(tmp_path, "providers:\n  openai:\n", OPENAI_API_KEY="sk-1")

    assert [(each.name, each.surface) for each in config.probes] == [
        ("openai/edge", Surface.EDGE),
        ("openai/auth", Surface.AUTH),
        ("openai/canary", Surface.API),
        ("openai/login", Surface.OAUTH),
        ("openai/official", Surface.OFFICIAL),
    ]
    assert {each.every_s for each in config.probes} == {60}
    assert all(each.waiting_for is None for each in config.probes)
    assert config.vantage == "home"
    assert len(config.reference) == 3


def test_the_canary_of_a_provider_whose_catalog_says_so_is_rarer_by_itself(
    tmp_path: Path,
) -> None:
    config = load(tmp_path, "providers:\n  perplexity:\n")
    assert probe(config, "perplexity/canary").every_s == 600
    assert probe(config, "perplexity/edge").every_s == 60


def test_a_probe_of_its_own_takes_the_options_of_its_check(tmp_path: Path) -> None:
    config = load(
        tmp_path,
        "providers:\n  search: {}\nprobes:\n"
        "  - name: search index\n    provider: search\n    check: http\n"
        "    url: https://search.example.com/health\n    every: 1m30s\n    timeout: 2s\n"
        '    surface: api\n    expect: { status: 200, total: "< 800ms" }\n',
    )
    spec = probe(config, "search index")
    assert (spec.surface, spec.every_s, spec.deadlines.total) == (Surface.API, 90, 2)
    assert spec.deadlines.connect == 2
    assert getattr(spec.options, "url", None) == "https://search.example.com/health"


def test_what_is_disabled_is_left_out_but_still_checked(tmp_path: Path) -> None:
    text = (
        "providers:\n  openai: { enabled: false }\n"
        "  gemini: { canary: { enabled: false }, login: false }\n"
        "  mistral: { edge: false }\nprobes:\n"
        "  - { name: a, provider: openai, check: canary }\n"
        "  - { name: b, provider: gemini, check: canary, enabled: false }\n"
    )
    assert [each.name for each in load(tmp_path, text).probes] == [
        "gemini/edge",
        "gemini/auth",
        "mistral/auth",
        "mistral/canary",
    ]
    wrong = "providers:\n  openai: { enabled: false, canary: { max_tokens: 0 } }\n"
    assert mistakes(tmp_path, wrong) == [
        "2:51: providers.openai.canary.max_tokens: must be at least 1, not `0`"
    ]


def test_anchors_and_merge_keys_spare_repetition(tmp_path: Path) -> None:
    config = load(
        tmp_path,
        "providers:\n  openai: &calm { every: 5m, timeout: 10s }\n"
        "  anthropic:\n    <<: *calm\n    every: 10m\n",
    )
    assert probe(config, "anthropic/edge").every_s == 600
    assert probe(config, "anthropic/edge").deadlines.total == 10


def test_the_cost_of_a_day_comes_from_tokens_price_and_cadence(tmp_path: Path) -> None:
    price = "price: { input_usd: 1, output_usd: 2 }"
    canary = "canary: { max_tokens: 10, every: 1h }"
    config = load(tmp_path, f"providers:\n  openai: {{ {price}, {canary} }}\n")
    spec = probe(config, "openai/canary")
    twice = load(tmp_path, f"providers:\n  openai: {{ {price}, {canary.replace('1h', '30m')} }}\n")
    cost = config.cost_per_day_microusd(spec)
    assert cost is not None
    # 24 runs of 10 output tokens at 2 micro-dollars, and at least one input token each.
    assert cost > 24 * 10 * 2
    assert twice.cost_per_day_microusd(probe(twice, "openai/canary")) == 2 * cost
    assert config.cost_per_day_microusd(probe(config, "openai/edge")) == 0


def test_without_a_price_the_cost_is_unknown_rather_than_nothing(tmp_path: Path) -> None:
    config = load(tmp_path, "providers:\n  ollama: { model: llama3.2 }\n")
    assert config.cost_per_day_microusd(probe(config, "ollama/canary")) is None


def test_rules_reference_and_vantage_are_read(tmp_path: Path) -> None:
    config = load(
        tmp_path,
        "vantage: eu-west\nreference: ['tcp://192.0.2.1:53']\nincidents: { preset: quiet }\n"
        "providers: { openai: }\n",
    )
    assert config.vantage == "eu-west"
    assert config.reference == ("tcp://192.0.2.1:53",)
    assert config.rules.preset == "quiet"


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file; `brownout new config`"):
        load_config(tmp_path / "none.yaml", {})


def test_a_secret_never_shows_in_a_config_or_its_mistakes(tmp_path: Path) -> None:
    secret = "hunter2-very-secret"
    text = "providers:\n  openai:\n    key: ${S}\n    headers: { X-Token: '${S}' }\n"
    assert secret not in repr(load(tmp_path, text, S=secret))
    broken = mistakes(tmp_path, f"{text}    every: ${{S}}\n    keyless_status: ${{S}}\n", S=secret)
    assert len(broken) == 2
    assert secret not in "\n".join(broken)


def test_a_key_written_into_the_file_by_mistake_is_not_repeated(tmp_path: Path) -> None:
    assert mistakes(tmp_path, "providers:\n  openai:\n    key: 1234567890\n") == [
        "3:10: providers.openai.key: must be text"
    ]


def test_config_error_is_not_chained_to_what_holds_the_values(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as raised:
        load(tmp_path, "providers:\n  openai:\n    every: ${S}\n", S="hunter2")
    assert raised.value.__cause__ is None
    assert raised.value.__context__ is None


WORDS = st.sampled_from(
    [
        *("providers", "probes", "incidents", "reference", "vantage", "openai", "ours", "name"),
        *("like", "check", "http", "canary", "edge", "every", "30s", "timeout", "url", "expect"),
        *(
            ": ",
            ":\n",
            "\n",
            "\n  ",
            "\n    ",
            "- ",
            "\n  - ",
            "{",
            "}",
            "[",
            "]",
            ", ",
            "&a ",
            "*a",
        ),
        *("${A}", "${B:-x}", "${file:/etc/hostname}", "$$", "'", '"', "#", "---\n", "? ", "<<: "),
        *(
            "null",
            "true",
            "on",
            "1e999",
            "0x" + "f" * 80,
            "9" * 400,
            "\t",
            "\\",
            "|",
            ">",
            "!!str ",
        ),
        *('"\\UFFFFFFFF"', '"\\ud800"', "\x85", "\u2028", "\r", "%YAML 9.9\n", "~", ".nan", "é"),
    ]
)
# Every example writes the file anew, so that sharing the folder between them is no matter.
SLOW = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
TEXTS = st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=30).map("".join))
BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")


def attempt(path: Path, **environ: str) -> ConfigError | None:
    try:
        load_config(path, {"A": "value", **environ})
    except ConfigError as error:
        return error
    return None


@SLOW
@given(text=TEXTS)
def test_whatever_the_text_there_is_a_config_or_mistakes_with_places_in_the_file(
    tmp_path: Path, text: str
) -> None:
    path = tmp_path / "probes.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    error = attempt(path)

    lines = BREAK.split(text)
    assert error is None or len(str(error).splitlines()) == len(error.mistakes) > 0
    for mistake in error.mistakes if error else ():
        assert mistake.place is not None
        assert 1 <= mistake.place.line <= len(lines)
        assert 1 <= mistake.place.column <= len(lines[mistake.place.line - 1]) + 1


@SLOW
@given(content=st.binary(max_size=60))
def test_whatever_the_bytes_nothing_but_config_error_is_raised(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "probes.yaml"
    path.write_bytes(b"providers:\n  openai:\n" + content)
    error = attempt(path)

    assert error is None or error.mistakes


KEYS = st.sampled_from(
    [
        *("openai", "ollama", "like", "base_url", "key", "every", "timeout", "timeouts", "price"),
        *("input_usd", "headers", "request", "edge", "canary", "expect", "ttft", "status", "url"),
        *("method", "json", "preset", "quiet_s", "suspect_failures", "connect", "bogus"),
    ]
)
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 10**30),
    st.text(max_size=6),
    st.sampled_from(["30s", "openai", "${A}", "http://a.example", "< 1s", "> 2", "auth", "GET"]),
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
OPTIONS = st.dictionaries(KEYS, TREES, max_size=5)
PROBES = st.builds(
    lambda options, check: {"name": "a", "provider": "openai", "check": check, **options},
    OPTIONS,
    st.sampled_from(["http", "canary", "auth"]),
)
FILES = st.fixed_dictionaries(
    {"providers": st.dictionaries(st.sampled_from(["openai", "ours"]), OPTIONS, max_size=2)},
    optional={"probes": st.lists(PROBES, max_size=2), "incidents": TREES, "reference": TREES},
)


@SLOW
@given(content=FILES)
def test_whatever_the_settings_no_mistake_tells_what_a_variable_holds(
    tmp_path: Path, content: object
) -> None:
    path = tmp_path / "probes.yaml"
    path.write_text(json.dumps(content, indent=1), encoding="utf-8")

    error = attempt(path, A="hunter2")

    assert "hunter2" not in str(error)
    assert error is None or all(mistake.place for mistake in error.mistakes)
