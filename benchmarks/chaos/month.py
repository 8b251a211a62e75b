"""Weeks by a clock that runs fast: judge, rollups and retention, reopened and misled at random."""

import random
import tempfile
from pathlib import Path

import storage.incidents
import storage.results
from benchmarks.chaos.reckoning import Reckoning
from incidents.incident import Transition
from incidents.replay import final, replay
from incidents.rules import Rules
from monitor.keeping import Keeper
from probes.result import Outcome, ProbeResult, Surface, Timings
from storage import retention
from storage.database import Database, open_database
from storage.history import buckets

DAY_MS, EVERY_S, BATCH = 86_400_000, 60.0, 120
KEEP = retention.Keep(
    raw_ms=2 * DAY_MS, failure_ms=4 * DAY_MS, minute_ms=3 * DAY_MS, hour_ms=None, day_ms=None
)
START_MS = 1_789_948_800_000
PROBES = ("a/canary", "b/canary")


def month(days: int, seed: int) -> Reckoning:
    """Keep and judge `days` of two probes, drop what is old, and count what is left."""
    dice = random.Random(seed)
    database = open_database(Path(tempfile.mkdtemp(prefix="brownout-month-")) / "brownout.db")
    rules, every_s = Rules(preset="fast"), dict.fromkeys(PROBES, EVERY_S)
    clock = [START_MS]
    keeper = Keeper(database, rules, clock_ms=lambda: clock[0])
    live: list[Transition] = []
    dated: list[ProbeResult] = []
    made = _runs(days, dice)
    for start in range(0, len(made), BATCH):
        batch = made[start : start + BATCH]
        # The clock is that of the last run, and now and then it is wrong.
        clock[0] = batch[-1].started_at_ms + 2_000
        if dice.random() < 0.02:
            clock[0] += dice.choice((-600_000, 300_000))
        if dice.random() < 0.05:
            keeper = Keeper(database, rules, clock_ms=lambda: clock[0])
        judged = keeper.keep(batch, every_s, is_doubtful=dice.random() < 0.1)
        dated += [result for result, _ in judged]
        live += [change for _, judgement in judged for change in judgement.transitions]
        with database.transaction() as connection:
            retention.step(connection, KEEP, clock[0])
    while _step(database, clock[0]):
        pass
    told = Reckoning()
    with database.read() as connection:
        found = storage.incidents.incidents(connection, limit=100_000)
        raw = storage.results.count(connection, 0, 2**62, None)
        end_ms = START_MS + (days + 1) * DAY_MS
        summed = sum(
            sum(bucket.counts.values())
            for bucket in buckets(
                connection, start_ms=START_MS, end_ms=end_ms, step_ms=DAY_MS, percentiles=False
            )
        )
    database.close()
    again = list(replay(sorted(dated, key=lambda r: r.judged_at_ms or 0), every_s, rules))
    told.count("results made", len(made))
    told.count("results that are still single", raw)
    told.count("results that the sums miss or double", abs(summed - len(made)), limit=0)
    told.count("incidents", len(found))
    told.count("transitions unlike a replay", sum(a != b for a, b in zip(live, again, strict=False))
               + abs(len(live) - len(again)), limit=0)  # fmt: skip
    differing = len({repr(e) for e in found} ^ {repr(e) for e in final(again)})
    told.count("incidents unlike a replay", differing, limit=0)
    return told


def _step(database: Database, now_ms: int) -> bool:
    with database.transaction() as connection:
        return retention.step(connection, KEEP, now_ms)


def _runs(days: int, dice: random.Random) -> list[ProbeResult]:
    made = []
    bad_until = dict.fromkeys(PROBES, 0)
    for at_ms in range(START_MS, START_MS + days * DAY_MS, round(EVERY_S * 1000)):
        for offset, probe in enumerate(PROBES):
            if dice.random() < 0.0007:
                bad_until[probe] = at_ms + dice.randrange(5, 120) * 60_000
            is_bad = at_ms < bad_until[probe] and dice.random() < 0.9
            made.append(
                ProbeResult(
                    probe=probe,
                    provider=probe[0],
                    surface=Surface.API,
                    vantage="here",
                    started_at_ms=at_ms + 700 * offset,
                    outcome=Outcome.OVERLOADED if is_bad else Outcome.OK,
                    timings=Timings(ttft_ms=dice.gauss(400, 20), total_ms=dice.gauss(900, 40)),
                )
            )
    return made
