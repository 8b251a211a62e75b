"""Which vantages run a probe, and where in its cadence."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from storage.models import PROBE, VANTAGE, VANTAGE_PROBE


@dataclass(frozen=True, slots=True)
class Placing:
    """That a vantage runs a probe, at epoch + `offset_ms` + k * its cadence where that is known."""

    vantage: str
    offset_ms: int | None

    def next_run_ms(self, every_s: float, now_ms: int) -> int | None:
        """Return when it is due next, as long as nothing hurries it or holds it back."""
        if self.offset_ms is None:
            return None
        every_ms = round(every_s * 1000)
        return now_ms + every_ms - (now_ms - self.offset_ms) % every_ms


def placings(connection: Connection) -> dict[str, tuple[Placing, ...]]:
    """Return which vantages run each watched probe, by its name."""
    found: dict[str, tuple[Placing, ...]] = {}
    for row in connection.execute(
        select(PROBE.c.name, VANTAGE.c.name.label("vantage"), VANTAGE_PROBE.c.offset_ms)
        .join(PROBE, PROBE.c.id == VANTAGE_PROBE.c.probe_id)
        .join(VANTAGE, VANTAGE.c.id == VANTAGE_PROBE.c.vantage_id)
        .where(PROBE.c.removed_at_ms.is_(None))
        .order_by(VANTAGE.c.name)
    ):
        found[row.name] = (*found.get(row.name, ()), Placing(row.vantage, row.offset_ms))
    return found
