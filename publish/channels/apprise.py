"""Chats, mail and pagers that Apprise knows (github.com/caronc/apprise), by its URLs.

Such services take no key that would tell a repeated message from a new one: where a worker is
killed in the very moment between sending and noting so, the message comes twice. A report is
attached where the service takes files, and else its summary and its link are all that is sent.
"""

import asyncio
import io
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from probes.redact import shorten
from probes.transport import Transport
from publish.alerts.notice import Kind, Notice
from publish.alerts.posting import Undelivered
from publish.alerts.reports import carried
from publish.alerts.target import Target

BATCH = 20

T = TypeVar("T")
_SAID_CHARS = 200


async def send(notices: Sequence[Notice], target: Target, transport: Transport) -> None:
    """Send one message that tells all `notices`. Raises `Undelivered`."""
    title, body = message(notices)
    url = target.address.get_secret_value()
    is_good = all(notice.is_over for notice in notices)
    is_no_news = all(notice.kind in (Kind.TEST, Kind.REPORT) for notice in notices)
    kind = "info" if is_no_news else "success" if is_good else "failure"
    reports = [notice.report for notice in notices if notice.report is not None]
    files = {each.name: path for each in reports if (path := carried(each)) is not None}
    try:
        problem = await asyncio.wait_for(
            _apart(lambda: _notify(url, title, body, kind, files)), target.timeout_s
        )
    except TimeoutError:
        raise Undelivered(f"it did not take the message within {target.timeout_s:g} s") from None
    if problem is not None:
        raise Undelivered(shorten(target.redactor.clean(problem), _SAID_CHARS))


def message(notices: Sequence[Notice]) -> tuple[str, str]:
    """Return title and text for one notice or for several at once."""
    if len(notices) == 1:
        title = notices[0].subject
    else:
        title = f"{len(notices)} changes: {'; '.join(each.subject for each in notices)}"
    lines = []
    for notice in notices:
        sentence = notice.sentence[:1].upper() + notice.sentence[1:]
        lines.append(sentence if len(notices) == 1 else f"{notice.subject}. {sentence}")
        if notice.link:
            lines.append(notice.link)
    return _unmentioning(shorten(title, 250)), _unmentioning("\n".join(lines))


def _unmentioning(text: str) -> str:
    # Chats wake a whole channel for `@everyone`, whoever wrote it.
    return text.replace("@", "@\N{ZERO WIDTH SPACE}").replace("<!", "<\N{ZERO WIDTH SPACE}!")


def _notify(url: str, title: str, body: str, kind: str, files: Mapping[str, Path]) -> str | None:
    """Return why it did not arrive, None where it did. Slow, and imports a good deal."""
    import apprise
    from apprise.attachment.file import AttachFile

    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
    service = apprise.Apprise()
    if not service.add(url):
        return "apprise knows no service of that form"
    attached = apprise.AppriseAttachment()
    if all(each.attachment_support for each in service):
        for name, path in files.items():
            attached.add(AttachFile(str(path), name=name))  # type: ignore[no-untyped-call]
    captured: io.StringIO
    with apprise.LogCapture(level=logging.WARNING) as captured:  # type: ignore[no-untyped-call]
        if service.notify(
            body, title, kind, body_format=apprise.NotifyFormat.TEXT, attach=attached or None
        ):
            return None
        said = " ".join(captured.getvalue().split())
    return f"apprise: {said}" if said else "apprise could not deliver it"


async def _apart(work: Callable[[], T]) -> T:
    """Return what `work` returns, from a thread that nobody waits for at the end."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: BaseException | None) -> None:
        if future.done():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(result)  # type: ignore[arg-type]

    def run() -> None:
        try:
            outcome: tuple[T | None, BaseException | None] = work(), None
        except Exception as error:  # noqa: BLE001  it is told to whoever waits
            outcome = None, error
        try:
            loop.call_soon_threadsafe(settle, *outcome)
        except RuntimeError:
            return  # the loop is closed: nobody waits any more

    threading.Thread(target=run, daemon=True, name="apprise").start()
    return await future
