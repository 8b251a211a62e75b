"""How workers of one vantage share its probes, and who of all workers judges."""

import hashlib
import logging
import time
from collections.abc import Collection
from dataclasses import dataclass

from incidents.incident import Look
from storage import names
from storage.database import Database, DatabaseError
from storage.locks import LockSession, Myself

log = logging.getLogger(__name__)

# Into so many parts the probes of a vantage fall, each with a lock: enough to share them evenly,
# and so few that a server's table of locks holds those of a thousand vantages.
SHARDS = 32
# Locks of a vantage beside those of its shards: every worker of it shares this one.
MEMBER = 1_000
# Locks of no vantage.
EVERYWHERE, JUDGE = 0, 0
# After a lost connection, others get as much time to take up again what was theirs.
SETTLE_S = 5.0
# So long a worker takes nothing after it gave something up, so that it goes to those who asked.
YIELD_S = 3.0
# Shards that are free for so long are of no use to those whose share they are.
LEFT_FOR_S = 3.0
# How soon a worker looks again whether it has its share: when it had not, and when it had.
ASK_EVERY_S, LOOK_EVERY_S = 2.0, 30.0


@dataclass(frozen=True, slots=True)
class Share:
    """What falls to this worker: the shards whose probes it runs, whether it judges, and wishes."""

    shards: frozenset[int]
    is_judge: bool
    wishes: tuple[Look, ...] = ()

    def has(self, probe: str) -> bool:
        """Return whether the probe of this name is among them."""
        return shard_of(probe) in self.shards


def shard_of(probe: str) -> int:
    """Return the shard of a probe: by its name alone, so that all workers agree on it."""
    return int.from_bytes(hashlib.sha256(probe.encode()).digest()[:4]) % SHARDS


class Team:
    """This worker's part in the work of its vantage. Not for several threads at a time.

    A shard is run by whoever holds its lock, and locks go with the connection: those of a killed
    worker are free at once, and the next turn of another takes them.
    """

    def __init__(self, database: Database, vantage: str) -> None:
        self.vantage = vantage
        self._database = database
        self._session: LockSession | None = None
        self._group = 0
        self._before: Myself | None = None
        self._mine: set[int] = set()
        self._leaving: set[int] = set()
        self._is_judge = False
        self._takes_at_s = 0.0
        self._left_at_s: float | None = None
        self._look_at_s = 0.0

    def turn(self, probes: Collection[str], busy: Collection[str], wait_s: float) -> Share:
        """Take, share and give up; then listen for others for up to `wait_s` seconds.

        `probes` are all that the vantage has, `busy` those that run at this moment. A shard is
        given up only when none of its probes runs.

        Raises:
            DatabaseError: where the server is away. All locks are lost, but as nobody else can
                take them, what was ours is best gone on with until the next turn.
        """
        try:
            session = self._session or self._join()
            wanted = {shard_of(name) for name in probes}
            self._give_up(session, wanted, {shard_of(name) for name in busy})
            self._take(session, wanted)
            heard = session.heard(wait_s)
        except DatabaseError:
            self._lose()
            raise
        wishes = []
        for notice in heard:
            if notice["vantage"] != self.vantage:
                continue
            if "probe" in notice:
                wishes.append(Look(**notice))
            elif notice["asks"] != session.myself.pid:
                self._promise(len(wanted), notice["members"])
        return Share(frozenset(self._mine - self._leaving), self._is_judge, tuple(wishes))

    def close(self) -> None:
        """Leave: others take over at once."""
        if self._session is not None:
            self._session.close()
        self._session = None

    def _join(self) -> LockSession:
        session = LockSession(self._database, self._before)
        self._session, self._before = session, session.myself
        with self._database.transaction() as connection:
            self._group = names.vantage_ids(connection, [self.vantage])[self.vantage]
        session.share_lock(self._group, MEMBER)
        had, self._mine, self._leaving = self._mine, set(), set()
        self._mine = session.try_lock(self._group, had)
        if had:
            self._takes_at_s = time.monotonic() + SETTLE_S
            log.info("vantage=%s shards=%d taken up again", self.vantage, len(self._mine))
        return session

    def _lose(self) -> None:
        if self._session is not None:
            log.error("vantage=%s the database is away, and with it our locks", self.vantage)
            self.close()
        self._is_judge = False

    def _give_up(self, session: LockSession, wanted: set[int], busy: set[int]) -> None:
        idle = (self._leaving | (self._mine - wanted)) - busy
        if idle & self._leaving:
            self._takes_at_s = time.monotonic() + YIELD_S
        if idle:
            session.unlock(self._group, idle)
            self._mine -= idle
            self._leaving -= idle

    def _take(self, session: LockSession, wanted: set[int]) -> None:
        if time.monotonic() < self._takes_at_s:
            return
        if not self._is_judge and session.try_lock(EVERYWHERE, [JUDGE]):
            self._is_judge = True
            log.info("vantage=%s this worker judges from now on", self.vantage)
        free = session.try_lock(self._group, wanted - self._mine)
        if free:
            kept = self._fair(session, free, len(wanted))
            session.unlock(self._group, free - kept)
            self._mine |= kept
            if kept:
                log.info("vantage=%s shards=%d taken", self.vantage, len(kept))
        else:
            self._left_at_s = None
            if wanted - self._mine and time.monotonic() >= self._look_at_s:
                self._ask(session, len(wanted))

    def _fair(self, session: LockSession, free: set[int], shards: int) -> set[int]:
        room = max(0, most(shards, self._members(session)) - len(self._mine))
        if room >= len(free):
            self._left_at_s = None
            return free
        now_s = time.monotonic()
        self._left_at_s = self._left_at_s or now_s
        if now_s - self._left_at_s >= LEFT_FOR_S:
            return free
        return set(sorted(free)[:room])

    def _ask(self, session: LockSession, shards: int) -> None:
        """Ask the others for some of theirs, where this worker has less than its share."""
        members = self._members(session)
        has_share = len(self._mine) >= least(shards, members)
        self._look_at_s = time.monotonic() + (LOOK_EVERY_S if has_share else ASK_EVERY_S)
        if not has_share:
            session.tell({"vantage": self.vantage, "asks": session.myself.pid, "members": members})

    def _promise(self, shards: int, members: int) -> None:
        """Give some up, as soon as none of their probes runs."""
        held = sorted(self._mine - self._leaving)
        spare = len(held) - most(shards, members)
        if spare <= 0 and len(held) > least(shards, members):
            spare = 1
        self._leaving |= set(held[: max(0, spare)])

    def _members(self, session: LockSession) -> int:
        return max(1, session.holders(self._group, MEMBER))


def most(shards: int, members: int) -> int:
    """Return how many shards one of so many workers runs at most."""
    return -(-shards // members)


def least(shards: int, members: int) -> int:
    """Return how many shards one of so many workers should run at least."""
    return shards // members
