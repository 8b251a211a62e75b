"""Write results or incidents to a CSV, Parquet or JSON Lines file, for other programs."""

import argparse
from pathlib import Path

NEEDS = ("database",)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `brownout export`."""
    from monitor.periods import add_period
    from publish import history

    parser.add_argument(
        "file", type=Path, help="where to write: results.csv, results.parquet or results.jsonl"
    )
    parser.add_argument(
        "--of", metavar="KIND", default="results", choices=history.names(),
        help=f"what to write: {', '.join(history.names())} (default: %(default)s)",
    )  # fmt: skip
    parser.add_argument("--provider", metavar="ID", help="only this provider's")
    add_period(parser)


def main(args: argparse.Namespace) -> int:
    """Write the rows in the order of their times, and say how many there were."""
    from monitor import sources
    from monitor.mistake import Mistake
    from monitor.progress import counted
    from publish import history, table_files
    from storage.database import DatabaseError

    kind = history.load(args.of)
    period = history.Period(from_ms=args.from_ms, to_ms=args.to_ms, provider=args.provider)
    database = sources.database(args)
    try:
        with database.read() as connection:
            total = kind.count(connection, period)
            rows = counted(kind.rows(connection, period), f"writing {args.file}", total)
            count = table_files.write(args.file, kind.COLUMNS, rows)
    except (table_files.BadFile, DatabaseError) as error:
        raise Mistake(str(error)) from None
    except OSError as error:
        raise Mistake(f"{args.file} cannot be written: {error.strerror}") from None
    finally:
        database.close()
    print(f"{count} {args.of[:-1] if count == 1 else args.of} in {args.file}")
    return 0
