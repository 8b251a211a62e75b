"""Take in what `brownout export` wrote, from CSV, Parquet or JSON Lines."""

import argparse
import sys
from pathlib import Path

NEEDS = ("database",)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `brownout import`."""
    from publish import history

    parser.add_argument(
        "files", type=Path, nargs="+", metavar="FILE",
        help=f"files of {', '.join(history.names())}; their columns tell which",
    )  # fmt: skip


def main(args: argparse.Namespace) -> int:
    """Keep what is good, name what is not by its line; return 1 where something was not."""
    from monitor import sources
    from monitor.importing import in_order, take_in
    from monitor.mistake import Mistake
    from publish.table_files import BadFile
    from storage.database import DatabaseError

    database = sources.database(args, may_be_new=True)
    bad = 0
    try:
        for file in in_order(args.files):
            taken = take_in(file, database, lambda said: sys.stderr.write(f"{said}\n"))
            print(taken.sentence)
            bad += taken.bad
    except (BadFile, DatabaseError) as error:
        raise Mistake(str(error)) from None
    except OSError as error:
        raise Mistake(f"{error.filename} cannot be read: {error.strerror or error}") from None
    finally:
        database.close()
    return 1 if bad else 0
