"""Every channel keeps the contract of its folder."""

import inspect
from pathlib import Path

import pytest

import publish.channels
from monitor.alerts import CHANNELS, TargetSettings
from probes import plugins

WORDS = plugins.names(publish.channels)


def test_probes_yaml_knows_every_channel() -> None:
    assert sorted(CHANNELS) == WORDS
    assert set(WORDS) <= set(TargetSettings.model_fields)


@pytest.mark.parametrize("word", WORDS)
def test_a_channel_has_what_is_asked_of_it(word: str) -> None:
    module = plugins.load(publish.channels, word)

    assert plugins.summary(module).endswith(".")
    assert inspect.iscoroutinefunction(module.send)
    assert list(inspect.signature(module.send).parameters) == ["notices", "target", "transport"]
    assert module.BATCH >= 1
    assert (Path(__file__).parent / f"test_{word}.py").is_file()
