"""What is fuzzed: each target takes any bytes, and fails only where a promise is broken.

A target may raise nothing but `AssertionError`: what a reader promises to raise is caught here,
and whatever else comes out of it is a finding.
"""

import asyncio
import concurrent.futures
import contextlib
import functools
import logging
import os
import tempfile
import time
import urllib.parse
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, cast
from unittest import mock

from pydantic import SecretStr
from starlette.applications import Starlette

import probes.official
import probes.providers
from dashboard import incident_data, report_data
from dashboard.entrance import Entrance
from dashboard.links import view_link
from dashboard.markup import incident_link, notice, provider_link
from dashboard.server import DATABASE_VARIABLE
from dashboard.theme import WAITING
from monitor import secret_commands
from monitor.config import ConfigError, load_config
from monitor.importing import take_in
from probes import event_stream, oauth, plugins, rate_limits, sse
from probes.exchange import Exchange
from probes.failures import classify_status
from probes.http_expectations import HttpExpect, content_verdicts
from probes.official import Format, Unreadable
from probes.providers import Wire
from probes.redact import DETAIL_LIMIT, Redactor
from probes.result import Observation, Outcome, Timings
from publish import history
from publish.api.routes import routes
from publish.metrics.collecting import Collecting
from publish.report import Question, WrongQuestion, objective_of
from publish.source import Source
from publish.status import gather_status
from publish.table_files import BadFile
from storage import spool
from storage.database import Database, open_database

Target = Callable[[bytes], object]

# A disk that is synced after each input would be all that is measured.
_MEMORY = Path("/dev/shm")

SECRET = "sk-marker-8c41d7"
# Which kinds of rows there are is no question of what a file holds, and slow to find out.
history.names = functools.cache(history.names)
WIRES = [cast("Wire", plugins.load(probes.providers, n)) for n in plugins.names(probes.providers)]
FORMATS = [cast("Format", plugins.load(probes.official, n)) for n in plugins.names(probes.official)]
_FOLDER = Path(tempfile.mkdtemp(prefix="brownout-fuzz-", dir=_MEMORY if _MEMORY.is_dir() else None))


def _halves(data: bytes) -> tuple[int, bytes]:
    """The first byte chooses, the others are what is read."""
    return (data[0], data[1:]) if data else (0, b"")


def _cut(data: bytes, size: int) -> Iterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


def _headers(data: bytes) -> tuple[dict[str, str], bytes]:
    head, _, body = data.partition(b"\n\n")
    lines = (line.partition(b":") for line in head.split(b"\n"))
    named = ((name.decode("latin-1").lower().strip(), value) for name, _, value in lines)
    return {name: value.decode("latin-1").strip() for name, value in named}, body


def _refuse(*_: object) -> str:
    raise secret_commands.CommandFailed("programs that nobody wrote are not run")


def config(data: bytes) -> None:
    """`probes.yaml`: a configuration, or mistakes that stand somewhere in the file."""
    path = _FOLDER / "probes.yaml"
    path.write_bytes(data)
    try:
        with mock.patch.object(secret_commands.COMMANDS, "ask", _refuse):
            load_config(path, {"OPENAI_API_KEY": SECRET})
    except ConfigError as error:
        told, count = str(error), len(error.mistakes)
    else:
        return
    assert count
    assert SECRET not in told


def _decoded(decoder: Any, data: bytes, size: int) -> tuple[list[sse.Event], str]:
    events: list[sse.Event] = []
    for piece in _cut(data, size):
        try:
            events += decoder.feed(piece)
        except sse.BrokenStream as broken:
            return events + broken.events, type(broken).__name__
    return events, ""


def server_sent_events(data: bytes) -> None:
    """Wherever a stream is cut into pieces, it holds the same events."""
    size, body = _halves(data)
    whole = _decoded(sse.Decoder(), body, max(1, len(body)))
    # A long one is cut into no more pieces than a short one, since it is but more of the same.
    assert whole == _decoded(sse.Decoder(), body, (size % 16 + 1) * (1 + len(body) // 512))


def event_stream_messages(data: bytes) -> None:
    """Likewise of Amazon's binary streams."""
    size, body = _halves(data)
    whole = _decoded(event_stream.Decoder(), body, max(1, len(body)))
    assert whole == _decoded(event_stream.Decoder(), body, size % 16 + 1)


def replies(data: bytes) -> None:
    """No reply makes a reader raise, and one that failed says why."""
    choice, body = _halves(data)
    reader = WIRES[choice % len(WIRES)].reply_reader(stream=choice >= 128)
    for piece in _cut(body, choice % 61 + 1):
        reader.feed(piece)
        if reader.is_finished:
            break
    reader.end()
    reader.text.encode()
    assert reader.failure is None or reader.failure.message
    assert reader.failure is None or reader.failure.outcome is not Outcome.OK


def refusals(data: bytes) -> None:
    """No refusal makes a classifier raise or passes for an answer, and waits are bounded."""
    choice, rest = _halves(data)
    status = 300 + choice * 2 % 300
    headers, body = _headers(rest)
    wire = WIRES[choice % len(WIRES)]
    for failure in (wire.classify(status, headers, body), classify_status(status, headers, body)):
        assert failure.outcome is not Outcome.OK
        assert len(failure.message) < 10_000
    seen = rate_limits.noted(Observation(outcome=Outcome.RATE_LIMITED), headers, body)
    assert seen.retry_after_s is None or 0 <= seen.retry_after_s <= 86_400
    assert seen.headroom is None or 0 <= seen.headroom <= 1
    assert len(wire.request_id(headers) or "") <= len(rest)


def status_pages(data: bytes) -> None:
    """A status page is read, or is unreadable; no time in it is one that cannot be."""
    choice, body = _halves(data)
    with contextlib.suppress(Unreadable):
        for incident in FORMATS[choice % len(FORMATS)].read(body, []).incidents:
            assert 0 < incident.started_at_ms < 2**53
            incident.title.encode()


def logins(data: bytes) -> None:
    """Metadata, keys, tokens and refusals of login servers, and JSON that others should send."""
    choice, body = _halves(data)
    exchange = Exchange(status=200 + choice % 5 * 100, headers={}, body=body, timings=Timings())
    for read in (lambda e: oauth.metadata(e, issuer=None), oauth.key_ids, oauth.token,
                 oauth.device_code_lifetime_s, oauth.refusal):  # fmt: skip
        with contextlib.suppress(oauth.Broken):
            read(exchange)
    oauth.lifetime_of(body.decode("latin-1"))
    wanted = HttpExpect.model_validate({"json": {"a.0.b": 1, "status": "ok"}, "regex": "o+k"})
    list(content_verdicts(wanted, exchange))


_REDACTOR = Redactor([SecretStr(SECRET)])


def redaction(data: bytes) -> None:
    """A secret is found in whatever surrounds it, and what is shown is bounded."""
    text = data.decode(errors="replace")
    half = len(text) // 2
    shown = _REDACTOR.clean(f"{text[:half]}{SECRET}{text[half:]}")
    assert SECRET not in shown
    assert len(shown.encode()) <= DETAIL_LIMIT


class _AtOnce(concurrent.futures.ThreadPoolExecutor):
    """Does at once what is asked of other threads: to change threads costs more than to do it."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **more: Any) -> Any:
        done: concurrent.futures.Future[Any] = concurrent.futures.Future()
        try:
            done.set_result(fn(*args, **more))
        except Exception as error:
            done.set_exception(error)
        return done


class Once:
    """What is made when it is first needed, and no sooner."""

    def __init__(self) -> None:
        self._database: Database | None = None
        self._apps: tuple[Entrance, ...] = ()
        self.loop: asyncio.AbstractEventLoop | None = None

    @property
    def database(self) -> Database:
        """An empty database, which pages read too."""
        if self._database is None:
            os.environ[DATABASE_VARIABLE] = str(_FOLDER / "brownout.db")
            self._database = open_database(os.environ[DATABASE_VARIABLE])
        return self._database

    @property
    def apps(self) -> tuple[Entrance, ...]:
        """The API over it: for this machine, for a name, and for anybody by any name."""
        if not self._apps:
            self.loop = asyncio.new_event_loop()
            self.loop.set_default_executor(_AtOnce(1))

            def status() -> Any:
                with self.database.read() as connection:
                    return gather_status(connection, time.time_ns() // 1_000_000)

            source = Source(status, lambda: self.database, lambda: 0)
            app = Starlette(routes=routes(source, Collecting(source, "0"), "0", {}))
            self._apps = tuple(
                Entrance(app, host="127.0.0.1", url=url, is_local=is_local)
                for url, is_local in ((None, True), ("https://here", False), (None, False))
            )
        return self._apps


_once = Once()


def _imports(data: bytes, suffix: str) -> None:
    path = _FOLDER / f"rows{suffix}"
    path.write_bytes(data)
    with contextlib.suppress(BadFile):
        taken = take_in(path, _once.database, lambda said: None)
        assert min(taken.new, taken.known, taken.bad) >= 0


def csv_files(data: bytes) -> None:
    """A table is taken in, but for the rows that are told to be bad."""
    _imports(data, ".csv")


def json_lines_files(data: bytes) -> None:
    """Likewise."""
    _imports(data, ".jsonl")


def parquet_files(data: bytes) -> None:
    """Likewise."""
    _imports(data, ".parquet")


def spools(data: bytes) -> None:
    """A spool that something wrote into gives what is whole, and takes more."""
    path = _FOLDER / "0.spool"
    path.write_bytes(data)
    logging.disable()  # of each damaged record a line is written
    try:
        with contextlib.closing(spool.Spool(path, reserve_bytes=0)) as held:
            held.first(1000)
            held.drop()
    finally:
        logging.disable(logging.NOTSET)


PATHS = ("/api/v1/status", "/api/v1/results", "/api/v1/incidents", "/api/v1/providers/x",
         "/api/v1/incidents/x", "/api/v1/pick", "/api/v2/summary.json", "/badge/x.svg",
         "/feed.atom", "/metrics", "/api/")  # fmt: skip


def api(data: bytes) -> None:
    """No query, path or header makes the API fail: it answers, or says what is wrong with them."""
    choice, rest = _halves(data)
    query, _, header = rest.partition(b"\n")
    path = PATHS[choice % len(PATHS)] + ("/" + query.hex()[:8] if choice >= 200 else "")
    answered: list[Any] = []
    scope = {
        "type": "http", "http_version": "1.1", "method": "GET", "scheme": "http", "path": path,
        "raw_path": path.encode(), "query_string": query, "root_path": "",
        "headers": [(b"host", b"127.0.0.1" if choice % 2 else header), (b"if-none-match", header),
                    (b"origin", header), (b"authorization", header)],
        "server": ("here", 80), "client": ("there", 1),
    }  # fmt: skip

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        answered.append(message)

    app = _once.apps[choice % 3]
    assert _once.loop
    _once.loop.run_until_complete(app(scope, receive, send))
    status = answered[0]["status"]
    # 503 is an answer too: nothing is known yet.
    assert status != 500, f"{path}?{query!r} answers {status}"
    for name, value in answered[0]["headers"]:
        assert not set(name + value) & set(b"\r\n\0")


ZONES = ("UTC", "Europe/Berlin", "Pacific/Apia", "Africa/Monrovia")


def _marks(said: str) -> list[int]:
    """Count the signs of markup where a text is shown and linked to."""
    linked = f'<a href="{incident_link(said)}"><a href="{provider_link(said)}">'
    link = view_link("reports", {"providers": said, "period": "7d"})
    shown = notice(WAITING, said[:40], said) + link + linked
    return [shown.count(sign) for sign in "<>\"'"]


_MARKS = _marks("borealis")


def page_addresses(data: bytes) -> None:
    """What the address of a page says is looked up, refused, or shown as the text that it is."""
    choice, rest = _halves(data)
    # As it comes to the pages: what is no UTF-8 was replaced, and what is encoded was decoded.
    said = urllib.parse.unquote(rest.decode(errors="replace").replace("+", " "))
    assert _marks(said) == _MARKS
    with contextlib.suppress(WrongQuestion):
        assert 0 < objective_of(said) < 1
    number = int.from_bytes(rest[:8].ljust(8, b"\0"))
    ordinals = sorted(1 + each % date.max.toordinal() for each in (number >> 32, number))
    first, last = map(date.fromordinal, ordinals)
    period, zone = report_data.PERIODS[choice % len(report_data.PERIODS)], ZONES[choice % 4]
    with contextlib.suppress(WrongQuestion):
        from_ms, to_ms = report_data.window(period, (first, last), zone, number % 2**42)
        question = Question(from_ms=from_ms, to_ms=to_ms, timezone=zone, providers=(said,))
        assert period in report_data.asked_by(question, period)["period"] or "from" in view_link(
            "reports", report_data.asked_by(question, period)
        )
    if choice < 16:
        assert _once.database
        assert incident_data.incident_view(said) is None


TARGETS: dict[str, Target] = {
    target.__name__: target
    for target in (
        config, server_sent_events, event_stream_messages, replies, refusals, status_pages, logins,
        redaction, csv_files, json_lines_files, parquet_files, spools, api,
        page_addresses,
    )
}  # fmt: skip
"""Every target by its name."""
