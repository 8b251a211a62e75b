"""Run probes once, now, and print each expectation with its verdict."""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.config import Config
    from probes.result import ProbeResult
    from probes.spec import ProbeSpec

NEEDS = ("config", "json")

AT_ONCE = 8

_LOOK_EVERY_S = 0.3


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `brownout check`."""
    parser.add_argument(
        "--watch",
        action="store_true",
        help="run again whenever probes.yaml or a check of one's own is edited, until Ctrl-C",
    )
    parser.add_argument(
        "--stdin",
        action="store_true",
        help="read the text of probes.yaml from standard input, as if it stood in that file",
    )
    parser.add_argument(
        "probe",
        nargs="*",
        help="a probe (`openai/canary`) or all of a provider (`openai`); without any, all probes",
    )


def main(args: argparse.Namespace) -> int:
    """Return 0 only where something was checked and all of it is ok."""
    from monitor.mistake import Mistake

    if args.watch and args.stdin:
        raise Mistake("--watch follows a file, and standard input is none: leave one of them out")
    if args.watch:
        _watch(args)
    return _check(args)[0]


def _watch(args: argparse.Namespace) -> None:
    from monitor.config import ConfigError
    from monitor.edits import Edits
    from monitor.mistake import Mistake

    edits = Edits([args.config])
    while True:
        try:
            _, check_files = _check(args)
            edits.follow((args.config, *check_files))
        except Mistake as mistake:
            sys.stderr.write(f"{mistake}\n")
            if isinstance(mistake.__cause__, ConfigError):
                edits.follow((args.config, *mistake.__cause__.check_files))
        print("Waiting for an edit; Ctrl-C ends.", flush=True)
        while not edits.happened():
            time.sleep(_LOOK_EVERY_S)


def _check(args: argparse.Namespace) -> tuple[int, "Sequence[Path]"]:
    from monitor import sources

    config = sources.configuration(args)
    chosen = choose(config.probes, args.probe)
    waiting = [spec for spec in chosen if spec.waiting_for is not None]
    runnable = [spec for spec in chosen if spec.waiting_for is None]
    results = asyncio.run(_run_all(config, runnable))

    if args.json:
        print(json.dumps(_as_json(results, waiting), indent=2))
    else:
        _print(results, waiting)
    is_well = results and all(result.outcome == "ok" for result in results)
    return 0 if is_well else 1, config.check_files


def choose(specs: "Sequence[ProbeSpec]", words: Sequence[str]) -> "list[ProbeSpec]":
    """Return the probes that the words name, in the configuration's order.

    Raises:
        Mistake: where a word names neither a probe nor a provider.
    """
    from monitor.mistake import Mistake
    from probes.plugins import did_you_mean

    names = {spec.name for spec in specs}
    providers = {spec.provider.id for spec in specs}
    for word in words:
        if word not in names | providers:
            known = sorted(names | providers)
            raise Mistake(f"no probe and no provider is called `{word}`{did_you_mean(word, known)}")
    return [spec for spec in specs if not words or {spec.name, spec.provider.id} & {*words}]


async def _run_all(config: "Config", specs: "Sequence[ProbeSpec]") -> "list[ProbeResult]":
    from monitor.pipeline import Asker
    from probes.references import References

    asker = Asker(vantage=config.vantage, references=References(config.reference))
    # More at once would measure our own crowding.
    places = asyncio.Semaphore(AT_ONCE)

    async def run(spec: "ProbeSpec") -> "ProbeResult":
        async with places:
            return await asker.ask(spec)

    return list(await asyncio.gather(*map(run, specs)))


def _as_json(results: "Sequence[ProbeResult]", waiting: "Sequence[ProbeSpec]") -> dict[str, object]:
    from probes.arrival import clock

    return {
        "results": [
            {**asdict(result), "fault": result.outcome.fault, "ok": result.outcome == "ok"}
            for result in results
        ],
        "clock": clock(),
        "waiting": [{"probe": spec.name, "waiting_for": spec.waiting_for} for spec in waiting],
    }


def _print(results: "Sequence[ProbeResult]", waiting: "Sequence[ProbeSpec]") -> None:
    from rich.console import Console
    from rich.text import Text

    from incidents.wording import BLIND
    from probes.arrival import LATE_CLOCK, clock

    console = Console(highlight=False)
    for result in results:
        well = result.outcome == "ok"
        headline = Text.assemble(
            ("✓ " if well else "✗ ", "green" if well else "red"),
            (result.probe, "bold"),
            f"  {result.outcome}",
        )
        if not well:
            headline.append(f" ({result.outcome.fault} fault)", "dim")
        console.print(headline)
        if phases := _phases(result):
            console.print(Text(f"    {phases}", "dim"), soft_wrap=True)
        for expectation in result.expectations:
            mark, style = ("✓", "green") if expectation.held else ("✗", "red")
            console.print(
                Text.assemble(
                    "    ",
                    (mark, style),
                    f" {expectation.name}: expected {expectation.expected}, got {expectation.got}",
                ),
                soft_wrap=True,
            )
        if result.detail:
            console.print(Text(f"    {result.detail}"), soft_wrap=True)
        if result.transcript:
            asked = result.transcript.partition("\n")[0]
            console.print(Text(f"    asked {asked}", "dim"), soft_wrap=True)
        if result.request_id:
            console.print(Text(f"    request id {result.request_id}", "dim"))
    if any(result.outcome == "blind" for result in results):
        sentence = f"{BLIND[0].upper()}{BLIND[1:]}: this says nothing about the providers."
        console.print(Text(sentence, "bold yellow"), soft_wrap=True)
    if results and clock() != "kernel":
        console.print(Text(f"Timed by the {clock()}'s clock: {LATE_CLOCK}", "dim"), soft_wrap=True)
    for spec in waiting:
        console.print(Text(f"– {spec.name}  not run: waits for {spec.waiting_for}", "yellow"))


def _phases(result: "ProbeResult") -> str:
    words = {
        "dns_ms": "dns",
        "connect_ms": "connect",
        "tls_ms": "tls",
        "ttfb_ms": "first byte",
        "ttft_ms": "first token",
        "longest_gap_ms": "longest gap",
        "total_ms": "total",
    }
    timings = asdict(result.timings)
    parts = [
        f"{word} {timings[key]:.1f} ms" for key, word in words.items() if timings[key] is not None
    ]
    if result.timings.tokens_per_s is not None:
        parts.append(f"{result.timings.tokens_per_s:.0f} tokens/s")
    if result.cost_microusd:
        parts.append(f"${result.cost_microusd / 1_000_000:.6f}")
    return " · ".join(parts)
