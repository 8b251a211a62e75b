"""Show what takes how much room in the database and since when, or vacuum it."""

import argparse
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.room import Room, Rooms

NEEDS = ("database", "json")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `brownout db`."""
    parser.add_argument(
        "what", nargs="?", choices=["show", "vacuum"], default="show",
        help="show sizes and spans, or write the database anew without the room that deleted rows "
        "left, which holds up whoever writes (default: show)",
    )  # fmt: skip


def main(args: argparse.Namespace) -> int:
    """Do it, and print a row for each kind of row."""
    from monitor import sources
    from monitor.mistake import Mistake
    from storage.database import DatabaseError
    from storage.room import rooms

    database = sources.database(args)
    try:
        if args.what == "vacuum":
            database.vacuum()
        with database.read() as connection:
            found = rooms(connection)
    except DatabaseError as error:
        raise Mistake(str(error)) from error
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
