"""Which probes are judged together, and when what stopped reporting is let go of."""

import pytest

from incidents.cadence import Budget
from incidents.detectors import Stream
from incidents.evidence import Dimension
from incidents.findings import View
from incidents.incident import Scope
from incidents.pooling import drop_silent, enrol, views
from incidents.recovery import Recovery
from incidents.rules import Rules
from incidents.watches import Memory, ScopeWatch, Sight
from probes.result import Surface

RULES = Rules(forget_probe_after_s=1800)
PATIENCE_MS = 1_800_000
API, EDGE, AUTH = Surface.API, Surface.EDGE, Surface.AUTH


def watched(kit, *probes, every_s=60.0):
    """All that is remembered where these probes, (name, surface), have just reported."""
    memory = Memory(now_ms=7_000, watched_ms=5_000)
    scope = memory.scopes[Scope.API] = ScopeWatch()
    for name, surface in probes:
        enrol(scope, kit.result(".", 0, probe=name, surface=surface), every_s, memory, RULES)
    for stream in scope.streams():
        stream.fed_ms = 5_000
    return memory, scope


def test_a_probe_is_known_from_its_first_result_on_and_brought_up_to_date_by_each(kit):
    memory, scope = watched(kit, ("a", API), ("b", API))
    memory.watched_ms = 9_000

    result = kit.result(".", 60, probe="a", model="grande", region="eu")
    watch = enrol(scope, result, 30.0, memory, RULES)

    assert scope.surfaces[API].probes == {"a\thome": watch, "b\thome": [*scope.probes()][1]}
    assert (watch.probe, watch.vantage, watch.surface) == ("a", "home", API)
    assert (watch.model, watch.region, watch.every_s) == ("grande", "eu", 30.0)
    assert [each.heard_ms for each in scope.probes()] == [9_000, 5_000]
    assert [each.number for each in scope.probes()] == [0, 1]
    assert memory.enrolled == 2
    assert scope.surfaces[API].budget == Budget(RULES.burst_per_hour, 7_000)


def test_a_result_is_judged_by_its_probe_by_all_of_its_surface_and_by_all_of_its_scope(kit):
    _, scope = watched(kit, ("a", API), ("b", API), ("reach", EDGE))
    a, _, reach = scope.probes()
    pool = scope.surfaces[API].pool
    own = View(stream=a.stream, probes=1, surfaces=(API,), rivals=2, alone="a", typical=a.typical)
    together = View(stream=pool, probes=2, surfaces=(API,), rivals=2)
    everyone = View(stream=scope.pool, probes=3, surfaces=(API, EDGE), rivals=3)
    assert views(scope, API, a) == [own, together, everyone]
    alone = View(
        stream=reach.stream, probes=1, surfaces=(EDGE,), rivals=1, typical=reach.typical
    )  # fmt: skip
    assert views(scope, EDGE, reach) == [alone, everyone]


def test_one_probe_has_nobody_to_be_judged_with(kit):
    _, scope = watched(kit, ("a", API))
    (a,) = scope.probes()
    assert (scope.surfaces[API].pool, scope.pool) == (None, None)
    assert [view.stream for view in views(scope, API, a)] == [a.stream]
    _, scope = watched(kit, ("a", API), ("b", API))
    (a, _) = scope.probes()
    assert scope.pool is None
    assert [view.probes for view in views(scope, API, a)] == [1, 2]


@pytest.mark.parametrize(
    ("every_s", "silent_ms", "gone"),
    [
        (60.0, PATIENCE_MS, False),
        (60.0, PATIENCE_MS + 1, True),
        (3600.0, 3 * 3_600_000, False),
        (3600.0, 3 * 3_600_000 + 1, True),
    ],
)
def test_a_probe_is_let_go_of_after_half_an_hour_and_three_cadences(kit, every_s, silent_ms, gone):
    memory, scope = watched(kit, ("a", API), ("b", API), every_s=every_s)
    a, b = scope.probes()
    memory.watched_ms = 5_000 + silent_ms
    b.heard_ms = memory.watched_ms

    assert drop_silent(memory, RULES) is gone

    assert [*scope.probes()] == ([b] if gone else [a, b])
    assert memory.swept_ms == memory.watched_ms


def test_whoever_is_left_alone_is_judged_alone(kit):
    memory, scope = watched(kit, ("a", API), ("b", API), ("c", API), ("d", EDGE), ("e", AUTH))
    a, b, c, d, e = scope.probes()

    def silence(*silent):
        memory.watched_ms += PATIENCE_MS + 1
        for watch in scope.probes():
            watch.heard_ms = 0 if watch in silent else memory.watched_ms
        return drop_silent(memory, RULES)

    assert silence(a, d)
    assert [*scope.probes()] == [b, c, e]
    assert scope.surfaces[API].pool is not None
    assert scope.pool is not None
    assert silence(b, e)
    assert [*scope.surfaces] == [API]
    assert (scope.surfaces[API].pool, scope.pool) == (None, None)
    assert silence(c)
    assert not scope.surfaces
    assert not silence()


@pytest.mark.parametrize(
    ("fed_ms", "shows", "cleared"),
    [(0, True, True), (0, False, False), (1, True, False)],
)
def test_what_a_stream_showed_no_longer_counts_once_nothing_has_fed_it_for_as_long(
    kit, fed_ms, shows, cleared
):
    memory, scope = watched(kit, ("a", API), ("b", API))
    memory.watched_ms = PATIENCE_MS + 1
    for watch in scope.probes():
        watch.heard_ms = watch.stream.fed_ms = memory.watched_ms
    pool, last = scope.surfaces[API].pool, [*scope.probes()][-1].stream
    pool.fed_ms = fed_ms
    for stream in (pool, last):
        stream.recoveries = {Dimension.FAILURE: Recovery.begin(3, 3)} if shows else {}

    assert drop_silent(memory, RULES) is cleared

    assert bool(pool.recoveries) is (shows and not cleared)
    assert bool(last.recoveries) is shows


def test_whoever_runs_seldom_feeds_a_pool_seldom(kit):
    memory, scope = watched(kit, ("a", API), ("b", API), every_s=3600.0)
    memory.watched_ms = 5_000 + 3 * 3_600_000
    scope.surfaces[API].pool.recoveries = {Dimension.FAILURE: Recovery.begin(3, 3)}
    assert not drop_silent(memory, RULES)
    assert scope.surfaces[API].pool.recoveries


def test_a_vantage_that_is_not_heard_of_for_half_an_hour_is_no_vantage():
    memory = Memory(watched_ms=PATIENCE_MS + 100)
    memory.sights = {"gone": Sight(heard_ms=99), "here": Sight(heard_ms=100)}
    assert not drop_silent(memory, RULES)
    assert [*memory.sights] == ["here"]


def test_a_pool_starts_with_what_is_usual_and_lives_on_as_probes_come(kit):
    memory, scope = watched(kit, ("a", API), ("b", API), ("d", EDGE))
    pool, everyone = scope.surfaces[API].pool, scope.pool
    pool.fed_ms = everyone.fed_ms = 0
    assert pool == everyone == Stream.new(RULES)
    for name, surface in (("c", API), ("e", AUTH)):
        enrol(scope, kit.result(".", 9, probe=name, surface=surface), 60.0, memory, RULES)
    assert scope.surfaces[API].pool is pool
    assert scope.pool is everyone
