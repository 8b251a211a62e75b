"""Workers share the shards of a vantage evenly, each shard held by one."""

import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

import pytest

from incidents.incident import Look
from monitor import team
from monitor.team import Share, Team, shard_of
from storage import locks
from storage.database import Database, DatabaseError, open_database

PROBES = [f"aurora/{number}" for number in range(60)]
SHARDS = {shard_of(probe) for probe in PROBES}


@pytest.fixture
def database(postgresql_url: str) -> Iterator[Database]:
    database = open_database(postgresql_url)
    yield database
    database.close()


@pytest.fixture
def join(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Team]]:
    monkeypatch.setattr(team, "LEFT_FOR_S", 0.3)
    monkeypatch.setattr(team, "SETTLE_S", 0.3)
    monkeypatch.setattr(team, "ASK_EVERY_S", 0.0)
    monkeypatch.setattr(team, "YIELD_S", 0.1)
    joined: list[Team] = []

    def make(vantage: str = "here") -> Team:
        joined.append(Team(database, vantage))
        return joined[-1]

    yield make
    for each in joined:
        each.close()


def turns(*teams: Team, busy: list[str] | None = None, probes: list[str] = PROBES) -> list[Share]:
    return [each.turn(probes, busy or [], 0.01) for each in teams]


def settled(*teams: Team, **said: Any) -> list[Share]:
    """Turns until nothing changes hands any more; no shard is ever with two."""
    seen: list[list[Share]] = []
    give_up = time.monotonic() + 20
    while len(seen) < 6 or any(shares != seen[-1] for shares in seen[-6:]):
        seen.append(turns(*teams, **said))
        held = [
            (each.vantage, shard)
            for each, share in zip(teams, seen[-1], strict=True)
            for shard in share.shards
        ]
        assert len(held) == len(set(held))
        assert time.monotonic() < give_up
    return seen[-1]


def test_one_worker_does_it_all_and_judges(join: Callable[..., Team]) -> None:
    (share,) = turns(join())

    assert share.shards == SHARDS
    assert share.is_judge
    assert all(map(share.has, PROBES))


@pytest.mark.parametrize("number", [2, 3, 5])
def test_those_who_come_later_get_their_share(join: Callable[..., Team], number: int) -> None:
    teams = [join()]
    settled(*teams)
    teams += [join() for _ in range(number - 1)]
    shares = settled(*teams)

    sizes = [len(share.shards) for share in shares]
    assert sum(sizes) == len(SHARDS)
    assert max(sizes) - min(sizes) <= 1
    assert [share.is_judge for share in shares] == [True] + [False] * (number - 1)


def test_what_one_leaves_behind_the_others_take_up(join: Callable[..., Team]) -> None:
    first, *others = [join() for _ in range(3)]
    settled(first, *others)
    first.close()
    shares = settled(*others)

    assert sum(len(share.shards) for share in shares) == len(SHARDS)
    assert sorted(share.is_judge for share in shares) == [False, True]


def test_a_shard_is_not_given_up_while_a_probe_of_it_runs(join: Callable[..., Team]) -> None:
    first = join()
    settled(first)
    second = join()
    shares = settled(first, second, busy=PROBES)

    # Promised, so that no run of it begins, but not yet with the other.
    assert len(shares[0].shards) == len(SHARDS) // 2
    assert len(shares[1].shards) == 0
    assert sum(len(share.shards) for share in settled(first, second)) == len(SHARDS)


def test_vantages_share_nothing_but_the_judge(join: Callable[..., Team]) -> None:
    here, there = settled(join("here"), join("there"))

    assert here.shards == there.shards == SHARDS
    assert (here.is_judge, there.is_judge) == (True, False)


def test_what_a_worker_cannot_run_is_left_to_those_who_can(join: Callable[..., Team]) -> None:
    able, unable = join(), join()
    settled(able, unable)
    give_up = time.monotonic() + 20
    while True:
        share = able.turn(PROBES, [], 0.01)
        unable.turn(PROBES[:1], [], 0.01)
        if share.shards >= SHARDS - {shard_of(PROBES[0])}:
            break
        assert time.monotonic() < give_up


def test_a_wish_reaches_the_vantage_that_it_is_for(
    database: Database, join: Callable[..., Team]
) -> None:
    here, there = join("here"), join("there")
    settled(here, there)
    with database.transaction() as connection:
        wish = Look(provider="aurora", probe="aurora/1", vantage="there", after_s=1.5)
        locks.tell(connection, asdict(wish))

    shares = [each.turn(PROBES, [], 2) for each in (here, there)]

    assert [share.wishes for share in shares] == [(), (wish,)]


def test_after_the_server_was_away_each_takes_up_what_was_its_own(
    postgresql: Any, join: Callable[..., Team]
) -> None:
    teams = [join(), join()]
    before = settled(*teams)
    postgresql.stop()
    for each in teams:
        with pytest.raises(DatabaseError):
            turns(each)
    postgresql.start()
    after = turns(*teams)

    assert [share.shards for share in after] == [share.shards for share in before]
    assert sum(share.is_judge for share in settled(*teams)) <= 1
    time.sleep(0.4)
    assert sum(share.is_judge for share in settled(*teams)) == 1
