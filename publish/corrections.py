"""What people left out of the uptime of a provider: which stretches, by whom, and why."""

from collections.abc import Sequence

from incidents.amended import Amended, left_out
from publish.report_records import Correction
from publish.timeline import LeftOut, Period
from storage.amendments import amended
from storage.database import Connection

_ALL = 1_000_000


def left_out_of(
    connection: Connection, provider: str, period: Period
) -> tuple[LeftOut, tuple[Correction, ...]]:
    """Return the stretches of the period that were left out, and who said so of what, and why."""
    found = amended(
        connection, provider=provider, start_ms=period.start_ms, end_ms=period.end_ms, limit=_ALL
    )
    apart = sorted(
        (each for each in found if each.is_left_out), key=lambda each: each.incident.started_at_ms
    )
    stretches = left_out(apart, provider, period.start_ms, period.end_ms)
    return stretches, _told(apart)


def _told(apart: Sequence[Amended]) -> tuple[Correction, ...]:
    return tuple(
        Correction(
            incident=each.incident.id,
            part=str(each.incident.scope),
            started_at_ms=each.incident.started_at_ms,
            ended_at_ms=each.incident.ended_at_ms,
            said="false alarm" if said is each.false_alarm else "excluded",
            by=said.by,
            reason=said.reason,
            at_ms=said.at_ms,
        )
        for each in apart
        for said in (each.false_alarm, each.excluded)
        if said is not None
    )
