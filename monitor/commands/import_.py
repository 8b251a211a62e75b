"""Take in what `brownout export` wrote: results or incidents from CSV, Parquet or JSON Lines."""

import argparse
import sys
from pathlib import Path

NEEDS = ("database",)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `brownout import`."""
    parser.add_argument(
        "files", type=Path, nargs="+", metavar="FILE",
        help="a file of results, incidents or transitions; its columns tell which",
    )  # fmt: skip


def main(args: argparse.Namespace) -> int:
    """Keep what is good, name what is not by its line; return 1 where something was not."""
    from monitor import sources
    from monitor.importing import take_in
    from monitor.mistake import Mistake
    from publish.table_files import BadFile
    from storage.database import DatabaseError

    database = sources.database(args)
    bad = 0
    try:
        for file in args.files:
            try:
                taken = take_in(file, database, lambda said: sys.stderr.write(f"{said}\n"))
            except (BadFile, DatabaseError) as error:
                raise Mistake(str(error)) from None
            except OSError as error:
                raise Mistake(f"{file} cannot be read: {error.strerror or error}") from None
            print(taken.sentence)
            bad += taken.bad
    finally:
        database.close()
    return 1 if bad else 0
