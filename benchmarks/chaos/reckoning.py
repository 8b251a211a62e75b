"""What a run of chaos cost: results, alerts and incidents against what should have come of it."""

from collections import Counter
from dataclasses import dataclass, field

import storage.incidents
import storage.probes
import storage.results
from benchmarks.chaos.house import House
from benchmarks.chaos.life import Life
from benchmarks.chaos.town import Answer, Town
from incidents.replay import final, in_judged_order, replay
from monitor.config import load_config
from probes.result import ProbeResult
from storage import deliveries
from storage.database import Database

GRACE_S = 15.0
"""A result that was answered so long before a kill must have been committed or spooled."""


@dataclass
class Reckoning:
    """How many of what; `wrong` says in words what should not be."""

    figures: dict[str, object] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def count(self, name: str, value: int, *, limit: int | None = None) -> None:
        """Note a figure that may be no larger than `limit`."""
        self.figures[name] = value
        if limit is not None and value > limit:
            self.wrong.append(f"{name}: {value}")


def reckon(house: House, town: Town, database: Database) -> Reckoning:
    """Count after everything was mended and stopped."""
    told = Reckoning()
    with database.read() as connection:
        kept = list(storage.results.stream(connection, 0, 2**62))
        every_s = storage.probes.cadences(connection)
        incidents = storage.incidents.incidents(connection, limit=100_000)
        notices = deliveries.recent(connection, 100_000)
        is_untold = deliveries.is_anything_unannounced(connection)
    _results(told, kept, house, town)
    rules = load_config(house.config, {"LIFE": "0"}).rules
    again = final(replay(in_judged_order(kept), every_s, rules))
    by_id = {each.id: each for each in again}
    told.count("incidents", len(incidents))
    differing = [each for each in incidents if by_id.get(each.id) != each]
    unlike = len(differing) + abs(len(again) - len(incidents))
    told.count("incidents unlike a replay", unlike, limit=0)
    _alerts(told, notices, town, is_untold)
    return told


def _results(told: Reckoning, kept: list[ProbeResult], house: House, town: Town) -> None:
    ids = Counter(result.request_id for result in kept if result.request_id)
    runs = Counter((result.probe, result.started_at_ms) for result in kept)
    told.count("results kept", len(kept))
    doubled = sum(count - 1 for count in (*ids.values(), *runs.values()))
    told.count("results doubled", doubled, limit=0)
    missing = [answer for answer in town.answers if answer.number not in ids]
    left = [answer for answer in missing if not _fell_with(house.lives[answer.life], answer)]
    told.count("answers under way when the worker was killed", len(missing) - len(left))
    # A run that had given up, or was broken off, is a result without the number of its answer.
    without = Counter(result.probe for result in kept if not result.request_id)
    late = sum((Counter(answer.probe for answer in left) & without).values())
    told.count("answers that came too late for their run", late)
    told.count("results lost", len(left) - late, limit=0)


def _fell_with(life: Life, answer: Answer) -> bool:
    """Whether the worker that asked had no time to keep the answer, or did not wait for it."""
    return life.ended_s is not None and life.ended_s - answer.at_s < GRACE_S + life.stopped_s


def _alerts(
    told: Reckoning, notices: list[deliveries.Delivery], town: Town, is_untold: bool
) -> None:
    states = Counter(str(each.state) for each in notices)
    told.count("alerts delivered", states["delivered"])
    told.count("alerts overtaken before they were due", states["dropped"])
    # It had settled before; what came up since then waits in the database for the next worker.
    told.count("alerts owed when it stopped", states["pending"] + is_untold)
    unheard = [
        each for each in notices if each.state == "delivered" and not town.accepted[each.key]
    ]
    told.count("alerts lost", states["failed"] + len(unheard), limit=0)
    known = {each.key for each in notices}
    told.count("alerts doubled", len({*town.accepted} - known), limit=0)
    repeats = sum(count - 1 for count in town.accepted.values())
    told.count("alerts repeated under their own id", repeats)
