"""Times `publish.pick.pick` beside an empty read and the Now page's status, turn by turn."""

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from pydantic import BaseModel
from sqlalchemy import text

from incidents.incident import ProviderState, State
from probes.result import Outcome, ProbeResult, Surface, Timings
from probes.spec import ProbeSpec, ProviderSpec
from publish.pick import pick
from publish.status import gather_status
from storage import incidents, probes, results, workers
from storage.database import Database, open_database

PROVIDERS, RUNS = 10, 3_000
SURFACES = (Surface.EDGE, Surface.AUTH, Surface.OAUTH, Surface.API)


class _Options(BaseModel):
    pass


def _fill(database: Database, now_ms: int) -> list[str]:
    specs = [
        ProbeSpec(
            name=f"p{number}/{surface}",
            provider=ProviderSpec(id=f"p{number}", name=f"P{number}"),
            surface=surface,
            check="http",
            options=_Options(),
            every_s=60,
        )
        for number in range(PROVIDERS)
        for surface in SURFACES
    ]
    with database.transaction() as connection:
        probes.register(connection, [], specs, now_ms)
        for spec in specs:
            made = [
                ProbeResult(
                    probe=spec.name, provider=spec.provider.id, surface=spec.surface,
                    vantage="home", started_at_ms=now_ms - run * 60_000, outcome=Outcome.OK,
                    timings=Timings(ttft_ms=400.0),
                )
                for run in range(RUNS)
            ]  # fmt: skip
            results.append(connection, made)
            state = ProviderState(
                provider=spec.provider.id, state=State.OPERATIONAL, since_ms=now_ms,
                sentence="answers as usual", judged_at_ms=now_ms,
            )  # fmt: skip
            incidents.save_states(connection, [state])
        beat = workers.WorkerBeat(
            vantage="home", host="here", pid=1, version="0", started_at_ms=now_ms,
            beat_at_ms=now_ms, config_path="probes.yaml",
        )  # fmt: skip
        workers.beat(connection, beat)
    return [f"p{number}" for number in range(PROVIDERS)]


def main() -> None:
    """Fill a database, take turns, and print medians and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=50)
    turns = parser.parse_args().turns
    now_ms = time.time_ns() // 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pick.db"
        database = open_database(path)
        order = _fill(database, now_ms)[:3]

        def read() -> object:
            with database.read() as connection:
                return connection.execute(text("SELECT 1")).scalar()

        def status() -> object:
            with database.read() as connection:
                return gather_status(connection, now_ms)

        asked: dict[str, Callable[[], object]] = {
            "an empty read": read,
            "pick": lambda: pick(order, database=path, now_ms=now_ms),
            "pick, with --need and --max-ttft": lambda: pick(
                order, needs=["json"], max_ttft_s=2, database=path, now_ms=now_ms
            ),
            "the status of the page Now": status,
        }
        for each in asked.values():
            each()
        took: dict[str, list[float]] = {name: [] for name in asked}
        for _ in range(turns):
            for name, ask in asked.items():
                # All of it is computing, and other programs on the machine are none of it.
                begun_s = time.process_time()
                ask()
                took[name].append((time.process_time() - begun_s) * 1000)
        database.close()
    medians = {name: median(values) for name, values in took.items()}
    for name, middle_ms in medians.items():
        ratio = middle_ms / medians["an empty read"]
        print(f"{name:34} {middle_ms:8.2f} ms  {ratio:6.1f} empty reads")


if __name__ == "__main__":
    main()
