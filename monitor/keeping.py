"""Results into the table, the judges and the incidents: all of it in one transaction, or none.

Where several workers share a database, they keep their results and put them in line, and one of
them judges them from there in the order in which they landed. Whose turn it
is stands in a row that every judging transaction locks, so that two who both believe to be the
judge take turns, each reading the memories anew, and never judge from old ones.
"""

import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace

import storage.incidents
import storage.judging
import storage.locks
import storage.official
import storage.probes
import storage.results
import storage.state_changes
import storage.transcripts
from incidents import wording
from incidents.incident import Change, Incident, Judgement, State, Transition
from incidents.judge import Judge
from incidents.replay import USUAL_EVERY_S
from incidents.rules import Rules
from probes.result import ProbeResult
from storage.database import Connection, Database, DatabaseError
from storage.judging import Turn
from storage.state_changes import StateChange

log = logging.getLogger(__name__)

Judged = list[tuple[ProbeResult, Judgement]]

# How many results of other workers are judged in one transaction.
LINE = 5_000
# So long after a start it may be that the worker before it was ahead by a clock since set back.
_UNSURE_MS = 120_000
# A judge whose clock was wrong must not date everything after it for ever.
_LONGEST_LEAD_MS = 3_600_000


class Keeper:
    """Writes results with what they change. Not for several threads at a time.

    `may_judge` tells whether results are judged as they are kept. Other `rules` may be set at any
    moment; they hold from the next call on, and what was learned stays.
    """

    def __init__(
        self,
        database: Database,
        rules: Rules,
        clock_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
        may_judge: Callable[[], bool] = lambda: True,
    ) -> None:
        self.rules = rules
        self._database = database
        self._clock_ms = clock_ms
        self._may_judge = may_judge
        self._turn: Turn | None = None
        self._last_ms = 0
        self._latest_ms: dict[str, int] = {}
        self._judges: dict[str, Judge] = {}
        self._states: dict[str, State] = {}
        self._judged_by = rules
        self._opened = database.opened

    def keep(
        self,
        batch: Sequence[ProbeResult],
        every_s: Mapping[str, float],
        *,
        is_doubtful: bool = False,
    ) -> Judged:
        """Append, judge and record what changed; `every_s` is the cadence by probe name.

        A crash leaves all of it or nothing. The judges' memories are written with the
        results they have seen, so that after a failure they are simply read again. Where it
        `is_doubtful` whether some were kept before, those are passed over: no judge hears a
        result twice.

        Raises:
            DatabaseError: where nothing was written; the batch may be given again.
        """
        with self._judging() as connection:
            if is_doubtful:
                batch = storage.results.unkept(connection, batch)
            else:
                batch = self._told_apart(connection, batch)
            return self._keep(connection, batch, every_s)

    def _told_apart(
        self, connection: Connection, batch: Sequence[ProbeResult]
    ) -> list[ProbeResult]:
        """Let runs begin a millisecond later that begin with another of their probe.

        They do where the clock was set back, and the table knows a run by when it began.
        """
        suspects = []
        for each in batch:
            latest_ms = self._latest_ms.get(each.probe, each.started_at_ms + _UNSURE_MS)
            if each.started_at_ms <= latest_ms:
                suspects.append(each)
            self._latest_ms[each.probe] = max(each.started_at_ms, latest_ms)
        if not suspects:
            return list(batch)
        new = {id(each) for each in storage.results.unkept(connection, suspects)}
        taken = {id(each) for each in suspects} - new
        begun: set[tuple[str, int]] = set()
        apart = []
        for each in batch:
            result, is_taken = each, id(each) in taken
            while is_taken:
                result = replace(result, started_at_ms=result.started_at_ms + 1)
                is_taken = (result.probe, result.started_at_ms) in begun or not (
                    storage.results.unkept(connection, [result])
                )
            begun.add((result.probe, result.started_at_ms))
            self._latest_ms[each.probe] = max(self._latest_ms[each.probe], result.started_at_ms)
            apart.append(result)
        return apart

    def judge_line(self) -> int:
        """Judge what workers have put in line; return how many results were in it.

        Whoever runs a probe that is to be asked again soon is told so.

        Raises:
            DatabaseError: where nothing was written.
        """
        try:
            return self._judge_line(LINE)
        except DatabaseError:
            raise
        except Exception as bug:  # noqa: BLE001  one result must not hold up all behind it
            log.error("results are judged one by one, which is a bug: %r", bug)
        try:
            return self._judge_line(1)
        except DatabaseError:
            raise
        except Exception:
            log.exception("a result is left unjudged, which is a bug")
        with self._database.transaction() as connection:
            storage.judging.leave(connection, storage.judging.line(connection, 1).numbers)
        return 1

    def _judge_line(self, limit: int) -> int:
        with self._database.read() as connection:
            if storage.judging.is_line_empty(connection):
                return 0
        with self._judging() as connection:
            self._take_turn(connection)
            line = storage.judging.line(connection, limit)
            results = [self._dated(result) for result in line.results]
            every_s = storage.probes.cadences(connection)
            for _, judgement in self._judge_all(connection, results, every_s):
                for look in judgement.look_again:
                    storage.locks.tell(connection, asdict(look))
            storage.judging.date(connection, results)
            storage.judging.leave(connection, line.numbers)
            return len(line.numbers)

    def _keep(
        self, connection: Connection, batch: Sequence[ProbeResult], every_s: Mapping[str, float]
    ) -> Judged:
        is_judge = self._may_judge()
        if is_judge:
            self._take_turn(connection)
            batch = [self._dated(result) for result in batch]
        storage.results.append(connection, batch)
        storage.official.keep(connection, batch)
        storage.transcripts.keep(connection, batch)
        # What a page says of a service is no sight of the service.
        seen = [result for result in batch if result.surface.is_judged]
        if not is_judge:
            storage.judging.put_in_line(connection, seen)
            return []
        return self._judge_all(connection, seen, every_s)

    def keep_at_least(self, result: ProbeResult, every_s: Mapping[str, float]) -> Judged:
        """Keep a result that a bug of ours may get in the way of: unjudged, if need be.

        Raises:
            DatabaseError: where nothing was written; the result may be given again.
        """
        try:
            return self.keep([result], every_s, is_doubtful=True)
        except DatabaseError:
            raise
        except Exception:
            log.exception("probe=%s a result is kept unjudged, which is a bug", result.probe)
        try:
            with self._database.transaction() as connection:
                storage.results.append(connection, [result])
        except DatabaseError:
            raise
        except Exception:
            log.exception("probe=%s a result is lost, which is a bug", result.probe)
        return []

    @contextmanager
    def _judging(self) -> Iterator[Connection]:
        """Write; after a failure the judges' memories and whose turn it is are read again."""
        if self._judged_by is not self.rules:
            self._turn, self._judged_by = None, self.rules
        try:
            with self._database.transaction() as connection:
                if self._opened != self._database.opened:
                    # What another file knows of incidents is not what we remember.
                    self._turn, self._opened = None, self._database.opened
                yield connection
        except BaseException:
            self._turn = None
            raise

    def _take_turn(self, connection: Connection) -> None:
        """Judge from here on; from memories read anew, where another may have judged meanwhile."""
        found = storage.judging.turn(connection)
        if self._turn is None or found.term != self._turn.term:
            self._judges = self._resumed(connection)
            self._turn = Turn(found.term + 1, found.judged_at_ms)
            if found.judged_at_ms < self._clock_ms() + _LONGEST_LEAD_MS:
                self._last_ms = max(self._last_ms, found.judged_at_ms)

    def _judge_all(
        self,
        connection: Connection,
        results: Sequence[ProbeResult],
        every_s: Mapping[str, float],
    ) -> Judged:
        judgements = [(result, self._judge(result, every_s)) for result in results]
        storage.incidents.save(
            connection, [change for _, judged in judgements for change in judged.transitions]
        )
        storage.state_changes.save(connection, self._state_changes(judgements))
        latest = {result.provider: judged.state for result, judged in judgements}
        memories = {provider: self._judges[provider].unsaved() for provider in latest}
        storage.incidents.save_states(connection, [*latest.values()], memories)
        assert self._turn is not None
        self._turn = Turn(self._turn.term, self._last_ms)
        storage.judging.note(connection, self._turn)
        return judgements

    def _dated(self, result: ProbeResult) -> ProbeResult:
        """Note when it is judged: in one order, whatever the clock does meanwhile."""
        at_ms = max(self._clock_ms(), result.started_at_ms, self._last_ms + 1)
        self._last_ms = at_ms
        return replace(result, judged_at_ms=at_ms)

    def _judge(self, result: ProbeResult, every_s: Mapping[str, float]) -> Judgement:
        judge = self._judges.get(result.provider)
        if judge is None:
            judge = self._judges[result.provider] = Judge(result.provider, self._judged_by)
        return judge.step(result, every_s=every_s.get(result.probe) or USUAL_EVERY_S)

    def _state_changes(self, judgements: Judged) -> list[StateChange]:
        changes = []
        for _, judged in judgements:
            was = self._states.get(judged.state.provider)
            if judged.state.state is not was:
                changes.append(StateChange(was=was, now=judged.state))
                self._states[judged.state.provider] = judged.state.state
        return changes

    def _resumed(self, connection: Connection) -> dict[str, Judge]:
        known = storage.incidents.states(connection)
        self._states = {provider: each.state for provider, each in known.items()}
        judges = {}
        for provider, snapshot in storage.incidents.snapshots(connection).items():
            try:
                judges[provider] = Judge(provider, self._judged_by, snapshot)
            except ValueError as error:
                log.error("%s is judged from the beginning: %s", provider, error)
                _let_go(connection, provider)
        return judges


def _let_go(connection: Connection, provider: str) -> None:
    # A judge who does not know of an open incident could never close it, nor open the next.
    going_on = storage.incidents.open_incidents(connection)
    known = storage.incidents.states(connection)[provider]
    storage.incidents.save(
        connection,
        [_closed(each, known.judged_at_ms) for each in going_on if each.provider == provider],
    )


def _closed(incident: Incident, at_ms: int) -> Transition:
    why = wording.closed(wording.Ending.UNWATCHED, incident.sentence, incident.started_at_ms, at_ms)
    closed = replace(incident, sentence=why, ended_at_ms=at_ms, closed_at_ms=at_ms)
    return Transition(at_ms=at_ms, change=Change.CLOSED, incident=closed)
