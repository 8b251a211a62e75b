"""When a page told of what we saw."""

from dataclasses import replace

import pytest

from incidents.incident import Facet, Incident, Scope, State
from incidents.official_lag import Told, first_told
from probes.official import Impact, OfficialIncident

MINUTE_MS = 60_000


def _ours(ended_minute: int | None = 120) -> Incident:
    return Incident(
        id="i", provider="a", scope=Scope.API, state=State.OUTAGE, worst=State.OUTAGE,
        facets=(Facet.ERRORS,), sentence="", started_at_ms=60 * MINUTE_MS,
        detected_at_ms=61 * MINUTE_MS,
        ended_at_ms=None if ended_minute is None else ended_minute * MINUTE_MS,
    )  # fmt: skip


def _told(
    started: int, at: int, resolved: int | None = None, impact: Impact = Impact.MAJOR
) -> Told:
    incident = OfficialIncident(
        key=str(at), title="Errors", impact=impact, status="resolved",
        started_at_ms=started * MINUTE_MS, published_at_ms=at * MINUTE_MS,
        resolved_at_ms=None if resolved is None else resolved * MINUTE_MS,
    )  # fmt: skip
    return Told.of(incident, None)


def test_the_first_that_was_told_while_it_lasted() -> None:
    found = first_told(_ours(), [_told(70, 90, 130), _told(65, 80, 110)], 0)

    assert found is not None
    assert found.at_ms == 80 * MINUTE_MS


@pytest.mark.parametrize(
    "told",
    [
        _told(0, 10, 20),
        _told(130, 130),
        _told(70, 80, impact=Impact.MAINTENANCE),
        _told(10, 10, None),
    ],
    ids=["before", "after", "planned work", "an old one that still stands"],
)
def test_what_tells_of_something_else(told: Told) -> None:
    assert first_told(_ours(), [told], 0) is None


@pytest.mark.parametrize(
    "told",
    [
        _told(120, 120),
        _told(50, 60, 60),
        _told(40, 45),
    ],
    ids=["as it ends", "over as it begins", "a quarter of an hour before"],
)
def test_what_just_touches_it_is_of_it(told: Told) -> None:
    assert first_told(_ours(), [told], 0) == told


def test_what_goes_on_may_be_told_of_until_now() -> None:
    told = _told(300, 310)

    assert first_told(_ours(None), [told], 299 * MINUTE_MS) is None
    assert first_told(_ours(None), [told], 310 * MINUTE_MS) == told


def test_our_own_clock_goes_before_theirs() -> None:
    incident = _told(61, 62).incident

    assert Told.of(incident, 75 * MINUTE_MS).at_ms == 75 * MINUTE_MS
    assert Told.of(incident, None).at_ms == 62 * MINUTE_MS
    assert Told.of(replace(incident, published_at_ms=None), None).at_ms == 61 * MINUTE_MS
