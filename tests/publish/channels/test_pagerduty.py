"""PagerDuty hears of one incident under one key, from its beginning to its end."""

from typing import Any

import pytest
from pydantic import SecretStr

from incidents.incident import State
from publish.alerts.notice import Happened, Kind
from publish.alerts.posting import Undelivered
from publish.alerts.target import Target


def pager(url: str) -> Target:
    return Target(name="pager", channel="pagerduty", address=SecretStr("R0UT1NGKEY"), url=url)


def test_it_is_triggered_and_resolved_under_one_key(notice: Any, send: Any, receive: Any) -> None:
    receiver = receive()
    for happened in (Happened.OPENED, Happened.ESCALATED, Happened.CLOSED):
        send(pager(receiver.url), notice(happened=happened))

    events = receiver.bodies()
    assert [each["event_action"] for each in events] == ["trigger", "trigger", "resolve"]
    assert {each["dedup_key"] for each in events} == {"brownout:incident:borealis-1"}
    event = events[0]
    # developer.pagerduty.com: what an event must have, and how long it may be.
    assert event["routing_key"] == "R0UT1NGKEY"
    assert event["payload"]["severity"] == "critical"
    assert event["payload"]["source"] == "borealis"
    assert event["payload"]["timestamp"] == "2026-09-21T14:13:29+00:00"
    assert event["links"][0]["href"].startswith("http")
    assert event["payload"]["summary"].startswith("Borealis is down: 30 of the last 30")


@pytest.mark.parametrize(
    ("said", "severity"),
    [
        ({"state": State.BROWNOUT}, "warning"),
        ({"kind": Kind.ACCOUNT, "state": State.ACCOUNT}, "critical"),
        ({"kind": Kind.TEST}, "info"),
    ],
)
def test_how_bad_it_is(notice: Any, send: Any, receive: Any, said: Any, severity: str) -> None:
    receiver = receive()
    send(pager(receiver.url), notice(**said))

    assert receiver.bodies()[0]["payload"]["severity"] == severity


def test_a_long_sentence_fits(notice: Any, send: Any, receive: Any) -> None:
    receiver = receive()
    send(pager(receiver.url), notice(sentence="x" * 5000, thread="incident:" + "y" * 400))

    event = receiver.bodies()[0]
    assert len(event["payload"]["summary"]) <= 1024
    assert len(event["dedup_key"]) <= 255


def test_its_key_is_not_told_where_it_answers_with_it(notice: Any, send: Any, receive: Any) -> None:
    receiver = receive()
    receiver.answers = [(500, {"X-Key": "R0UT1NGKEY"})]

    with pytest.raises(Undelivered) as raised:
        send(pager(receiver.url), notice())

    assert "R0UT1NGKEY" not in str(raised.value)
