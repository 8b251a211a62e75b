"""What may be wrong with an installation, found by looking: configuration, disk, database, port."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from monitor.config import Config, ConfigError, load_config
from monitor.mistake import Mistake
from monitor.pipeline import now_ms
from monitor.processes import check_address
from publish.health import gather_health, look
from publish.status import BEAT_LIMIT_MS
from storage.database import Database, DatabaseError, database_at
from storage.location import file_at, spool_folder
from storage.schema import known_revisions
from storage.spool_state import states

_LITTLE_ROOM_BYTES = 256 << 20
_AHEAD_MS = 5_000


class Grade(StrEnum):
    """How bad a finding is: `bad` keeps Brownout from its work, of a `note` people should know."""

    WELL = "well"
    NOTE = "note"
    BAD = "bad"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at, what was seen and, unless all is well, what to do."""

    subject: str
    grade: Grade
    seen: str
    mend: str = ""


def well(subject: str, seen: str) -> Finding:
    """Return that there is nothing to do."""
    return Finding(subject=subject, grade=Grade.WELL, seen=seen)


def note(subject: str, seen: str, mend: str) -> Finding:
    """Return what people should know."""
    return Finding(subject=subject, grade=Grade.NOTE, seen=seen, mend=mend)


def bad(subject: str, seen: str, mend: str) -> Finding:
    """Return what keeps Brownout from its work."""
    return Finding(subject=subject, grade=Grade.BAD, seen=seen, mend=mend)


def configuration(
    path: Path, environ: Mapping[str, str]
) -> tuple[Config | None, tuple[Finding, ...]]:
    """Return the configuration, None where it has mistakes, and what was found of it."""
    try:
        config = load_config(path, environ)
    except ConfigError as error:
        first, *more = str(error).splitlines()
        rest = f" (and {len(more)} more lines)" if more else ""
        mend = "mend what `brownout validate` lists"
        return None, (bad("configuration", f"{first}{rest}", mend),)
    waiting = [probe for probe in config.probes if probe.waiting_for]
    running = len(config.probes) - len(waiting)
    seen = f"{path}: {len(config.providers)} providers, {running} probes that run"
    found = [well("configuration", seen)]
    if not running:
        mend = "give a key, or name a provider in the file"
        found = [bad("configuration", f"{path}: no probe can run", mend)]
    if waiting:
        needs = sorted({str(probe.waiting_for) for probe in waiting})
        found.append(
            note(
                "keys",
                f"{len(waiting)} probes wait for {', '.join(needs)}",
                "set them where the worker runs, or leave those probes out with `enabled: false`",
            )
        )
    return config, tuple(found)


def disks(url: str) -> Iterator[Finding]:
    """Yield whether the folders of the database and of the spool can be written, and have room."""
    file = file_at(url)
    folders = {spool_folder(url): "spool"}
    if file is not None:
        folders = {file.absolute().parent: "database", spool_folder(url): "spool"}
    for folder, what in folders.items():
        there = next(each for each in (folder, *folder.absolute().parents) if each.exists())
        try:
            with tempfile.TemporaryFile(dir=there) as probe:
                probe.write(b"brownout")
                probe.flush()
                os.fsync(probe.fileno())
            free = shutil.disk_usage(there).free
        except OSError as error:
            mend = "let this user write there, or choose another place with "
            mend += "$BROWNOUT_SPOOL" if what == "spool" else "--database"
            reason = error.strerror or type(error).__name__
            yield bad("disk", f"{there}, for the {what}, cannot be written: {reason}", mend)
            continue
        if free < _LITTLE_ROOM_BYTES:
            seen = f"{there} has {free >> 20} MiB left"
            yield bad("disk", seen, "free some space: `brownout db` says what takes how much")
        else:
            yield well("disk", f"{there} takes the {what}, {free >> 30} GiB are free")


def database(url: str) -> tuple[Database | None, tuple[Finding, ...]]:
    """Return the database, where it can be read as it is, and what was found of it.

    Nothing is created and nothing is migrated.
    """
    known = known_revisions()
    try:
        file = file_at(url)
        if file is not None and not file.exists():
            mend = "the first `brownout up` or `brownout worker` makes it"
            return None, (note("database", f"{file} does not exist yet", mend),)
        found = database_at(url)
        has = found.revision()
    except DatabaseError as error:
        seen, _, mend = str(error).partition(": ")
        return None, (bad("database", seen, mend or "check its address"),)
    if has is None:
        mend = "the first worker makes them; if that is no database of Brownout, choose another"
        return None, (note("database", f"{found.name} has no tables of Brownout", mend),)
    if has not in known:
        ours = known[-1]
        seen = f"{found.name} was written by a newer Brownout (schema {has}, this knows {ours})"
        return None, (bad("database", seen, "upgrade Brownout, or choose another database"),)
    if has != known[-1]:
        seen = f"{found.name} was written by an older Brownout (schema {has} of {known[-1]})"
        mend = "the next start brings it up to date and keeps a copy; stop older workers first"
        return None, (note("database", seen, mend),)
    return found, (well("database", f"{found.name} can be read, schema {has}"),)


def workers(database: Database, url: str) -> Iterator[Finding]:
    """Yield what the database tells of the workers, and of the clock that dated its results."""
    try:
        with database.read() as connection:
            sight = look(connection)
    except DatabaseError as error:
        yield bad("database", str(error), "mend that first")
        return
    ahead_ms = (sight.last_result_ms or 0) - now_ms()
    if ahead_ms > _AHEAD_MS:
        seen = f"the newest result was dated {ahead_ms / 1000:,.0f} s from now"
        yield bad("clock", seen, "set this clock, or that of the worker: both should follow NTP")
    health = gather_health(sight, None, states(spool_folder(url)), now_ms())
    for reason in health.reasons:
        yield bad("worker", reason, _WORKER_MENDS.get(reason.split(" ")[0], _START))
    for worker in sight.workers:
        is_alive = worker.stopped_at_ms is None and now_ms() - worker.beat_at_ms < BEAT_LIMIT_MS
        if is_alive and worker.config_error:
            seen = f"{worker.vantage} does not use its edited file: {worker.config_error}"
            yield bad("worker", seen, "mend what `brownout validate` lists")
        elif is_alive and not health.reasons:
            yield well("worker", f"{worker.vantage} on {worker.host} runs {worker.probes} probes")


_START = "start `brownout worker` or `brownout up`, and read what it logs"
_WORKER_MENDS = {
    "the": "give the machine more processor, or the probes a longer `every:`",
    "no": _START,
}


def port(host: str, number: int) -> Finding:
    """Return whether pages can be served there."""
    try:
        check_address(host, number)
    except Mistake as error:
        seen, _, mend = str(error).partition("; ")
        return note("port", seen, f"{mend}; if it is Brownout's own dashboard, all is well")
    return well("port", f"{host}:{number} is free")
