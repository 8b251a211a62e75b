"""Alertmanager hears of one alert under one set of labels, until it is told that it is over."""

from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import SecretStr

from incidents.incident import Facet, State
from publish.alerts.notice import Happened
from publish.alerts.target import Target


def test_one_incident_is_one_alert_from_beginning_to_end(
    notice: Any, send: Any, receive: Any
) -> None:
    receiver = receive()
    target = Target(name="am", channel="alertmanager", address=SecretStr(f"{receiver.url}/"))
    send(target, notice(state=State.BROWNOUT, facets=(Facet.LATENCY,)))
    send(target, notice(happened=Happened.ESCALATED))
    send(target, notice(happened=Happened.CLOSED, ended_at_ms=1_790_000_060_000))

    assert {each.path for each in receiver.got} == {"/api/v2/alerts"}
    ((opened,), (worse,), (closed,)) = receiver.bodies()
    # Alertmanager tells alerts apart by all of their labels.
    assert opened["labels"] == worse["labels"] == closed["labels"]
    assert all(value for value in opened["labels"].values())
    assert worse["annotations"]["summary"] == "Worse: Borealis is down"
    assert closed["endsAt"] == "2026-09-21T14:14:20+00:00"
    # It would take an alert for over that says nothing of its end.
    began = datetime.fromtimestamp(1_790_000_000, UTC)
    assert datetime.fromisoformat(opened["endsAt"]) - began >= timedelta(days=7)
