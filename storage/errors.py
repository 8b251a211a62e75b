"""What goes wrong with a database, in words that say what to do."""

from collections.abc import Iterable

from sqlalchemy.exc import DBAPIError

_NOT_ALLOWED = (
    "does not let this user do that: GRANT it CREATE on the database's schema, "
    "or give it a database of its own"
)
_BUSY = "is busy: another program has held it for too long; close it and try again"
_ADVICE = (
    ("file is not a database", "is not a Brownout database: choose another file with --database"),
    ("malformed", "is damaged: restore it from a backup, or move it away to start a new one"),
    (
        "readonly",
        "is read-only: let this user write the file and its folder, "
        "or choose another with --database",
    ),
    (
        "unable to open",
        "cannot be opened: check that it is a file in a folder this user may write, "
        "or choose another with --database",
    ),
    ("locked", _BUSY),
    ("lock timeout", _BUSY),
    ("disk is full", "has no room left: free space on its disk"),
    ("disk i/o", "cannot be read or written: check its disk"),
    ("no space left", "has no room left: free space on its server's disk"),
    (
        "authentication failed",
        "refuses this user or password: check both in its URL, and write special characters "
        "like %40 for @",
    ),
    ("no password supplied", "wants a password: give it in the URL, in PGPASSWORD or ~/.pgpass"),
    ("no pg_hba.conf entry", "lets this user in from nowhere here: mend its pg_hba.conf"),
    ("permission denied", _NOT_ALLOWED),
    ("read-only transaction", "is read-only, as a standby is: give the address of the primary"),
    ("starting up", "is starting up: try again in a moment"),
    ("too many clients", "has no connection left: raise its max_connections"),
    ("remaining connection slots", "has no connection left: raise its max_connections"),
    ("connection refused", "is not there: check that PostgreSQL runs, and its host and port"),
    ("failed to resolve host", "is on a host that is unknown: check its name"),
    ("could not translate host", "is on a host that is unknown: check its name"),
    ("timeout", "does not answer: check its host and port, and what stands between"),
)
_GONE = (
    "server closed the connection",
    "terminating connection",
    "connection is lost",
    "connection is closed",
    "connection failed",
    "shutting down",
)


_MIGRATED = "was migrated by a newer Brownout meanwhile: upgrade this one, and start it again"
_LOST = {
    "42P01": "has lost its tables, perhaps because it was replaced: they are made anew",
    "3F000": "has lost its schema: make it again, or choose another database with --database",
    "42703": _MIGRATED,
    "42501": "may not be written by this user: grant it again",
}
"""What a server says that somebody took something away from, by SQLSTATE (PostgreSQL, A)."""


class DatabaseError(Exception):
    """The database cannot be used; the message says which one, why, and what to do."""


class Refused(DatabaseError):
    """The database is sound and not for this Brownout: waiting does not help."""


def explain(error: DBAPIError, name: str, secrets: Iterable[str] = ()) -> DatabaseError:
    """Return `error`, met on the database called `name`, as an error for people.

    Whatever of `secrets` the database's own words repeat is left out.
    """
    cause = str(error.orig).strip()
    said = cause.lower()
    for sign, advice in _ADVICE:
        if sign in said:
            return DatabaseError(f"{name} {advice}")
    if is_lost(error):
        return DatabaseError(f"{name} {_LOST[_sqlstate(error)]}")
    if "no such column" in said or "has no column" in said:
        return DatabaseError(f"{name} {_MIGRATED}")
    if 'database "' in said and "does not exist" in said:
        return DatabaseError(f"{name} does not exist on that server: make it with createdb")
    if any(sign in said for sign in _GONE):
        return DatabaseError(f"{name} has gone away: check that its server runs")
    first = cause.splitlines()[0] if cause else type(error).__name__
    for secret in secrets:
        first = first.replace(secret, "***")
    return DatabaseError(f"{name} cannot be used: {first}")


def is_lost(error: DBAPIError) -> bool:
    """Return whether a server misses what it had, rather than refusing a statement of ours."""
    return _sqlstate(error) in _LOST


def _sqlstate(error: DBAPIError) -> str:
    return str(getattr(error.orig, "sqlstate", ""))
