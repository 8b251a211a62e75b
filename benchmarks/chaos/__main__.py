"""`python -m benchmarks.chaos`: an hour of misfortunes, then the bill; 1 where there is one."""

import argparse
import contextlib
import random
import sys
import tempfile
import time
from pathlib import Path

import storage.results
from benchmarks.chaos.house import House
from benchmarks.chaos.life import Life
from benchmarks.chaos.month import month
from benchmarks.chaos.reckoning import Reckoning, reckon
from benchmarks.chaos.stores import File, Server, Store
from benchmarks.chaos.town import Town
from storage import deliveries
from storage.database import Database, DatabaseError, open_database
from storage.incidents import incidents

SETTLED_WITHIN_S = 180
CALM_SHARE = 0.25
SAMPLE_EVERY_S = 1.0


def main() -> int:
    """Run, mend, wait until all has settled, and count."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.chaos", description=__doc__)
    parser.add_argument("--seconds", type=float, default=3600, help="(%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="(%(default)s)")
    parser.add_argument("--days", type=int, default=30, help="of the fast clock (%(default)s)")
    parser.add_argument("--postgresql", action="store_true", help="on a server of its own")
    args = parser.parse_args()
    is_well = True
    if args.days:
        is_well = _show(f"{args.days} days by a fast clock", month(args.days, args.seed))
    if args.seconds:
        on = "PostgreSQL" if args.postgresql else "SQLite"
        is_well &= _show(f"{args.seconds:g} s of chaos on {on}, seed {args.seed}", chaos(args))
    return 0 if is_well else 1


def chaos(args: argparse.Namespace) -> Reckoning:
    """Disturb real processes for a while, calmly towards the end, and count."""
    dice, town = random.Random(args.seed), Town()
    folder = Path(tempfile.mkdtemp(prefix="brownout-chaos-"))
    store: Store = Server() if args.postgresql else File(folder)
    database = open_database(store.url)
    house = House(folder, store, town, dice)
    try:
        _more_results(database)
        end = time.monotonic() + args.seconds
        calm_from = end - CALM_SHARE * args.seconds
        while (now := time.monotonic()) < end:
            is_calm = now >= calm_from
            kinds = [each for each in house.disturbances if not (is_calm and "kill" in each)]
            house.disturb(dice.choice(kinds))
            pause_until = time.monotonic() + dice.uniform(0.1, 2.5)
            while time.monotonic() < pause_until:
                house.sample()
                time.sleep(SAMPLE_EVERY_S / 4)
        house.mend()
        _more_results(database)
        is_settled = _settled(database)
        house.sample()
        code = house.end()
        told = reckon(house, town, database)
        database.close()
    finally:
        house.kill()
        town.close()
        store.remove()
    told.figures |= {"misfortunes": house.done, "lives of the worker": len(house.lives)}
    if not is_settled:
        told.wrong.append(f"it has not settled within {SETTLED_WITHIN_S} s")
    if code:
        told.wrong.append(f"the worker ended with {code}")
    _flat(told, "worker", house.lives[-1])
    _flat(told, "dashboard", house.dashboards[-1])
    for name in ("worker.log", "dashboard.log"):
        if "Traceback" in (folder / name).read_text(errors="replace"):
            told.wrong.append(f"a traceback in {folder / name}")
    told.wrong += house.refused.splitlines()
    return told


def _more_results(database: Database) -> None:
    """Wait until the worker lives and its results land."""
    had, give_up = None, time.monotonic() + SETTLED_WITHIN_S
    while time.monotonic() < give_up:
        with contextlib.suppress(DatabaseError), database.read() as connection:
            has = storage.results.count(connection, 0, 2**62, None)
            had = has if had is None else had
            if has > had:
                return
        time.sleep(0.2)


def _settled(database: Database) -> bool:
    give_up = time.monotonic() + SETTLED_WITHIN_S
    while time.monotonic() < give_up:
        time.sleep(0.5)
        try:
            with database.read() as connection:
                is_open = any(each.closed_at_ms is None for each in incidents(connection))
                is_owed = deliveries.is_anything_unannounced(connection) or any(
                    each.state == "pending" for each in deliveries.recent(connection, 10_000)
                )
        except DatabaseError:
            continue
        if not (is_open or is_owed):
            return True
    return False


def _flat(told: Reckoning, whose: str, life: Life) -> None:
    if (grown := life.growth()) is not None:
        figures, is_flat = grown
        told.figures |= {f"{whose}'s {name}": value for name, value in figures.items()}
        if not is_flat:
            told.wrong.append(f"memory or file handles of the {whose} grow")


def _show(title: str, told: Reckoning) -> bool:
    print(title)
    for name, value in told.figures.items():
        print(f"  {name}: {value}")
    for wrong in told.wrong:
        print(f"  WRONG: {wrong}")
    sys.stdout.flush()
    return not told.wrong


if __name__ == "__main__":
    sys.exit(main())
