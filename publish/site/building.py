"""Everything that a public status page is made of, read once and written file by file."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from incidents.incident import Incident
from publish import words
from publish.api import statuspage
from publish.api.endpoint import Asked, NoQuery
from publish.api.problems import Problem
from publish.badge import badge
from publish.card import DAY_MS
from publish.feed import feed
from publish.site.files import claim_folder, write
from publish.site.pages import Told, history_page, month_page, now_page
from publish.site.public import public
from publish.source import Source
from publish.status import Status, gather_status
from storage.database import Connection, Database
from storage.incidents import incidents, transitions

RECENT_DAYS = 15
MONTHS = 24
"""How many months the history goes back, if there were incidents in them."""

_IN_FEED = 50
_IN_MONTH = 500
_FILE_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


def build(database: Database, folder: Path, *, title: str, url: str | None, now_ms: int) -> int:
    """Write the page as of `now_ms` (epoch ms UTC) to `folder`; return how many files it has.

    `url` is where the folder is served. The page of now is written last, so that it leads to
    nothing that is not there yet.

    Raises:
        publish.site.files.NotOurs: where the folder cannot be written, or holds another page.
        storage.errors.DatabaseError: where the database cannot be read.
    """
    claim_folder(folder)
    with database.read() as connection:
        status = public(gather_status(connection, now_ms))
        files = dict(_files(connection, status, folder, title, (url or ".").rstrip("/")))
    files |= dict(_as_statuspage(database, status, url or "."))
    index = files.pop("index.html")
    for name, content in files.items():
        write(folder / name, content)
    write(folder / "index.html", index)
    return len(files) + 1


def _files(
    connection: Connection, status: Status, folder: Path, title: str, url: str
) -> Iterator[tuple[str, str | bytes]]:
    now_ms = status.at_ms
    titles = {card.provider: card.title for card in status.cards}
    recent = _told(connection, now_ms - RECENT_DAYS * DAY_MS)
    yield "index.html", now_page(status, recent, title, RECENT_DAYS)
    yield (
        "feed.atom",
        feed(recent[:_IN_FEED], titles=titles, base_url=url, now_ms=now_ms, page=_place),
    )
    for card in status.cards:
        if _FILE_NAME.fullmatch(card.provider):
            yield f"badge/{card.provider}.svg", badge(card)
    months = list(_months(connection, now_ms))
    changing = {*months[:2], *(_month(each.started_at_ms) for each, _ in recent)}
    for number, month in enumerate(months):
        # What is long over does not change: it is written once.
        if month not in changing and (folder / f"history/{month}.html").is_file():
            continue
        told = [
            each
            for each in _told(connection, _start_ms(month), _end_ms(month))
            if _month(each[0].started_at_ms) == month
        ]
        if number == 0:
            yield "history.html", history_page(months, told, titles, title, now_ms)
        yield f"history/{month}.html", month_page(month, told, titles, title, now_ms)


def _months(connection: Connection, now_ms: int) -> Iterator[str]:
    """Yield the months that have incidents, the newest first, and this one in any case."""
    month = _month(now_ms)
    for number in range(MONTHS):
        found = incidents(connection, start_ms=_start_ms(month), end_ms=_end_ms(month), limit=1)
        if number == 0 or (found and _month(found[0].started_at_ms) == month):
            yield month
        month = _month(_start_ms(month) - 1)


def _told(connection: Connection, start_ms: int, end_ms: int | None = None) -> list[Told]:
    found = incidents(connection, start_ms=start_ms, end_ms=end_ms, limit=_IN_MONTH)
    return [(each, transitions(connection, each.id)) for each in found]


def _as_statuspage(
    database: Database, status: Status, url: str
) -> Iterator[tuple[str, str | bytes]]:
    source = Source(lambda: status, lambda: database, lambda: status.at_ms)
    asked: Asked[Any] = Asked(source, NoQuery(), {}, url.rstrip("/"))
    for endpoint in statuspage.ENDPOINTS:
        try:
            yield endpoint.path.lstrip("/"), endpoint.answer(asked).model_dump_json()
        except Problem as problem:
            # A file has no status code: what cannot be told is told to be so.
            yield endpoint.path.lstrip("/"), bytes(problem.response().body)


def _place(incident: Incident) -> str:
    return f"history/{_month(incident.started_at_ms)}.html#{incident.id}"


def _month(at_ms: int) -> str:
    return f"{words.moment(at_ms):%Y-%m}"


def _start_ms(month: str) -> int:
    return round(datetime.strptime(month, "%Y-%m").replace(tzinfo=UTC).timestamp() * 1000)


def _end_ms(month: str) -> int:
    # The 1st plus 32 days lies in the next month, whichever it is.
    return _start_ms(_month(_start_ms(month) + 32 * DAY_MS))
