"""The incidents as an Atom feed (RFC 4287): an entry for each, in plain text."""

import re
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import quote
from xml.etree import ElementTree as ET

from incidents.incident import Incident, Transition
from publish import words
from publish.headlines import headline

_ATOM = "http://www.w3.org/2005/Atom"
# What XML 1.0 cannot hold, however it is escaped.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def feed(
    incidents: Sequence[tuple[Incident, Sequence[Transition]]],
    *,
    titles: dict[str, str],
    base_url: str,
    now_ms: int,
    page: Callable[[Incident], str] | None = None,
) -> bytes:
    """Return the feed of `incidents` with their changes, the newest first, as UTF-8.

    `titles` is how people call a provider, by id; `page` says where an incident is shown, below
    `base_url`. An entry keeps its id for as long as there are feeds of it.
    """
    root = ET.Element("feed", xmlns=_ATOM)
    updated_ms = max((_updated_ms(*each) for each in incidents), default=now_ms)
    _add(root, "id", _urn(f"{base_url}/feed.atom"))
    _add(root, "title", "Brownout: incidents of AI providers")
    _add(root, "updated", _at(updated_ms))
    ET.SubElement(root, "link", rel="self", href=_xml(f"{base_url}/feed.atom"))
    ET.SubElement(root, "link", rel="alternate", type="text/html", href=_xml(f"{base_url}/"))
    ET.SubElement(ET.SubElement(root, "author"), "name").text = "Brownout"
    ET.SubElement(root, "generator").text = "Brownout"
    for incident, changes in incidents:
        entry = ET.SubElement(root, "entry")
        title = titles.get(incident.provider, incident.provider)
        over = "" if incident.is_open else "Over: "
        _add(entry, "id", _urn(incident.id))
        _add(entry, "title", f"{over}{headline(_at_its_worst(incident), title)}")
        _add(entry, "published", _at(incident.detected_at_ms))
        _add(entry, "updated", _at(_updated_ms(incident, changes)))
        where = (page or _provider_page)(incident)
        ET.SubElement(entry, "link", rel="alternate", href=_xml(f"{base_url}/{where}"))
        ET.SubElement(entry, "category", term=_xml(incident.provider))
        _add(entry, "content", _told(incident, changes)).set("type", "text")
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _provider_page(incident: Incident) -> str:
    return f"provider?provider={quote(incident.provider)}"


def _at_its_worst(incident: Incident) -> Incident:
    return replace(incident, state=incident.worst)


def _told(incident: Incident, changes: Sequence[Transition]) -> str:
    lines = [f"{words.utc(each.at_ms)} {each.change}: {each.incident.sentence}" for each in changes]
    return "\n".join(lines[::-1]) or incident.sentence


def _updated_ms(incident: Incident, changes: Sequence[Transition]) -> int:
    return max([incident.detected_at_ms, *(each.at_ms for each in changes)])


def _urn(name: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, name).urn


def _add(parent: ET.Element, tag: str, text: str) -> ET.Element:
    child = ET.SubElement(parent, tag)
    child.text = _xml(text)
    return child


def _xml(text: str) -> str:
    return _NOT_XML.sub("", text)


def _at(at_ms: int) -> str:
    return f"{datetime.fromtimestamp(at_ms / 1000, UTC):%Y-%m-%dT%H:%M:%SZ}"
