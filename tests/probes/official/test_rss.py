from typing import Any

import pytest

from probes.official import OfficialState, Unreadable, rss


def feed(*items: str) -> bytes:
    return f'<rss version="2.0"><channel>{"".join(items)}</channel></rss>'.encode()


def item(title: str, guid: str = "g1", category: str = "API") -> str:
    return (
        f"<item><title>{title}</title><guid>{guid}</guid><category>{category}</category>"
        "<pubDate>Wed, 11 Mar 2026 14:30:00 GMT</pubDate>"
        "<link>https://status.x.example/1</link><description>We look into it.</description></item>"
    )


def test_an_empty_feed_is_nothing_posted_and_not_well() -> None:
    assert rss.read(feed(), []).state is OfficialState.NOTHING_POSTED


def test_what_is_posted_and_not_over_is_trouble(ms: Any) -> None:
    reading = rss.read(feed(item("Elevated errors"), item("Other", "g2", "Website")), ["api"])
    (found,) = reading.incidents

    assert reading.state is OfficialState.DEGRADED
    assert (found.key, found.started_at_ms) == ("g1", ms("14:30"))
    assert found.url == "https://status.x.example/1"


def test_what_is_resolved_is_over_and_one_incident_counts_once() -> None:
    again = item("Elevated errors", "g1", "API")
    reading = rss.read(feed(item("[RESOLVED] Elevated errors"), item("Slow", "g2"), again), [])
    assert len(reading.incidents) == 2
    over = rss.read(feed(item("[RESOLVED] Elevated errors")), [])
    assert over.state is OfficialState.NOTHING_POSTED


def test_atom_is_read_too(ms: Any) -> None:
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>a1</id><title>Slow</title>'
        '<updated>2026-03-11T14:30:00Z</updated><link href="https://s.example/a1"/>'
        '<category term="API"/></entry></feed>'
    )
    (found,) = rss.read(atom.encode(), ["api"]).incidents

    assert (found.key, found.started_at_ms) == ("a1", ms("14:30"))
    assert found.url == "https://s.example/a1"


def test_a_feed_that_declares_entities_is_refused() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><rss><channel>&a;</channel></rss>'

    with pytest.raises(Unreadable, match="entities"):
        rss.read(bomb, [])
