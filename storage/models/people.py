"""What people say and ask for: planned work, amendments, and runs."""

from sqlalchemy import BigInteger, Index, Text
from sqlmodel import Field

from storage.models.row import Row, table


class MaintenanceRow(Row, table=True):
    """A window of planned work; `provider` is None where it is on all of them."""

    __tablename__ = "maintenance"

    id: int | None = Field(default=None, primary_key=True)
    provider: str | None = None
    starts_at_ms: int = Field(sa_type=BigInteger, index=True)
    ends_at_ms: int = Field(sa_type=BigInteger)
    reason: str = Field(sa_type=Text)
    set_by: str
    set_at_ms: int = Field(sa_type=BigInteger)


class AmendmentRow(Row, table=True):
    """One thing that somebody said of an incident: rows are added, never changed or deleted.

    There is no foreign key: incidents may be rebuilt underneath.
    """

    __tablename__ = "amendment"

    id: int | None = Field(default=None, primary_key=True)
    incident: str
    action: str
    at_ms: int = Field(sa_type=BigInteger)
    by: str
    reason: str = Field(sa_type=Text)
    other: str | None = None
    split_at_ms: int | None = Field(default=None, sa_type=BigInteger)
    undoes: int | None = None


class RunRequestRow(Row, table=True):
    """That somebody asked for a run of a probe at a vantage, and what came of it."""

    __tablename__ = "run_request"
    __table_args__ = (Index("ix_run_request_asked_at_ms", "asked_at_ms"),)

    id: int | None = Field(default=None, primary_key=True)
    probe_id: int = Field(foreign_key="probe.id")
    vantage_id: int = Field(foreign_key="vantage.id")
    asked_at_ms: int = Field(sa_type=BigInteger)
    asked_by: str
    claimed_at_ms: int | None = Field(default=None, sa_type=BigInteger)
    claimed_by: str | None = None
    ended_at_ms: int | None = Field(default=None, sa_type=BigInteger)
    refusal: str | None = Field(default=None, sa_type=Text)


MAINTENANCE = table(MaintenanceRow)
AMENDMENT = table(AmendmentRow)
RUN_REQUEST = table(RunRequestRow)
