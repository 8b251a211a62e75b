"""What was judged: incidents and states, and every change of either."""

from sqlalchemy import BigInteger, Index, Text, UniqueConstraint, text
from sqlmodel import Field

from storage.models.row import Row, table

OPEN = text("closed_at_ms IS NULL")
"""What makes an incident an open one."""

UNANNOUNCED = text("announced_at_ms IS NULL")
"""What makes a transition one that nobody has been told of."""


class IncidentRow(Row, table=True):
    """An incident as it is now; the database itself allows one open per provider and scope."""

    __tablename__ = "incident"
    __table_args__ = (
        Index("uq_incident_open", "provider_id", "scope", unique=True, sqlite_where=OPEN,
              postgresql_where=OPEN),
    )  # fmt: skip

    id: str = Field(primary_key=True)
    provider_id: int = Field(foreign_key="provider.id", index=True)
    scope: str
    state: str
    worst: str
    facets: str
    sentence: str = Field(sa_type=Text)
    started_at_ms: int = Field(sa_type=BigInteger, index=True)
    detected_at_ms: int = Field(sa_type=BigInteger)
    ended_at_ms: int | None = Field(default=None, sa_type=BigInteger)
    closed_at_ms: int | None = Field(default=None, sa_type=BigInteger)
    extent: str | None = None


class TransitionRow(Row, table=True):
    """One change of an incident with the incident as it was then, and when it was announced."""

    __tablename__ = "transition"
    __table_args__ = (
        UniqueConstraint("incident_id", "at_ms", "change", "state", "facets"),
        Index("ix_transition_unannounced", "at_ms", sqlite_where=UNANNOUNCED,
              postgresql_where=UNANNOUNCED),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    incident_id: str = Field(foreign_key="incident.id")
    at_ms: int = Field(sa_type=BigInteger)
    change: str
    state: str
    worst: str
    facets: str
    sentence: str = Field(sa_type=Text)
    started_at_ms: int = Field(sa_type=BigInteger)
    detected_at_ms: int = Field(sa_type=BigInteger)
    ended_at_ms: int | None = Field(default=None, sa_type=BigInteger)
    closed_at_ms: int | None = Field(default=None, sa_type=BigInteger)
    extent: str | None = None
    announced_at_ms: int | None = Field(default=None, sa_type=BigInteger)


class ProviderStateRow(Row, table=True):
    """A provider's latest state, and as JSON what the judge remembers apart from its probes."""

    __tablename__ = "provider_state"

    provider_id: int = Field(
        primary_key=True, foreign_key="provider.id", sa_column_kwargs={"autoincrement": False}
    )
    state: str
    since_ms: int = Field(sa_type=BigInteger)
    sentence: str = Field(sa_type=Text)
    judged_at_ms: int = Field(sa_type=BigInteger)
    snapshot: str = Field(sa_type=Text)


class JudgeMemoryRow(Row, table=True):
    """What the judge remembers of one probe as seen from one vantage, as JSON."""

    __tablename__ = "judge_memory"

    provider_id: int = Field(
        primary_key=True, foreign_key="provider.id", sa_column_kwargs={"autoincrement": False}
    )
    key: str = Field(primary_key=True)
    memory: str = Field(sa_type=Text)


class StateChangeRow(Row, table=True):
    """One change of a provider's state, and when it was looked at for alerts."""

    __tablename__ = "state_change"
    __table_args__ = (
        Index("ix_state_change_provider_id_at_ms", "provider_id", "at_ms"),
        Index("ix_state_change_unannounced", "at_ms", sqlite_where=UNANNOUNCED,
              postgresql_where=UNANNOUNCED),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    provider_id: int = Field(foreign_key="provider.id")
    at_ms: int = Field(sa_type=BigInteger)
    was: str | None = None
    state: str
    since_ms: int = Field(sa_type=BigInteger)
    sentence: str = Field(sa_type=Text)
    announced_at_ms: int | None = Field(default=None, sa_type=BigInteger)


INCIDENT = table(IncidentRow)
TRANSITION = table(TransitionRow)
PROVIDER_STATE = table(ProviderStateRow)
JUDGE_MEMORY = table(JudgeMemoryRow)
STATE_CHANGE = table(StateChangeRow)
