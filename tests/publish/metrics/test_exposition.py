"""Prometheus reads the metrics, and its own tools find nothing to complain of."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from probes.result import Outcome
from publish.metrics.exposition import exposition
from publish.metrics.family import SECONDS, Family, Histogram, Kind

DOCS = Path(__file__).parents[3] / "docs"
PROMTOOL = shutil.which("promtool")
needs_promtool = pytest.mark.skipif(
    PROMTOOL is None, reason="promtool is not installed (apt: prometheus)"
)


def promtool(*arguments: str, told: str = "") -> str:
    assert PROMTOOL
    said = subprocess.run([PROMTOOL, *arguments], input=told, capture_output=True, text=True,
                          timeout=60, check=False)  # fmt: skip
    assert said.returncode == 0, said.stdout + said.stderr
    return said.stdout + said.stderr


@pytest.fixture
def told(trouble: Any, ask: Callable[..., Any]) -> str:
    trouble.runs("borealis", count=2, outcome=Outcome.OK, cost_microusd=120, input_tokens=30,
                 output_tokens=9, started_at_ms=trouble.now_ms)  # fmt: skip
    answer = ask("/metrics")
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    return str(answer.text)


@needs_promtool
def test_promtool_finds_nothing_to_complain_of(told: str) -> None:
    assert promtool("check", "metrics", told=told) == ""


@needs_promtool
def test_promtool_takes_the_rules_that_we_bring_along() -> None:
    assert "SUCCESS" in promtool("check", "rules", str(DOCS / "prometheus-alerts.yml"))


def test_states_shares_and_counts_are_told(told: str) -> None:
    lines = told.splitlines()

    assert 'brownout_provider_state{provider="borealis",state="outage"} 1' in lines
    assert 'brownout_provider_state{provider="borealis",state="operational"} 0' in lines
    assert 'brownout_incidents_open{provider="borealis"} 1' in lines
    assert 'brownout_provider_uptime_ratio{provider="aurora",window="24h"} 1' in lines
    counter = 'brownout_probe_results_total{provider="aurora",probe="aurora/canary",surface="api"'
    assert f'{counter},outcome="ok"}} 30' in lines


@pytest.mark.parametrize("name", ["grafana-dashboard.json", "prometheus-alerts.yml"])
def test_what_we_bring_along_asks_only_for_metrics_that_there_are(told: str, name: str) -> None:
    known = set(re.findall(r"^# TYPE (\w+)", told, re.MULTILINE))
    text = (DOCS / name).read_text(encoding="utf-8")
    if name.endswith(".json"):
        json.loads(text)

    asked = set(re.findall(r"\b(?:brownout|gen_ai)_[a-z0-9_]+", text))

    names_of_labels = set(re.findall(r"(\w+)=\"", told))
    stems = {re.sub(r"_(bucket|sum|count)$", "", each) for each in asked} - names_of_labels
    assert stems
    # These are told only once there is something to tell.
    assert stems - known <= {"brownout_official_trouble", "brownout_alert_deliveries"}


def test_labels_are_escaped_and_bounds_cumulative() -> None:
    histogram = Histogram(SECONDS)
    for value in (0.01, 0.5, 1000):
        histogram.add(value)
    family = Family("a.b", Kind.HISTOGRAM, "s", "About\nit.", {(("x.y", 'a"\\\n'),): histogram})

    lines = exposition([family]).splitlines()

    assert lines[0] == r"# HELP a_b_seconds About\nit."
    assert lines[2] == r'a_b_seconds_bucket{x_y="a\"\\\n",le="0.01"} 1'
    assert lines[-3] == r'a_b_seconds_bucket{x_y="a\"\\\n",le="+Inf"} 3'
    assert lines[-1] == r'a_b_seconds_count{x_y="a\"\\\n"} 3'


def test_a_metric_without_samples_is_left_out() -> None:
    assert exposition([Family("a", Kind.GAUGE, "", "Nothing.", {})]) == ""
