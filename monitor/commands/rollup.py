"""Roll up what was not yet, or with `--rebuild` everything anew from what is kept."""

import argparse

NEEDS = ("database",)

_SERIES_A_STEP = 10


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `brownout rollup`."""
    parser.add_argument(
        "--rebuild", action="store_true",
        help="forget the hours and days whose raw rows are kept, and make them again",
    )  # fmt: skip


def main(args: argparse.Namespace) -> int:
    """Do it in small steps, beside a worker if need be, and say how much there was."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeRemainingColumn,
    )

    from monitor import sources
    from monitor.mistake import Mistake
    from monitor.pipeline import now_ms
    from storage import rebuilding
    from storage.database import DatabaseError

    database = sources.database(args)
    columns = (TextColumn("rolling up"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    try:
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("", total=1.0)
            if args.rebuild:
                with database.read() as connection:
                    every = rebuilding.all_series(connection)
                for series in every:
                    with database.transaction() as connection:
                        rebuilding.forget(connection, series)
            is_behind = True
            while is_behind:
                with database.transaction() as connection:
                    is_behind = rebuilding.step(connection, now_ms(), series=_SERIES_A_STEP)
                    bar.update(task, completed=rebuilding.done_share(connection, now_ms()))
        with database.read() as connection:
            hours, days = rebuilding.counts(connection)
    except DatabaseError as error:
        raise Mistake(str(error)) from error
    finally:
        database.close()
    print(f"{hours} hours and {days} days of single probes are rolled up.")
    return 0
