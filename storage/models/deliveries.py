"""Whom it was told: notices on their way."""

from sqlalchemy import BigInteger, Index, Text, UniqueConstraint, text
from sqlmodel import Field

from storage.models.row import Row, table

PENDING = text("state = 'pending'")
"""What makes a delivery one that is still to be made."""


class DeliveryRow(Row, table=True):
    """One notice on its way to one target; `thread` is what it tells of, the notice is JSON.

    While it is claimed, somebody is sending it; a claim that ran out is anybody's again.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("key", "target"),
        Index("ix_delivery_thread_target", "thread", "target"),
        Index("ix_delivery_pending", "due_at_ms", sqlite_where=PENDING, postgresql_where=PENDING),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str
    target: str
    thread: str
    change: str
    notice: str = Field(sa_type=Text)
    made_at_ms: int = Field(sa_type=BigInteger, index=True)
    due_at_ms: int = Field(sa_type=BigInteger)
    claimed_until_ms: int | None = Field(default=None, sa_type=BigInteger)
    attempts: int
    state: str
    ended_at_ms: int | None = Field(default=None, sa_type=BigInteger)
    problem: str | None = Field(default=None, sa_type=Text)


DELIVERY = table(DeliveryRow)
