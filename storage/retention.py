"""Drop what is too old, in steps so small that nobody who writes has to wait."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Delete,
    Select,
    Table,
    bindparam,
    delete,
    func,
    select,
)
from sqlalchemy import tuple_ as row_of

from storage import closing, deliveries, names, partitions, rollups
from storage.codec import LEAST_FAILURE
from storage.horizons import Kind, hold, horizons, move
from storage.models import (
    CLOSED_HOUR,
    DELIVERY,
    RESULT,
    ROLLUP_DAY,
    ROLLUP_HOUR,
    ROLLUP_MINUTE,
    ROLLUP_SERIES,
    ROLLUP_SKETCH,
    STATE_CHANGE,
    TRANSCRIPT,
)
from storage.results import first_ms
from storage.spans import DAY_MS, HOUR_MS, MINUTE_MS, floor

SERIES_A_STEP = 10
ROWS_A_STEP = 2_000
"""How much one step does: a few tens of milliseconds of work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep:
    """How long each kind of row is kept, in ms; None is for ever.

    Failures are raw rows of any outcome but ok and skipped, and kept at least as long as those.
    As long as them stays what was told of whom: notices that were sent, and changes of state.
    Of some failures there is a transcript, which may go earlier than they do.
    """

    raw_ms: int | None
    failure_ms: int | None
    minute_ms: int | None
    hour_ms: int | None
    day_ms: int | None
    transcript_ms: int | None = 90 * DAY_MS


def step(connection: Connection, keep: Keep, now_ms: int) -> bool:
    """Do a little of what is due; return whether there may be more to do.

    What was not rolled up is rolled up first, and nothing goes before that.
    """
    return (
        _roll_up(connection, now_ms)
        or _close(connection, keep, now_ms)
        or _sweep(connection)
        or _drop_transcripts(connection, keep, now_ms)
        or _drop_failures(connection, keep, now_ms)
        or _drop_minutes(connection, keep, now_ms)
        or _drop_hours(connection, keep, now_ms)
        or _drop_days(connection, keep, now_ms)
        or _drop_told(connection, keep, now_ms)
    )


def _roll_up(connection: Connection, now_ms: int) -> bool:
    """Roll up what no further result did: probes that stopped, and tables of before rollups."""
    # An hour more, in which results that took long may land without making it anew.
    until_ms = floor(now_ms, HOUR_MS) - HOUR_MS
    return rollups.catch_up(connection, until_ms, series=SERIES_A_STEP)


def _close(connection: Connection, keep: Keep, now_ms: int) -> bool:
    """Let minutes stand for the raw rows of one more hour that is old enough."""
    if keep.raw_ms is None:
        return False
    rolled_to_ms = connection.execute(_ROLLED_TO).scalar()
    until_ms = min(floor(now_ms - keep.raw_ms, HOUR_MS), rolled_to_ms or 0)
    if horizons(connection).raw_ms >= until_ms:
        return False
    # Whoever adds to that hour is waited for, so that nothing is left out.
    known = hold(connection, to_move=True)
    next_ms = first_ms(connection, known.raw_ms)
    hour_ms = until_ms if next_ms is None else min(floor(next_ms, HOUR_MS), until_ms)
    if hour_ms > known.raw_ms:
        move(connection, Kind.RAW, hour_ms)
    elif closing.close(connection, hour_ms, SERIES_A_STEP):
        move(connection, Kind.RAW, hour_ms + HOUR_MS)
    return True


def _sweep(connection: Connection) -> bool:
    """Delete raw rows that minutes stand for, but failures and each probe's newest."""
    known = horizons(connection)
    if known.swept_ms >= known.raw_ms:
        return False
    if connection.dialect.name == "postgresql":
        return _thin(connection, known.raw_ms)
    next_ms = first_ms(connection, known.swept_ms)
    hour_ms = known.raw_ms if next_ms is None else floor(next_ms, HOUR_MS)
    if hour_ms >= known.raw_ms:
        move(connection, Kind.SWEPT, known.raw_ms)
    elif _delete(connection, _SUCCESSES, hour_ms + HOUR_MS, from_ms=hour_ms):
        move(connection, Kind.SWEPT, hour_ms + HOUR_MS)
    return True


def _thin(connection: Connection, raw_ms: int) -> bool:
    """Thin one partition that minutes stand for; it goes as a whole, so a little later."""
    ended_ms = partitions.thin(connection, raw_ms)
    if ended_ms is not None:
        move(connection, Kind.SWEPT, ended_ms)
    return ended_ms is not None


def _drop_transcripts(connection: Connection, keep: Keep, now_ms: int) -> bool:
    ages_ms = [age for age in (keep.transcript_ms, keep.failure_ms) if age is not None]
    if not ages_ms:
        return False
    return not _delete(connection, _TRANSCRIPTS, now_ms - min(ages_ms))


def _drop_failures(connection: Connection, keep: Keep, now_ms: int) -> bool:
    if keep.failure_ms is None:
        return False
    before_ms = min(now_ms - keep.failure_ms, horizons(connection).swept_ms)
    if connection.dialect.name == "postgresql":
        dropped = partitions.drop(connection, before_ms)
        if dropped is not None:
            return dropped
        # What is left has a probe's newest result in it, of a probe that was given up.
        before_ms = partitions.whole_before(connection, before_ms)
    return not _delete(connection, _RESULTS, before_ms)


def _drop_minutes(connection: Connection, keep: Keep, now_ms: int) -> bool:
    if keep.minute_ms is None:
        return False
    known = horizons(connection)
    before_ms = min(floor(now_ms - keep.minute_ms, HOUR_MS), known.raw_ms)
    if before_ms > known.minute_ms:
        move(connection, Kind.MINUTE, before_ms)
    return not _delete(connection, _MINUTES, before_ms)


def _drop_hours(connection: Connection, keep: Keep, now_ms: int) -> bool:
    if keep.hour_ms is None:
        return False
    known = horizons(connection)
    # Whole days, so that a day has all of its hours or none.
    before_ms = floor(min(now_ms - keep.hour_ms, known.minute_ms), DAY_MS)
    if before_ms > known.hour_ms:
        move(connection, Kind.HOUR, before_ms)
    return not _delete(connection, _HOURS, before_ms)


def _drop_days(connection: Connection, keep: Keep, now_ms: int) -> bool:
    if keep.day_ms is None:
        return False
    before_ms = min(now_ms - keep.day_ms, horizons(connection).hour_ms)
    return not _delete(connection, _DAYS, before_ms)


def _drop_told(connection: Connection, keep: Keep, now_ms: int) -> bool:
    if keep.failure_ms is None:
        return False
    values = {"before_ms": now_ms - keep.failure_ms}
    return any(connection.execute(each, values).rowcount == ROWS_A_STEP for each in _TOLD)


_PROBES: BindParameter[int] = bindparam("probes", expanding=True)
_BEFORE_MS: BindParameter[int] = bindparam("before_ms")
_ROLLED_TO = select(func.min(ROLLUP_SERIES.c.rolled_to_ms))
_OTHER = RESULT.alias()
# What a probe that was given up saw last is still told.
_NOT_NEWEST = RESULT.c.started_at_ms < (
    select(func.max(_OTHER.c.started_at_ms))
    .where(_OTHER.c.probe_id == RESULT.c.probe_id)
    .scalar_subquery()
)


def _some_of_probes(table: Table, *which: ColumnElement[bool]) -> Delete:
    # By probe, since that is how the tables are clustered.
    some = (
        select(*table.primary_key).where(table.c.probe_id.in_(_PROBES), *which).limit(ROWS_A_STEP)
    )
    return delete(table).where(row_of(*table.primary_key).in_(some))


def _rollups(table: Table, span_ms: int) -> tuple[Delete, Delete]:
    sketches = ROLLUP_SKETCH.c
    return (
        _some_of_probes(table, table.c.start_ms < _BEFORE_MS),
        _some_of_probes(ROLLUP_SKETCH, sketches.span_ms == span_ms, sketches.start_ms < _BEFORE_MS),
    )


def _the_oldest(table: Table, numbers: Select[tuple[int]]) -> Delete:
    return delete(table).where(table.c.id.in_(numbers.order_by(table.c.id).limit(ROWS_A_STEP)))


# Made once: a statement is a cycle, which only a rare collection frees.
_SUCCESSES = (
    _some_of_probes(
        RESULT,
        RESULT.c.started_at_ms >= bindparam("from_ms"),
        RESULT.c.started_at_ms < _BEFORE_MS,
        RESULT.c.outcome < LEAST_FAILURE,
        _NOT_NEWEST,
    ),
)
_TRANSCRIPTS = (_some_of_probes(TRANSCRIPT, TRANSCRIPT.c.started_at_ms < _BEFORE_MS),)
_RESULTS = (_some_of_probes(RESULT, RESULT.c.started_at_ms < _BEFORE_MS, _NOT_NEWEST),)
_MINUTES = _rollups(ROLLUP_MINUTE, MINUTE_MS)
_HOURS = (
    _some_of_probes(CLOSED_HOUR, CLOSED_HOUR.c.start_ms < _BEFORE_MS),
    *_rollups(ROLLUP_HOUR, HOUR_MS),
)
_DAYS = _rollups(ROLLUP_DAY, DAY_MS)
_TOLD = (
    _the_oldest(STATE_CHANGE, select(STATE_CHANGE.c.id).where(STATE_CHANGE.c.at_ms < _BEFORE_MS)),
    _the_oldest(DELIVERY, deliveries.of_the_past(_BEFORE_MS)),
)


def _delete(
    connection: Connection, statements: Sequence[Delete], before_ms: int, **more_ms: int
) -> bool:
    """Delete up to `ROWS_A_STEP` rows by each statement in turn; return whether those were all."""
    values = {"probes": list(names.series(connection)), "before_ms": before_ms, **more_ms}
    return all(connection.execute(each, values).rowcount < ROWS_A_STEP for each in statements)
