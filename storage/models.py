"""The tables: what is watched, what was seen, what was judged, and who is working."""

from typing import ClassVar

from sqlalchemy import (
    BigInteger,
    Double,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

OPEN = text("closed_at_ms IS NULL")
"""What makes an incident an open one."""

FAILED = text("outcome > 1")
"""What makes a result a failure: neither ok (0) nor skipped (1), see `storage.codec`."""

UNANNOUNCED = text("announced_at_ms IS NULL")
"""What makes a transition one that nobody has been told of."""

PENDING = text("state = 'pending'")
"""What makes a delivery one that is still to be made."""


class Row(SQLModel):
    """The root of every table. Constraints have fixed names, so that migrations can drop them."""

    metadata: ClassVar[MetaData] = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class ProviderRow(Row, table=True):
    """A provider under the id people give it in probes.yaml; `position` is its place there."""

    __tablename__ = "provider"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    title: str
    status_page: str | None = None
    key_env: str | None = None
    position: int
    removed_at_ms: int | None = Field(default=None, sa_type=BigInteger)


class ProbeRow(Row, table=True):
    """A probe by its name; one that left the configuration keeps its row and its results."""

    __tablename__ = "probe"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    provider_id: int = Field(foreign_key="provider.id", index=True)
    surface: str
    model: str | None = None
    region: str | None = None
    check: str = Field(sa_type=String)
    every_s: float = Field(sa_type=Double)
    waiting_for: str | None = None
    cost_per_day_microusd: int | None = Field(default=None, sa_type=BigInteger)
    position: int
    removed_at_ms: int | None = Field(default=None, sa_type=BigInteger)


class VantageRow(Row, table=True):
    """A place that probes run from."""

    __tablename__ = "vantage"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)


class ResultRow(Row, table=True):
    """One run of one probe, clustered by probe and time so that a history is one range read.

    Durations are whole microseconds: SQLite keeps those in 2 to 4 bytes where a REAL takes 8.
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
    http_status: int | None = None
    request_id: str | None = None
    input_tokens: int | None = Field(default=None, sa_type=BigInteger)
    output_tokens: int | None = Field(default=None, sa_type=BigInteger)
    score: float | None = Field(default=None, sa_type=Double)
    cost_microusd: int = Field(sa_type=BigInteger)
    detail: str | None = Field(default=None, sa_type=Text)
    expectations: str | None = Field(default=None, sa_type=Text)
    headroom: float | None = Field(default=None, sa_type=Double)
    retry_after_s: float | None = Field(default=None, sa_type=Double)
    judged_after_ms: int | None = Field(default=None, sa_type=BigInteger)


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
    """A provider's latest state, and the judge's memory as JSON to resume from."""

    __tablename__ = "provider_state"

    provider_id: int = Field(
        primary_key=True, foreign_key="provider.id", sa_column_kwargs={"autoincrement": False}
    )
    state: str
    since_ms: int = Field(sa_type=BigInteger)
    sentence: str = Field(sa_type=Text)
    judged_at_ms: int = Field(sa_type=BigInteger)
    snapshot: str = Field(sa_type=Text)


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


class OfficialStatusRow(Row, table=True):
    """What a provider's own status page said when it was last read.

    `problem` is why it could not be read at `tried_at_ms`, None where it could.
    """

    __tablename__ = "official_status"

    provider_id: int = Field(
        primary_key=True, foreign_key="provider.id", sa_column_kwargs={"autoincrement": False}
    )
    state: str
    sentence: str = Field(sa_type=Text)
    since_ms: int = Field(sa_type=BigInteger)
    read_at_ms: int = Field(sa_type=BigInteger)
    tried_at_ms: int = Field(sa_type=BigInteger)
    problem: str | None = Field(default=None, sa_type=Text)


class OfficialIncidentRow(Row, table=True):
    """An incident as the provider's own status page tells it, read or imported.

    `first_seen_ms` is when we first read of it, None where it was imported.
    """

    __tablename__ = "official_incident"

    provider_id: int = Field(
        primary_key=True, foreign_key="provider.id", sa_column_kwargs={"autoincrement": False}
    )
    key: str = Field(primary_key=True)
    title: str = Field(sa_type=Text)
    impact: str
    status: str
    started_at_ms: int = Field(sa_type=BigInteger, index=True)
    published_at_ms: int | None = Field(default=None, sa_type=BigInteger)
    first_seen_ms: int | None = Field(default=None, sa_type=BigInteger)
    resolved_at_ms: int | None = Field(default=None, sa_type=BigInteger)
    components: str = Field(sa_type=Text)
    url: str | None = None


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


class VantageProviderRow(Row, table=True):
    """That a vantage's configuration names a provider, and since when it says so."""

    __tablename__ = "vantage_provider"

    vantage_id: int = Field(
        primary_key=True, foreign_key="vantage.id", sa_column_kwargs={"autoincrement": False}
    )
    provider_id: int = Field(
        primary_key=True, foreign_key="provider.id", sa_column_kwargs={"autoincrement": False}
    )
    registered_at_ms: int = Field(sa_type=BigInteger)


class VantageProbeRow(Row, table=True):
    """That a vantage's configuration has a probe, since when, and where in its cadence it runs.

    It runs at epoch + `offset_ms` + k * its cadence, unless it is hurried or held back.
    """

    __tablename__ = "vantage_probe"

    vantage_id: int = Field(
        primary_key=True, foreign_key="vantage.id", sa_column_kwargs={"autoincrement": False}
    )
    probe_id: int = Field(
        primary_key=True, foreign_key="probe.id", sa_column_kwargs={"autoincrement": False}
    )
    registered_at_ms: int = Field(sa_type=BigInteger)
    offset_ms: int | None = Field(default=None, sa_type=BigInteger)


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


def _table(model: type[Row]) -> Table:
    return Row.metadata.tables[str(model.__tablename__)]


PROVIDER = _table(ProviderRow)
PROBE = _table(ProbeRow)
VANTAGE = _table(VantageRow)
RESULT = _table(ResultRow)
ROLLUP_MINUTE = _table(MinuteRow)
ROLLUP_HOUR = _table(HourRow)
ROLLUP_DAY = _table(DayRow)
ROLLUP_SKETCH = _table(SketchRow)
ROLLUP_SERIES = _table(SeriesRow)
CLOSED_HOUR = _table(ClosedHourRow)
HORIZON = _table(HorizonRow)
INCIDENT = _table(IncidentRow)
TRANSITION = _table(TransitionRow)
PROVIDER_STATE = _table(ProviderStateRow)
STATE_CHANGE = _table(StateChangeRow)
DELIVERY = _table(DeliveryRow)
OFFICIAL_STATUS = _table(OfficialStatusRow)
OFFICIAL_INCIDENT = _table(OfficialIncidentRow)
MAINTENANCE = _table(MaintenanceRow)
AMENDMENT = _table(AmendmentRow)
HEARTBEAT = _table(HeartbeatRow)
LISTENER = _table(ListenerRow)
VANTAGE_PROVIDER = _table(VantageProviderRow)
VANTAGE_PROBE = _table(VantageProbeRow)
JUDGING = _table(JudgingRow)
UNJUDGED = _table(UnjudgedRow)
WORKER = _table(WorkerRow)
RUN_REQUEST = _table(RunRequestRow)
