"""Show what takes how much room in the database, vacuum it, back it up, or copy a history."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.room import Room, Rooms

NEEDS = ("database", "json")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add what can be done with a database."""
    parser.set_defaults(does="show")
    does = parser.add_subparsers(dest="does", metavar="WHAT")
    # Named before the word or behind it.
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--database", metavar="URL", default=argparse.SUPPRESS, help="a file or database URL"
    )
    as_json = argparse.ArgumentParser(add_help=False)
    as_json.add_argument(
        "--json", action="store_true", default=argparse.SUPPRESS, help="print JSON"
    )

    does.add_parser("show", parents=[common, as_json], help="show sizes and spans (the default)")
    does.add_parser(
        "vacuum", parents=[common, as_json],
        help="write the database anew without the room that deleted rows left, which holds up "
        "whoever writes",
    )  # fmt: skip
    backup = does.add_parser(
        "backup", parents=[common], help="copy the database to a file while it is written to"
    )
    backup.add_argument("file", type=Path, help="where to; nothing is overwritten")
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
        match args.does or "show":
            case "copy":
                return database_work.copy(args.source, args.target)
            case "backup":
                return database_work.back_up(args.database or default_database_path(), args.file)
            case _:
                return _show(args)
    except DatabaseError as error:
        raise Mistake(str(error)) from error


def _show(args: argparse.Namespace) -> int:
    from monitor import sources
    from storage.room import rooms

    database = sources.database(args)
    try:
        if args.does == "vacuum":
            database.vacuum()
        with database.read() as connection:
            found = rooms(connection)
    finally:
        database.close()
    if args.json:
        print(json.dumps({"name": database.name, **asdict(found)}, indent=2))
    else:
        _print(database.name, found)
    return 0


def _print(name: str, found: "Rooms") -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, header_style="bold")
    table.add_column("kind")
    for column in ("rows", "size", "a row", "from", "to"):
        table.add_column(column, justify="right")
    for room in found.kinds:
        table.add_row(*_cells(room))
    Console().print(table)
    print(f"{_size(found.size_bytes)} in all, {_size(found.free_bytes)} of it free: {name}")


def _cells(room: "Room") -> tuple[str, ...]:
    a_row = None
    if room.size_bytes is not None and room.rows:
        a_row = room.size_bytes / room.rows
    return (
        room.kind,
        f"{room.rows:,}",
        _size(room.size_bytes),
        _size(a_row),
        _day(room.first_ms),
        _day(room.last_ms),
    )


def _size(size_bytes: float | None) -> str:
    if size_bytes is None:
        return "–"
    for unit in ("B", "kB", "MB"):
        if size_bytes < 1000:
            return f"{size_bytes:.0f} {unit}"
        size_bytes /= 1000
    return f"{size_bytes:.1f} GB"


def _day(at_ms: int | None) -> str:
    from datetime import UTC, datetime

    return "–" if at_ms is None else f"{datetime.fromtimestamp(at_ms / 1000, UTC):%Y-%m-%d %H:%M}"
