"""Back the database up while it runs, or copy a history to another database."""

import argparse
from pathlib import Path

NEEDS = ("database",)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add what can be done with a database."""
    does = parser.add_subparsers(dest="does", required=True, metavar="WHAT")

    backup = does.add_parser("backup", help="copy the database to a file while it is written to")
    backup.add_argument("file", type=Path, help="where to; nothing is overwritten")
    # Named before the word or behind it.
    backup.add_argument(
        "--database", metavar="URL", default=argparse.SUPPRESS, help="a file or database URL"
    )

    copying = does.add_parser("copy", help="copy a whole history to another database, of any kind")
    copying.add_argument("source", metavar="FROM", help="a file or database URL")
    copying.add_argument(
        "target", metavar="TO", help="an empty one, or one that this began to fill"
    )


def main(args: argparse.Namespace) -> int:
    """Do it; return 1 where a copy is not whole."""
    from monitor import database_work
    from monitor.mistake import Mistake
    from storage.database import DatabaseError, default_database_path

    try:
        if args.does == "copy":
            return database_work.copy(args.source, args.target)
        return database_work.back_up(args.database or default_database_path(), args.file)
    except DatabaseError as error:
        raise Mistake(str(error)) from error
