"""The strip of a card: how far back it goes, and what its bars hold."""

import pytest

from incidents.incident import Scope
from probes.result import Outcome, Surface
from publish.card import DAY_MS, HOUR_MS, MINUTE_MS
from storage.database import Database
from tests.publish.status.watched import (
    NOW_MS,
    gathered,
    incident,
    keep,
    open_incidents,
    run,
    spec,
    watch,
)


@pytest.mark.parametrize(
    ("oldest_ms", "label", "bars"),
    [
        (4 * MINUTE_MS, "last 10 min", 60),
        (20 * MINUTE_MS, "last 30 min", 60),
        (5 * HOUR_MS, "last 24 h", 96),
        (6 * DAY_MS, "last 24 h", 96),
        (40 * DAY_MS, "last 90 days", 90),
    ],
)
def test_the_strip_suits_how_far_back_results_go(
    database: Database, oldest_ms: int, label: str, bars: int
) -> None:
    watch(database, spec("aurora", Surface.API))
    keep(database, run(), run(ago_ms=oldest_ms, outcome=Outcome.TIMEOUT))

    strip = gathered(database).cards[0].strip

    assert (strip.label, len(strip.segments)) == (label, bars)
    assert strip.segments[-1].start_ms <= NOW_MS < strip.segments[-1].end_ms
    assert any(segment.counts == {Outcome.OK: 1} for segment in strip.segments)


def test_a_bar_tells_how_much_of_it_incidents_lasted(database: Database) -> None:
    watch(database, spec("aurora", Surface.API), spec("other", Surface.API))
    keep(database, *(run(ago_ms=second * 1000) for second in range(1, 600, 10)))

    open_incidents(
        database,
        incident(NOW_MS - 300_000, NOW_MS - 200_000, id="over"),
        incident(NOW_MS - 250_000, NOW_MS - 150_000, id="at the same time", scope=Scope.LOGIN),
        incident(NOW_MS - 45_000, id="going on"),
    )

    strips = {card.provider: card.strip for card in gathered(database).cards}

    lasted_ms = sum(
        s.incident_share * (min(s.end_ms, NOW_MS) - s.start_ms) for s in strips["aurora"].segments
    )
    assert lasted_ms == pytest.approx(150_000 + 45_000)
    assert all(0 <= s.incident_share <= 1 for s in strips["aurora"].segments)
    assert not any(s.incident_share for s in strips["other"].segments)
