"""Results as files for other programs, and back: CSV and Parquet, one row a result.

Times are epoch milliseconds UTC, durations milliseconds, cost micro-dollars; a cell is empty
where there is nothing to say. Rows are in the order of their starts.
"""

import csv
import itertools
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

from probes.plugins import did_you_mean
from probes.result import Expectation, Outcome, ProbeResult, Surface, Timings

REQUIRED = ("provider", "probe", "started_at_ms", "outcome")
TIMINGS = tuple(field.name for field in fields(Timings))
COLUMNS: Mapping[str, type] = {
    "provider": str,
    "probe": str,
    "surface": str,
    "model": str,
    "region": str,
    "vantage": str,
    "every_s": float,
    "started_at_ms": int,
    "judged_at_ms": int,
    "outcome": str,
    "late_ms": float,
    **dict.fromkeys(TIMINGS, float),
    "http_status": int,
    "request_id": str,
    "input_tokens": int,
    "output_tokens": int,
    "score": float,
    "cost_microusd": int,
    "detail": str,
    "expectations": str,
    "headroom": float,
    "retry_after_s": float,
}
"""The columns, in their order, with what their cells hold; `expectations` are JSON."""

_BATCH = 10_000


class BadFile(ValueError):
    """A file that cannot be read as results; the message says where and what to do."""


def row(result: ProbeResult, every_s: float | None) -> dict[str, Any]:
    """Return a result as a row; `every_s` is the cadence of its probe."""
    met = [(each.name, each.expected, each.got, each.held) for each in result.expectations]
    return {
        "provider": result.provider,
        "probe": result.probe,
        "surface": str(result.surface),
        "model": result.model,
        "region": result.region,
        "vantage": result.vantage,
        "every_s": every_s,
        "started_at_ms": result.started_at_ms,
        "judged_at_ms": result.judged_at_ms,
        "outcome": str(result.outcome),
        "late_ms": result.late_ms,
        **{name: getattr(result.timings, name) for name in TIMINGS},
        "http_status": result.http_status,
        "request_id": result.request_id,
        "input_tokens": result.input_tokens,
        "output_tokens": result.output_tokens,
        "score": result.score,
        "cost_microusd": result.cost_microusd,
        "detail": result.detail,
        "expectations": json.dumps(met) if met else None,
        "headroom": result.headroom,
        "retry_after_s": result.retry_after_s,
    }


def write(path: Path, rows: Iterable[Mapping[str, Any]]) -> int:
    """Write rows to a `.csv` or `.parquet` file; return how many there were.

    Raises:
        BadFile: where the name says neither.
        OSError: where it cannot be written.
    """
    write_rows = _by_suffix(path, {".csv": _write_csv, ".parquet": _write_parquet})
    return write_rows(path, rows)


def read(path: Path) -> Iterator[tuple[ProbeResult, float | None]]:
    """Yield each result of a file, with the cadence of its probe where the file has it.

    Raises:
        BadFile: where it is not as written above; the message has the row.
        OSError: where it cannot be read.
    """
    read_rows = _by_suffix(path, {".csv": _read_csv, ".parquet": _read_parquet})
    before_ms = 0
    # The first row of a CSV is its header.
    for number, cells in enumerate(read_rows(path), start=2 if path.suffix == ".csv" else 1):
        try:
            result = _result(cells)
        except ValueError as error:
            raise BadFile(f"{path}:{number}: {error}") from None
        if result.started_at_ms < before_ms:
            mend = "sort the file by started_at_ms"
            raise BadFile(f"{path}:{number}: it starts before the row above it; {mend}")
        before_ms = result.started_at_ms
        yield result, cells.get("every_s")


Way = TypeVar("Way", bound=Callable[..., object])


def _by_suffix(path: Path, ways: Mapping[str, Way]) -> Way:
    if path.suffix not in ways:
        raise BadFile(f"{path}: neither .csv nor .parquet")
    return ways[path.suffix]


def _result(cells: Mapping[str, Any]) -> ProbeResult:
    for name in REQUIRED:
        if cells.get(name) in (None, ""):
            raise ValueError(f"{name}: missing")
    outcome, surface = str(cells["outcome"]), str(cells.get("surface") or Surface.API)
    for what, word, known in (("outcome", outcome, Outcome), ("surface", surface, Surface)):
        words = [str(each) for each in known]
        if word not in words:
            raise ValueError(f"{what}: `{word}` is none{did_you_mean(word, words)}")
    given = {name: cells[name] for name in COLUMNS if cells.get(name) is not None}
    met = json.loads(given.pop("expectations", "[]"))
    return ProbeResult(
        provider=given.pop("provider"),
        probe=given.pop("probe"),
        surface=Surface(surface),
        vantage=given.pop("vantage", "here"),
        started_at_ms=given.pop("started_at_ms"),
        outcome=Outcome(outcome),
        timings=Timings(**{name: given.pop(name) for name in TIMINGS if name in given}),
        expectations=tuple(
            Expectation(name=name, expected=expected, got=got, held=held)
            for name, expected, got, held in met
        ),
        **{name: given[name] for name in given if name not in ("outcome", "surface", "every_s")},
    )


def _write_csv(path: Path, rows: Iterable[Mapping[str, Any]]) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS)
        writer.writeheader()
        for each in rows:
            writer.writerow(each)
            count += 1
    return count


def _read_csv(path: Path) -> Iterator[Mapping[str, Any]]:
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        try:
            _check_columns(path, reader.fieldnames or ())
            for number, cells in enumerate(reader, start=2):
                yield {
                    name: _cell(path, number, name, text)
                    for name, text in cells.items()
                    if name in COLUMNS and text not in (None, "")
                }
        except (csv.Error, UnicodeDecodeError) as error:
            raise BadFile(f"{path}: not a CSV file: {error}") from None


def _cell(path: Path, number: int, name: str, text: str) -> Any:
    kind = COLUMNS[name]
    try:
        return kind(text)
    except ValueError:
        wanted = "a whole number" if kind is int else "a number"
        raise BadFile(f"{path}:{number}: {name}: `{text[:40]}` is not {wanted}") from None


def _check_columns(path: Path, names: Iterable[str]) -> None:
    missing = [name for name in REQUIRED if name not in set(names)]
    if missing:
        raise BadFile(f"{path}: no column {', '.join(missing)}; `brownout export` writes them all")


def _write_parquet(path: Path, rows: Iterable[Mapping[str, Any]]) -> int:
    import pyarrow as pa
    from pyarrow import parquet

    kinds = {str: pa.string(), int: pa.int64(), float: pa.float64()}
    schema = pa.schema([(name, kinds[kind]) for name, kind in COLUMNS.items()])
    count, left = 0, iter(rows)
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        while batch := list(itertools.islice(left, _BATCH)):
            writer.write_table(pa.Table.from_pylist([dict(each) for each in batch], schema))
            count += len(batch)
    return count


def _read_parquet(path: Path) -> Iterator[Mapping[str, Any]]:
    import pyarrow as pa
    from pyarrow import parquet

    try:
        file = parquet.ParquetFile(path)
    except pa.ArrowInvalid as error:
        raise BadFile(f"{path}: not a Parquet file: {error}") from None
    with file:
        names = [name for name in file.schema_arrow.names if name in COLUMNS]
        _check_columns(path, names)
        for batch in file.iter_batches(_BATCH, columns=names):
            yield from batch.to_pylist()
