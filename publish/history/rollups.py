"""One row for each minute, hour and day of each probe that is rolled up."""

import json
import time
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from probes.result import Outcome, Surface
from publish import incident_files
from publish.history import Cells, Connection, Landed, Period, Row
from storage import closing, probes, rollup_history, sketches
from storage.codec import OUTCOME_CODES, OUTCOMES
from storage.horizons import Horizons, horizons
from storage.names import Series
from storage.rollup_history import Fate, HasResults, Span
from storage.spans import DAY_MS, HOUR_MS, MINUTE_MS
from storage.tallies import TOLD, outcomes_told, tell_outcomes

_LATENCY = {"count": int, "sum_us": int, "p50_us": int, "p95_us": int, "sketch": str}
COLUMNS = {
    "provider": str,
    "probe": str,
    "surface": str,
    "model": str,
    "region": str,
    "vantage": str,
    "every_s": float,
    "span": str,
    "start_ms": int,
    "outcomes": str,
    "cost_microusd": int,
    "score_count": int,
    "score_sum": float,
    **{f"{what}_{name}": kind for what in ("ttft", "total") for name, kind in _LATENCY.items()},
    "run_starts": str,
    "results_from_ms": int,
    "minutes_from_ms": int,
    "hours_from_ms": int,
}
"""Times are epoch ms UTC, latencies microseconds, `outcomes` JSON. Sketches and `run_starts`,
when the runs of an hour began whose single results are gone, are `storage.sketches` and
`storage.closing` in base64. The last three say from when on each finer kind is kept."""

REQUIRED = ("provider", "probe", "span", "start_ms", "outcomes")
RANK = 0

_SPANS = {"minute": MINUTE_MS, "hour": HOUR_MS, "day": DAY_MS}
_WORDS = {span_ms: word for word, span_ms in _SPANS.items()}
_LARGEST = 2**63 - 1


def count(connection: Connection, period: Period) -> int | None:
    """Return None: counting reads them all."""
    del connection, period
    return None


def rows(connection: Connection, period: Period) -> Iterator[dict[str, Any]]:
    """Yield what begins in the period, by probe, vantage, length and start."""
    every_s, kept = probes.cadences(connection), horizons(connection)
    found = rollup_history.spans(connection, period.from_ms, period.to_ms, period.provider)
    for span in found:
        told = dict(zip(TOLD, span.told, strict=True))
        ok, others = told.pop("ok"), told.pop("others")
        outcomes = {str(OUTCOMES[code]): number for code, number in outcomes_told(ok, others)}
        yield {
            "provider": span.of.provider,
            "probe": span.of.probe,
            "surface": str(span.of.surface),
            "model": span.of.model,
            "region": span.of.region,
            "vantage": span.vantage,
            "every_s": every_s.get(span.of.probe) or None,
            "span": _WORDS[span.span_ms],
            "start_ms": span.start_ms,
            "outcomes": json.dumps(outcomes, separators=(",", ":")),
            **told,
            "ttft_sketch": _text(span.ttft),
            "total_sketch": _text(span.total),
            "run_starts": _text(span.starts),
            "results_from_ms": kept.raw_ms,
            "minutes_from_ms": kept.minute_ms,
            "hours_from_ms": kept.hour_ms,
        }


def land(connection: Connection, rows: Sequence[Row]) -> Landed:
    """Keep what stands for single results that are gone; the rest follows from those."""
    landed = Landed()
    found: list[tuple[Row, Span, Horizons]] = []
    for row in rows:
        try:
            found.append((row, _span(row.cells), _kept(row.cells)))
        except (ValueError, KeyError, TypeError) as error:
            landed.mistakes.append((row.place, _said(error)))
    for kept, group in groupby(found, lambda each: each[2]):
        own = [(row, span) for row, span, _ in group]
        try:
            fates = rollup_history.take_in(connection, kept, [span for _, span in own])
        except HasResults as error:
            landed.mistakes += [(row.place, str(error)) for row, _ in own]
            continue
        for (row, _), fate in zip(own, fates, strict=True):
            if fate is Fate.CONTRADICTS:
                landed.mistakes.append((row.place, "other runs are rolled up here at that time"))
        landed.new += fates.count(Fate.NEW)
        landed.follows += fates.count(Fate.FOLLOWS)
    cadences = {span.of.probe: row.cells.get("every_s") for row, span, _ in found}
    known = {probe: every_s for probe, every_s in cadences.items() if every_s}
    probes.remember_cadences(connection, known)
    return landed


def _kept(cells: Cells) -> Horizons:
    from_ms = [
        incident_files.moment(name, cells.get(name) or 0)
        for name in ("results_from_ms", "minutes_from_ms", "hours_from_ms")
    ]
    raw_ms, minute_ms, hour_ms = from_ms
    if raw_ms % HOUR_MS or minute_ms % HOUR_MS or hour_ms % DAY_MS:
        raise ValueError("results_from_ms, minutes_from_ms: not whole hours of the clock (UTC)")
    # Results that land before it are not kept one by one.
    if not hour_ms <= minute_ms <= raw_ms <= time.time_ns() // 1_000_000:
        raise ValueError(f"results_from_ms: {raw_ms} is later than now, or earlier than others")
    return Horizons(raw_ms=raw_ms, minute_ms=minute_ms, hour_ms=hour_ms)


def _span(cells: Cells) -> Span:
    for name in ("provider", "probe", "vantage", "span", "start_ms", "outcomes"):
        if cells.get(name) in (None, ""):
            raise ValueError(f"{name}: missing")
    if cells["span"] not in _SPANS:
        raise ValueError(f"span: `{cells['span']}` is neither minute, hour nor day")
    span_ms = _SPANS[cells["span"]]
    if incident_files.moment("start_ms", cells["start_ms"]) % span_ms:
        raise ValueError(f"start_ms: {cells['start_ms']} begins no {cells['span']} (UTC)")
    outcomes = _outcomes(cells["outcomes"])
    told = {name: cells.get(name) for name in TOLD}
    told["ok"], told["others"] = tell_outcomes(outcomes)
    for name in ("cost_microusd", "score_count", "score_sum"):
        told[name] = told[name] or 0
    packed = {what: _latency(cells, what, told) for what in ("ttft", "total")}
    starts = _packed(cells, "run_starts")
    stands_alone = span_ms == HOUR_MS and cells["start_ms"] < (cells.get("results_from_ms") or 0)
    runs = len(set(closing.unpack(starts))) if starts else 0
    if stands_alone and runs != sum(outcomes.values()):
        raise ValueError("run_starts: not those of this hour's runs")
    return Span(
        of=Series(
            probe=cells["probe"],
            provider=cells["provider"],
            surface=incident_files.word("surface", cells.get("surface") or "api", Surface),
            model=cells.get("model"),
            region=cells.get("region"),
        ),
        vantage=cells["vantage"],
        span_ms=span_ms,
        start_ms=cells["start_ms"],
        told=tuple(told[name] for name in TOLD),
        starts=starts,
        **packed,
    )


def _outcomes(text: str) -> dict[int, int]:
    said = json.loads(text)
    if not isinstance(said, dict) or not said:
        raise ValueError("outcomes: not an object of outcomes and how often each occurred")
    found = {}
    for word, number in said.items():
        code = OUTCOME_CODES[incident_files.word("outcomes", word, Outcome)]
        if type(number) is not int or not 0 < number <= _LARGEST:
            raise ValueError(f"outcomes: `{number}` is no number of runs")
        found[code] = number
    return found


def _latency(cells: Cells, what: str, told: dict[str, Any]) -> bytes | None:
    """Check what is told of some latencies, and return their sketch."""
    number = told[f"{what}_count"] = told[f"{what}_count"] or 0
    told[f"{what}_sum_us"] = told[f"{what}_sum_us"] or 0
    percentiles = [told[f"{what}_p50_us"], told[f"{what}_p95_us"]]
    if not 0 <= number <= _LARGEST or (None in percentiles) != (number == 0):
        raise ValueError(f"{what}_count: {number} does not suit its percentiles")
    packed = _packed(cells, f"{what}_sketch")
    if number <= 2:
        return packed
    sketch = sketches.Sketch()
    if packed is not None:
        sketch.merge(packed)
    if sketch.count != number:
        raise ValueError(f"{what}_sketch: not of {number} runs")
    return packed


def _packed(cells: Cells, name: str) -> bytes | None:
    text = cells.get(name)
    if not text:
        return None
    try:
        return b64decode(text, validate=True)
    except ValueError:
        raise ValueError(f"{name}: it is not base64") from None


def _text(packed: bytes | None) -> str | None:
    return None if packed is None else b64encode(packed).decode()


def _said(error: Exception) -> str:
    return str(error) if isinstance(error, ValueError) else f"it cannot be read: {error}"
