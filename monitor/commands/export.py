"""Write the results to a CSV or Parquet file, for other programs and for `brownout replay`."""

import argparse
from pathlib import Path

NEEDS = ("database",)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `brownout export`."""
    from monitor.periods import add_period

    parser.add_argument("file", type=Path, help="where to write: results.csv or results.parquet")
    parser.add_argument("--provider", metavar="ID", help="only this provider's")
    add_period(parser)


def main(args: argparse.Namespace) -> int:
    """Write them in the order of their starts, and say how many there were."""
    import storage.results
    from monitor import sources
    from monitor.mistake import Mistake
    from publish import result_files
    from storage.probes import cadences

    database = sources.database(args)
    try:
        with database.read() as connection:
            every_s = cadences(connection)
            results = storage.results.stream(
                connection, args.from_ms, args.to_ms, provider=args.provider
            )
            rows = (result_files.row(each, every_s.get(each.probe)) for each in results)
            count = result_files.write(args.file, rows)
    except result_files.BadFile as bad:
        raise Mistake(str(bad)) from None
    except OSError as error:
        raise Mistake(f"{args.file} cannot be written: {error.strerror}") from None
    finally:
        database.close()
    print(f"{count} result{'' if count == 1 else 's'} in {args.file}")
    return 0
