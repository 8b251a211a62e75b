"""Every plugin file keeps the contract of its folder, whoever wrote it and whenever."""

import inspect
import random
from pathlib import Path
from types import ModuleType

import pytest
from pydantic import BaseModel

import probes.canaries
import probes.checks
import probes.credentials
import probes.official
import probes.providers
from probes import grading, plugins
from probes.result import Surface
from probes.spec import StrictModel

FOLDERS = (
    probes.canaries,
    probes.checks,
    probes.credentials,
    probes.official,
    probes.providers,
)
PLUGINS = [(folder, word) for folder in FOLDERS for word in plugins.names(folder)]
CHECKS = plugins.names(probes.checks)
CANARIES = plugins.names(probes.canaries)
WIRES = plugins.names(probes.providers)
TESTS = Path(__file__).parent


def parameters(module: ModuleType, function: str) -> list[str]:
    return list(inspect.signature(getattr(module, function)).parameters)


def models_in(model: type[BaseModel]) -> list[type[BaseModel]]:
    """The model and all those that its fields hold."""
    found = [model]
    for field in model.model_fields.values():
        if inspect.isclass(field.annotation) and issubclass(field.annotation, BaseModel):
            found += models_in(field.annotation)
    return found


@pytest.mark.parametrize(
    ("folder", "word"), PLUGINS, ids=lambda each: getattr(each, "__name__", each)
)
def test_it_says_in_one_sentence_what_it_is(folder: ModuleType, word: str) -> None:
    summary = plugins.summary(plugins.load(folder, word))

    assert summary.endswith("."), summary
    assert len(summary.split()) >= 3
    assert summary[0].isupper()


@pytest.mark.parametrize(
    ("folder", "word"), PLUGINS, ids=lambda each: getattr(each, "__name__", each)
)
def test_it_has_tests_of_its_own(folder: ModuleType, word: str) -> None:
    assert (TESTS / folder.__name__.split(".")[1] / f"test_{word}.py").is_file()


@pytest.mark.parametrize(
    ("folder", "word"), PLUGINS, ids=lambda each: getattr(each, "__name__", each)
)
def test_what_it_offers_is_documented(folder: ModuleType, word: str) -> None:
    module = plugins.load(folder, word)
    public = [
        each
        for name, each in vars(module).items()
        if not name.startswith("_")
        and getattr(each, "__module__", None) == module.__name__
        and (inspect.isfunction(each) or inspect.isclass(each))
    ]

    assert [each.__name__ for each in public if not inspect.getdoc(each)] == []


@pytest.mark.parametrize("word", CHECKS)
def test_a_check_keeps_its_protocol(word: str) -> None:
    check = plugins.load(probes.checks, word)

    assert isinstance(check.SURFACE, Surface)
    assert issubclass(check.Options, StrictModel)
    assert inspect.iscoroutinefunction(check.run)
    assert parameters(check, "run") == ["context", "options"]
    assert parameters(check, "waiting_for") == ["provider", "options"]
    assert parameters(check, "usage") == ["provider", "options"]
    assert parameters(check, "target") == ["provider", "options"]


@pytest.mark.parametrize("word", CHECKS)
def test_a_check_documents_every_key_it_takes(word: str) -> None:
    options = plugins.load(probes.checks, word).Options
    undocumented = [
        f"{model.__name__}.{name}"
        for model in models_in(options)
        for name, field in model.model_fields.items()
        if not field.description
    ]

    assert undocumented == []
    assert options.model_json_schema()["additionalProperties"] is False


@pytest.mark.parametrize("word", CANARIES)
def test_a_canary_keeps_its_protocol(word: str) -> None:
    task = plugins.load(probes.canaries, word)
    canary = task.make(random.Random(3))

    assert canary == task.make(random.Random(3)), "a seed makes a run repeatable"
    assert canary.prompt != task.make(random.Random(4)).prompt
    assert grading.grade(task, canary, canary.expected).score == 1.0
    assert grading.grade(task, canary, "").score == 0.0
    assert grading.grade(task, canary, canary.prompt).score < 0.1, "a mirror is no model"
    assert 0 < canary.max_tokens <= 512


@pytest.mark.parametrize("word", WIRES)
def test_a_wire_keeps_its_protocol(word: str) -> None:
    wire = plugins.load(probes.providers, word)

    assert parameters(wire, "completion") == ["provider", "prompt", "max_tokens", "stream"]
    assert parameters(wire, "key_check") == parameters(wire, "auth_headers") == ["provider"]
    assert parameters(wire, "classify") == ["status", "headers", "body"]
    assert parameters(wire, "request_id") == ["headers"]
    for stream in (True, False):
        reader = wire.reply_reader(stream=stream)
        assert (reader.text, reader.pieces, reader.is_finished) == ("", 0, False)
        reader.end()
        assert reader.failure is not None, "nothing at all is no reply"


@pytest.mark.parametrize("word", plugins.names(probes.official))
def test_a_format_of_status_pages_keeps_its_protocol(word: str) -> None:
    assert parameters(plugins.load(probes.official, word), "read") == ["body", "components"]


@pytest.mark.parametrize("word", plugins.names(probes.credentials))
def test_a_way_of_getting_in_keeps_its_protocol(word: str) -> None:
    way = plugins.load(probes.credentials, word)

    assert issubclass(way.Settings, StrictModel)
    assert set(way.VARIABLES) <= set(way.Settings.model_fields)
    assert all(field.description for field in way.Settings.model_fields.values())
    assert parameters(way, "are_there") == ["provider", "settings"]
    assert parameters(way, "authorize") == ["request", "entrance", "settings"]


def test_a_word_that_no_file_has_is_answered_with_the_nearest() -> None:
    with pytest.raises(plugins.UnknownPlugin, match="did you mean `canary`"):
        plugins.load(probes.checks, "cannary")
    with pytest.raises(plugins.UnknownPlugin, match="known are `anthropic`"):
        plugins.load(probes.providers, "zzz")
