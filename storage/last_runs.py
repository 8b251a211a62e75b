"""The last runs of every probe in a few figures each, for a small picture of how they went."""

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from probes.result import Outcome
from storage import names
from storage.codec import OUTCOMES, ms
from storage.models import PROBE, RESULT


@dataclass(frozen=True, slots=True)
class Run:
    """How one run ended and how long it took."""

    started_at_ms: int
    outcome: Outcome
    total_ms: float | None


_LAST = (
    select(RESULT.c.started_at_ms, RESULT.c.outcome, RESULT.c.total_us)
    .where(RESULT.c.probe_id == bindparam("probe_id"))
    .order_by(RESULT.c.started_at_ms.desc())
    .limit(bindparam("each"))
)


def last_runs(connection: Connection, each: int) -> dict[str, tuple[Run, ...]]:
    """Return the last runs of each watched probe by its name: `each` at most, oldest first."""
    watched = set(
        connection.execute(select(PROBE.c.id).where(PROBE.c.removed_at_ms.is_(None))).scalars()
    )
    found: dict[str, tuple[Run, ...]] = {}
    for probe_id, of in names.series(connection).items():
        if probe_id in watched:
            rows = connection.execute(_LAST, {"probe_id": probe_id, "each": each}).all()
            runs = [Run(at_ms, OUTCOMES[outcome], ms(total)) for at_ms, outcome, total in rows]
            found[of.probe] = tuple(reversed(runs))
    return found
