"""Serve the dashboard that shows what the worker has found."""

import argparse
import os

NEEDS = ("address", "config", "database")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `brownout dashboard`."""
    parser.add_argument("--quiet", action="store_true", help="print nothing when all is well")


def main(args: argparse.Namespace) -> int:
    """Serve until Ctrl-C."""
    from dashboard.server import Gate, run
    from monitor import dashboard_access, logs
    from monitor.cli import CONFIG
    from monitor.health_route import HealthRoute
    from monitor.heartbeat_routes import Heartbeats
    from monitor.processes import check_address
    from publish.access import Role
    from storage.database import default_database_path, open_database
    from storage.location import spool_folder

    logs.begin(is_quiet=True)
    settings = dashboard_access.settings_at(args.config, is_named=str(args.config) != CONFIG)
    reach = dashboard_access.Reach(args.host, without_login=args.without_login)
    dashboard_access.check_reach(settings, reach, args.config)
    check_address(args.host, args.port)
    if not args.quiet:
        print(f"Dashboard: http://{args.host}:{args.port} (Ctrl-C stops it)", flush=True)
    database = args.database or str(default_database_path())
    heartbeats = Heartbeats(lambda: open_database(database))
    access = dashboard_access.FollowedAccess(args.config, settings, reach, os.environ)
    health = HealthRoute(
        lambda: open_database(database),
        spool_folder(database),
        tells_why=lambda: access().everybody >= Role.VIEWER,
    )
    routes = [*heartbeats.routes, *health.routes]
    gate = Gate(
        access=access,
        config=args.config.absolute(),
        url=settings.url,
        is_local=reach.is_local(settings),
        login=dashboard_access.login_secrets(settings),
    )
    run(args.host, args.port, database, routes, heartbeats.listening, gate)
    return 0
