import asyncio
import itertools
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

from probes.grid import spread
from probes.result import Surface
from probes.schedule import FIRST_RUN_SPREAD_S, NotNow, Schedule
from probes.spec import ProbeSpec, ProviderSpec, StrictModel


def probe(name: str, *, every_s: float = 1.0, waiting_for: str | None = None) -> ProbeSpec:
    provider = name.split("/")[0]
    return ProbeSpec(
        name=name,
        provider=ProviderSpec(id=provider, name=provider),
        surface=Surface.API,
        check="http",
        options=StrictModel(),
        every_s=every_s,
        waiting_for=waiting_for,
    )


def run_schedule(
    specs: list[ProbeSpec], seconds: float, *, takes_s: dict[str, float] | None = None
) -> tuple[Counter[str], list[tuple[str, str]], int]:
    """Run for some seconds; return starts by probe, what was missed, and the most overlap."""
    starts: Counter[str] = Counter()
    missed: list[tuple[str, str]] = []
    running: Counter[str] = Counter()
    most = 0

    async def run(spec: ProbeSpec, late_ms: float) -> None:
        nonlocal most
        assert late_ms >= 0
        starts[spec.name] += 1
        running[spec.name] += 1
        most = max(most, running[spec.name])
        try:
            await asyncio.sleep((takes_s or {}).get(spec.name, 0))
        finally:
            running[spec.name] -= 1

    async def main() -> None:
        schedule = Schedule(run, lambda spec, _due, why: missed.append((spec.name, why)))
        schedule.start(specs)
        await asyncio.sleep(seconds)
        await schedule.stop()

    asyncio.run(main())
    return starts, missed, most


def test_every_probe_keeps_running_on_its_cadence() -> None:
    starts, missed, _ = run_schedule([probe("a/one", every_s=0.5), probe("b/one", every_s=1)], 4)

    assert starts["a/one"] > starts["b/one"] >= 3
    # What is due in the very moment of stopping is told of.
    assert [each for each in missed if not each[1].endswith("when the monitor stopped")] == []


def test_a_probe_never_overlaps_itself_and_the_runs_it_loses_are_told() -> None:
    starts, missed, most = run_schedule(
        [probe("slow/one", every_s=0.2)], 1.5, takes_s={"slow/one": 0.7}
    )

    assert most == 1
    assert starts["slow/one"] >= 2
    assert ("slow/one", "the run before it was still going, or waiting for its turn") in missed


def test_a_run_that_was_due_in_the_moment_of_stopping_is_told_of_too() -> None:
    missed: list[tuple[str, str]] = []

    async def hang(_: ProbeSpec, __: float) -> None:
        await asyncio.sleep(60)

    async def main() -> None:
        schedule = Schedule(hang, lambda spec, _due, why: missed.append((spec.name, why)))
        schedule.start([probe(f"{provider}/one", every_s=60) for provider in "abc"])
        for job in schedule._scheduler.get_jobs():
            job.modify(next_run_time=datetime.now(UTC))
        while schedule._scheduler.get_jobs()[0].next_run_time <= datetime.now(UTC):
            await asyncio.sleep(0)  # until they are submitted, and no longer
        schedule.run_beside("a/one")
        await schedule.stop()

    asyncio.run(main())

    assert sorted(name for name, _ in missed) == ["a/one", "a/one", "b/one", "c/one"]
    assert all(why.endswith("when the monitor stopped") for _, why in missed)


def test_none_of_several_that_were_due_at_once_begins_after_the_stop() -> None:
    begun = 0
    missed: list[str] = []

    async def hang(_spec: ProbeSpec, _late_ms: float) -> None:
        nonlocal begun
        begun += 1
        await asyncio.Event().wait()

    async def main() -> None:
        schedule = Schedule(hang, lambda _spec, _due, why: missed.append(why))
        schedule.start([probe("a/one", every_s=0.2)])
        time.sleep(0.7)  # a machine that is too busy
        while not begun:
            await asyncio.sleep(0.01)
        async with asyncio.timeout(10):
            await schedule.stop()

    asyncio.run(main())

    assert begun == 1
    assert missed.count("it was under way when the monitor stopped") == 1
    assert missed.count("it was about to start when the monitor stopped") >= 1


def test_a_hanging_probe_does_not_hold_up_the_others() -> None:
    starts, _, _ = run_schedule(
        [probe("hangs/one", every_s=0.3), probe("well/one", every_s=0.3)],
        2,
        takes_s={"hangs/one": 60},
    )

    assert starts["hangs/one"] == 1
    assert starts["well/one"] >= 4


def test_runs_that_a_stalled_machine_missed_are_told_one_by_one() -> None:
    missed: list[int] = []
    stood_still_s: list[float] = []

    async def run(spec: ProbeSpec, late_ms: float) -> None:
        pass

    async def main() -> None:
        schedule = Schedule(run, lambda _spec, due_ms, _why: missed.append(due_ms))
        schedule.start([probe("a/one", every_s=1.0)])
        await asyncio.sleep(1.2)
        stood_still_s.append(time.time())
        time.sleep(4.5)  # the whole loop stands still, as it does while a laptop sleeps
        stood_still_s.append(time.time())
        await asyncio.sleep(0.5)
        await schedule.stop()

    asyncio.run(main())

    begun_ms, ended_ms = (1000 * moment for moment in stood_still_s)
    # What was due in the last second of it still began in time.
    told = [due for due in missed if begun_ms < due < ended_ms - 1000]
    assert len(told) >= 3
    assert all(later - sooner == 1000 for sooner, later in itertools.pairwise(told))


def test_the_first_runs_of_a_fleet_do_not_come_as_a_herd() -> None:
    fleet = [probe(f"p{number}/one", every_s=60) for number in range(1000)]
    starts, _, _ = run_schedule(fleet, 1)

    assert 0 < starts.total() < 250


def test_a_loop_that_cannot_keep_up_runs_all_probes_in_turn_and_tells_of_the_rest() -> None:
    starts: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    waits_ms: list[float] = []

    async def run(spec: ProbeSpec, late_ms: float) -> None:
        starts[spec.name] += 1
        waits_ms.append(late_ms)
        time.sleep(0.02)  # computing, of which there is twice as much as there is time

    async def main() -> None:
        schedule = Schedule(run, lambda _spec, _due, why: missed.update([why]))
        schedule.start([probe(f"p{number}/one", every_s=1) for number in range(100)])
        await asyncio.sleep(6)
        await schedule.stop()

    asyncio.run(main())

    assert len(starts) == 100
    assert max(starts.values()) - min(starts.values()) <= 2
    assert missed.total() > 100
    assert max(waits_ms) > 500


def test_runs_wait_for_room_and_tell_how_late_they_are() -> None:
    late_ms: dict[str, float] = {}
    room = asyncio.Event()

    async def wait_for_room() -> None:
        await room.wait()

    async def run(spec: ProbeSpec, late: float) -> None:
        late_ms.setdefault(spec.name, late)

    async def main() -> None:
        schedule = Schedule(run, lambda *_told: None, room=wait_for_room)
        schedule.start([probe("a/one"), probe("b/one")])
        await asyncio.sleep(2.5)
        assert late_ms == {}
        room.set()
        await asyncio.sleep(0.5)
        await schedule.stop()

    asyncio.run(main())

    assert late_ms.keys() == {"a/one", "b/one"}
    assert min(late_ms.values()) > 400


def test_runs_that_were_about_to_start_when_we_stopped_are_told() -> None:
    missed: list[tuple[str, str]] = []

    async def run(_spec: ProbeSpec, _late_ms: float) -> None:
        raise AssertionError("it was stopped before")

    async def main() -> None:
        schedule = Schedule(run, lambda spec, _due, why: missed.append((spec.name, why)))
        schedule.start([probe("a/one", every_s=60)])
        time.sleep(2 * FIRST_RUN_SPREAD_S)  # it may wait as long again for its grid
        # Long enough for the run to be submitted, and too short for it to start.
        await asyncio.sleep(0)
        await schedule.stop()

    asyncio.run(main())

    assert missed == [("a/one", "it was about to start when the monitor stopped")]


def test_a_waiting_probe_is_not_run() -> None:
    starts, _, _ = run_schedule([probe("a/one", every_s=0.2, waiting_for="A_KEY")], 0.6)

    assert starts == {}


def test_replacing_stops_what_is_gone_and_starts_what_is_new() -> None:
    starts: Counter[str] = Counter()

    async def run(spec: ProbeSpec, late_ms: float) -> None:
        starts[spec.name] += 1

    async def main() -> None:
        schedule = Schedule(run, lambda *_: None)
        schedule.start([probe("a/old", every_s=0.2), probe("a/kept", every_s=0.2)])
        await asyncio.sleep(0.7)
        schedule.replace([probe("a/kept", every_s=0.2), probe("a/new", every_s=0.2)])
        starts.clear()
        await asyncio.sleep(0.9)
        await schedule.stop()

    asyncio.run(main())
    assert starts["a/old"] == 0
    assert starts["a/kept"] >= 2
    assert starts["a/new"] >= 2


def test_looking_again_brings_the_next_run_forward_and_keeps_the_grid() -> None:
    starts = 0

    async def run(spec: ProbeSpec, late_ms: float) -> None:
        nonlocal starts
        starts += 1

    async def main() -> None:
        schedule = Schedule(run, lambda *_: None)
        schedule.start([probe("a/one", every_s=3600)])
        await asyncio.sleep(2.3)  # the first run comes within the first-run spread
        assert starts == 1
        schedule.look_again("a/one", 0.1)
        schedule.look_again("a/one", 3000)
        schedule.look_again("no such probe", 0.1)
        await asyncio.sleep(1.0)
        assert starts == 2
        await schedule.stop()

    asyncio.run(main())


def test_a_run_may_be_started_beside_one_that_is_under_way_and_both_end_with_us() -> None:
    under_way, missed = Counter[str](), []

    async def run(spec: ProbeSpec, late_ms: float) -> None:
        under_way[spec.name] += 1
        await asyncio.sleep(3600)

    async def main() -> None:
        schedule = Schedule(run, lambda spec, due_ms, why: missed.append((spec.name, why)))
        schedule.start([probe("a/one", every_s=3600)])
        await asyncio.sleep(2.3)  # the first run comes within the first-run spread
        schedule.run_beside("a/one")
        schedule.run_beside("no such probe")
        await asyncio.sleep(0.1)
        assert under_way == {"a/one": 2}
        await schedule.stop()

    asyncio.run(main())
    assert missed == [("a/one", "it was under way when the monitor stopped")] * 2


def test_a_first_run_never_comes_just_before_the_next_on_the_grid() -> None:
    schedule = Schedule(lambda *_: asyncio.sleep(0), lambda *_: None)
    schedule.replace(
        [
            probe(f"p{number}-{tenths}/one", every_s=tenths / 10)
            for number in range(20)
            for tenths in range(5, 65, 3)
        ]
    )

    for job in schedule._scheduler.get_jobs():
        first = job.next_run_time
        on_grid = job.trigger.get_next_fire_time(None, first - timedelta(microseconds=1))
        assert first == on_grid or on_grid - first >= timedelta(seconds=0.25)


def test_a_run_that_is_asked_for_happens_at_once_or_is_refused_with_the_reason() -> None:
    ran: list[str] = []

    async def run(spec: ProbeSpec, late_ms: float) -> None:
        await asyncio.sleep(0.2)
        ran.append(spec.name)

    async def asked(schedule: Schedule, name: str, why: str | None = None) -> str:
        try:
            await schedule.run_now(name, lambda _: why)
        except NotNow as refused:
            return str(refused)
        return "ran"

    async def main() -> list[str]:
        schedule = Schedule(run, lambda *_: None)
        schedule.replace([probe("a/one", every_s=3600)])
        told = [await asked(schedule, "a/one"), await asked(schedule, "a/gone")]
        told.append(await asked(schedule, "a/one", "today's $1 are spent"))
        told += await asyncio.gather(asked(schedule, "a/one"), asked(schedule, "a/one"))
        schedule.hold("a/one", 60)
        told.append(await asked(schedule, "a/one"))
        return told

    told = asyncio.run(main())

    assert told[:5] == [
        "ran", "it is not run here any more", "today's $1 are spent", "ran",
        "it was under way already",
    ]  # fmt: skip
    assert told[5].startswith("held back until ")
    assert ran == ["a/one", "a/one"]


def test_the_offsets_tell_where_on_its_grid_a_probe_runs() -> None:
    specs = [probe("a/one", every_s=60), probe("a/two", every_s=60, waiting_for="KEY")]
    schedule = Schedule(lambda *_: asyncio.sleep(0), lambda *_: None, seed="home")
    ((_, fraction),) = spread(specs[:1], seed="home")

    assert schedule.offsets_ms(specs) == {"a/one": round(fraction * 60_000)}
