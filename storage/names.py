"""Names to ids and back, for providers, probes and vantages; a new name is registered on sight."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import CompoundSelect, Connection, Select, Table, literal_column, select, union_all

from probes.result import ProbeResult, Surface
from storage.dialect import among, tuples, upsert
from storage.models import PROBE, PROVIDER, VANTAGE

_WATCHED = select(
    PROBE.c.id, PROBE.c.name, PROVIDER.c.name, PROBE.c.surface, PROBE.c.model, PROBE.c.region
).join(PROVIDER, PROBE.c.provider_id == PROVIDER.c.id)
# SQLite and PostgreSQL both take some 30,000 values in a statement.
_AT_ONCE = 10_000
_NAMES = {table: select(table.c.id, table.c.name) for table in (PROVIDER, VANTAGE)}


@dataclass(frozen=True, slots=True)
class Series:
    """Whose results the rows of one probe are."""

    probe: str
    provider: str
    surface: Surface
    model: str | None = None
    region: str | None = None


def series(
    connection: Connection, *, provider: str | None = None, probe: str | None = None
) -> dict[int, Series]:
    """Return all probes, or one provider's or one, by id and in the order of their ids."""
    found = {}
    for id_, name, owner, surface, model, region in connection.execute(_WATCHED):
        if (provider is None or owner == provider) and (probe is None or name == probe):
            found[int(id_)] = Series(name, owner, Surface(surface), model, region)
    return dict(sorted(found.items()))


def vantages(connection: Connection) -> dict[int, str]:
    """Return the names of vantages by id."""
    return _names(connection, VANTAGE)


def providers(connection: Connection) -> dict[int, str]:
    """Return the names of providers by id."""
    return _names(connection, PROVIDER)


def ids_of(
    connection: Connection, results: Collection[ProbeResult]
) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """Return the ids of the probes and of the vantages of `results`; new ones are added."""
    by_probe = {result.probe: result for result in results}
    # In their order: so they are numbered.
    at = {result.vantage: None for result in results}
    probes: Mapping[str, int] = {}
    vantages: Mapping[str, int] = {}
    if len(by_probe) <= _AT_ONCE:
        statement = _select_ids_of(connection.dialect.name)
        rows = tuples(connection, statement, {"probes": [*by_probe], "vantages": [*at]})
        probes = {name: id_ for name, id_, is_probe in rows if is_probe}
        vantages = {name: id_ for name, id_, is_probe in rows if not is_probe}
    if len(probes) < len(by_probe):
        probes = probe_ids(connection, by_probe)
    if len(vantages) < len(at):
        vantages = vantage_ids(connection, at)
    return probes, vantages


def vantage_ids(connection: Connection, names: Iterable[str]) -> Mapping[str, int]:
    """Return the ids of vantages by name; those in `names` that are new are added."""
    return _ids(connection, VANTAGE, {name: {} for name in names})


def provider_ids(connection: Connection, names: Iterable[str]) -> Mapping[str, int]:
    """Return the ids of providers by name; those in `names` that are new are added."""
    return _ids(connection, PROVIDER, {name: {"title": name, "position": 0} for name in names})


def probe_ids(
    connection: Connection, results: Mapping[str, ProbeResult | Series]
) -> Mapping[str, int]:
    """Return the ids of probes by name.

    A probe of `results` (one result by probe name) that nobody registered is added with what
    its result, or whoever knows of it, tells of it.
    """
    known = _read_ids(connection, PROBE, results)
    missing = [result for name, result in results.items() if name not in known]
    if not missing:
        return known
    owners = provider_ids(connection, {result.provider for result in missing})
    rows: dict[str, dict[str, object]] = {
        result.probe: {
            "provider_id": owners[result.provider],
            "surface": str(result.surface),
            "model": result.model,
            "region": result.region,
            "check": "",
            "every_s": 0.0,
            "position": 0,
        }
        for result in missing
    }
    return known | _ids(connection, PROBE, rows)


def _ids(
    connection: Connection, table: Table, rows: Mapping[str, dict[str, object]]
) -> dict[str, int]:
    known = _read_ids(connection, table, rows)
    missing = [{"name": name, **row} for name, row in rows.items() if name not in known]
    if not missing:
        return known
    # Another process may add the same name at the same moment: whoever is second reads it.
    upsert(connection, table, missing, key=["name"])
    return _read_ids(connection, table, rows)


def _read_ids(connection: Connection, table: Table, wanted: Iterable[str]) -> dict[str, int]:
    names = [*wanted]
    found: dict[str, int] = {}
    for first in range(0, len(names), _AT_ONCE):
        some = names[first : first + _AT_ONCE]
        found.update(
            tuples(connection, _select_ids(table, connection.dialect.name), {"names": some})
        )
    return found


@lru_cache(maxsize=16)
def _select_ids(table: Table, dialect: str) -> Select[Any]:
    return select(table.c.name, table.c.id).where(among(dialect, table.c.name, "names"))


@lru_cache(maxsize=4)
def _select_ids_of(dialect: str) -> CompoundSelect[Any]:
    return union_all(
        select(PROBE.c.name, PROBE.c.id, literal_column("1")).where(
            among(dialect, PROBE.c.name, "probes")
        ),
        select(VANTAGE.c.name, VANTAGE.c.id, literal_column("0")).where(
            among(dialect, VANTAGE.c.name, "vantages")
        ),
    )


def _names(connection: Connection, table: Table) -> dict[int, str]:
    return dict(tuples(connection, _NAMES[table], {}))
