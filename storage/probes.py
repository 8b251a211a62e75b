"""What is watched: providers and their probes, as last configured."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, Table, bindparam, select, update

from probes.result import Surface
from probes.spec import ProbeSpec, ProviderSpec
from storage.dialect import upsert
from storage.models import PROBE, PROVIDER


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedProbe:
    """A configured probe; `waiting_for` says what it lacks before it can run."""

    name: str
    surface: Surface
    check: str
    every_s: float
    waiting_for: str | None = None
    cost_per_day_microusd: int | None = None


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
) -> None:
    """Make `providers` and `probes` what is watched; all others are marked as removed.

    A removed probe keeps its results and comes back under its name. `costs` are micro-dollars
    a day by probe name. Keys, headers and options are not kept.
    """
    specs = {spec.id: spec for spec in (*providers, *(probe.provider for probe in probes))}
    _put(
        connection,
        PROVIDER,
        [
            {
                "name": spec.id,
                "title": spec.name,
                "status_page": spec.status_page,
                "key_env": spec.key_env,
            }
            for spec in specs.values()
        ],
        now_ms,
    )
    ids = {row.name: row.id for row in connection.execute(select(PROVIDER.c.name, PROVIDER.c.id))}
    _put(
        connection,
        PROBE,
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
        now_ms,
    )


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


def _put(
    connection: Connection, table: Table, rows: Sequence[dict[str, object]], now_ms: int
) -> None:
    placed = [
        {**row, "position": position, "removed_at_ms": None} for position, row in enumerate(rows)
    ]
    if placed:
        overwrite = [column for column in placed[0] if column != "name"]
        upsert(connection, table, placed, key=["name"], update=overwrite)
    kept = {row["name"] for row in rows}
    gone = [{"of": row.id} for row in connection.execute(_current(table)) if row.name not in kept]
    if gone:
        removing = update(table).where(table.c.id == bindparam("of"))
        connection.execute(removing.values(removed_at_ms=now_ms), gone)
