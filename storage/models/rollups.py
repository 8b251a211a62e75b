"""What results are summed up to, and how far back each kind of row goes."""

from sqlalchemy import BigInteger, Double
from sqlmodel import Field

from storage.models.row import Row, table


class RollupRow(Row):
    """What one probe saw from one vantage in one minute, hour or day of the clock (UTC).

    `ok` counts the outcome ok, `others` the rest by their codes, as in `4:2,6:1`, None without
    any. Sums and percentiles (nearest rank) of latencies are in microseconds and of runs that
    were answered.
    """

    probe_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    start_ms: int = Field(
        primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    vantage_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    ok: int = Field(sa_type=BigInteger)
    others: str | None = None
    cost_microusd: int = Field(sa_type=BigInteger)
    score_count: int = Field(sa_type=BigInteger)
    score_sum: float = Field(sa_type=Double)
    ttft_count: int = Field(sa_type=BigInteger)
    ttft_sum_us: int = Field(sa_type=BigInteger)
    ttft_p50_us: int | None = Field(default=None, sa_type=BigInteger)
    ttft_p95_us: int | None = Field(default=None, sa_type=BigInteger)
    total_count: int = Field(sa_type=BigInteger)
    total_sum_us: int = Field(sa_type=BigInteger)
    total_p50_us: int | None = Field(default=None, sa_type=BigInteger)
    total_p95_us: int | None = Field(default=None, sa_type=BigInteger)


class MinuteRow(RollupRow, table=True):
    """A minute whose raw rows are gone or about to go; until then those serve as well."""

    __tablename__ = "rollup_minute"
    __table_args__ = ({"sqlite_with_rowid": False},)


class HourRow(RollupRow, table=True):
    """An hour that is over."""

    __tablename__ = "rollup_hour"
    __table_args__ = ({"sqlite_with_rowid": False},)


class DayRow(RollupRow, table=True):
    """A day that is over, made of its hours."""

    __tablename__ = "rollup_day"
    __table_args__ = ({"sqlite_with_rowid": False},)


class SketchRow(Row, table=True):
    """The sketches beside a rollup row, as `storage.sketches` packs them.

    There is none where the row's two percentiles already tell every value.
    """

    __tablename__ = "rollup_sketch"
    __table_args__ = ({"sqlite_with_rowid": False},)

    probe_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    span_ms: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    start_ms: int = Field(
        primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    vantage_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    ttft: bytes | None = None
    total: bytes | None = None


class SeriesRow(Row, table=True):
    """How far the results of one probe from one vantage are rolled up: all hours before."""

    __tablename__ = "rollup_series"

    probe_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    vantage_id: int = Field(primary_key=True, index=True, sa_column_kwargs={"autoincrement": False})
    rolled_to_ms: int = Field(sa_type=BigInteger)


class ClosedHourRow(Row, table=True):
    """An hour whose raw rows may be gone, and when its runs began, so that none counts twice."""

    __tablename__ = "closed_hour"
    __table_args__ = ({"sqlite_with_rowid": False},)

    probe_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    start_ms: int = Field(
        primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    vantage_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    starts: bytes


class HorizonRow(Row, table=True):
    """From when on there are rows of one kind; what is older was dropped."""

    __tablename__ = "horizon"

    kind: str = Field(primary_key=True)
    from_ms: int = Field(sa_type=BigInteger)


ROLLUP_MINUTE = table(MinuteRow)
ROLLUP_HOUR = table(HourRow)
ROLLUP_DAY = table(DayRow)
ROLLUP_SKETCH = table(SketchRow)
ROLLUP_SERIES = table(SeriesRow)
CLOSED_HOUR = table(ClosedHourRow)
HORIZON = table(HorizonRow)
