"""Results as rows of a table, and back.

Times are epoch milliseconds UTC, durations milliseconds, cost micro-dollars; a cell is empty
where there is nothing to say. Rows are in the order of their starts.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

from probes.plugins import did_you_mean
from probes.result import Expectation, Outcome, ProbeResult, Surface, Timings
from publish import table_files
from publish.table_files import BadFile, Cells, Columns

__all__ = ["COLUMNS", "REQUIRED", "BadFile", "read", "result", "row"]

REQUIRED = ("provider", "probe", "started_at_ms", "outcome")
TIMINGS = tuple(field.name for field in fields(Timings))
COLUMNS: Columns = {
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


def result(cells: Cells) -> ProbeResult:
    """Return a row as the result that it tells of.

    Raises:
        ValueError: where it tells of none; the message says which cell is wrong and how.
    """
    for name in REQUIRED:
        if cells.get(name) in (None, ""):
            raise ValueError(f"{name}: missing")
    outcome, surface = str(cells["outcome"]), str(cells.get("surface") or Surface.API)
    for what, word, known in (("outcome", outcome, Outcome), ("surface", surface, Surface)):
        words = [str(each) for each in known]
        if word not in words:
            raise ValueError(f"{what}: `{word}` is none{did_you_mean(word, words)}")
    given = {name: cells[name] for name in COLUMNS if cells.get(name) is not None}
    return ProbeResult(
        provider=given.pop("provider"),
        probe=given.pop("probe"),
        surface=Surface(surface),
        vantage=given.pop("vantage", "here"),
        started_at_ms=given.pop("started_at_ms"),
        outcome=Outcome(outcome),
        timings=Timings(**{name: given.pop(name) for name in TIMINGS if name in given}),
        expectations=_expectations(given.pop("expectations", "[]")),
        **{name: given[name] for name in given if name not in ("outcome", "surface", "every_s")},
    )


def read(
    path: Path, is_wanted: Callable[[str], bool] = lambda _provider: True
) -> Iterator[tuple[ProbeResult, float | None]]:
    """Yield each result of the wanted providers of a file, with the cadence of its probe.

    The cadence is None where the file has none.

    Raises:
        BadFile: where it is not as written here, or in another order; the message has the row.
        OSError: where it cannot be read.
    """
    names = table_files.names(path)
    missing = [] if names is None else [name for name in REQUIRED if name not in names]
    if missing:
        raise BadFile(f"{path}: no column {', '.join(missing)}; `brownout export` writes them all")
    before_ms = 0
    for each in table_files.read(path, COLUMNS):
        try:
            if each.mistake:
                raise ValueError(each.mistake)
            if not is_wanted(str(each.cells.get("provider"))):
                continue
            found = result(each.cells)
        except ValueError as error:
            raise BadFile(f"{path}:{each.place}: {error}") from None
        if found.started_at_ms < before_ms:
            mend = "sort the file by started_at_ms"
            raise BadFile(f"{path}:{each.place}: it starts before the row above it; {mend}")
        before_ms = found.started_at_ms
        yield found, each.cells.get("every_s")


def _expectations(text: str) -> tuple[Expectation, ...]:
    try:
        met = json.loads(text)
    except RecursionError:
        met = None
    if not isinstance(met, list) or not all(isinstance(e, list) and len(e) == 4 for e in met):
        raise ValueError("expectations: not a list of [name, expected, got, held], as JSON")
    return tuple(
        Expectation(name=str(name), expected=str(expected), got=str(got), held=bool(held))
        for name, expected, got, held in met
    )
