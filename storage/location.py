"""Where a database is: a file path or an URL, and the place it has when nobody says."""

import hashlib
import os
import sys
from pathlib import Path
from urllib.parse import quote, quote_plus

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from storage.errors import DatabaseError

SPOOL = "BROWNOUT_SPOOL"
"""The variable that names another folder for results that wait for the database."""


def default_database_path(app: str = "brownout") -> Path:
    """Return the database file of `app` in this user's data directory; nothing is created."""
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        data = Path(local) if local else Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        data = Path.home() / "Library" / "Application Support"
    else:
        # The XDG specification tells readers to ignore a relative path.
        xdg = Path(os.environ.get("XDG_DATA_HOME", ""))
        data = xdg if xdg.is_absolute() else Path.home() / ".local" / "share"
    return data / app / f"{app}.db"


def spool_folder(url: str | Path) -> Path:
    """Return where results wait while the database at `url` cannot be written.

    It is in `$BROWNOUT_SPOOL`, else beside a database file, else in this user's data directory,
    apart for each database. Nothing is created. Raises `DatabaseError` as `resolve` does.
    """
    location = _parsed(str(url))
    file, chosen = file_of(location), os.environ.get(SPOOL)
    if file and not chosen:
        return file.with_name(f"{file.name}-spool")
    folder = Path(chosen).expanduser() if chosen else default_database_path().parent / "spool"
    # The password may be changed, and is nobody's business.
    name = (
        str(file.absolute()) if file else location.set(password=None, query={}).render_as_string()
    )
    return folder / hashlib.sha256(name.encode()).hexdigest()[:16]


def file_at(url: str | Path) -> Path | None:
    """Return the file of the SQLite database at `url`, as `file_of` does; nothing is created.

    Raises `DatabaseError` where the URL cannot be read.
    """
    return file_of(_parsed(str(url)))


def file_of(location: URL) -> Path | None:
    """Return the file of a SQLite database, None where it has none or SQLite alone knows it."""
    file = location.database
    if location.get_backend_name() != "sqlite" or not file or file.startswith((":", "file:")):
        return None
    return Path(file)


def resolve(url: str | Path) -> URL:
    """Return what people wrote, a file path or a database URL, as an URL to connect to.

    Creates the parent folders of a database file. Raises `DatabaseError` where they cannot
    be made or the URL cannot be read.
    """
    parsed = _parsed(str(url))
    if parsed.get_backend_name() == "sqlite":
        if not parsed.database or parsed.database == ":memory:":
            raise DatabaseError("a database in memory would be lost at exit: name a file instead")
        # A file: URI is SQLite's own business, with its own parameters.
        if file := file_of(parsed):
            _make_parents(file)
    elif parsed.get_backend_name() in ("postgresql", "postgres"):
        if "@" in (parsed.host or ""):
            raise DatabaseError(
                "the database URL holds more than one @: write those of the user or the password "
                "as %40"
            )
        return parsed.set(drivername="postgresql+psycopg")
    return parsed


def shown(url: URL) -> str:
    """Return `url` as people may see it: a file's path, or where a server is, without secrets."""
    if url.get_backend_name() == "sqlite" and url.database:
        return url.database
    # Options may hold a password too.
    return URL.create(
        url.get_backend_name(), url.username, None, url.host, url.port, url.database
    ).render_as_string()


def secrets(url: URL) -> list[str]:
    """Return what of `url` nobody may see, in all the spellings that it may be met in."""
    told = [url.password, *(url.query.get(name) for name in ("password", "sslpassword"))]
    words = [word for word in told if isinstance(word, str) and word]
    return sorted({*words, *map(quote_plus, words), *map(quote, words)}, key=len, reverse=True)


def _parsed(written: str) -> URL:
    if "://" not in written:
        return URL.create("sqlite", database=str(Path(written).expanduser()))
    try:
        return make_url(written)
    except (ArgumentError, ValueError):
        # Without its cause, which may quote a password.
        raise DatabaseError(
            "the database URL cannot be read: write it like postgresql://USER:PASSWORD@HOST:5432/NAME"
        ) from None


def _make_parents(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise DatabaseError(
            f"cannot make the folder {path.parent} for the database: {reason}; "
            "choose another place with --database"
        ) from error
