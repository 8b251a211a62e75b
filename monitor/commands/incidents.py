"""List incidents, show one, and say what people know of it: notes, corrections, who is at it."""

import argparse
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from incidents.amended import Amended
    from incidents.amendments import Amendment
    from storage.database import Database

NEEDS = ("database", "json")

_WORDS = ("note", "ack", "merge", "split", "false-alarm", "exclude", "undo")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `brownout incidents`."""
    from monitor.periods import add_period

    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = (
        "  brownout incidents --open\n"
        "  brownout incidents show ID\n"
        "  brownout incidents note ID what happened, in words\n"
        "  brownout incidents ack ID\n"
        "  brownout incidents merge ID INTO-ID [why]\n"
        "  brownout incidents split ID TIME [why]\n"
        "  brownout incidents false-alarm ID why\n"
        "  brownout incidents exclude ID why it shall not count in uptime\n"
        "  brownout incidents undo ID ENTRY [why]     entries are numbered by `show`\n"
    )
    parser.add_argument("what", nargs="?", choices=["list", "show", *_WORDS], default="list")
    parser.add_argument("id", nargs="?", metavar="ID", help="which incident, as `list` has it")
    parser.add_argument("rest", nargs="*", metavar="WORD", help="what there is to say")
    parser.add_argument("--by", metavar="NAME", help="who says so (default: your login name)")
    parser.add_argument("--open", action="store_true", help="list only those that go on")
    parser.add_argument("--provider", metavar="ID", help="list only this provider's")
    parser.add_argument(
        "--limit", type=_count, default=50, metavar="N", help="list the newest (%(default)s)"
    )
    add_period(parser)


def _count(text: str) -> int:
    if text.isdecimal() and 0 < int(text) <= _ALL:
        return int(text)
    raise argparse.ArgumentTypeError(f"`{text}` is no number of incidents")


_ALL = 1_000_000


def main(args: argparse.Namespace) -> int:
    """Return 1 where one of those shown goes on, and is no false alarm."""
    from monitor import sources
    from monitor.mistake import Mistake

    if args.what != "list" and args.id is None:
        raise Mistake("say which incident: `brownout incidents` lists them with their ids")
    database = sources.database(args)
    try:
        if args.what == "list":
            return _list(args, database)
        return _show(args, database) if args.what == "show" else _say(args, database)
    finally:
        database.close()


def _list(args: argparse.Namespace, database: "Database") -> int:
    import storage.amendments
    from publish.incident_records import as_json

    with database.read() as connection:
        found = storage.amendments.amended(
            connection,
            provider=args.provider,
            start_ms=args.from_ms,
            end_ms=args.to_ms,
            limit=_ALL if args.open else args.limit,
        )
    if args.open:
        found = [each for each in found if each.incident.is_open][: args.limit]
    if args.json:
        print(json.dumps({"incidents": [as_json(each) for each in found]}, indent=2))
    else:
        for each in found:
            print(_told(each))
        if not found:
            print("No incident goes on." if args.open else "No incident.")
    return _is_bad(found)


def _show(args: argparse.Namespace, database: "Database") -> int:
    shown = _find(args.id, database)
    _print_one(shown, args)
    return _is_bad([shown])


def _print_one(shown: "Amended", args: argparse.Namespace) -> None:
    from publish.incident_records import as_json

    if args.json:
        print(json.dumps(as_json(shown), indent=2))
        return
    print(_told(shown))
    for each in shown.trail:
        print(_entry(each, is_taken_back=each.id in shown.taken_back))


def _say(args: argparse.Namespace, database: "Database") -> int:
    import storage.amendments
    from incidents.objections import Refused
    from monitor.mistake import Mistake

    try:
        with database.transaction() as connection:
            said = storage.amendments.add(connection, _said(args))
    except Refused as refused:
        raise Mistake(str(refused)) from None
    _print_one(_find(said.incident, database), args)
    return 0


def _said(args: argparse.Namespace) -> "Amendment":
    from incidents.amendments import Action, Amendment
    from monitor.mistake import Mistake
    from monitor.periods import moment_ms
    from monitor.pipeline import now_ms
    from monitor.who import login_name

    action = Action({"ack": "acknowledge"}.get(args.what, args.what.replace("-", "_")))
    rest = list(args.rest)
    object_ = rest.pop(0) if action in (Action.MERGE, Action.SPLIT, Action.UNDO) and rest else None
    split_at_ms = None
    try:
        if action is Action.SPLIT and object_ is not None:
            split_at_ms = moment_ms(object_)
    except argparse.ArgumentTypeError as error:
        raise Mistake(str(error)) from None
    if action is Action.UNDO and (object_ is None or not object_.isdecimal()):
        raise Mistake(f"say which entry: `brownout incidents show {args.id}` numbers them")
    if action is Action.MERGE and object_ is None:
        raise Mistake("say which incident it is merged into: `brownout incidents merge ID INTO-ID`")
    return Amendment(
        incident=args.id,
        action=action,
        at_ms=now_ms(),
        by=args.by if args.by is not None else login_name(),
        reason=" ".join(rest),
        other=object_ if action is Action.MERGE else None,
        split_at_ms=split_at_ms,
        undoes=int(object_) if action is Action.UNDO and object_ is not None else None,
    )


def _find(incident: str, database: "Database") -> "Amended":
    import storage.amendments
    from monitor.mistake import Mistake

    with database.read() as connection:
        shown = storage.amendments.find(connection, incident)
    if shown is None:
        raise Mistake(f"there is no incident {incident}: `brownout incidents` lists them")
    return shown


def _is_bad(shown: "list[Amended]") -> int:
    return int(any(each.incident.is_open and each.false_alarm is None for each in shown))


def _told(shown: "Amended") -> str:
    from monitor.incident_lines import lines, moment

    marks = []
    if shown.acknowledged is not None:
        seen = shown.acknowledged
        marks.append(f"acknowledged by {seen.by} at {moment(seen.at_ms)}")
    if shown.false_alarm is not None:
        marks.append(f"a false alarm, says {shown.false_alarm.by}: {shown.false_alarm.reason}")
    if shown.excluded is not None:
        marks.append(f"left out of uptime by {shown.excluded.by}: {shown.excluded.reason}")
    marks += [f"{each.by} notes: {each.reason}" for each in shown.notes]
    return "\n    ".join([f"{shown.incident.id}  {lines(shown.incident)}", *marks])


def _entry(said: "Amendment", *, is_taken_back: bool) -> str:
    from monitor.incident_lines import moment

    about = {
        "merge": f" {said.incident} into {said.other}",
        "split": f" at {moment(said.split_at_ms or 0)}",
        "undo": f" entry {said.undoes}",
    }.get(said.action, "")
    why = f": {said.reason}" if said.reason else ""
    back = " (taken back)" if is_taken_back else ""
    action = said.action.replace("_", " ")
    return f"{said.id:>4}  {moment(said.at_ms)}  {said.by}  {action}{about}{why}{back}"
