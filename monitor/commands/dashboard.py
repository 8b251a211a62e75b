"""Serve the dashboard that shows what the worker has found."""

import argparse

NEEDS = ("address", "database")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `brownout dashboard`."""
    parser.add_argument("--quiet", action="store_true", help="print nothing when all is well")


def main(args: argparse.Namespace) -> int:
    """Serve until Ctrl-C."""
    from dashboard.server import run
    from monitor.health_route import HealthRoute
    from monitor.heartbeat_routes import Heartbeats
    from monitor.processes import check_address
    from storage.database import default_database_path, open_database
    from storage.location import spool_folder

    check_address(args.host, args.port)
    if not args.quiet:
        print(f"Dashboard: http://{args.host}:{args.port} (Ctrl-C stops it)", flush=True)
    database = args.database or str(default_database_path())
    heartbeats = Heartbeats(lambda: open_database(database))
    health = HealthRoute(lambda: open_database(database), spool_folder(database))
    routes = [*heartbeats.routes, *health.routes]
    run(args.host, args.port, database, routes, heartbeats.listening)
    return 0
