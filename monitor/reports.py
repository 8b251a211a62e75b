"""The `reports:` section of probes.yaml: reports that the worker writes when a period is over."""

import asyncio
import contextlib
import logging
import os
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, Field, WithJsonSchema

import publish.formats
from monitor.cli import DATABASE, EXIT_BAD_NEWS, EXIT_WELL
from monitor.field_types import TimeZone
from probes import plugins
from probes.spec import StrictModel
from storage.database import DatabaseError

log = logging.getLogger(__name__)

LOOK_EVERY_S = 60.0
# A disk that is full, or a folder that is not there, is seldom mended within minutes.
TRY_AGAIN_S = 3600.0


class Schedule(StrEnum):
    """How long the periods are."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


def _known_format(word: str) -> str:
    known = plugins.names(publish.formats)
    if word not in known:
        raise ValueError(f"`{word}` is no format{plugins.did_you_mean(word, known)}")
    return word


Format = Annotated[
    str,
    AfterValidator(_known_format),
    WithJsonSchema({"type": "string", "enum": plugins.names(publish.formats)}),
]


class ReportSettings(StrictModel):
    """A report that is written again and again, when a period is over."""

    schedule: Schedule = Schedule.MONTHLY
    """How long its period is: `daily`, `weekly` (from Monday on) or `monthly`."""
    format: Format = "html"
    """How it is written: `csv`, `html`, `json`, `markdown`, `parquet` or `pdf`."""
    to: Annotated[str, Field(min_length=1)]
    """The folder that it is written to, such as `./reports`, beside this file."""
    slo: Annotated[float, Field(gt=1, lt=100)] = 99.9
    """The objective for uptime, in per cent."""
    timezone: TimeZone = "UTC"
    """Whose days they are."""
    send: list[str] = Field(default_factory=list)
    """Whom it is sent to as well: targets of `alerts:` that are an `apprise` or a `webhook`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A report on the days from `first` up to `after`, and the file that it belongs into."""

    first: date
    after: date
    file: Path
    settings: ReportSettings


def last_period(settings: ReportSettings, folder: Path, now: datetime) -> Due:
    """Return the last period that is over at `now`; paths are relative to `folder`."""
    today = now.astimezone(ZoneInfo(settings.timezone)).date()
    match settings.schedule:
        case Schedule.DAILY:
            after, first = today, today - timedelta(days=1)
            label = f"{first:%Y-%m-%d}"
        case Schedule.WEEKLY:
            after = today - timedelta(days=today.weekday())
            first = after - timedelta(days=7)
            label = f"{first:%G-W%V}"
        case Schedule.MONTHLY:
            after = today.replace(day=1)
            first = (after - timedelta(days=1)).replace(day=1)
            label = f"{first:%Y-%m}"
    suffix = plugins.load(publish.formats, settings.format).SUFFIX
    file = folder / Path(settings.to).expanduser() / f"brownout-{label}{suffix}"
    return Due(first=first, after=after, file=file, settings=settings)


class Written(BaseModel):
    """What was written, as `brownout report --json` tells it; times are epoch ms UTC."""

    media_type: str
    from_ms: int
    to_ms: int
    heading: str
    summary: str


class ReportWriter:
    """Writes what is due and not there yet, each in a process of its own.

    Gathering a month is work for seconds, and none that may hold up a probe. A report is there
    as a whole or not at all: it is written beside its place and moved there. Before it is moved,
    `tell` hears of it, so that whatever is there has been told of, and what a crash left untold
    is written and told of again. Of several workers, the one whose turn it is writes them.
    """

    def __init__(
        self,
        wanted: Iterable[ReportSettings],
        folder: Path,
        database_url: str,
        *,
        is_our_turn: Callable[[], bool] = lambda: True,
        tell: Callable[[Due, Written], None] = lambda due, written: None,
    ) -> None:
        """Write what is `wanted`, with paths relative to `folder`."""
        self.wanted = tuple(wanted)
        self._folder = folder
        self._database_url = database_url
        self._is_our_turn = is_our_turn
        self._tell = tell
        self._not_before_s: dict[Path, float] = {}

    async def run(self, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """Look every minute whether a period is over, until cancelled."""
        while True:
            for settings in self.wanted if self._is_our_turn() else ():
                due = last_period(settings, self._folder, clock())
                if time.monotonic() >= self._not_before_s.get(due.file, 0.0):
                    await self.write(due)
            await asyncio.sleep(LOOK_EVERY_S)

    async def write(self, due: Due) -> None:
        """Write one report, unless it is there or its period knew no Brownout yet."""
        if due.file.exists():
            return
        self._not_before_s[due.file] = time.monotonic() + TRY_AGAIN_S
        draft = due.file.with_name(f".{due.file.name}.{os.getpid()}.draft")
        try:
            due.file.parent.mkdir(parents=True, exist_ok=True)
            code, told, complaint = await self._run(due, draft)
            if code in (EXIT_WELL, EXIT_BAD_NEWS) and draft.exists():
                written = Written.model_validate_json(told)
                await asyncio.to_thread(self._tell, due, written)
                draft.replace(due.file)
                log.info("wrote %s", due.file)
            elif code not in (EXIT_WELL, EXIT_BAD_NEWS):
                log.error("%s could not be written: %s", due.file, complaint.strip())
        except OSError as error:
            log.error("%s could not be written: %s", due.file, error.strerror or error)
        except DatabaseError as error:
            log.error("%s waits, for nobody could be told of it: %s", due.file, error)
        finally:
            with contextlib.suppress(OSError):
                draft.unlink(missing_ok=True)

    async def _run(self, due: Due, draft: Path) -> tuple[int, str, str]:
        """Return the exit code, what was written, and what was complained of."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "monitor", "report", "--unless-blank", "--json"),
            *("--from", f"{due.first}", "--to", f"{due.after}", "--tz", due.settings.timezone),
            *("--slo", f"{due.settings.slo}", "--format", due.settings.format),
            *("--output", str(draft)),
            # The URL of a database may hold a password, and arguments are there for all to read.
            env={**os.environ, DATABASE: self._database_url},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            told, complaint = await process.communicate()
        except asyncio.CancelledError:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
            raise
        code = process.returncode or 0
        return code, told.decode("utf-8", "replace"), complaint.decode("utf-8", "replace")
