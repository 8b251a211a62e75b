"""What goes wrong with a database, in words that say what to do."""

from sqlalchemy.exc import DBAPIError

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
    ("locked", "is busy: another program has held it for too long; close it and try again"),
    ("disk is full", "has no room left: free space on its disk"),
    ("disk i/o", "cannot be read or written: check its disk"),
)


_LOST = {
    "42P01": "has lost its tables, perhaps because it was replaced: they are made anew",
    "3F000": "has lost its schema: make it again, or choose another database with --database",
    "42501": "may not be written by this user: grant it again",
}
"""What a server says that somebody took something away from, by SQLSTATE (PostgreSQL, A)."""


class DatabaseError(Exception):
    """The database cannot be used; the message says which one, why, and what to do."""


class Refused(DatabaseError):
    """The database is sound and not for this Brownout: waiting does not help."""


def explain(error: DBAPIError, name: str) -> DatabaseError:
    """Return `error`, met on the database called `name`, as an error for people."""
    cause = str(error.orig).strip()
    if is_lost(error):
        return DatabaseError(f"{name} {_LOST[_sqlstate(error)]}")
    for sign, advice in _ADVICE:
        if sign in cause.lower():
            return DatabaseError(f"{name} {advice}")
    return DatabaseError(f"{name} cannot be used: {cause.splitlines()[0] if cause else error}")


def is_lost(error: DBAPIError) -> bool:
    """Return whether a server misses what it had, rather than refusing a statement of ours."""
    return _sqlstate(error) in _LOST


def _sqlstate(error: DBAPIError) -> str:
    return str(getattr(error.orig, "sqlstate", ""))
