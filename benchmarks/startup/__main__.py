"""`python -m benchmarks.startup`: from the command to its help, and to a worker's first result."""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import storage.results
from benchmarks.probing.targets import targets
from storage.database import open_database

PROBES = 40
_LOOK_EVERY_S = 0.02
_PYTHON = (sys.executable, "-P")
_BROWNOUT = (*_PYTHON, "-m", "monitor")


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds by the clock, and of processor time."""

    clock_s: float
    cpu_s: float


def main() -> None:
    """Start each in turns and print a Markdown table of medians."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.startup", description=__doc__)
    parser.add_argument("--rounds", type=int, default=9, help="(%(default)s)")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, targets(Path(name)) as both:
        config, file = Path(name) / "probes.yaml", Path(name) / "startup.db"
        config.write_text(_config(both.urls["http"]), encoding="utf-8")
        starts: dict[str, Callable[[], Took]] = {
            "`python -c pass`": lambda: _ended([*_PYTHON, "-c", "pass"]),
            "`brownout --help`": lambda: _ended([*_BROWNOUT, "--help"]),
            f"`brownout worker`, {PROBES} probes, to the first result kept": lambda: _first_result(
                config, file
            ),
        }
        took: dict[str, list[Took]] = {name: [] for name in starts}
        for _ in range(args.rounds):
            # In turns, so that a noisy neighbour meets all of them.
            for name, start in starts.items():
                took[name].append(start())
    _print(took)


def _print(took: dict[str, list[Took]]) -> None:
    print("| | s | in bare starts | CPU s | in bare starts |\n|---|---|---|---|---|")
    bare_s = bare_cpu_s = 0.0
    for name, times in took.items():
        clock_s = median(each.clock_s for each in times)
        cpu_s = median(each.cpu_s for each in times)
        bare_s, bare_cpu_s = bare_s or clock_s, bare_cpu_s or cpu_s
        print(
            f"| {name} | {clock_s:.2f} | {clock_s / bare_s:.1f} "
            f"| {cpu_s:.2f} | {cpu_s / bare_cpu_s:.1f} |"
        )


def _ended(command: list[str]) -> Took:
    began_s, before_s = time.perf_counter(), _children_cpu_s()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return Took(time.perf_counter() - began_s, _children_cpu_s() - before_s)


def _first_result(config: Path, file: Path) -> Took:
    """Start a worker on a database that is there already; end it at its first result."""
    command = [*_BROWNOUT, "worker", "--quiet", "--config", str(config), "--database", str(file)]
    with closing(open_database(file)) as database:
        before_s, since_ms = _children_cpu_s(), time.time_ns() // 1_000_000
        began_s, is_there = time.perf_counter(), False
        with subprocess.Popen(command) as worker:
            while not is_there and worker.poll() is None:
                time.sleep(_LOOK_EVERY_S)
                with database.read() as connection:
                    is_there = storage.results.first_ms(connection, since_ms) is not None
            clock_s = time.perf_counter() - began_s
            # It is killed so that the processor time is that of starting alone.
            worker.kill()
    if not is_there:
        raise SystemExit("the worker ended before its first result")
    return Took(clock_s, _children_cpu_s() - before_s)


def _config(url: str) -> str:
    lines = ["providers:", "  near: {}", "probes:"]
    lines += [
        f"  - {{name: probe {number}, provider: near, check: http, url: {url}/now, every: 60s}}"
        for number in range(PROBES)
    ]
    return "\n".join(lines) + "\n"


def _children_cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
