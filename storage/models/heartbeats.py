"""The jobs that are waited for, and who listens for them."""

from sqlalchemy import BigInteger, Text
from sqlmodel import Field

from storage.models.row import Row, table


class HeartbeatRow(Row, table=True):
    """A job that is waited for, under its probe's name, and what was heard of it."""

    __tablename__ = "heartbeat"

    probe: str = Field(primary_key=True)
    awaited_since_ms: int = Field(sa_type=BigInteger)
    beat_at_ms: int | None = Field(default=None, sa_type=BigInteger)
    failed_at_ms: int | None = Field(default=None, sa_type=BigInteger)
    detail: str | None = Field(default=None, sa_type=Text)


class ListenerRow(Row, table=True):
    """Since when somebody listens for heartbeats without a break: one row at most."""

    __tablename__ = "heartbeat_listener"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    since_ms: int = Field(sa_type=BigInteger)
    at_ms: int = Field(sa_type=BigInteger)


HEARTBEAT = table(HeartbeatRow)
LISTENER = table(ListenerRow)
