"""Check probes.yaml and tell what it watches, what waits, and what that costs."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.config import Config, ConfigError
    from probes.spec import ProbeSpec

NEEDS = ("config", "json")


def configure(parser: argparse.ArgumentParser) -> None:
    """`brownout validate` takes only the shared arguments."""


def main(args: argparse.Namespace) -> int:
    """Return 0, or 2 after printing every mistake."""
    from monitor.config import ConfigError, load_config

    try:
        config = load_config(args.config, os.environ)
    except ConfigError as error:
        if args.json:
            print(json.dumps(_mistakes_as_json(error), indent=2))
        else:
            count = len(error.mistakes)
            print(error, file=sys.stderr)
            print(f"{count} mistake{'s' if count > 1 else ''} to mend", file=sys.stderr)
        return 2
    if args.json:
        print(json.dumps(_as_json(config), indent=2))
    else:
        _print(config)
    return 0


def _as_json(config: "Config") -> dict[str, object]:
    return {
        "ok": True,
        "file": str(config.path),
        "vantage": config.vantage,
        "cost_usd_per_day": _usd(_most(config, _running(config.probes))),
        "likely_cost_usd_per_day": _usd(_likely(config, _running(config.probes))),
        "providers": [
            {
                "id": provider.id,
                "name": provider.name,
                "cost_usd_per_day": _usd(_most(config, _running_of(config, provider.id))),
                "likely_cost_usd_per_day": _usd(_likely(config, _running_of(config, provider.id))),
                "probes": [
                    {
                        "name": probe.name,
                        "surface": probe.surface,
                        "check": probe.check,
                        "every_s": probe.every_s,
                        "timeout_s": probe.deadlines.total,
                        "waiting_for": probe.waiting_for,
                        "cost_usd_per_day": _usd(_most(config, [probe])),
                        "likely_cost_usd_per_day": _usd(_likely(config, [probe])),
                    }
                    for probe in _probes_of(config, provider.id)
                ],
            }
            for provider in config.providers.values()
        ],
    }


def _mistakes_as_json(error: "ConfigError") -> dict[str, object]:
    from monitor.mistakes import render_path

    return {
        "ok": False,
        "file": str(error.file),
        "mistakes": [
            {
                "line": mistake.place.line if mistake.place else None,
                "column": mistake.place.column if mistake.place else None,
                "path": render_path(mistake.path),
                "what": mistake.what,
                "mend": mistake.mend,
            }
            for mistake in error.mistakes
        ],
    }


def _print(config: "Config") -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from monitor.duration import render_duration

    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("probe", "check", "every"):
        table.add_column(heading, overflow="fold")
    table.add_column("a day", justify="right")
    table.add_column("at most", justify="right")
    table.add_column("waits for", overflow="fold", style="yellow")
    for provider in config.providers.values():
        probes = _probes_of(config, provider.id)
        table.add_row(Text(provider.name, "bold"), "", "", *_cells(config, _running(probes)))
        for probe in probes:
            table.add_row(
                Text(f"  {probe.name}"),
                probe.check,
                render_duration(probe.every_s),
                *_cells(config, [probe]),
                Text(probe.waiting_for or ""),
                style="dim" if probe.waiting_for else None,
            )
        if not probes:
            table.add_row(Text("  none yet: write one under `probes:`", "yellow"))
    console = Console(highlight=False)
    console.print(table)
    console.print(Text(f"\n{_total(config)}"), soft_wrap=True)


def _total(config: "Config") -> str:
    running = _running(config.probes)
    waiting = [probe for probe in config.probes if probe.waiting_for is not None]
    plural = "s" if len(running) != 1 else ""
    text = f"{config.path} is well: {len(running)} probe{plural} of "
    providers = f"provider{'s' if len(config.providers) != 1 else ''}"
    likely, most = _costs(config, running)
    text += f"{len(config.providers)} {providers}, likely {likely} a day and at most {most}."
    if waiting:
        likely, most = _costs(config, waiting)
        text += f" {len(waiting)} more wait; they would add {likely}, at most {most}."
    if any(config.cost_per_day_microusd(probe) is None for probe in config.probes):
        budgets = config.budget.total_usd is not None or config.budget.by_provider_usd
        uncounted = ", else no budget counts it" if budgets else ""
        text += f" Where a price is unknown, set the provider's `price`{uncounted}."
    if config.budget.total_usd is not None:
        text += (
            f" Once ${config.budget.total_usd:g} are spent, what costs money pauses for the day."
        )
    return text


def _probes_of(config: "Config", provider_id: str) -> "list[ProbeSpec]":
    return [probe for probe in config.probes if probe.provider.id == provider_id]


def _running(probes: "Sequence[ProbeSpec]") -> "list[ProbeSpec]":
    return [probe for probe in probes if probe.waiting_for is None]


def _running_of(config: "Config", provider_id: str) -> "list[ProbeSpec]":
    return _running(_probes_of(config, provider_id))


def _most(config: "Config", probes: "Sequence[ProbeSpec]") -> list[int | None]:
    return [config.cost_per_day_microusd(probe) for probe in probes]


def _likely(config: "Config", probes: "Sequence[ProbeSpec]") -> list[int | None]:
    return [config.likely_cost_per_day_microusd(probe) for probe in probes]


def _usd(costs: Sequence[int | None]) -> float | None:
    """Return the sum in dollars of costs in micro-dollars, or None where one is unknown."""
    return None if None in costs else sum(filter(None, costs)) / 1_000_000


def _costs(config: "Config", probes: "Sequence[ProbeSpec]") -> tuple[str, str]:
    """Return in words what these probes cost a day: likely, and at most."""
    return _in_words(_likely(config, probes)), _in_words(_most(config, probes))


def _cells(config: "Config", probes: "Sequence[ProbeSpec]") -> list[str]:
    """Return the same, as short as a column needs it."""
    return [
        words.replace(" and more", "+").replace("under", "<").replace("unknown", "?")
        for words in _costs(config, probes)
    ]


def _in_words(costs: Sequence[int | None]) -> str:
    known_usd = sum(filter(None, costs)) / 1_000_000
    text = f"${known_usd:.2f}" if known_usd >= 0.01 or known_usd == 0 else "under $0.01"
    if None not in costs:
        return text
    return f"{text} and more" if known_usd else "unknown"
