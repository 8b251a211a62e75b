"""What is usual: latencies as they were while no incident went on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median

from sqlalchemy import Connection, func, or_, select

from incidents.incident import Scope
from probes.result import Surface
from storage import names
from storage.models import INCIDENT, PROVIDER
from storage.pieces import Range, Window
from storage.seam import gather
from storage.tallies import Latencies

_END = func.coalesce(INCIDENT.c.ended_at_ms, INCIDENT.c.closed_at_ms)
_INCIDENTS = (
    select(PROVIDER.c.name, INCIDENT.c.started_at_ms, INCIDENT.c.closed_at_ms, _END)
    .join(PROVIDER, INCIDENT.c.provider_id == PROVIDER.c.id)
    .where(INCIDENT.c.scope == str(Scope.API))
    .order_by(INCIDENT.c.started_at_ms)
)


def usual_ttft_ms(connection: Connection, *, start_ms: int, end_ms: int) -> dict[str, float]:
    """Return the median time to first token, in ms, of answers in [start_ms, end_ms).

    By provider; those that started during an incident of its API are left out. Of several
    probes it is the median of their medians, each within 1 % of the exact one. A provider
    without such answers is left out.
    """
    troubled = _troubled(connection, start_ms, end_ms)
    alike: dict[tuple[Range, ...], dict[int, str]] = {}
    for probe_id, of in names.series(connection).items():
        if of.surface is Surface.API:
            quiet = tuple(_without(troubled.get(of.provider, ()), start_ms, end_ms))
            alike.setdefault(quiet, {})[probe_id] = of.provider
    medians: dict[str, list[float]] = {}
    for quiet, owners in alike.items():
        for probe_id, seen in _seen(connection, owners, quiet).items():
            if (us := seen.median_us()) is not None:
                medians.setdefault(owners[probe_id], []).append(us / 1000)
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
    median of theirs, each within 1 % of the exact one; None where no probe has `_FEWEST` such
    answers.
    """
    quiet = _without(_troubled(connection, start_ms, end_ms).get(provider, ()), start_ms, end_ms)
    probes = {
        probe_id: provider
        for probe_id, of in names.series(connection, provider=provider).items()
        if of.surface is Surface.API
    }
    found = [
        (seen.percentile_us(5), seen.median_us(), seen.percentile_us(95))
        for seen in _seen(connection, probes, quiet).values()
        if seen.count >= _FEWEST
    ]
    if not found:
        return None
    low, middle, high = (
        median(us for us in values if us is not None) / 1000 for values in zip(*found, strict=True)
    )
    return UsualRange(low_ms=low, middle_ms=middle, high_ms=high)


_FEWEST = 10


def _troubled(connection: Connection, start_ms: int, end_ms: int) -> dict[str, list[Range]]:
    """Return when the API of each provider was in an incident, in order of their beginnings."""
    touching = _INCIDENTS.where(
        INCIDENT.c.started_at_ms < end_ms, or_(INCIDENT.c.closed_at_ms.is_(None), start_ms < _END)
    )
    found: dict[str, list[Range]] = {}
    for provider, began_ms, closed_ms, ended_ms in connection.execute(touching):
        span = (began_ms, end_ms if closed_ms is None else ended_ms)
        found.setdefault(provider, []).append(span)
    return found


def _without(troubled: Iterable[Range], start_ms: int, end_ms: int) -> Iterable[Range]:
    """Yield what of [start_ms, end_ms) is in none of the ranges."""
    for began_ms, ended_ms in troubled:
        if start_ms < began_ms:
            yield start_ms, min(began_ms, end_ms)
        start_ms = max(start_ms, ended_ms)
    if start_ms < end_ms:
        yield start_ms, end_ms


def _seen(
    connection: Connection, probes: Mapping[int, str], quiet: Iterable[Range]
) -> dict[int, Latencies]:
    seen: dict[int, Latencies] = {}
    for start_ms, end_ms in quiet:
        whole = Window(
            start_ms=start_ms, end_ms=end_ms, step_ms=end_ms - start_ms, origin_ms=start_ms
        )
        found = gather(connection, list(probes), whole, is_to_merge=True)
        for (probe_id, _), tally in found.items():
            seen.setdefault(probe_id, Latencies()).merge(tally.ttft)
    return seen
