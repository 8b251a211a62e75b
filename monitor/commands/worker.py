"""Run the scheduled probes and keep and judge their results."""

import argparse

NEEDS = ("config", "database")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `brownout worker`."""
    parser.add_argument("--quiet", action="store_true", help="log only what goes wrong")
    parser.add_argument(
        "--vantage",
        metavar="NAME",
        help="where this worker probes from, instead of what `vantage:` in probes.yaml says; "
        "workers of one name share its probes through PostgreSQL",
    )


def main(args: argparse.Namespace) -> int:
    """Run until SIGINT or SIGTERM; return 2 where the database cannot be written."""
    from monitor import logs, sources
    from monitor.field_types import VANTAGE_NAME
    from monitor.mistake import Mistake
    from monitor.worker import run_worker
    from storage.database import DatabaseError, default_database_path

    if args.vantage is not None and not VANTAGE_NAME.match(args.vantage):
        raise Mistake(
            f"--vantage {args.vantage!r} is no name: write letters, digits, dots and dashes, "
            "as in eu-west"
        )
    config = sources.configuration(args)
    database, spool = sources.worker_database(args)
    logs.begin(is_quiet=args.quiet)
    try:
        url = args.database or str(default_database_path())
        run_worker(config, database, url, spool, args.vantage)
    except DatabaseError as error:
        raise Mistake(str(error)) from error
    finally:
        database.close()
    return 0
