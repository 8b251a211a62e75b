"""What is usual: latencies as they were while no incident went on."""

from statistics import median

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
