"""The quick form of the fuzz tests; `make fuzz` is the long one, guided by coverage."""

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

HERE = Path(__file__).parent


def _load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"fuzz_{name}", HERE / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


targets, seeds = _load("targets"), _load("seeds")
TARGETS: dict[str, Callable[[bytes], object]] = targets.TARGETS
EXAMPLES = {"config": 60, "csv_files": 100, "json_lines_files": 100, "api": 100}


@pytest.mark.parametrize("name", TARGETS)
def test_nothing_breaks_a_promise(name: str) -> None:
    change = seeds.Changes(name)

    @settings(max_examples=EXAMPLES.get(name, 300), database=None)
    @given(st.integers(0, 2**32))
    def holds(number: int) -> None:
        TARGETS[name](change(number))

    for seed in change.seeds:
        TARGETS[name](seed)
    holds()


@pytest.mark.parametrize("path", sorted((HERE / "findings").glob("*/*")), ids=lambda p: p.stem)
def test_what_was_found_once_is_not_found_again(path: Path) -> None:
    TARGETS[path.parent.name](path.read_bytes())
