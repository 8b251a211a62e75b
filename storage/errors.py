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


class DatabaseError(Exception):
    """The database cannot be used; the message says which one, why, and what to do."""


def explain(error: DBAPIError, name: str) -> DatabaseError:
    """Return `error`, met on the database called `name`, as an error for people."""
    cause = str(error.orig).strip()
    for sign, advice in _ADVICE:
        if sign in cause.lower():
            return DatabaseError(f"{name} {advice}")
    return DatabaseError(f"{name} cannot be used: {cause.splitlines()[0] if cause else error}")
