"""Who is working, who judges, and what is left to judge."""

from sqlalchemy import BigInteger, Double, Integer, Text
from sqlmodel import Field

from storage.models.row import Row, table


class WorkerRow(Row, table=True):
    """A worker process and its last sign of life."""

    __tablename__ = "worker"

    vantage_id: int = Field(
        primary_key=True, foreign_key="vantage.id", sa_column_kwargs={"autoincrement": False}
    )
    host: str = Field(primary_key=True)
    pid: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    version: str
    started_at_ms: int = Field(sa_type=BigInteger)
    beat_at_ms: int = Field(sa_type=BigInteger)
    stopped_at_ms: int | None = Field(default=None, sa_type=BigInteger)
    config_path: str
    config_error: str | None = Field(default=None, sa_type=Text)
    late_ms: float = Field(sa_type=Double)
    probes: int
    is_judge: bool | None = None
    clock: str | None = None


class JudgingRow(Row, table=True):
    """The one row that whoever judges writes: which term of office it is, and up to when."""

    __tablename__ = "judging"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    term: int = Field(sa_type=BigInteger)
    judged_at_ms: int = Field(sa_type=BigInteger)


class UnjudgedRow(Row, table=True):
    """A result that a worker kept which does not judge, by the key of its row."""

    __tablename__ = "unjudged"

    number: int | None = Field(
        default=None, primary_key=True, sa_type=BigInteger().with_variant(Integer(), "sqlite")
    )
    probe_id: int
    started_at_ms: int = Field(sa_type=BigInteger)
    vantage_id: int


WORKER = table(WorkerRow)
JUDGING = table(JudgingRow)
UNJUDGED = table(UnjudgedRow)
