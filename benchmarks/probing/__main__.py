"""`python -m benchmarks.probing`: what a probe costs and how true it is, as Markdown tables."""

import argparse
import asyncio
import os
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from statistics import quantiles

from benchmarks.probing.askers import Blackbox, Brownout, PlainHttpx, Told, blackbox, find_blackbox
from benchmarks.probing.targets import Targets, targets

AT_ONCE, ROUNDS = 20, 5
WAIT_MS = 250.0
PIECES, GAP_MS = 20, 30.0
Asker = Brownout | PlainHttpx | Blackbox


def main() -> None:
    """Run as asked and print Markdown."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.probing", description=__doc__)
    parser.add_argument("--probes", type=int, default=4_000, help="for the costs (%(default)s)")
    parser.add_argument("--at-once", type=int, nargs="+", default=[1, 50, 500, 2_000])
    parser.add_argument("--repeat", type=int, default=3, help="bursts of each size (%(default)s)")
    parser.add_argument("--blackbox", metavar="FILE", help="the exporter, where not in PATH")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, targets(Path(folder)) as both:
        asyncio.run(_compare(both, Path(folder), args))


async def _compare(both: Targets, folder: Path, args: argparse.Namespace) -> None:
    program = find_blackbox(args.blackbox)
    if program is None:
        print("prometheus-blackbox-exporter is not installed: it is left out.\n")
        await _tables(both, {}, args)
        return
    async with blackbox(program, both, folder) as exporter:
        await _tables(both, exporter, args)


async def _tables(
    both: Targets, exporter: Mapping[str, Blackbox], args: argparse.Namespace
) -> None:
    askers: dict[str, list[Asker]] = {
        scheme: [Brownout(both, scheme), PlainHttpx(both, scheme)] for scheme in both.urls
    }
    for scheme, one in exporter.items():
        askers[scheme].append(one)
    print(
        "| processor time a probe, 20 at once | ms | times blackbox | probes/s |\n|---|---|---|---|"
    )
    for kind in ("http", "canary"):
        for scheme, those in askers.items():
            able = [each for each in those if kind == "http" or not isinstance(each, Blackbox)]
            await _print_costs(f"{kind}, {scheme}", able, kind, args.probes)
    print(f"\n| error of the first byte after {WAIT_MS:g} ms | at once | p50, ms | p99, ms |")
    print("|---|---|---|---|")
    for scheme, those in askers.items():
        for number in args.at_once:
            for asker in those:
                told = await _first_bytes(asker, number, args.repeat)
                print(f"| {scheme}, {asker.name} | {number} | {_errors(told)} |", flush=True)
    print("\n| error in a stream | at once | first piece p50, p99 | longest gap p50, p99 |")
    print("|---|---|---|---|")
    for scheme, those in askers.items():
        for number in (1, 20, 100):
            for asker in those:
                if not isinstance(asker, Blackbox):
                    one = [
                        await asyncio.gather(*(asker.pieces(PIECES, GAP_MS) for _ in range(number)))
                        for _ in range(max(args.repeat, 40 // number))
                    ]
                    firsts, gaps = zip(*(each for burst in one for each in burst), strict=True)
                    row = f"{_errors(firsts, ', ')} | {_errors(gaps, ', ')}"
                    print(f"| {scheme}, {asker.name} | {number} | {row} |", flush=True)


async def _print_costs(name: str, askers: Sequence[Asker], kind: str, probes: int) -> None:
    cpu_s, clock_s = dict.fromkeys(askers, 0.0), dict.fromkeys(askers, 0.0)
    for _ in range(ROUNDS):
        # In turns, so that a noisy neighbour meets all of them.
        for asker in askers:
            began_s, before_s = time.perf_counter(), _cpu_s(asker)
            await _in_flight(lambda asker=asker: asker.probe(kind), probes // ROUNDS)
            cpu_s[asker] += _cpu_s(asker) - before_s
            clock_s[asker] += time.perf_counter() - began_s
    made = probes // ROUNDS * ROUNDS
    base = next((cpu_s[each] for each in askers if isinstance(each, Blackbox)), None)
    for asker in askers:
        ratio = "–" if base is None else f"{cpu_s[asker] / base:.2f}"
        cost = f"{cpu_s[asker] / made * 1000:.2f} | {ratio} | {made / clock_s[asker]:,.0f}"
        print(f"| {name}, {asker.name} | {cost} |", flush=True)


def _cpu_s(asker: Asker) -> float:
    return asker.cpu_s if isinstance(asker, Blackbox) else time.process_time()


async def _in_flight(ask: Callable[[], Awaitable[None]], number: int) -> None:
    left = iter(range(number))

    async def one_after_another() -> None:
        for _ in left:
            await ask()

    await asyncio.gather(*(one_after_another() for _ in range(AT_ONCE)))


async def _first_bytes(asker: Asker, at_once: int, repeat: int) -> list[Told]:
    told: list[Told] = []
    for _ in range(max(repeat, 40 // at_once)):
        told += await asyncio.gather(*(asker.first_byte(WAIT_MS) for _ in range(at_once)))
    return told


def _errors(told: Sequence[Told], between: str = " | ") -> str:
    cuts = quantiles([each.off_ms for each in told], n=100, method="inclusive")
    return f"{cuts[49]:.2f}{between}{cuts[98]:.2f}"


if __name__ == "__main__":
    os.environ.pop("SSL_CERT_FILE", None)
    main()
