"""`python -m benchmarks.detection`: play worlds, let every rule watch them, print the table."""

import argparse
import heapq
import os
from concurrent.futures import ProcessPoolExecutor
from itertools import count

from benchmarks.detection.rules import RULES, Rule
from benchmarks.detection.score import Total, blamed, boundaries, cell, score
from benchmarks.detection.world import ILLNESSES, World

EVERY_S = 60.0


def main() -> None:
    """Run as asked and print Markdown."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.detection", description=__doc__)
    parser.add_argument("--worlds", type=int, default=24, help="how many providers (%(default)s)")
    parser.add_argument("--days", type=float, default=20, help="days of each (%(default)s)")
    parser.add_argument("--seed", type=int, default=1000, help="of the first (%(default)s)")
    parser.add_argument("--probes", type=int, default=1, help="a minute, staggered (%(default)s)")
    parser.add_argument("--flavour", choices=["usual", "heavy", "drifting"], default="usual")
    parser.add_argument("--rule", action="append", choices=list(RULES), help="only this rule")
    args = parser.parse_args()
    names = args.rule or list(RULES)
    totals = {name: Total() for name in names}
    jobs = [
        (name, seed, args.days, args.flavour, args.probes)
        for name in names
        for seed in range(args.seed, args.seed + args.worlds)
    ]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for (name, *_), total in zip(jobs, pool.map(_watched, jobs), strict=True):
            totals[name].add(total)
    _print(totals, args)


def watch(world: World, rule: Rule, probes: int) -> Total:
    """Let a rule watch a world through so many probes, and score what it told."""
    numbers = count()
    due = [(EVERY_S * place / probes, next(numbers), place) for place in range(probes)]
    coming: list[tuple[float, int, int, object]] = []
    runs = 0
    while due or coming:
        # Whatever is known first comes first: a result, or that the next probe is due.
        if coming and (not due or coming[0][0] <= due[0][0]):
            known_s, _, place, result = heapq.heappop(coming)
            again_s = rule.hear(result, known_s)  # type: ignore[arg-type]
            grid_s = _next_on_grid(known_s, place, probes)
            at_s = grid_s if again_s is None else min(grid_s, known_s + again_s)
            if at_s < world.length_s:
                heapq.heappush(due, (at_s, next(numbers), place))
            continue
        at_s, _, place = heapq.heappop(due)
        runs += 1
        result, known_s = world.ask(
            at_s, f"provider/canary {place}", knows_own_network=rule.knows_own_network
        )
        heapq.heappush(coming, (known_s, next(numbers), place, result))
    total = score(world, rule.alarms)
    total.probes, total.scheduled = runs, int(probes * world.length_s / EVERY_S)
    return total


def _next_on_grid(after_s: float, place: int, probes: int) -> float:
    offset_s = EVERY_S * place / probes
    return ((after_s - offset_s) // EVERY_S + 1) * EVERY_S + offset_s


def _watched(job: tuple[str, int, float, str, int]) -> Total:
    name, seed, days, flavour, probes = job
    ill, well = (
        watch(World(seed, days, flavour=flavour, is_ill=is_ill), RULES[name](), probes)
        for is_ill in (True, False)
    )
    # What remains of an episode in a rule's memory would pass for false alarms after it.
    well.kinds = ill.kinds
    return well


def _print(totals: dict[str, Total], args: argparse.Namespace) -> None:
    months = next(iter(totals.values())).months
    print(
        f"{args.worlds} worlds of {args.days:g} days ({args.flavour}, seeds from {args.seed}), "
        f"{args.probes} probe{'s' if args.probes > 1 else ''} a minute, {months:.1f} healthy months"
    )
    print("\nTime to detect in seconds, median/95th percentile:\n")
    print(f"| | {' | '.join(totals)} |")
    print(f"|---|{'---|' * len(totals)}")
    theirs = [illness for illness in ILLNESSES if not illness.is_ours]
    for illness in theirs:
        cells = [cell(total.kinds[illness.name]) for total in totals.values()]
        print(f"| {illness.name} | {' | '.join(cells)} |")
    ours = next(illness.name for illness in ILLNESSES if illness.is_ours)
    rows = {
        f"{ours} blamed on the provider": [blamed(t.kinds[ours]) for t in totals.values()],
        "false alarms a month": [f"{t.false / t.months:.2f}" for t in totals.values()],
        "opened on nuisances, a month": [f"{t.nuisances / t.months:.2f}" for t in totals.values()],
        "extra probes in peace": [f"{t.probes / t.scheduled - 1:+.1%}" for t in totals.values()],
    }
    for name, cells in rows.items():
        print(f"| {name} | {' | '.join(cells)} |")
    print("\nMedian error of start/end in seconds, alarms per episode found:\n")
    print(f"| | {' | '.join(totals)} |")
    print(f"|---|{'---|' * len(totals)}")
    for illness in theirs:
        cells = [boundaries(total.kinds[illness.name]) for total in totals.values()]
        print(f"| {illness.name} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
