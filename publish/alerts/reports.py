"""Reports on their way to people: rows like alerts, under targets of their own, sent as files."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from incidents.incident import State
from publish.alerts.notice import Happened, Kind, Notice, ReportFile, notice_id
from publish.alerts.posting import Undelivered
from publish.alerts.target import Target
from storage import deliveries
from storage.database import Connection
from storage.deliveries import NewDelivery

LARGEST_BYTES = 20 * 1024 * 1024
"""A larger file stays where it is, and its notice says so."""

# Until then the file is where the row says.
_IN_PLACE_MS = 2_000
_LEAST_TIMEOUT_S = 60.0


def receiver(target: Target) -> Target:
    """Return the target as one of reports: another queue, so that a file holds up no alert."""
    return replace(
        target,
        name=f"{target.name} (reports)",
        drops_outside=False,
        timeout_s=max(target.timeout_s, _LEAST_TIMEOUT_S),
    )


def report_notice(file: ReportFile, heading: str, summary: str, link: str | None) -> Notice:
    """Return the notice that hands a report over.

    Whoever makes it of the same name, days and objective gives it the same id: it is sent once.
    """
    own = (file.name, file.from_ms, file.to_ms, file.timezone, file.objective)
    key = notice_id("report", *own)
    return Notice(
        id=key,
        thread=f"report:{key}",
        kind=Kind.REPORT,
        happened=Happened.OPENED,
        headline=heading,
        sentence=summary,
        provider="brownout",
        title="Brownout",
        state=State.OPERATIONAL,
        at_ms=file.to_ms,
        started_at_ms=file.from_ms,
        ended_at_ms=file.to_ms,
        link=link,
        report=file,
    )


def send_report(
    connection: Connection, notice: Notice, receivers: Iterable[Target], now_ms: int
) -> None:
    """Plan to send a report to `receivers`; to whom it was sent already, it is not sent again.

    What is still to be sent is sent from where the file lies now: the worker that wrote it before
    may be gone, and its disk with it.
    """
    rows = [
        NewDelivery(
            key=notice.id,
            target=each.name,
            thread=notice.thread,
            change=str(notice.happened),
            notice=notice.model_dump_json(),
            due_at_ms=each.due_ms(now_ms + _IN_PLACE_MS) or now_ms + _IN_PLACE_MS,
        )
        for each in receivers
    ]
    deliveries.add(connection, rows, now_ms)
    deliveries.reword(connection, rows)


def carried(file: ReportFile) -> Path | None:
    """Return where the file lies, None where it is too large to be carried.

    Raises:
        Undelivered: where it is not there, or not yet.
    """
    path = Path(file.path)
    try:
        return path if path.stat().st_size <= LARGEST_BYTES else None
    except OSError as error:
        raise Undelivered(f"{file.name} cannot be read: {error.strerror}") from None
