"""Workers and their signs of life: who probes from where, how late, and under which settings."""

from dataclasses import asdict, dataclass

from sqlalchemy import Connection, select, update

from storage import names
from storage.dialect import upsert
from storage.models import VANTAGE, WORKER


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerBeat:
    """A worker process and its last sign of life.

    `config_error` is the mistake in an edited configuration that is therefore not in force.
    `late_ms` is how late its schedule runs, `probes` how many it runs, `clock` whose clock times
    what they see (`probes.arrival.clock`), None where an earlier version did not tell. `is_judge`
    is whether it judges for all, None where an older one did not tell. `stopped_at_ms` is set
    by a worker that stopped of its own accord; one that was killed just falls silent.
    """

    vantage: str
    host: str
    pid: int
    version: str
    started_at_ms: int
    beat_at_ms: int
    config_path: str
    config_error: str | None = None
    late_ms: float = 0.0
    probes: int = 0
    is_judge: bool | None = None
    clock: str | None = None
    stopped_at_ms: int | None = None


def beat(connection: Connection, worker: WorkerBeat) -> None:
    """Keep a worker's sign of life in place of its last."""
    row = asdict(worker)
    vantage = row.pop("vantage")
    row["vantage_id"] = names.vantage_ids(connection, [vantage])[vantage]
    overwrite = [column for column in row if column not in _KEY]
    upsert(connection, WORKER, [row], key=_KEY, update=overwrite)


def stopped(connection: Connection, *, vantage: str, host: str, pid: int, now_ms: int) -> None:
    """Note that a worker has stopped of its own accord."""
    vantage_id = select(VANTAGE.c.id).where(VANTAGE.c.name == vantage).scalar_subquery()
    this = (WORKER.c.vantage_id == vantage_id, WORKER.c.host == host, WORKER.c.pid == pid)
    connection.execute(update(WORKER).where(*this).values(stopped_at_ms=now_ms))


def workers(connection: Connection, *, since_ms: int = 0) -> list[WorkerBeat]:
    """Return the workers that gave a sign of life at `since_ms` or later, the latest first."""
    wanted = (
        select(WORKER, VANTAGE.c.name.label("vantage"))
        .join(VANTAGE, WORKER.c.vantage_id == VANTAGE.c.id)
        .where(WORKER.c.beat_at_ms >= since_ms)
        .order_by(WORKER.c.beat_at_ms.desc(), WORKER.c.vantage_id, WORKER.c.host, WORKER.c.pid)
    )
    return [
        WorkerBeat(**{name: value for name, value in row.items() if name != "vantage_id"})
        for row in connection.execute(wanted).mappings()
    ]


_KEY = ("vantage_id", "host", "pid")
