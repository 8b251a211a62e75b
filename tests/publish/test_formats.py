"""Every format keeps the contract of its folder, and all say the same."""

import inspect
from pathlib import Path
from types import ModuleType

import pytest

import publish.formats
from probes import plugins

WORDS = plugins.names(publish.formats)
TESTS = Path(__file__).parent / "formats"


def _load(word: str) -> ModuleType:
    return plugins.load(publish.formats, word)


@pytest.mark.parametrize("word", WORDS)
def test_a_format_keeps_its_protocol(word: str) -> None:
    format_ = _load(word)

    assert format_.SUFFIX.startswith(".")
    assert "/" in format_.MEDIA_TYPE
    assert list(inspect.signature(format_.render).parameters) == ["report"]
    assert plugins.summary(format_).endswith(".")
    assert inspect.getdoc(format_.render)
    assert (TESTS / f"test_{word}.py").is_file()


def test_no_two_formats_share_a_suffix() -> None:
    assert len({_load(word).SUFFIX for word in WORDS}) == len(WORDS)
