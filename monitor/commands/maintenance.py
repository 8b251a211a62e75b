"""Set, list or end windows of planned work, in which what probes see is marked."""

import argparse
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from incidents.maintenance import Window
    from storage.database import Database

NEEDS = ("database", "json")

_DAY_MS = 86_400_000


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `brownout maintenance`."""
    from monitor.periods import moment_ms

    parser.add_argument("what", nargs="?", choices=["list", "start", "end"], default="list")
    parser.add_argument("id", nargs="?", metavar="ID", help="which one to end, as `list` has it")
    parser.add_argument("--provider", metavar="ID", help="who is worked on (default: all)")
    parser.add_argument(
        "--from", dest="from_ms", type=moment_ms, metavar="TIME", help="when (default: now)"
    )
    parser.add_argument("--for", dest="lasts", metavar="DURATION", help="how long, such as `2h`")
    parser.add_argument("--reason", default="planned work", help="what is done (%(default)s)")
    parser.add_argument("--by", metavar="NAME", help="who sets it (default: your login name)")


def main(args: argparse.Namespace) -> int:
    """Do it, and say what stands."""
    from monitor import sources

    database = sources.database(args, may_be_new=True)
    try:
        return {"list": _list, "start": _start, "end": _end}[args.what](args, database)
    finally:
        database.close()


def _list(args: argparse.Namespace, database: "Database") -> int:
    import storage.maintenance
    from monitor.pipeline import now_ms

    with database.read() as connection:
        found = storage.maintenance.windows(connection, now_ms() - 7 * _DAY_MS, 2**62)
    if args.json:
        print(json.dumps({"windows": [asdict(each) for each in found]}, indent=2))
        return 0
    for each in found:
        print(_line(each))
    if not found:
        print("No planned work, now, soon or in the last week.")
    return 0


def _start(args: argparse.Namespace, database: "Database") -> int:
    import storage.maintenance
    from incidents.maintenance import Window
    from monitor.mistake import Mistake
    from monitor.pipeline import now_ms
    from monitor.who import login_name
    from probes.expect import parse_duration_s
    from storage.probes import watched

    if args.lasts is None:
        raise Mistake("say how long it lasts: `--for 2h`")
    try:
        lasts_s = parse_duration_s(args.lasts)
    except ValueError as error:
        raise Mistake(f"--for: {error}") from None
    if lasts_s <= 0:
        raise Mistake("--for: planned work lasts longer than nothing")
    begins_ms = args.from_ms if args.from_ms is not None else now_ms()
    window = Window(
        provider=args.provider,
        starts_at_ms=begins_ms,
        ends_at_ms=begins_ms + round(lasts_s * 1000),
        reason=args.reason,
        set_by=args.by if args.by is not None else login_name(),
    )
    with database.transaction() as connection:
        known = [provider.name for provider in watched(connection)]
        if args.provider is not None and args.provider not in known:
            from probes.plugins import did_you_mean

            near = did_you_mean(args.provider, known)
            raise Mistake(f"nobody watches a provider `{args.provider}`{near}")
        storage.maintenance.add(connection, window, now_ms())
    return _list(args, database)


def _end(args: argparse.Namespace, database: "Database") -> int:
    import storage.maintenance
    from monitor.mistake import Mistake
    from monitor.pipeline import now_ms

    if args.id is None or not args.id.isdecimal():
        raise Mistake("say which: `brownout maintenance list` numbers them")
    with database.transaction() as connection:
        if not storage.maintenance.end(connection, int(args.id), now_ms()):
            raise Mistake(f"there is no window {args.id} that could be ended")
    return _list(args, database)


def _line(window: "Window") -> str:
    from incidents.wording import clock_of_day

    number = "-" if window.id is None else str(window.id)
    ends = "open" if window.ends_at_ms is None else clock_of_day(window.ends_at_ms)
    return (
        f"{number:>4}  {clock_of_day(window.starts_at_ms)} to {ends}  "
        f"{window.provider or 'all providers'}: {window.reason} (set by {window.set_by})"
    )
