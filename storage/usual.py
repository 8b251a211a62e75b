"""What is usual: latencies as they were while no incident went on."""

from dataclasses import dataclass
from statistics import median, quantiles

from sqlalchemy import Connection, and_, bindparam, exists, func, or_, select

from incidents.incident import Scope
from probes.result import Surface
from storage import names
from storage.history import ANSWERED, SPAN
from storage.models import INCIDENT, PROBE, RESULT

_IN_AN_INCIDENT = exists().where(
    and_(
        INCIDENT.c.provider_id == PROBE.c.provider_id,
        PROBE.c.id == bindparam("probe_id"),
        INCIDENT.c.scope == str(Scope.API),
        INCIDENT.c.started_at_ms <= RESULT.c.started_at_ms,
        or_(
            INCIDENT.c.closed_at_ms.is_(None),
            func.coalesce(INCIDENT.c.ended_at_ms, INCIDENT.c.closed_at_ms) > RESULT.c.started_at_ms,
        ),
    )
)
_QUIET = select(RESULT.c.ttft_us).where(
    *SPAN, ANSWERED, RESULT.c.ttft_us.is_not(None), ~_IN_AN_INCIDENT
)


def usual_ttft_ms(connection: Connection, *, start_ms: int, end_ms: int) -> dict[str, float]:
    """Return the median time to first token, in ms, of answers in [start_ms, end_ms).

    By provider; those that started during an incident of its API are left out. Of several
    probes it is the median of their medians. A provider without such answers is left out.
    """
    medians: dict[str, list[float]] = {}
    for probe_id, of in names.series(connection).items():
        if of.surface is Surface.API:
            span = {"probe_id": probe_id, "start_ms": start_ms, "end_ms": end_ms}
            quiet_us = connection.execute(_QUIET, span).scalars().all()
            if quiet_us:
                medians.setdefault(of.provider, []).append(median(quiet_us) / 1000)
    return {provider: median(values) for provider, values in medians.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class UsualRange:
    """Between what nine in ten values lie, and the one in their middle; milliseconds."""

    low_ms: float
    middle_ms: float
    high_ms: float


def usual_ttft_range(
    connection: Connection, *, provider: str, start_ms: int, end_ms: int
) -> UsualRange | None:
    """Return the range of a provider's times to first token in [start_ms, end_ms).

    Answers during incidents of its API are left out. Of several probes each number is the
    median of theirs; None where no probe has `_FEWEST` such answers.
    """
    found = []
    for probe_id, of in names.series(connection, provider=provider).items():
        if of.surface is Surface.API:
            span = {"probe_id": probe_id, "start_ms": start_ms, "end_ms": end_ms}
            quiet_us = connection.execute(_QUIET, span).scalars().all()
            if len(quiet_us) >= _FEWEST:
                cuts = quantiles(quiet_us, n=20, method="inclusive")
                found.append((cuts[0], median(quiet_us), cuts[-1]))
    if not found:
        return None
    low, middle, high = (median(values) / 1000 for values in zip(*found, strict=True))
    return UsualRange(low_ms=low, middle_ms=middle, high_ms=high)


_FEWEST = 10
