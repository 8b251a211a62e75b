"""Alerts over a real database, with a clock that a test moves."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from pydantic import SecretStr

from incidents.incident import Change, Facet, Incident, Scope, State, Transition
from publish.alerts.delivering import Delivering
from publish.alerts.target import Alerts, Target
from storage import deliveries, incidents


class Desk:
    """Makes changes happen, and lets alerts of them be planned and sent."""

    def __init__(self, house: Any) -> None:
        self.database = house.database
        self.house = house
        self.now_ms = house.now_ms
        self.alerts = Alerts()

    def targets(self, *targets: Target, **said: Any) -> None:
        self.alerts = replace(self.alerts, targets=targets, **said)

    def change(self, change: Change, state: State = State.OUTAGE, **said: Any) -> Transition:
        plausible: dict[str, Any] = {
            "id": "borealis-1",
            "provider": "borealis",
            "scope": Scope.API,
            "state": state,
            "worst": State.OUTAGE,
            "facets": (Facet.ERRORS,),
            "sentence": "30 of the last 30 canaries failed with overloaded",
            "started_at_ms": self.house.now_ms - 20_000,
            "detected_at_ms": self.house.now_ms,
        }
        if change is Change.CLOSED:
            plausible |= {"ended_at_ms": self.now_ms - 5000, "closed_at_ms": self.now_ms}
        incident = Incident(**{**plausible, **said})
        made = Transition(at_ms=self.now_ms, change=change, incident=incident)
        with self.database.transaction() as connection:
            incidents.save(connection, [made])
        return made

    def delivering(self) -> Delivering:
        return Delivering(
            self.database, self.alerts, clock_ms=lambda: self.now_ms, jitter=lambda: 1.0
        )

    def work(self, after_s: float = 0) -> None:
        """Plan, and send what is due `after_s` seconds later."""
        self.now_ms += round(after_s * 1000)

        async def once() -> None:
            desk = self.delivering()
            await desk.step()
            await desk.settled()

        asyncio.run(once())

    def rows(self) -> list[tuple[str, str]]:
        """What was planned, oldest first: change and state."""
        with self.database.read() as connection:
            found = deliveries.recent(connection, 100)
        return [(each.change, str(each.state)) for each in found[::-1]]

    def newest(self) -> deliveries.Delivery:
        with self.database.read() as connection:
            return deliveries.recent(connection, 1)[0]


@pytest.fixture
def desk(house: Any) -> Desk:
    house.provider("borealis", "Borealis")
    return Desk(house)


@pytest.fixture
def webhook() -> Callable[..., Target]:
    """A target that posts to an address."""

    def make(url: str, name: str = "hook", **said: Any) -> Target:
        return Target(
            name=name,
            channel="webhook",
            address=SecretStr(url),
            **{"settle_s": 60.0, "timeout_s": 2.0, **said},
        )

    return make
