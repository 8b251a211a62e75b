"""Cadence and deadlines: the nearest setting decides, and what nobody set fits itself."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config import load_config
from monitor.mistakes import Mistake, Place
from monitor.node import Node
from monitor.pace import Level, pace
from monitor.settings import PaceSettings
from probes.spec import Deadlines, ProbeSpec


def probes(tmp_path: Path, settings: str) -> dict[str, ProbeSpec]:
    path = tmp_path / "probes.yaml"
    path.write_text(f"providers:\n  openai: {{ {settings} }}\n", encoding="utf-8")
    return {probe.name.removeprefix("openai/"): probe for probe in load_config(path, {}).probes}


def test_the_cadence_of_a_provider_is_that_of_all_its_probes(tmp_path: Path) -> None:
    specs = probes(tmp_path, "every: 5m, canary: { every: 1h }")
    assert [specs[word].every_s for word in ("edge", "auth", "canary")] == [300, 300, 3600]


def test_a_timeout_caps_every_phase(tmp_path: Path) -> None:
    assert probes(tmp_path, "timeout: 5s")["edge"].deadlines == Deadlines(
        connect=5, first_byte=5, first_content=5, silence=5, total=5
    )


def test_single_phases_can_be_set(tmp_path: Path) -> None:
    specs = probes(tmp_path, "timeouts: { connect: 2s }, canary: { timeouts: { silence: 3s } }")
    assert specs["edge"].deadlines.connect == 2
    assert specs["canary"].deadlines.connect == 2
    assert specs["canary"].deadlines.silence == 3
    assert specs["edge"].deadlines.silence == Deadlines().silence


def test_a_long_cadence_leaves_the_usual_deadlines(tmp_path: Path) -> None:
    assert probes(tmp_path, "every: 1h")["canary"].deadlines == Deadlines()


@given(every_s=st.floats(0.1, 7 * 86_400))
def test_a_cadence_alone_always_leaves_room_for_its_run(every_s: float) -> None:
    mistakes: list[Mistake] = []
    level = Level(PaceSettings.model_validate({"every": every_s}), Node(Place(1, 1), {}), ())

    cadence_s, deadlines = pace((level,), 60.0, mistakes)

    assert cadence_s == every_s
    assert mistakes == []
    assert deadlines.total < every_s
    phases = (deadlines.connect, deadlines.first_byte, deadlines.first_content, deadlines.silence)
    assert max(phases) <= deadlines.total


@pytest.mark.parametrize("timeout_s", [60.0, 61.0])
def test_a_timeout_as_long_as_the_cadence_is_a_mistake(timeout_s: float) -> None:
    mistakes: list[Mistake] = []
    level = Level(PaceSettings.model_validate({"timeout": timeout_s}), Node(Place(3, 5), {}), ())
    pace((level,), 60.0, mistakes)
    assert [mistake.mend for mistake in mistakes] == ["raise `every` or lower `timeout`"]
