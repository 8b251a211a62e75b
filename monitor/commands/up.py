"""Run the worker and the dashboard together; Ctrl-C stops both."""

import argparse

NEEDS = ("config", "database", "address")


def configure(parser: argparse.ArgumentParser) -> None:
    """`brownout up` takes only the shared arguments."""


def main(args: argparse.Namespace) -> int:
    """Check the configuration and the port, then run until Ctrl-C."""
    from monitor import dashboard_access, sources
    from monitor.processes import check_address, dashboard, worker
    from monitor.supervisor import supervise
    from storage.database import default_database_path

    config = sources.configuration(args)
    check_address(args.host, args.port)
    settings = dashboard_access.settings_at(args.config, is_named=True)
    reach = dashboard_access.Reach(args.host, without_login=args.without_login)
    dashboard_access.check_reach(settings, reach, args.config)
    # Migrated here, before two processes would meet over it.
    database_name = sources.check_worker_database(args)
    url = args.database or str(default_database_path())

    scheduled = [probe for probe in config.probes if probe.waiting_for is None]
    waiting = len(config.probes) - len(scheduled)
    providers, probes = len(config.providers), len(scheduled)
    print(
        f"Watching {providers} provider{'s' if providers != 1 else ''} "
        f"with {probes} probe{'s' if probes != 1 else ''}.",
        flush=True,
    )
    if waiting:
        print(f"{waiting} more wait for keys: `brownout validate` says which.", flush=True)
    print(f"Results: {database_name}")
    print(f"Dashboard: http://{args.host}:{args.port} (Ctrl-C stops everything)", flush=True)
    supervise([worker(args.config, url), dashboard(args, args.config, url)])
    print("Stopped.")
    return 0
