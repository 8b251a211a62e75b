"""The whole incident history of a status page: from one document, or page after page.

A Statuspage lists its 50 newest incidents in `api/v2/incidents.json`; the others are named on
`history?page=N`, three months each, and told in `incidents/CODE.json`.
"""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Callable, Sequence
from typing import cast
from urllib.parse import urljoin, urlsplit

import probes.official
from probes import plugins
from probes.exchange import Request
from probes.official import Format, OfficialIncident, Unreadable
from probes.redirects import follow
from probes.spec import Deadlines
from probes.transport import Transport

_BODY_LIMIT = 64 * 1024 * 1024
_REDIRECTS = 3
_PAGES, _EMPTY_PAGES, _INCIDENTS = 200, 4, 5000
_QUOTE = rb'(?:"|&quot;)'
_CODE = re.compile(
    rb"(?:/incidents/|%(quote)scode%(quote)s:%(quote)s)([a-z0-9]{6,40})\b" % {b"quote": _QUOTE}
)
# Whoever reads a history of years should not be what brings the page down.
_PAUSE_S = 0.05


async def fetch(
    url: str,
    formats: Sequence[str],
    components: Sequence[str],
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> list[OfficialIncident]:
    """Return the incidents behind `url`: of that document, or of the site where it has no path.

    `progress` is told how many incidents were read, of how many known so far.

    Raises:
        Unreadable: where what answers is written in none of the formats.
        ExchangeFailed: where nobody answers.
    """
    transport = Transport()
    try:
        if urlsplit(url).path.strip("/"):
            return read(await _get(transport, url), formats, components)
        found = {
            incident.key: incident
            async for incident in _whole_history(transport, url, components, progress)
        }
        return [*found.values()]
    finally:
        await transport.aclose()


def read(body: bytes, formats: Sequence[str], components: Sequence[str]) -> list[OfficialIncident]:
    """Return the incidents that a document tells of, in the first of `formats` that reads it.

    Raises:
        Unreadable: where none does; the message is the first one's.
    """
    first: Unreadable | None = None
    for word in formats:
        reader = cast("Format", plugins.load(probes.official, word))
        try:
            return [*reader.read(body, components).incidents]
        except Unreadable as unreadable:
            first = first or unreadable
    raise first or Unreadable("no format was named")


async def _whole_history(
    transport: Transport,
    site: str,
    components: Sequence[str],
    progress: Callable[[int, int], None],
) -> AsyncIterator[OfficialIncident]:
    codes: dict[str, None] = {}
    empty = 0
    for page in range(1, _PAGES + 1):
        body = await _get(transport, urljoin(site, f"/history?page={page}"))
        new = [code.decode() for code in _CODE.findall(body) if code.decode() not in codes]
        codes |= dict.fromkeys(new)
        progress(0, len(codes))
        # Some quarters are quiet; several in a row, and the page has no more to tell.
        empty = 0 if new else empty + 1
        if empty >= _EMPTY_PAGES:
            break
    if not codes:
        # Pages that imitate Statuspage draw their history with a script, and list some of it.
        body = await _get(transport, urljoin(site, "/api/v2/incidents.json"))
        for incident in read(body, ["statuspage"], components):
            yield incident
    for done, code in enumerate(list(codes)[:_INCIDENTS], start=1):
        await asyncio.sleep(_PAUSE_S)
        # What merely looks like the code of an incident is none.
        with contextlib.suppress(Unreadable):
            body = await _get(transport, urljoin(site, f"/incidents/{code}.json"))
            for incident in read(body, ["statuspage"], components):
                yield incident
        progress(done, len(codes))


async def _get(transport: Transport, url: str) -> bytes:
    exchange = await follow(
        transport,
        Request(method="GET", url=url, headers={"accept": "*/*"}),
        deadlines=Deadlines(),
        redirects=_REDIRECTS,
        max_body_bytes=_BODY_LIMIT,
    )
    if exchange.status != 200:
        raise Unreadable(f"{url} answers with HTTP {exchange.status}")
    return exchange.body
