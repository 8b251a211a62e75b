"""RSS and Atom feeds of incidents, which say what was posted, and nothing of what is well.

Sources: rssboard.org/rss-specification; RFC 4287 (Atom).
"""

import re
from collections.abc import Iterator, Sequence
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

from probes.official import Impact, OfficialIncident, OfficialState, Reading, Unreadable
from probes.official_words import (
    is_meant,
    plausible_ms,
    time_ms,
    title_of,
    url_of,
    word_of,
)

_OVER = re.compile(r"\b(resolved|mitigated|restored|completed)\b", re.IGNORECASE)
_ITEMS = 200
_ATOM = "{http://www.w3.org/2005/Atom}"


def read(body: bytes, components: Sequence[str]) -> Reading:
    """Return what was posted about `components`, words of a title, category or text.

    Raises:
        Unreadable: where it is no feed.
    """
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        # No feed needs either, and both are ways to make a parser work for ever.
        raise Unreadable("it declares entities or a document type")
    try:
        root = ElementTree.fromstring(body)  # noqa: S314  entities are refused above
    except (ElementTree.ParseError, ValueError, LookupError):
        raise Unreadable("it is no XML") from None
    if root.tag not in ("rss", f"{_ATOM}feed"):
        raise Unreadable("it is neither RSS nor Atom")
    # One incident is often posted again for each thing it hits.
    incidents = {each.key: each for each in _incidents(root, components)}
    going_on = [each for each in incidents.values() if each.resolved_at_ms is None]
    newest = [each.resolved_at_ms or each.started_at_ms for each in incidents.values()]
    return Reading(
        state=OfficialState.DEGRADED if going_on else OfficialState.NOTHING_POSTED,
        updated_at_ms=max(newest, default=None),
        incidents=tuple(incidents.values()),
    )


def _incidents(root: ElementTree.Element, wanted: Sequence[str]) -> Iterator[OfficialIncident]:
    posts = [*root.iter("item"), *root.iter(f"{_ATOM}entry")]
    for post in posts[:_ITEMS]:
        title, text = _said(post, "title"), _said(post, "description", "summary", "content")
        categories = [each.text or each.get("term") or "" for each in _all(post, "category")]
        at_ms = _posted_ms(post)
        if at_ms is None or not is_meant(wanted, title, text, *categories):
            continue
        is_over = bool(_OVER.search(" ".join((title, *categories))))
        link = _said(post, "link") or next((x.get("href", "") for x in _all(post, "link")), "")
        yield OfficialIncident(
            key=word_of(_said(post, "guid", "id")) or f"{at_ms}",
            title=title_of(title),
            impact=Impact.UNKNOWN,
            status="resolved" if is_over else "investigating",
            started_at_ms=at_ms,
            published_at_ms=at_ms,
            resolved_at_ms=at_ms if is_over else None,
            components=tuple(filter(None, map(word_of, categories[:50]))),
            url=url_of(link),
        )


def _all(post: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [*post.findall(name), *post.findall(f"{_ATOM}{name}")]


def _said(post: ElementTree.Element, *names: str) -> str:
    found = (each.text for name in names for each in _all(post, name))
    return next((text.strip() for text in found if text and text.strip()), "")


def _posted_ms(post: ElementTree.Element) -> int | None:
    said = _said(post, "pubDate", "published", "updated")
    try:
        return plausible_ms(parsedate_to_datetime(said).timestamp() * 1000)
    except (ValueError, OverflowError):
        return time_ms(said)
