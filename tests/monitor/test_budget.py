"""Probing never costs more than was allowed, and says where it stops."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import storage.results
from monitor.budget import DailyBudget, Spending
from monitor.config import load_config
from probes.checks import auth, canary
from probes.result import Outcome, ProbeResult, Surface
from probes.spec import Price, ProbeSpec, ProviderSpec
from simulator.provider import Provider
from simulator.thread import SimulatorThread
from storage.database import open_database

NOON_MS = 1_795_219_200_000
DAY_MS = 86_400_000
# A run of at most 1000 micro-dollars.
SPEC = ProbeSpec(
    name="x/canary",
    provider=ProviderSpec(id="x", name="X", price=Price(input_usd=0, output_usd=10)),
    surface=Surface.API,
    check="canary",
    options=canary.Options(task="arithmetic", max_tokens=100),
    every_s=60,
)


def cost(microusd: int, provider: str = "x", at_ms: int = NOON_MS) -> ProbeResult:
    return ProbeResult(
        probe=f"{provider}/canary",
        provider=provider,
        surface=Surface.API,
        vantage="here",
        started_at_ms=at_ms,
        outcome=Outcome.OK,
        cost_microusd=microusd,
    )


def test_a_run_that_might_go_over_the_budget_does_not_begin() -> None:
    spending = Spending(DailyBudget(by_provider_usd={"x": 0.002}))
    spending.begin({}, NOON_MS)

    assert spending.refusal(SPEC, NOON_MS) is None
    spending.add(cost(1000))
    assert spending.refusal(SPEC, NOON_MS) is None
    spending.add(cost(1))
    refused = spending.refusal(SPEC, NOON_MS)
    assert refused == "paused until 2026-11-22 00:00 UTC: today's $0.002 for x are spent"


def test_all_providers_share_the_total_and_a_new_day_begins_at_nothing() -> None:
    spending = Spending(DailyBudget(total_usd=0.002))
    spending.begin({"y": 1500}, NOON_MS)

    assert "today's $0.002 are spent" in (spending.refusal(SPEC, NOON_MS) or "")
    assert spending.refusal(SPEC, NOON_MS + DAY_MS) is None
    spending.add(cost(1500, "y", NOON_MS + DAY_MS))
    assert spending.refusal(SPEC, NOON_MS + DAY_MS) is not None


def test_runs_under_way_do_not_spend_the_same_money() -> None:
    spending = Spending(DailyBudget(total_usd=0.0015))
    spending.begin({}, NOON_MS)

    with spending.reserved(SPEC):
        assert spending.refusal(SPEC, NOON_MS) is not None
        spending.add(cost(100))
    # It cost less than it might have.
    assert spending.refusal(SPEC, NOON_MS) is None


@pytest.mark.parametrize(
    "free",
    [
        replace(SPEC, check="auth", options=auth.Options()),
        replace(SPEC, provider=ProviderSpec(id="x", name="X")),
    ],
    ids=["what costs nothing", "what has no price"],
)
def test_a_spent_budget_stops_nothing_else(free: ProbeSpec) -> None:
    spending = Spending(DailyBudget(total_usd=0, by_provider_usd={"x": 0}))

    assert spending.refusal(SPEC, NOON_MS) is not None
    assert spending.refusal(free, NOON_MS) is None


CONFIG = """
reference: []
daily_budget_usd: 5
providers:
  aurora:
    like: openai
    base_url: {url}
    key: sim-key
    model: sim-small
    every: 1s
    daily_budget_usd: 0.006
    canary: {{ task: arithmetic }}
    price: {{ input_usd: 0, output_usd: 20 }}
"""


def test_over_the_budget_canaries_pause_free_checks_go_on_and_the_page_says_so(
    start: Callable[..., Any],
    brownout: Callable[..., Any],
    eventually: Callable[..., Any],
    tmp_path: Path,
) -> None:
    config, path = tmp_path / "probes.yaml", tmp_path / "brownout.db"
    with SimulatorThread([Provider("aurora", "openai", ttft_s=0.01)]) as simulator:
        config.write_text(CONFIG.format(url=simulator.base_url("aurora")))
        worker = start("worker", "--config", config, "--database", path)

        def notices() -> list[str]:
            told = json.loads(brownout("status", "--json", "--database", path).stdout)
            return [notice for each in told["providers"] for notice in each["notices"]]

        (notice,) = eventually(notices)
        # A restart does not forget what was spent.
        worker.stop()
        spent = _canaries(path)
        worker = start("worker", "--config", config, "--database", path)
        paused = _count(path, "aurora/canary")
        free = _count(path, "aurora/auth")
        eventually(lambda: _count(path, "aurora/canary") > paused)
        eventually(lambda: _count(path, "aurora/auth") > free)
        worker.stop()

    assert notice.startswith("aurora/canary: paused until ")
    assert notice.endswith("00:00 UTC: today's $0.006 for aurora are spent")
    assert 0 < len(spent) < 40
    assert sum(each.cost_microusd for each in spent) <= 6000
    assert len(_canaries(path)) == len(spent)
    shown = brownout("status", "--database", path).stdout
    assert "today's $0.006 for aurora are spent" in shown


def _results(path: Path, probe: str) -> list[ProbeResult]:
    database = open_database(path)
    with database.read() as connection:
        found = storage.results.recent(connection, probe=probe, limit=1000)
    database.close()
    return found


def _canaries(path: Path) -> list[ProbeResult]:
    ran = _results(path, "aurora/canary")
    return [each for each in ran if each.outcome is not Outcome.SKIPPED]


def _count(path: Path, probe: str) -> int:
    return len(_results(path, probe))


def test_the_file_names_both_budgets(tmp_path: Path) -> None:
    path = tmp_path / "probes.yaml"
    path.write_text(CONFIG.format(url="http://127.0.0.1:9/v1"))

    budget = load_config(path, {}).budget
    assert (budget.total_usd, budget.by_provider_usd) == (5, {"aurora": 0.006})
