"""Look for what commonly goes wrong, and say what to do about it."""

import argparse
import json
import os
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.diagnosis import Finding

NEEDS = ("config", "database", "address", "json")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `brownout doctor`."""
    parser.add_argument(
        "--offline", action="store_true", help="ask nobody: leave names, network and clock out"
    )


def main(args: argparse.Namespace) -> int:
    """Print each finding; return 1 where one keeps Brownout from its work."""
    from monitor.diagnosis import Grade

    found = _found(args)
    is_well = all(each.grade is not Grade.BAD for each in found)
    if args.json:
        print(json.dumps({"ok": is_well, "findings": [asdict(each) for each in found]}, indent=2))
    else:
        for each in found:
            print(f"{each.grade:<4}  {each.subject}: {each.seen}")
            if each.mend:
                print(f"      {each.mend}")
    return 0 if is_well else 1


def _found(args: argparse.Namespace) -> "list[Finding]":
    from monitor import diagnosis, diagnosis_network
    from storage.database import DatabaseError, default_database_path

    config, found = diagnosis.configuration(args.config, os.environ)
    findings = [*found, diagnosis_network.certificates(os.environ)]
    if config is not None and not args.offline:
        findings += diagnosis_network.network(config)
    url = args.database or str(default_database_path())
    try:
        findings += diagnosis.disks(url)
        database, found = diagnosis.database(url)
        findings += found
    except DatabaseError as error:
        return [*findings, diagnosis.bad("database", str(error), "")]
    if database is not None:
        findings += diagnosis.workers(database, url)
        database.close()
    return [*findings, diagnosis.port(args.host, args.port)]
