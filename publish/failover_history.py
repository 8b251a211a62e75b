"""What failing over would have been worth: gathered from what is kept, and as plain JSON."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from incidents.failover_history import (
    Joint,
    Record,
    Trouble,
    joint_downtime,
    orders,
    what_orders_had,
)
from incidents.incident import Scope
from incidents.uptime_by_time import Slice
from publish import sight
from storage.database import Connection
from storage.incidents import incidents
from storage.probes import cadences

_MANY = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FailoverHistory:
    """Who failed with whom in [start_ms, end_ms), and what each order would have had.

    Time is looked at in slices of `step_ms`; `unseen` are providers of which nothing was seen.
    """

    start_ms: int
    end_ms: int
    step_ms: int
    joint: tuple[Joint, ...]
    records: tuple[Record, ...]
    unseen: tuple[str, ...]


def history(
    connection: Connection, providers: Sequence[str], start_ms: int, end_ms: int
) -> FailoverHistory:
    """Return what failing over between `providers` would have been worth in [start_ms, end_ms)."""
    step_ms = sight.slice_ms(connection, start_ms, end_ms)
    seen = _seen(connection, providers, start_ms, end_ms, step_ms)
    troubles = _troubles(connection, seen, start_ms, end_ms)
    return FailoverHistory(
        start_ms=start_ms,
        end_ms=end_ms,
        step_ms=step_ms,
        joint=tuple(joint_downtime(seen)),
        records=tuple(what_orders_had(seen, troubles, orders(tuple(seen)))),
        unseen=tuple(name for name in dict.fromkeys(providers) if name not in seen),
    )


def what_it_saved(
    connection: Connection, order: Sequence[str], start_ms: int, end_ms: int
) -> tuple[Record | None, tuple[str, ...]]:
    """Return what one order would have had in [start_ms, end_ms), and who of it was not seen.

    Those are passed over. None where the first of the order was not seen: there is nothing to
    compare with.
    """
    step_ms = sight.slice_ms(connection, start_ms, end_ms)
    seen = _seen(connection, order, start_ms, end_ms, step_ms)
    unseen = tuple(name for name in dict.fromkeys(order) if name not in seen)
    if order[0] not in seen:
        return None, unseen
    troubles = _troubles(connection, seen, start_ms, end_ms)
    (record,) = what_orders_had(seen, troubles, [tuple(seen)])
    return record, unseen


def record_as_json(record: Record) -> dict[str, Any]:
    """Return a record as plain JSON values; the shape is part of the public interface.

    It is `{"order": [str], "uptime", "alone_uptime", "seen_s", "down_s", "alone_down_s",
    "saved_s", "moves"}`: shares in [0, 1], null where nothing was seen, and seconds. What is
    `alone` is that of the order's first provider.
    """
    alone = 1 - record.alone_down_ms / record.seen_ms if record.seen_ms else None
    return {
        "order": list(record.order),
        "uptime": record.uptime,
        "alone_uptime": alone,
        "seen_s": round(record.seen_ms / 1000),
        "down_s": round(record.down_ms / 1000),
        "alone_down_s": round(record.alone_down_ms / 1000),
        "saved_s": round(record.saved_ms / 1000),
        "moves": record.moves,
    }


def _seen(
    connection: Connection, providers: Iterable[str], start_ms: int, end_ms: int, step_ms: int
) -> dict[str, list[Slice]]:
    """Return the slices of the providers of which anything was seen, in their order."""
    every_s = cadences(connection)
    histories = {
        provider: sight.serving(
            sight.read(
                connection, start_ms, end_ms, step_ms=step_ms, cadences=every_s, provider=provider
            ),
            start_ms,
            end_ms,
            step_ms,
        )
        for provider in dict.fromkeys(providers)
    }
    return {
        name: those
        for name, those in histories.items()
        if any(each.share is not None for each in those)
    }


def _troubles(
    connection: Connection, seen: Iterable[str], start_ms: int, end_ms: int
) -> Mapping[str, list[Trouble]]:
    return {
        name: [
            Trouble(
                state=each.worst,
                detected_at_ms=each.detected_at_ms,
                closed_at_ms=each.closed_at_ms,
            )
            for each in incidents(
                connection, provider=name, start_ms=start_ms, end_ms=end_ms, limit=_MANY
            )
            if each.scope is Scope.API
        ]
        for name in seen
    }
