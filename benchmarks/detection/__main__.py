"""`python -m benchmarks.detection`: play worlds, let every rule watch them, print the table."""

import argparse
import heapq
import os
from concurrent.futures import ProcessPoolExecutor

from benchmarks.detection.rules import RULES, Rule
from benchmarks.detection.score import Total, blamed, boundaries, cell, score
from benchmarks.detection.world import ILLNESSES, World
from probes.result import ProbeResult

EVERY_S = 60.0
_NEVER_S = float("inf")


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
    watching = Watching(world, rule, probes)
    watching.run()
    total = score(world, rule.alarms)
    total.probes, total.scheduled = watching.runs, int(probes * world.length_s / EVERY_S)
    return total


class Watching:
    """Probes on their grids, run again sooner or beside themselves where the rule wants it."""

    def __init__(self, world: World, rule: Rule, probes: int) -> None:
        self.world, self.rule, self.probes, self.runs = world, rule, probes, 0
        self._names = [f"provider/canary {place}" for place in range(probes)]
        # When each probe is due; never, while it is under way.
        self._due = [EVERY_S * place / probes for place in range(probes)]
        self._under_way = [0] * probes
        self._coming: list[tuple[float, int, int, ProbeResult]] = []
        self._overdue: list[tuple[float, int, int, float]] = []

    def run(self) -> None:
        """Play until the world ends."""
        while True:
            due_s = min(self._due)
            known_s = self._coming[0][0] if self._coming else _NEVER_S
            overdue_s = self._overdue[0][0] if self._overdue else _NEVER_S
            at_s = min(due_s, known_s, overdue_s)
            if at_s >= self.world.length_s:
                return
            # Whatever is known first comes first.
            if known_s == at_s:
                self._hear()
            elif overdue_s == at_s:
                self._ask_beside()
            else:
                place = self._due.index(due_s)
                self._due[place] = _NEVER_S
                self._ask(place, due_s)

    def _ask(self, place: int, at_s: float) -> None:
        self.runs += 1
        name, knows = self._names[place], self.rule.knows_own_network
        result, known_s = self.world.ask(at_s, name, knows_own_network=knows)
        self._under_way[place] += 1
        heapq.heappush(self._coming, (known_s, self.runs, place, result))
        overdue_after_s = self.rule.overdue_after_s(name)
        if overdue_after_s is not None and at_s + overdue_after_s < known_s:
            heapq.heappush(self._overdue, (at_s + overdue_after_s, self.runs, place, known_s))

    def _ask_beside(self) -> None:
        at_s, _, place, _ = heapq.heappop(self._overdue)
        if self.rule.may_ask_beside(self._names[place], at_s, self._under_way[place]):
            self._ask(place, at_s)

    def _hear(self) -> None:
        known_s, _, place, result = heapq.heappop(self._coming)
        self._under_way[place] -= 1
        if self._due[place] == _NEVER_S and not self._under_way[place]:
            self._due[place] = _next_on_grid(known_s, place, self.probes)
        for again in self.rule.hear(result, known_s):
            wanted = self._names.index(again.probe)
            if self._due[wanted] != _NEVER_S:
                self._due[wanted] = min(self._due[wanted], known_s + again.after_s)


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
