"""The runs that show an incident: the first that failed, and the slowest."""

import heapq
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, tuple_

from incidents.incident import Scope
from probes.result import ProbeResult
from storage import codec, names
from storage.models import FAILED, RESULT
from storage.tallies import ANSWERED_CODES

# One probe's results that started in [start_ms, end_ms): a range of the clustered table.
_SPAN = (
    RESULT.c.probe_id == bindparam("probe_id"),
    RESULT.c.started_at_ms >= bindparam("start_ms"),
    RESULT.c.started_at_ms < bindparam("end_ms"),
)

# The keys come from the index of failures; whole rows would be sought among all the successes.
_FIRST_FAILURES = codec.SELECT.where(
    tuple_(*RESULT.primary_key).in_(
        codec.SELECT.where(*_SPAN, FAILED)
        .order_by(RESULT.c.started_at_ms, RESULT.c.vantage_id)
        .limit(bindparam("rows"))
        .with_only_columns(*RESULT.primary_key)
    )
)


def _most(column: ColumnElement[Any]) -> Select[Any]:
    answered = RESULT.c.outcome.in_(ANSWERED_CODES)
    timed = codec.SELECT.where(*_SPAN, answered, column.is_not(None))
    return timed.order_by(column.desc(), RESULT.c.started_at_ms).limit(bindparam("rows"))


_SLOWEST = _most(RESULT.c.ttft_us)


def first_failures(
    connection: Connection,
    *,
    provider: str,
    scope: Scope,
    start_ms: int,
    end_ms: int,
    limit: int,
) -> list[ProbeResult]:
    """Return the first runs in [start_ms, end_ms) that failed, oldest first.

    Of all probes of that scope; failures are all outcomes but ok and skipped.
    """
    found = _of_scope(connection, _FIRST_FAILURES, provider, scope, start_ms, end_ms, limit)
    return heapq.nsmallest(limit, found, key=lambda each: (each.started_at_ms, each.probe))


def slowest(
    connection: Connection,
    *,
    provider: str,
    scope: Scope,
    start_ms: int,
    end_ms: int,
    limit: int,
) -> list[ProbeResult]:
    """Return the answers in [start_ms, end_ms) whose first token came last, oldest first."""
    found = _of_scope(connection, _SLOWEST, provider, scope, start_ms, end_ms, limit)
    worst = heapq.nlargest(limit, found, key=lambda each: each.timings.ttft_ms or 0.0)
    return sorted(worst, key=lambda each: (each.started_at_ms, each.probe))


def _of_scope(
    connection: Connection,
    wanted: Select[Any],
    provider: str,
    scope: Scope,
    start_ms: int,
    end_ms: int,
    limit: int,
) -> Iterable[ProbeResult]:
    series, vantages = names.series(connection, provider=provider), names.vantages(connection)
    span = {"start_ms": start_ms, "end_ms": end_ms, "rows": limit}
    for probe_id, of in series.items():
        if of.surface.is_judged and Scope.of(of.surface) is scope:
            for row in connection.execute(wanted, {"probe_id": probe_id, **span}):
                yield codec.decode(row, series, vantages)
