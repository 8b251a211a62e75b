"""The JSON Schema that editors read agrees with what is loaded."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import probes.checks
from monitor.config_schema import config_schema, render_schema
from monitor.located_yaml import read_yaml
from monitor.probe_specs import PROBE_KEYS, load_check
from probes import plugins

ROOT = Path(__file__).parents[2]
BAD = Path(__file__).parent / "bad_configs"

# What only the loader can know: the environment, other values, the text itself.
BEYOND_A_SCHEMA = {
    *("alias_of_itself", "billion_laughs", "colon_in_text", "deep_nesting", "duplicate_key"),
    *("duplicate_probe", "duplicate_provider", "empty", "escape_of_no_character", "foreign_tag"),
    *("impossible_rules", "mapping_as_key", "open_quote", "tab", "two_documents"),
    *("undefined_alias", "unlike_indentation", "unquoted_variable_in_braces"),
    *("missing_secret_file", "unset_variable", "broken_variable", "secret_in_the_wrong_place"),
    *("misspelt_provider_of_probe", "misspelt_provider_without_probes", "nothing_watched"),
    *("phase_longer_than_timeout", "probe_named_as_a_brought_one", "timeout_longer_than_cadence"),
    *("alerts_of_nobody", "alerts_of_an_unknown_provider", "dashboard_login_to_nowhere"),
    *("probe_settings_of_an_unknown_wire", "bad_address", "bad_header", "bad_reference"),
}
WATCHED = """
providers:
  openai:
  anthropic:
  our-vllm:
    like: openai
    base_url: http://10.0.0.5:8000/v1
    key: ${VLLM_KEY}
    every: ${PACE:-5m}
    enabled: ${WATCHED:-true}
    price: { input_usd: "${IN:-1}", output_usd: 2 }
    canary: { every: 1h30m, expect: { ttft: "< 2s" } }
    auth: false
  our-search: {}
probes:
  - name: search index
    provider: our-search
    check: http
    url: https://search.example.com/health
    every: 30s
    timeout: 5
    surface: dependency
    expect: { status: 200, json: { "status": ok }, total: "< 800ms" }
incidents: { preset: quiet, suspect_failures: 2.5 }
reference: ["tcp://1.1.1.1:443"]
vantage: eu-west
"""


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    return config_schema()


def errors(schema: dict[str, Any], text: str) -> list[str]:
    node = read_yaml(text, [])
    assert node is not None
    return [error.message for error in Draft202012Validator(schema).iter_errors(node.plain())]


def test_it_is_a_json_schema(schema: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(schema)


def test_the_committed_file_is_the_generated_one() -> None:
    committed = (ROOT / "probes.schema.json").read_text(encoding="utf-8")
    assert committed == render_schema(), "run: brownout schema --output probes.schema.json"


def test_the_shipped_probes_yaml_is_valid_and_points_editors_to_it(schema: dict[str, Any]) -> None:
    text = (ROOT / "probes.yaml").read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=./probes.schema.json\n")
    assert errors(schema, text) == []


def test_a_file_that_uses_every_section_is_valid(schema: dict[str, Any]) -> None:
    assert errors(schema, WATCHED) == []


@pytest.mark.parametrize(
    "path",
    [path for path in sorted(BAD.glob("*.yaml")) if path.stem not in BEYOND_A_SCHEMA],
    ids=lambda path: path.stem,
)
def test_what_the_loader_refuses_an_editor_marks_too(schema: dict[str, Any], path: Path) -> None:
    assert errors(schema, path.read_text(encoding="utf-8"))


def test_every_exception_to_that_is_a_file() -> None:
    assert {path.stem for path in BAD.glob("*.yaml")} >= BEYOND_A_SCHEMA


@pytest.mark.parametrize("word", plugins.names(probes.checks))
def test_every_option_of_every_check_is_described(schema: dict[str, Any], word: str) -> None:
    branch = next(
        each["then"]
        for each in schema["$defs"]["Probe"]["allOf"]
        if each["if"]["properties"]["check"]["const"] == word
    )
    for name, info in load_check(word).Options.model_fields.items():
        option = branch["properties"][info.alias or name]
        named = schema["$defs"].get(option.get("$ref", "").removeprefix("#/$defs/"), {})
        assert option.get("description") or named.get("description")


@pytest.mark.parametrize("word", plugins.names(probes.checks))
def test_no_option_hides_behind_a_key_of_every_probe(word: str) -> None:
    assert not set(load_check(word).Options.model_fields) & set(PROBE_KEYS)


def test_every_setting_of_a_provider_and_a_probe_is_described(schema: dict[str, Any]) -> None:
    for definition in ("Provider", "Probe"):
        for key, setting in schema["$defs"][definition]["properties"].items():
            assert setting.get("description"), f"{definition}.{key}"


def test_editors_offer_every_known_provider_by_name(schema: dict[str, Any]) -> None:
    offered = schema["properties"]["providers"]["properties"]
    assert offered["openai"]["description"] == "OpenAI"


def test_the_text_is_json_that_ends_with_a_line_break() -> None:
    assert render_schema().endswith("}\n")
    assert json.loads(render_schema())["$schema"].endswith("2020-12/schema")
