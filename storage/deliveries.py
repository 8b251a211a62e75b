"""Notices on their way: a row for each and target, sent by whoever claims it, until it is done."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, and_, exists, func, or_, select, update

from incidents.incident import Change
from storage.dialect import upsert
from storage.models import DELIVERY, STATE_CHANGE, TRANSITION, UNANNOUNCED


class DeliveryState(StrEnum):
    """How far a delivery has come."""

    PENDING = "pending"
    DELIVERED = "delivered"
    DROPPED = "dropped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDelivery:
    """What is to be sent: `key` tells the notice from all others, `thread` what it tells of."""

    key: str
    target: str
    thread: str
    change: str
    notice: str
    due_at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery(NewDelivery):
    """A delivery as it stands; `attempts` counts those that were begun. Times are epoch ms UTC."""

    id: int
    made_at_ms: int
    attempts: int
    state: DeliveryState
    claimed_until_ms: int | None
    ended_at_ms: int | None
    problem: str | None


def is_anything_unannounced(connection: Connection) -> bool:
    """Return whether there is something that nobody has been told of; takes no lock."""
    return any(
        connection.execute(select(table.c.id).where(UNANNOUNCED).limit(1)).first() is not None
        for table in (TRANSITION, STATE_CHANGE)
    )


def add(connection: Connection, deliveries: Sequence[NewDelivery], now_ms: int) -> None:
    """Keep `deliveries`; one whose key and target are there already is passed over."""
    rows = [
        {
            "key": each.key,
            "target": each.target,
            "thread": each.thread,
            "change": each.change,
            "notice": each.notice,
            "made_at_ms": max(now_ms, each.due_at_ms),
            "due_at_ms": each.due_at_ms,
            "attempts": 0,
            "state": str(DeliveryState.PENDING),
        }
        for each in deliveries
    ]
    upsert(connection, DELIVERY, rows, key=["key", "target"])


def reword(connection: Connection, deliveries: Sequence[NewDelivery]) -> None:
    """Let those of the deliveries that are still to be sent say what they say now."""
    for each in deliveries:
        pending = and_(
            DELIVERY.c.key == each.key,
            DELIVERY.c.target == each.target,
            DELIVERY.c.state == str(DeliveryState.PENDING),
        )
        connection.execute(update(DELIVERY).where(pending).values(notice=each.notice))


def of_thread(connection: Connection, thread: str, target: str) -> list[Delivery]:
    """Return what a target was told of a thread or is to be told, the newest first."""
    wanted = (
        select(DELIVERY)
        .where(
            DELIVERY.c.thread == thread,
            DELIVERY.c.target == target,
            DELIVERY.c.state != str(DeliveryState.DROPPED),
        )
        .order_by(DELIVERY.c.id.desc())
        .limit(20)
    )
    return _deliveries(connection, wanted)


def claim(
    connection: Connection, targets: Collection[str], *, now_ms: int, lease_ms: int, limit: int
) -> list[Delivery]:
    """Return up to `limit` deliveries that are due; they are the caller's for `lease_ms`.

    Of any number of callers, each is returned to one at a time, and of one thread to one target
    only the oldest: they arrive in order.
    """
    earlier = DELIVERY.alias("earlier")
    blocked = exists().where(
        earlier.c.target == DELIVERY.c.target,
        earlier.c.thread == DELIVERY.c.thread,
        earlier.c.state == str(DeliveryState.PENDING),
        earlier.c.id < DELIVERY.c.id,
    )
    claimable = (
        select(DELIVERY.c.id)
        .where(
            DELIVERY.c.state == str(DeliveryState.PENDING),
            DELIVERY.c.due_at_ms <= now_ms,
            DELIVERY.c.target.in_(targets),
            func.coalesce(DELIVERY.c.claimed_until_ms, 0) <= now_ms,
            ~blocked,
        )
        .order_by(DELIVERY.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claiming = (
        update(DELIVERY)
        .where(DELIVERY.c.id.in_(claimable))
        .values(claimed_until_ms=now_ms + lease_ms, attempts=DELIVERY.c.attempts + 1)
        .returning(DELIVERY)
    )
    return sorted(_deliveries(connection, claiming), key=lambda each: each.id)


def is_any_due(connection: Connection, targets: Collection[str], now_ms: int) -> bool:
    """Return whether there may be something to claim; takes no lock."""
    due = select(DELIVERY.c.id).where(
        DELIVERY.c.state == str(DeliveryState.PENDING),
        DELIVERY.c.due_at_ms <= now_ms,
        DELIVERY.c.target.in_(targets),
        func.coalesce(DELIVERY.c.claimed_until_ms, 0) <= now_ms,
    )
    return connection.execute(due.limit(1)).first() is not None


def end(
    connection: Connection,
    ids: Iterable[int],
    state: DeliveryState,
    now_ms: int,
    problem: str | None = None,
) -> None:
    """End deliveries that are pending: delivered or failed."""
    pending = and_(DELIVERY.c.id.in_(list(ids)), DELIVERY.c.state == str(DeliveryState.PENDING))
    values: dict[str, Any] = {"state": str(state), "ended_at_ms": now_ms, "claimed_until_ms": None}
    connection.execute(update(DELIVERY).where(pending).values(**values, problem=problem))


def drop(connection: Connection, ids: Collection[int], now_ms: int, why: str) -> int:
    """Take deliveries back that nobody has begun to send; return how many that were."""
    unsent = and_(
        DELIVERY.c.id.in_(ids),
        DELIVERY.c.state == str(DeliveryState.PENDING),
        DELIVERY.c.attempts == 0,
    )
    values = {"state": str(DeliveryState.DROPPED), "ended_at_ms": now_ms, "problem": why}
    return connection.execute(update(DELIVERY).where(unsent).values(**values)).rowcount


def hold(connection: Connection, delivery_id: int, until_ms: int) -> None:
    """Give back a claim of which nothing was sent: the delivery is due at `until_ms`."""
    connection.execute(
        update(DELIVERY)
        .where(DELIVERY.c.id == delivery_id)
        .values(
            claimed_until_ms=None,
            attempts=DELIVERY.c.attempts - 1,
            due_at_ms=until_ms,
            made_at_ms=until_ms,
        )
    )


def put_off(connection: Connection, delivery_id: int, due_at_ms: int, problem: str) -> None:
    """Give back a claim of which nothing arrived: the delivery is due again at `due_at_ms`."""
    one = and_(DELIVERY.c.id == delivery_id, DELIVERY.c.state == str(DeliveryState.PENDING))
    connection.execute(
        update(DELIVERY)
        .where(one)
        .values(claimed_until_ms=None, due_at_ms=due_at_ms, problem=problem)
    )


def give_up(connection: Connection, made_before_ms: int, now_ms: int, problem: str) -> int:
    """Fail the deliveries that wait since then and that nobody is sending; return how many."""
    old = and_(
        DELIVERY.c.state == str(DeliveryState.PENDING),
        DELIVERY.c.made_at_ms < made_before_ms,
        func.coalesce(DELIVERY.c.claimed_until_ms, 0) <= now_ms,
    )
    said = func.coalesce(DELIVERY.c.problem, problem)
    values = {"state": str(DeliveryState.FAILED), "ended_at_ms": now_ms, "problem": said}
    return connection.execute(update(DELIVERY).where(old).values(**values)).rowcount


def of_the_past(before_ms: BindParameter[int]) -> Select[tuple[int]]:
    """Select the numbers of deliveries that ended before then and that nothing hangs on.

    The last one of a thread that was not closed says that its target waits to hear of the end.
    """
    later = DELIVERY.alias("later")
    is_followed = exists().where(
        later.c.target == DELIVERY.c.target,
        later.c.thread == DELIVERY.c.thread,
        later.c.id > DELIVERY.c.id,
        later.c.state != str(DeliveryState.DROPPED),
    )
    is_over = DELIVERY.c.change == str(Change.CLOSED)
    return select(DELIVERY.c.id).where(
        DELIVERY.c.made_at_ms < before_ms,
        DELIVERY.c.ended_at_ms < before_ms,
        DELIVERY.c.state != str(DeliveryState.PENDING),
        or_(is_followed, is_over, DELIVERY.c.state == str(DeliveryState.DROPPED)),
    )


def recent(connection: Connection, limit: int = 50) -> list[Delivery]:
    """Return the newest deliveries, the newest first."""
    return _deliveries(connection, select(DELIVERY).order_by(DELIVERY.c.id.desc()).limit(limit))


def counts(connection: Connection, since_ms: int) -> dict[tuple[str, str], int]:
    """Return how many deliveries made since then are in which state, by target and state."""
    counted = (
        select(DELIVERY.c.target, DELIVERY.c.state, func.count())
        .where(DELIVERY.c.made_at_ms >= since_ms)
        .group_by(DELIVERY.c.target, DELIVERY.c.state)
    )
    return {(target, state): number for target, state, number in connection.execute(counted)}


def _deliveries(connection: Connection, wanted: Any) -> list[Delivery]:
    return [
        Delivery(**{**row, "state": DeliveryState(row["state"])})
        for row in connection.execute(wanted).mappings()
    ]
