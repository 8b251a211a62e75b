"""The text of probes.yaml: read for those who may edit it, and written only if it is well."""

import contextlib
import hashlib
import logging
import os
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

from monitor.config import Config, ConfigError
from monitor.draft import check_draft, secrets_in

log = logging.getLogger(__name__)

_path: Path | None = None
# Two viewers of this server must not both find the file unchanged and then write it.
_writing = threading.Lock()


class NotSaved(Exception):
    """The file stays as it is; the message says why."""


@dataclass(frozen=True, slots=True)
class Saved:
    """The text of the file as it was read; `lines_end` is how its lines do."""

    text: str
    digest: str
    lines_end: str = "\n"


def adopt(path: Path | None) -> None:
    """Let this be the file, in this process from now on."""
    global _path
    _path = path


def path() -> Path | None:
    """Return where the file is, None where nobody said so."""
    return _path


def read() -> Saved:
    """Return the text of the file. Raises `NotSaved` where there is none to be shown."""
    if _path is None:
        raise NotSaved("this dashboard was started without a configuration: use --config")
    saved = _read(_path)
    if found := secrets_in(saved.text):
        lines = "; ".join(each.render(Path(_path.name)) for each in found)
        raise NotSaved(f"its text is shown to nobody while it holds a secret itself. {lines}")
    return saved


def check(typed: str, saved: Saved) -> Config:
    """Return what the typed text means. Raises `ConfigError` with every mistake in it."""
    assert _path is not None, "what was read has a path"
    return check_draft(_path, saved.text, typed, os.environ)


def save(typed: str, saved: Saved, by: str) -> Saved:
    """Write the typed text over `saved`, all at once, and return it as it stands there now.

    Raises `NotSaved` where it has a mistake, somebody else changed the file meanwhile, or it
    cannot be written. Whoever has the file open sees either text, never half of one.
    """
    assert _path is not None, "what was read has a path"
    with _writing:
        now = _read(_path)
        if now.digest != saved.digest:
            raise NotSaved("somebody else has changed the file since you opened it")
        try:
            check_draft(_path, now.text, typed, os.environ)
        except ConfigError as error:
            raise NotSaved(f"it has a mistake: {str(error).splitlines()[0]}") from None
        try:
            # A link stays a link, and the file it leads to is the one that is written.
            _replace(_path.resolve(), typed.replace("\n", saved.lines_end).encode())
        except OSError as error:
            raise NotSaved(f"the file cannot be written: {error.strerror or error}") from None
        log.warning("%s was saved by %s", _path, by)
        return _read(_path)


def _read(path: Path) -> Saved:
    try:
        content = path.read_bytes()
        text = content.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8"
        raise NotSaved(f"the file cannot be read: {why}") from None
    lines_end = "\r\n" if "\r\n" in text else "\n"
    return Saved(text.replace("\r\n", "\n"), hashlib.sha256(content).hexdigest(), lines_end)


def _replace(path: Path, content: bytes) -> None:
    mode = path.stat().st_mode
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, mode & 0o7777)  # noqa: PTH101  a name is what mkstemp gives
        os.replace(name, path)  # noqa: PTH105
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)  # noqa: PTH108
        raise
