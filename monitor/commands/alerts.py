"""Show what alerts were sent and what became of them, or send one as a test."""

import argparse
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from publish.alerts.target import Target
    from storage.deliveries import Delivery

NEEDS = ("config", "database", "json")

_MARKS = {"delivered": "●", "pending": "○", "dropped": "◇", "failed": "■"}


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `brownout alerts`."""
    parser.add_argument("what", nargs="?", choices=["list", "test"], default="list")
    parser.add_argument("target", nargs="?", metavar="TARGET", help="which one to test (all)")
    parser.add_argument(
        "--last", type=int, default=20, metavar="N", help="how many to list (%(default)s)"
    )


def main(args: argparse.Namespace) -> int:
    """Return 0 where all of it arrived, 1 where some was given up or a test did not arrive."""
    return _test(args) if args.what == "test" else _list(args)


def _list(args: argparse.Namespace) -> int:
    from dataclasses import asdict

    from monitor import sources
    from storage import deliveries

    database = sources.database(args)
    try:
        with database.read() as connection:
            found = deliveries.recent(connection, max(1, args.last))
    finally:
        database.close()
    if args.json:
        rows = [{**asdict(each), "notice": json.loads(each.notice)} for each in found]
        print(json.dumps({"deliveries": rows}, indent=2))
    else:
        for each in found:
            print(_line(each))
        if not found:
            print("No alert was sent yet. `alerts:` in probes.yaml says whom to tell.")
    return 1 if any(each.state == "failed" for each in found) else 0


def _line(delivery: "Delivery") -> str:
    from publish.alerts.notice import Notice
    from publish.words import utc

    notice = Notice.model_validate_json(delivery.notice)
    said = f"{_MARKS[delivery.state]} {utc(notice.at_ms)}  {delivery.target}: {notice.subject}"
    if delivery.state == "delivered":
        tries = f" at attempt {delivery.attempts}" if delivery.attempts > 1 else ""
        return f"{said} (delivered{tries})"
    if delivery.state == "pending" and not delivery.attempts:
        return f"{said} (to be sent at {utc(delivery.due_at_ms)})"
    why = f": {delivery.problem}" if delivery.problem else ""
    again = f"; next attempt at {utc(delivery.due_at_ms)}" if delivery.state == "pending" else ""
    return f"{said} ({delivery.state}{why}{again})"


def _test(args: argparse.Namespace) -> int:
    import asyncio

    from monitor import sources
    from monitor.mistake import Mistake
    from probes.plugins import did_you_mean

    targets = sources.configuration(args).alerts.by_name
    if not targets:
        raise Mistake(f"{args.config} names nobody: write `alerts:` with `targets:` first")
    if args.target is not None and args.target not in targets:
        raise Mistake(f"no target `{args.target}`{did_you_mean(args.target, sorted(targets))}")
    chosen = [each for name, each in targets.items() if args.target in (None, name)]
    problems = asyncio.run(_send_all(chosen))
    if args.json:
        told = {"targets": {name: {"problem": why} for name, why in problems.items()}}
        print(json.dumps(told, indent=2))
    else:
        for name, why in problems.items():
            print(f"{name}: {'arrived' if why is None else why}")
    return 0 if all(why is None for why in problems.values()) else 1


async def _send_all(targets: "list[Target]") -> "dict[str, str | None]":
    import asyncio

    from probes.transport import Transport
    from publish.alerts.testing import send_test

    transport = Transport()
    try:
        found = await asyncio.gather(*(send_test(each, transport) for each in targets))
    finally:
        await transport.aclose()
    return {target.name: why for target, why in zip(targets, found, strict=True)}
