"""The feed and the badges: well formed whatever strangers write, and the same from day to day."""

from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from incidents.incident import Change, State, Transition
from publish.feed import feed

ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = "<b>&\x00\x0b\ufffe ]]><!--\"' {provider}"


def entries(written: bytes) -> list[ET.Element]:
    root = ET.fromstring(written)
    # RFC 4287, 4.1.1 and 4.1.2: what a feed and an entry must have.
    for element in (root, *root.findall(f"{ATOM}entry")):
        for needed in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{needed}")) == 1
            assert (element.findtext(f"{ATOM}{needed}") or "").strip()
        assert element.find(f"{ATOM}link[@rel='alternate']") is not None
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    assert root.find(f"{ATOM}link[@rel='self']") is not None
    return root.findall(f"{ATOM}entry")


def test_an_entry_tells_an_incident_and_all_its_changes(house: Any) -> None:
    incident = house.incident("aurora", "30 of 30 canaries failed")
    changes = [
        Transition(at_ms=house.now_ms - n, change=change, incident=incident)
        for n, change in ((900, Change.OPENED), (300, Change.ESCALATED))
    ]

    (entry,) = entries(
        feed([(incident, changes)], titles={"aurora": "Aurora AI"}, base_url="http://x", now_ms=1)
    )

    assert entry.findtext(f"{ATOM}title") == "Aurora AI is down"
    content = entry.find(f"{ATOM}content")
    assert content is not None
    assert content.get("type") == "text"
    assert "escalated: 30 of 30" in (content.text or "").splitlines()[0]


def test_an_entry_keeps_its_id(house: Any) -> None:
    incident = house.incident("aurora", "slow")

    def ids(base_url: str, now_ms: int) -> list[str | None]:
        written = feed([(incident, [])], titles={}, base_url=base_url, now_ms=now_ms)
        return [entry.findtext(f"{ATOM}id") for entry in entries(written)]

    assert ids("http://x", 1) == ids("https://moved.example", 2)


def test_what_strangers_wrote_is_text_in_the_feed(house: Any) -> None:
    incident = house.incident("aurora", HOSTILE)

    (entry,) = entries(
        feed([(incident, [])], titles={"aurora": HOSTILE}, base_url="http://x/<&", now_ms=1)
    )

    assert "<b>&" in (entry.findtext(f"{ATOM}content") or "")
    assert not list(entry.find(f"{ATOM}content") or ())


def test_a_feed_without_incidents_is_valid() -> None:
    assert entries(feed([], titles={}, base_url="http://x", now_ms=1)) == []


@pytest.mark.parametrize(
    ("state", "said"), [(State.OUTAGE, "outage"), (State.ACCOUNT, "our account")]
)
def test_a_badge_says_in_words_what_its_colour_says(
    trouble: Any, ask: Callable[..., Any], state: State, said: str
) -> None:
    trouble.state("borealis", state, "so it is")

    answer = ask("/badge/borealis.svg")

    assert answer.headers["content-type"] == "image/svg+xml"
    assert "max-age=60" in answer.headers["cache-control"]
    root = ET.fromstring(answer.content)
    assert root.get("aria-label") == f"Borealis: {said}"
    assert root.get("role") == "img"
    assert ask("/badge/nobody.svg").status_code == 404


def test_what_strangers_wrote_is_text_in_a_badge(house: Any, ask: Callable[..., Any]) -> None:
    house.provider("aurora", "<script>&\"'" + "x" * 80)
    house.worker()

    root = ET.fromstring(ask("/badge/aurora.svg").content)

    assert "<script>" in (root.get("aria-label") or "")
    assert not [each for each in root.iter() if each.tag.endswith("script")]
