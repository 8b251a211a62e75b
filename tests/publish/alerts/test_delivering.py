"""Receivers that fail, hang and recover, and workers that are many or die: told all the same."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from incidents.incident import Change
from publish.alerts.delivering import Delivering
from publish.alerts.target import Target
from storage import deliveries
from storage.database import open_database
from storage.errors import DatabaseError

Make = Callable[..., Target]


def ids(receiver: Any) -> list[str]:
    return [each.headers["webhook-id"] for each in receiver.got]


def test_a_receiver_that_fails_is_tried_again_under_the_same_id_with_growing_pauses(
    desk: Any, webhook: Make, receive: Any
) -> None:
    receiver = receive()
    receiver.answers = [500, 502, 503]
    desk.targets(webhook(receiver.url))
    desk.change(Change.OPENED)

    desk.work()
    desk.work(1.9)
    assert len(receiver.got) == 1
    desk.work(0.2)
    desk.work(3.8)
    assert len(receiver.got) == 2
    desk.work(0.4)
    desk.work(8)

    assert desk.rows() == [("opened", "delivered")]
    assert len(ids(receiver)) == 4
    assert len(set(ids(receiver))) == 1
    assert desk.newest().attempts == 4


def test_a_receiver_that_asks_to_wait_is_waited_for(desk: Any, webhook: Make, receive: Any) -> None:
    receiver = receive()
    receiver.answers = [(429, {"Retry-After": "90"})]
    desk.targets(webhook(receiver.url))
    desk.change(Change.OPENED)
    desk.work()
    desk.work(89)
    assert len(receiver.got) == 1
    desk.work(2)

    assert desk.rows() == [("opened", "delivered")]


def test_what_is_refused_as_wrong_is_given_up_at_once_and_aloud(
    desk: Any, webhook: Make, receive: Any, caplog: pytest.LogCaptureFixture
) -> None:
    receiver = receive()
    receiver.answers = [400]
    desk.targets(webhook(receiver.url))
    desk.change(Change.OPENED)
    desk.work()

    assert desk.newest().problem == "given up: it answers 400"
    assert "target=hook alert given up: it answers 400" in caplog.text
    desk.work(100)
    assert len(receiver.got) == 1


def test_what_cannot_be_delivered_for_too_long_is_given_up_aloud(
    desk: Any, webhook: Make, caplog: pytest.LogCaptureFixture
) -> None:
    desk.targets(webhook("http://127.0.0.1:9/"), give_up_after_s=3600.0)
    desk.change(Change.OPENED)
    for _ in range(30):
        desk.work(300)
        if desk.rows() == [("opened", "failed")]:
            break

    assert desk.rows() == [("opened", "failed")]
    assert "given up" in caplog.text
    assert "no TCP connection" in (desk.newest().problem or "") or "refused" in (
        desk.newest().problem or ""
    )


def test_a_target_that_is_configured_no_more_is_given_up_too(desk: Any, webhook: Make) -> None:
    desk.targets(webhook("http://127.0.0.1:9/", name="gone"))
    desk.change(Change.OPENED)
    desk.work()
    desk.targets(webhook("http://127.0.0.1:9/", name="new"), give_up_after_s=3600.0)
    desk.work(3700)

    assert desk.rows() == [("opened", "failed")]


def test_a_receiver_that_hangs_holds_up_no_other(desk: Any, webhook: Make, receive: Any) -> None:
    slow, quick = receive(), receive()
    slow.answers = ["hang"] * 9
    desk.targets(webhook(slow.url, "slow", timeout_s=1.0), webhook(quick.url, "quick"))
    desk.change(Change.OPENED)

    async def work() -> None:
        desk_ = desk.delivering()
        await desk_.step()
        while not quick.got:
            await asyncio.sleep(0.01)
        assert not slow.released.is_set()
        desk.change(Change.ESCALATED)
        await desk_.step()
        while len(quick.got) < 2:
            await desk_.step()
            await asyncio.sleep(0.01)
        await desk_.settled()

    asyncio.run(work())

    with desk.database.read() as connection:
        waiting = [each for each in deliveries.recent(connection) if each.target == "slow"]
    assert {each.state for each in waiting} == {"pending"}
    assert "within 1 s" in (waiting[-1].problem or "")
    slow.answers = []
    desk.work(60)
    desk.work(60)
    heard = [each["happened"] for each in slow.bodies()]
    assert heard[-2:] == ["opened", "escalated"]


def test_many_workers_tell_each_change_once(
    desk: Any, webhook: Make, receive: Any, database_path: Path
) -> None:
    receiver = receive()
    alerts = replace(desk.alerts, targets=(webhook(receiver.url),))
    for number in range(25):
        desk.change(Change.OPENED, id=f"incident-{number}", provider=f"provider-{number}")
    databases = [open_database(database_path) for _ in range(4)]

    async def work() -> None:
        workers = [
            Delivering(database, alerts, clock_ms=lambda: desk.now_ms) for database in databases
        ]
        for _ in range(9):
            await asyncio.gather(*(worker.step() for worker in workers))
            await asyncio.gather(*(worker.settled() for worker in workers))

    asyncio.run(work())
    for database in databases:
        database.close()

    assert len(ids(receiver)) == 25
    assert len(set(ids(receiver))) == 25


def test_a_claim_that_ran_out_is_anybodys_again(desk: Any, webhook: Make, receive: Any) -> None:
    receiver = receive()
    target = webhook(receiver.url)
    desk.targets(target)
    desk.change(Change.OPENED)
    # As of a worker that died the moment after it had claimed.
    dead = desk.delivering()
    dead._plan()
    (claimed,) = dead._claim(target)
    desk.work(5)
    assert receiver.got == []

    desk.work(3)

    assert len(ids(receiver)) == 1
    assert desk.newest().id == claimed.id
    assert desk.rows() == [("opened", "delivered")]


def test_a_database_that_goes_away_meanwhile_costs_nothing(
    desk: Any, webhook: Make, receive: Any, caplog: pytest.LogCaptureFixture
) -> None:
    receiver = receive()
    desk.targets(webhook(receiver.url))
    desk.change(Change.OPENED)

    async def work() -> None:
        worker = desk.delivering()
        original = worker._note

        def away(*_: Any) -> None:
            worker._note = original  # type: ignore[method-assign]
            raise DatabaseError("the disk is full")

        worker._note = away  # type: ignore[method-assign]
        await worker.step()
        await worker.settled()
        desk.now_ms += 10_000
        await worker.step()
        await worker.settled()

    with caplog.at_level(logging.WARNING):
        asyncio.run(work())

    assert "the disk is full" in caplog.text
    assert len(ids(receiver)) == 2
    assert len(set(ids(receiver))) == 1
    assert desk.rows() == [("opened", "delivered")]


@pytest.mark.parametrize("answer", ["hang", 500, 301, "echo"])
def test_no_secret_of_a_target_is_logged_or_kept(
    desk: Any, webhook: Make, receive: Any, caplog: pytest.LogCaptureFixture, answer: Any
) -> None:
    receiver = receive()
    receiver.answers = [answer]
    target = webhook(f"{receiver.url}/services/T0/s3cr3t-path?token=hush-hush", timeout_s=0.5)
    desk.targets(target)
    desk.change(Change.OPENED)
    with caplog.at_level(logging.DEBUG, "publish"):
        desk.work()

    said = f"{caplog.text} {desk.newest()} {target!r}"
    assert desk.newest().problem
    assert "s3cr3t" not in said
    assert "hush" not in said


def test_a_database_that_is_away_is_told_of_once_and_waited_for(
    desk: Any, webhook: Make, receive: Any, caplog: pytest.LogCaptureFixture
) -> None:
    receiver = receive()
    desk.targets(webhook(receiver.url))
    desk.change(Change.OPENED)
    worker = desk.delivering()
    tried = []

    class Away:
        def read(self) -> Any:
            tried.append(1)
            if len(tried) > 3:
                worker._database = desk.database
            raise DatabaseError("the server is away")

    async def work() -> None:
        worker._database = Away()  # type: ignore[assignment]
        running = asyncio.create_task(worker.run())
        while not receiver.got:
            await asyncio.sleep(0.05)
        running.cancel()
        await asyncio.wait([running])

    asyncio.run(work())

    assert caplog.text.count("alerts wait for the database: the server is away") == 1
    assert desk.rows() == [("opened", "delivered")]
