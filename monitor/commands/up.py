"""Run the worker and the dashboard together; Ctrl-C stops both."""

import argparse

NEEDS = ("config", "database", "address")


def configure(parser: argparse.ArgumentParser) -> None:
    """`brownout up` takes only the shared arguments."""


def main(args: argparse.Namespace) -> int:
    """Check the configuration and the port, then run until Ctrl-C."""
    from monitor import sources
    from monitor.processes import check_address, dashboard, worker
    from monitor.supervisor import supervise
    from storage.database import default_database_path

    config = sources.configuration(args)
    check_address(args.host, args.port)
    # Migrated here, before two processes would meet over it.
    sources.database(args).close()
    url = args.database or str(default_database_path())

    scheduled = [probe for probe in config.probes if probe.waiting_for is None]
    waiting = len(config.probes) - len(scheduled)
    print(f"Watching {len(config.providers)} providers with {len(scheduled)} probes.", flush=True)
    if waiting:
        print(f"{waiting} more probes wait for keys: `brownout validate` says which.", flush=True)
    print(f"Results: {url}")
    print(f"Dashboard: http://{args.host}:{args.port} (Ctrl-C stops everything)", flush=True)
    supervise([worker(args.config, url), dashboard(args.host, args.port, url)])
    print("Stopped.")
    return 0
