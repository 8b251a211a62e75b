"""What was seen: one row per run."""

from sqlalchemy import BigInteger, Double, Index, SmallInteger, text
from sqlmodel import Field

from storage.models.row import Row, table

FAILED = text("outcome > 1")
"""What makes a result a failure: neither ok (0) nor skipped (1), see `storage.codec`."""


class ResultRow(Row, table=True):
    """One run of one probe, clustered by probe and time so that a history is one range read.

    Durations are whole microseconds: SQLite keeps those in 2 to 4 bytes where a REAL takes 8.
    What no query asks for is in `packed`, as `storage.packing` says: a column that is empty
    takes a byte as well.
    There are no foreign keys here: `storage.results` resolves both ids in the same transaction,
    and asking again for every row would cost a tenth of the insert rate.
    """

    __tablename__ = "result"
    __table_args__ = (
        Index("ix_result_failed", "probe_id", "started_at_ms", "vantage_id", "outcome",
              sqlite_where=FAILED, postgresql_where=FAILED),
        {"sqlite_with_rowid": False, "postgresql_partition_by": "RANGE (started_at_ms)"},
    )  # fmt: skip

    probe_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    started_at_ms: int = Field(
        primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    vantage_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    outcome: int = Field(sa_type=SmallInteger)
    late_us: int = Field(sa_type=BigInteger)
    dns_us: int | None = Field(default=None, sa_type=BigInteger)
    connect_us: int | None = Field(default=None, sa_type=BigInteger)
    tls_us: int | None = Field(default=None, sa_type=BigInteger)
    ttfb_us: int | None = Field(default=None, sa_type=BigInteger)
    ttft_us: int | None = Field(default=None, sa_type=BigInteger)
    total_us: int | None = Field(default=None, sa_type=BigInteger)
    longest_gap_us: int | None = Field(default=None, sa_type=BigInteger)
    tokens_per_s: float | None = Field(default=None, sa_type=Double)
    input_tokens: int | None = Field(default=None, sa_type=BigInteger)
    output_tokens: int | None = Field(default=None, sa_type=BigInteger)
    score: float | None = Field(default=None, sa_type=Double)
    cost_microusd: int = Field(sa_type=BigInteger)
    judged_after_ms: int | None = Field(default=None, sa_type=BigInteger)
    packed: bytes | None = None


RESULT = table(ResultRow)
