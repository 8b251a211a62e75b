"""Results as they come in, for whoever counts along: narrow, and by probe."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from probes.result import Outcome
from storage import names
from storage.codec import OUTCOMES, ms
from storage.models import RESULT
from storage.names import Series


@dataclass(frozen=True, slots=True)
class Arrival:
    """What counts of a result; `vantage` is its id. A result is told by probe, start and vantage.

    Durations are milliseconds, cost micro-dollars.
    """

    started_at_ms: int
    vantage: int
    outcome: Outcome
    ttft_ms: float | None
    total_ms: float | None
    input_tokens: int | None
    output_tokens: int | None
    cost_microusd: int


_SINCE = select(
    RESULT.c.started_at_ms,
    RESULT.c.vantage_id,
    RESULT.c.outcome,
    RESULT.c.ttft_us,
    RESULT.c.total_us,
    RESULT.c.input_tokens,
    RESULT.c.output_tokens,
    RESULT.c.cost_microusd,
).where(RESULT.c.probe_id == bindparam("probe_id"), RESULT.c.started_at_ms >= bindparam("from_ms"))


def arrivals(
    connection: Connection, since_ms: Mapping[str, int], otherwise_ms: int
) -> Iterator[tuple[Series, list[Arrival]]]:
    """Yield each probe's results that started at `since_ms` of its name, or later."""
    for probe_id, series in names.series(connection).items():
        from_ms = since_ms.get(series.probe, otherwise_ms)
        rows = connection.execute(_SINCE, {"probe_id": probe_id, "from_ms": from_ms})
        yield (
            series,
            [
                Arrival(at, vantage, OUTCOMES[outcome], ms(ttft), ms(total), given, got, cost)
                for at, vantage, outcome, ttft, total, given, got, cost in rows
            ],
        )
