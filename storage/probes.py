"""What is watched: providers and their probes, as last configured."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Select,
    Table,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from probes.result import Surface
from probes.spec import ProbeSpec, ProviderSpec
from storage import names
from storage.dialect import lock_for_registration, upsert
from storage.models import PROBE, PROVIDER, VANTAGE_PROBE, VANTAGE_PROVIDER, WORKER

# A vantage whose workers are all silent for so long is not expected back.
_GONE_AFTER_MS = 86_400_000


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedProbe:
    """A configured probe; `waiting_for` says what it lacks before it can run."""

    name: str
    surface: Surface
    check: str
    every_s: float
    waiting_for: str | None = None
    cost_per_day_microusd: int | None = None
    model: str | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedProvider:
    """A configured provider: `name` as in probes.yaml, `title` as on screens, and its probes."""

    name: str
    title: str
    status_page: str | None
    key_env: str | None
    probes: tuple[WatchedProbe, ...]


def register(
    connection: Connection,
    providers: Iterable[ProviderSpec],
    probes: Sequence[ProbeSpec],
    now_ms: int,
    costs: Mapping[str, int] | None = None,
    vantage: str = "home",
    offsets_ms: Mapping[str, int] | None = None,
) -> None:
    """Make `providers` and `probes` what is watched from `vantage`.

    What no vantage watches any more is marked as removed; it keeps its results and comes back
    under its name. `costs` are micro-dollars a day by probe name, `offsets_ms` where in its cadence
    a probe runs. Keys, headers and options are not kept.
    """
    lock_for_registration(connection)
    vantage_id = names.vantage_ids(connection, [vantage])[vantage]
    _forget_gone_vantages(connection, vantage_id, now_ms)
    specs = {spec.id: spec for spec in (*providers, *(probe.provider for probe in probes))}
    watch = _Watch(connection, vantage_id, now_ms)
    watch.put(
        PROVIDER,
        VANTAGE_PROVIDER.c.provider_id,
        [
            {
                "name": spec.id,
                "title": spec.name,
                "status_page": spec.status_page,
                "key_env": spec.key_env,
            }
            for spec in specs.values()
        ],
    )
    ids = {row.name: row.id for row in connection.execute(select(PROVIDER.c.name, PROVIDER.c.id))}
    watch.put(
        PROBE,
        VANTAGE_PROBE.c.probe_id,
        [
            {
                "name": probe.name,
                "provider_id": ids[probe.provider.id],
                "surface": str(probe.surface),
                "model": probe.model,
                "region": probe.region,
                "check": probe.check,
                "every_s": probe.every_s,
                "waiting_for": probe.waiting_for,
                "cost_per_day_microusd": (costs or {}).get(probe.name),
            }
            for probe in probes
        ],
    )
    placing = (
        update(VANTAGE_PROBE)
        .where(
            VANTAGE_PROBE.c.vantage_id == vantage_id,
            VANTAGE_PROBE.c.probe_id
            == select(PROBE.c.id).where(PROBE.c.name == bindparam("of")).scalar_subquery(),
        )
        .values(offset_ms=bindparam("at"))
    )
    if offsets_ms:
        connection.execute(placing, [{"of": of, "at": at} for of, at in offsets_ms.items()])


def cadences(connection: Connection) -> dict[str, float]:
    """Return how often each probe runs, in seconds, by its name; those that were removed too."""
    found = connection.execute(select(PROBE.c.name, PROBE.c.every_s))
    return {row.name: row.every_s for row in found}


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """What people call a provider, and whether it is still configured."""

    title: str
    is_watched: bool


def titles(connection: Connection) -> dict[str, Title]:
    """Return every provider of which anything may be kept by its name, the watched ones first."""
    found = connection.execute(
        select(PROVIDER).order_by(
            PROVIDER.c.removed_at_ms.is_not(None), PROVIDER.c.position, PROVIDER.c.id
        )
    )
    return {row.name: Title(title=row.title, is_watched=row.removed_at_ms is None) for row in found}


def remember_cadences(connection: Connection, every_s: Mapping[str, float]) -> None:
    """Keep how often probes ran, in seconds by name, of which nobody has told yet."""
    if every_s:
        unknown = update(PROBE).where(PROBE.c.name == bindparam("of"), PROBE.c.every_s == 0)
        rows = [{"of": name, "cadence_s": cadence_s} for name, cadence_s in every_s.items()]
        connection.execute(unknown.values(every_s=bindparam("cadence_s")), rows)


def awaited(connection: Connection) -> list[str]:
    """Return the names of the watched probes that wait for heartbeats."""
    found = connection.execute(_current(PROBE).where(PROBE.c.check == "heartbeat"))
    return [row.name for row in found]


def watched(connection: Connection) -> list[WatchedProvider]:
    """Return what is configured, in the order of probes.yaml."""
    probes: dict[int, list[WatchedProbe]] = {}
    for row in connection.execute(_current(PROBE)):
        probes.setdefault(row.provider_id, []).append(
            WatchedProbe(
                name=row.name,
                surface=Surface(row.surface),
                check=row.check,
                every_s=row.every_s,
                waiting_for=row.waiting_for,
                cost_per_day_microusd=row.cost_per_day_microusd,
                model=row.model,
                region=row.region,
            )
        )
    return [
        WatchedProvider(
            name=row.name,
            title=row.title,
            status_page=row.status_page,
            key_env=row.key_env,
            probes=tuple(probes.get(row.id, ())),
        )
        for row in connection.execute(_current(PROVIDER))
    ]


def _current(table: Table) -> Select[Any]:
    return (
        select(table).where(table.c.removed_at_ms.is_(None)).order_by(table.c.position, table.c.id)
    )


@dataclass(frozen=True, slots=True)
class _Watch:
    """What one vantage watches from a moment on."""

    connection: Connection
    vantage_id: int
    now_ms: int

    def put(self, table: Table, claimed: Column[Any], rows: Sequence[dict[str, object]]) -> None:
        """Write `rows`, let them be all that this vantage claims, and mark what nobody does."""
        placed = [
            {**row, "position": position, "removed_at_ms": None}
            for position, row in enumerate(rows)
        ]
        if placed:
            overwrite = [column for column in placed[0] if column != "name"]
            upsert(self.connection, table, placed, key=["name"], update=overwrite)
        self._claim(table, claimed, {row["name"] for row in rows})
        unclaimed = table.c.id.not_in(select(claimed))
        self.connection.execute(
            update(table)
            .where(table.c.removed_at_ms.is_(None), unclaimed)
            .values(removed_at_ms=self.now_ms)
        )

    def _claim(self, table: Table, claimed: Column[Any], wanted: Collection[object]) -> None:
        claims = claimed.table
        assert isinstance(claims, Table)
        self.connection.execute(delete(claims).where(claims.c.vantage_id == self.vantage_id))
        rows = [
            {"vantage_id": self.vantage_id, claimed.name: row.id, "registered_at_ms": self.now_ms}
            for row in self.connection.execute(select(table.c.name, table.c.id))
            if row.name in wanted
        ]
        if rows:
            self.connection.execute(insert(claims), rows)


def _forget_gone_vantages(connection: Connection, but: int, now_ms: int) -> None:
    """Let go of what is claimed by vantages that nobody works for any more."""
    # An SQLite file has one worker, so that another name is an earlier one of its own.
    since_ms = now_ms if connection.dialect.name == "sqlite" else now_ms - _GONE_AFTER_MS
    at_work = select(WORKER.c.vantage_id).where(WORKER.c.beat_at_ms > since_ms)
    for claims in (VANTAGE_PROVIDER, VANTAGE_PROBE):
        connection.execute(
            delete(claims).where(
                claims.c.vantage_id != but,
                claims.c.vantage_id.not_in(at_work),
                claims.c.registered_at_ms <= since_ms,
            )
        )
