"""`python -m benchmarks.probing.pace`: a worker with thousands of probes, on time or not."""

import argparse
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

import storage.results
from benchmarks.probing.targets import targets
from probes.result import Outcome, ProbeResult
from probes.schedule import FIRST_RUNS_PER_S
from storage.database import Database, open_database

PROVIDER_PROBES = 20
WAIT_MS = 250.0
# What starts with the worker, its first runs among it, is no pace yet, and what its end breaks off
# was not dropped.
SETTLE_S = 20.0
END_S = 2.0
MANY_YEARS_MS = 2**62
_LOOK_EVERY_S = 5.0


@dataclass(frozen=True, slots=True)
class Run:
    """What came of one worker: lateness and error of the first byte in ms, by percentile.

    `memory_mb` is what it held at first, at most and at last.
    """

    due: int
    ran: int
    skipped: int
    late_ms: tuple[float, float]
    off_ms: tuple[float, float]
    cpu_share: float
    memory_mb: tuple[float, float, float]


def main() -> None:
    """Run workers as asked and print a Markdown table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.probing.pace", description=__doc__)
    parser.add_argument("--probes", type=int, nargs="+", default=[5_000, 10_000, 20_000])
    parser.add_argument("--every", type=float, default=60.0, metavar="S", help="(%(default)s)")
    parser.add_argument("--minutes", type=float, default=3.0, help="of each (%(default)s)")
    parser.add_argument("--hanging", type=int, default=1_000, help="of the first (%(default)s)")
    args = parser.parse_args()
    print(
        f"| probes every {args.every:g} s | due | ran | told as skipped | late p50, p99, ms "
        "| first byte off p50, p99, ms | of a core | MB at first, at most, at last |\n"
        + "|---" * 8
        + "|"
    )
    _row(f"{args.probes[0]:,}, quiet", run(args.probes[0], 0, args.every, args.minutes))
    if args.hanging:
        hung = run(args.probes[0], args.hanging, args.every, args.minutes)
        _row(f"{args.probes[0]:,}, {args.hanging:,} of them hang", hung)
    for probes in args.probes[1:]:
        _row(f"{probes:,}", run(probes, 0, args.every, args.minutes))


def _row(name: str, of: Run) -> None:
    print(
        f"| {name} | {of.due:,} | {of.ran:,} | {of.skipped:,} | {of.late_ms[0]:.1f}, "
        f"{of.late_ms[1]:.1f} | {of.off_ms[0]:.2f}, {of.off_ms[1]:.2f} | {of.cpu_share:.0%} "
        f"| {', '.join(format(held, '.0f') for held in of.memory_mb)} |",
        flush=True,
    )


def run(probes: int, hanging: int, every_s: float, minutes: float) -> Run:
    """Let a worker run so many probes, of which some hang, and read what it kept.

    Those that hang are neither counted as run nor as skipped nor as late.
    """
    with tempfile.TemporaryDirectory() as name, targets(Path(name)) as both:
        folder = Path(name)
        config, file = folder / "probes.yaml", folder / "pace.db"
        database = open_database(file)
        config.write_text(_config(both.urls["http"], probes, hanging, every_s))
        command = [
            sys.executable, "-m", "monitor", "worker", "--quiet",
            "--config", str(config), "--database", str(file),
        ]  # fmt: skip
        worker = subprocess.Popen(command)
        try:
            settle_s = SETTLE_S + probes / FIRST_RUNS_PER_S
            since_ms = _since_ms(database, worker) + settle_s * 1000
            time.sleep(max(0.0, since_ms / 1000 - time.time()))
            before_s = _cpu_s(worker.pid)
            memory_mb = _watch(worker.pid, minutes * 60)
            cpu_s = _cpu_s(worker.pid) - before_s
            time.sleep(END_S)
        finally:
            worker.terminate()
            worker.wait()
        kept = _kept(database, round(since_ms), round(since_ms + minutes * 60_000))
        database.close()
    hang = {_name(number) for number in range(probes - hanging, probes)}
    others = [each for each in kept if each.probe not in hang]
    ran = [each for each in others if each.outcome is Outcome.OK]
    return Run(
        due=round((probes - hanging) * minutes * 60 / every_s),
        ran=len(ran),
        skipped=sum(each.outcome is Outcome.SKIPPED for each in others),
        late_ms=_p50_p99([each.late_ms for each in ran]),
        off_ms=_p50_p99([_off_ms(each) for each in ran]),
        cpu_share=cpu_s / minutes / 60,
        memory_mb=memory_mb,
    )


def _config(url: str, probes: int, hanging: int, every_s: float) -> str:
    """Return a configuration in which the last of each provider's probes are the ones that hang."""
    providers = -(-probes // PROVIDER_PROBES)
    lines = [f'reference: ["{url.replace("http", "tcp")}"]', "providers:"]
    lines += [f"  p{number}: {{}}" for number in range(providers)]
    lines.append("probes:")
    for number in range(probes):
        path = "/never" if number >= probes - hanging else f"/after/{WAIT_MS:g}"
        lines.append(
            f"  - {{name: {_name(number)}, provider: p{number // PROVIDER_PROBES}, check: http, "
            f'url: "{url}{path}", every: {every_s:g}s}}'
        )
    return "\n".join(lines) + "\n"


def _name(number: int) -> str:
    return f"probe {number}"


def _since_ms(database: Database, worker: subprocess.Popen[bytes]) -> float:
    while worker.poll() is None:
        time.sleep(0.5)
        kept = _kept(database, 0, MANY_YEARS_MS)
        if kept:
            return float(kept[0].started_at_ms)
    raise SystemExit("the worker ended before its first result")


def _kept(database: Database, start_ms: int, end_ms: int) -> list[ProbeResult]:
    with database.read() as connection:
        return list(storage.results.stream(connection, start_ms, end_ms))


def _off_ms(result: ProbeResult) -> float:
    """Compare with what the target says of itself: how many microseconds it let us wait."""
    return abs((result.timings.ttfb_ms or 0.0) - int(result.request_id or 0) / 1000)


def _p50_p99(values: list[float]) -> tuple[float, float]:
    cuts = quantiles(values, n=100, method="inclusive")
    return cuts[49], cuts[98]


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100


def _watch(pid: int, seconds: float) -> tuple[float, float, float]:
    """Return the memory of a process in MB over so many seconds: at first, at most, at last."""
    until = time.monotonic() + seconds
    held = [_memory_mb(pid)]
    while (left_s := until - time.monotonic()) > 0:
        time.sleep(min(_LOOK_EVERY_S, left_s))
        held.append(_memory_mb(pid))
    return held[0], max(held), held[-1]


def _memory_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


if __name__ == "__main__":
    main()
