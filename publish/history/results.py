"""One row for each run of each probe."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import storage.probes
import storage.results
from probes.result import ProbeResult
from publish import result_files
from publish.history import Connection, Landed, Period, Row
from publish.result_files import REQUIRED as REQUIRED
from storage import names

COLUMNS = result_files.COLUMNS
RANK = 1

LAST_MS = 4_102_444_800_000
"""The end of 2099: what starts later was dated by a broken clock."""


def count(connection: Connection, period: Period) -> int | None:
    """Return how many results started in the period."""
    return storage.results.count(connection, period.from_ms, period.to_ms, period.provider)


def rows(connection: Connection, period: Period) -> Iterator[dict[str, Any]]:
    """Yield results in the order of their starts, and of names where they started together."""
    every_s = storage.probes.cadences(connection)
    results = storage.results.stream(connection, period.from_ms, period.to_ms, period.provider)
    for _, together in groupby(results, key=lambda each: each.started_at_ms):
        for each in sorted(together, key=lambda each: (each.probe, each.vantage)):
            yield result_files.row(each, every_s.get(each.probe) or None)


def land(connection: Connection, rows: Sequence[Row]) -> Landed:
    """Append results; a probe that is not known yet is, with its cadence, from now on."""
    landed = Landed()
    owners = {each.probe: each.provider for each in names.series(connection).values()}
    found: list[ProbeResult] = []
    every_s: dict[str, float] = {}
    for row in rows:
        try:
            result = _result(row)
            owner = owners.setdefault(result.probe, result.provider)
            if owner != result.provider:
                raise ValueError(f"probe: `{result.probe}` is of provider `{owner}` here")
        except ValueError as error:
            landed.mistakes.append((row.place, str(error)))
            continue
        found.append(result)
        if cadence_s := row.cells.get("every_s"):
            every_s[result.probe] = cadence_s
    if found:
        new = storage.results.unkept(connection, found)
        storage.results.append(connection, new)
        storage.probes.remember_cadences(connection, every_s)
        landed.new = len(new)
    return landed


def _result(row: Row) -> ProbeResult:
    result = result_files.result(row.cells)
    for name, value, limit in (
        ("started_at_ms", result.started_at_ms, LAST_MS),
        ("judged_at_ms", result.judged_at_ms, LAST_MS),
        ("http_status", result.http_status, 32_767),
    ):
        if value is not None and not 0 <= value < limit:
            raise ValueError(f"{name}: {value} is out of range")
    return result
