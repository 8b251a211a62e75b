"""From when on there are rows of each kind; what is older was dropped by retention."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, Select, select, update

from storage.dialect import tuples
from storage.models import HORIZON


class Kind(StrEnum):
    """What a horizon is of: `swept` is raw rows but for failures, deleted some time after `raw`."""

    RAW = "raw"
    SWEPT = "swept"
    MINUTE = "minute"
    HOUR = "hour"


@dataclass(frozen=True, slots=True, kw_only=True)
class Horizons:
    """Epoch ms UTC, whole hours (of hours: whole days), 0 where nothing was dropped yet.

    Before `raw_ms` minutes stand for raw rows, of which before `swept_ms` only failures are left.
    """

    raw_ms: int = 0
    swept_ms: int = 0
    minute_ms: int = 0
    hour_ms: int = 0


_ALL = select(HORIZON.c.kind, HORIZON.c.from_ms)
_HELD, _TO_MOVE = (_ALL.with_for_update(read=is_read) for is_read in (True, False))


def horizons(connection: Connection) -> Horizons:
    """Return the horizons."""
    return _read(connection, _ALL)


def hold(connection: Connection, *, to_move: bool = False) -> Horizons:
    """Return the horizons, which others do not move before the transaction ends.

    With `to_move` wait for all others who hold them, too.
    """
    return _read(connection, _TO_MOVE if to_move else _HELD)


def _read(connection: Connection, wanted: Select[tuple[str, int]]) -> Horizons:
    known = dict(tuples(connection, wanted, {}))
    return Horizons(**{f"{kind}_ms": known.get(kind, 0) for kind in Kind})


def move(connection: Connection, kind: Kind, from_ms: int) -> None:
    """Note that from now on there are only rows of that kind from `from_ms` on.

    A horizon never moves back, whoever of several workers comes last.
    """
    further = (HORIZON.c.kind == str(kind), HORIZON.c.from_ms < from_ms)
    connection.execute(update(HORIZON).where(*further).values(from_ms=from_ms))
