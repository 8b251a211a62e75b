"""`python -m benchmarks.storage`: keep a year of results, ask what screens ask, print tables."""

import argparse
import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from benchmarks.storage import questions, year
from benchmarks.storage.apart import apart
from benchmarks.storage.ingest import (
    RAW,
    RAW_TEXT,
    ROLLED_UP,
    ROWS,
    Took,
    end_ms,
    measure,
    measure_postgresql,
)
from benchmarks.storage.questions import WINDOWS


def main() -> None:
    """Run as asked and print Markdown."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.storage", description=__doc__)
    parser.add_argument("--results", type=int, default=20_000_000, help="of the year (%(default)s)")
    parser.add_argument("--ingest", type=int, default=400_000, help="to compare by (%(default)s)")
    parser.add_argument("--postgresql", metavar="URL", help="an empty database, for COPY")
    parser.add_argument("--folder", type=Path, help="where to put files (default: a new one)")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=args.folder) as folder:
        _ingest(Path(folder), args.ingest, args.postgresql)
        _year(Path(folder), args.results)


def _ingest(folder: Path, number: int, url: str | None) -> None:
    print(f"Ingest of {number:,} results, ours against raw in turns:\n")
    heads = (
        "rows over raw, processor time",
        "clock",
        "rolled up over raw, processor time",
        "clock",
    )
    print("| batch | raw, rows/s | rows, rows/s | " + " | ".join(heads) + " |")
    print("|---" * 7 + "|")
    # A worker with 40 probes keeps one to some dozens at a time; thousands come from a spool.
    for batch in (1, 25, 100, 1_000, 10_000):
        of = min(number, batch * 1_000)
        took, _ = apart(measure, folder, of, batch)
        print(_row(f"SQLite, {batch:,}", of, took), flush=True)
    for batch in (25, 100, 1_000, 10_000) if url else ():
        of = min(number // 4, batch * 500)
        took, _ = apart(measure_postgresql, url, of, batch)
        print(_row(f"PostgreSQL, {batch:,}, raw is binary COPY", of, took))
        took[RAW] = took[RAW_TEXT]
        print(_row(f"PostgreSQL, {batch:,}, raw is COPY as text", of, took), flush=True)


def _row(name: str, number: int, took: Mapping[str, Took]) -> str:
    raw = took[RAW]
    ratios = [
        f"{raw.cpu_s / ours.cpu_s:.2f} | {raw.clock_s / ours.clock_s:.2f}"
        for ours in (took[ROWS], took[ROLLED_UP])
    ]
    rates = [f"{number / each.clock_s:,.0f}" for each in (raw, took[ROWS])]
    return f"| {name} | {' | '.join(rates + ratios)} |"


def _year(folder: Path, number: int) -> None:
    file, duck = folder / "year.db", folder / "year.duckdb"
    seconds, filling_mb = apart(year.fill, file, number)
    sizes = year.sizes(file)
    print(f"\n{number:,} results made and kept in {seconds:,.0f} s, {filling_mb:.0f} MB at most.\n")
    print("| bytes a result | |\n|---|---|")
    for table, size in sizes.items():
        if size >= number / 20:
            print(f"| {table} | {size / number:.1f} |")
    wordy, some = folder / "telling.db", min(number, 500_000)
    apart(partial(year.fill, is_telling=True), wordy, some)
    size = year.sizes(wordy)["file"]
    print(f"| file, where checks tell all they can | {size / some:.1f} |")
    now_ms = end_ms(number)
    ours, ours_mb = apart(questions.ask_ours, file, now_ms)
    raw, raw_mb = apart(questions.ask_sqlite, file, now_ms)
    apart(year.copy_to_duckdb, file, duck)
    duckdb, duckdb_mb = apart(questions.ask_duckdb, duck, file, now_ms)
    print("\n| ms | " + " | ".join(WINDOWS) + " |\n|---|" + "---|" * len(WINDOWS))
    for question, answers in ours.items():
        for name, found in (("", ours), (", raw in SQLite", raw), (", raw in DuckDB", duckdb)):
            if question in found:
                cells = [found[question].get(window) for window in WINDOWS]
                told = " | ".join("" if ms is None else f"{ms:,.1f}" for ms in cells)
                print(f"| {question}{name} | {told} |")
        if len(answers) == len(WINDOWS):
            ratio = answers["1 y"] / answers["24 h"]
            print(f"| {question}, 1 y over 24 h | | | | {ratio:.2f} |")
    print(f"\nMemory at most: ours {ours_mb:.0f}, SQLite {raw_mb:.0f}, DuckDB {duckdb_mb:.0f} MB.")


if __name__ == "__main__":
    main()
