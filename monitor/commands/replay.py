"""Judge kept results again, under these or other rules, and say what becomes of them."""

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from incidents.incident import Incident
    from incidents.replay import Pair
    from incidents.rules import Rules
    from monitor.progress import Tell
    from monitor.replaying import Span
    from storage.database import Database

NEEDS = ("config", "database", "json")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `brownout replay`."""
    from monitor.periods import add_period

    parser.add_argument("--provider", metavar="ID", help="only this provider's results")
    parser.add_argument(
        "--results",
        type=Path,
        metavar="FILE",
        help="judge this CSV, Parquet or JSON Lines file instead",
    )
    parser.add_argument(
        "--compare", metavar="SETTING",
        help="what another setting would make of it: a preset (fast, balanced, quiet) or a file "
        "like probes.yaml",
    )  # fmt: skip
    add_period(parser)


def main(args: argparse.Namespace) -> int:
    """Print the incidents, or with `--compare` what the other setting does otherwise."""
    from incidents import replay
    from monitor.mistake import Mistake
    from publish.result_files import BadFile

    rules = _rules(args)
    other = _setting(args.compare) if args.compare else None
    try:
        found = replay.final(_judged(args, rules))
        if other is None:
            _print_incidents(found, args)
            return 0
        pairs = replay.compare(found, replay.final(_judged(args, other)))
    except BadFile as bad:
        raise Mistake(str(bad)) from None
    except OSError as error:
        raise Mistake(f"{args.results} cannot be read: {error.strerror}") from None
    _print_pairs(pairs, args)
    return 0


def _rules(args: argparse.Namespace) -> "Rules":
    from incidents.rules import Rules
    from monitor import sources

    # Results of elsewhere can be judged without a configuration of one's own.
    if args.results is not None and not args.config.exists():
        return Rules()
    return sources.configuration(args).rules


def _setting(text: str) -> "Rules":
    import os

    from incidents.rules import Rules
    from monitor.config import ConfigError, load_config
    from monitor.mistake import Mistake

    if text in ("fast", "balanced", "quiet"):
        return Rules.model_validate({"preset": text})
    if not Path(text).exists():
        raise Mistake(f"`{text}` is neither a preset (fast, balanced, quiet) nor a file")
    try:
        return load_config(text, os.environ).rules
    except ConfigError as error:
        raise Mistake(str(error)) from error


def _judged(args: argparse.Namespace, rules: "Rules") -> Iterator[Any]:
    from monitor.progress import bar

    with bar("judging") as tell:
        yield from _from_file(args, rules, tell) if args.results else _from_table(args, rules, tell)


def _from_file(args: argparse.Namespace, rules: "Rules", tell: "Tell") -> Iterator[Any]:
    from monitor.replaying import judge_file

    yield from judge_file(args.results, _span(args), rules, lambda done: tell(done, None))


def _from_table(args: argparse.Namespace, rules: "Rules", tell: "Tell") -> Iterator[Any]:
    from monitor import sources
    from monitor.replaying import judge_table
    from storage.database import default_database_path

    database: Database = sources.database(args)
    try:
        url = str(args.database or default_database_path())
        yield from judge_table(database, url, _span(args), rules, tell)
    finally:
        database.close()


def _span(args: argparse.Namespace) -> "Span":
    from monitor import replaying

    providers = None if args.provider is None else (args.provider,)
    return replaying.Span(from_ms=args.from_ms, to_ms=args.to_ms, providers=providers)


def _print_incidents(found: "list[Incident]", args: argparse.Namespace) -> None:
    from monitor.incident_lines import lines

    if args.json:
        print(json.dumps({"incidents": [asdict(each) for each in found]}, indent=2))
        return
    if not found:
        print("No incident.")
    for each in found:
        print(lines(each))


def _print_pairs(pairs: "list[Pair]", args: argparse.Namespace) -> None:
    from monitor.incident_lines import lines

    missed = [pair.one for pair in pairs if pair.one and not pair.other]
    added = [pair.other for pair in pairs if pair.other and not pair.one]
    both = [pair for pair in pairs if pair.earlier_ms is not None]
    if args.json:
        told = {
            "missed": [asdict(each) for each in missed],
            "added": [asdict(each) for each in added],
            "both": [
                {"one": asdict(one), "other": asdict(other), "earlier_ms": pair.earlier_ms}
                for pair in both
                if (one := pair.one) and (other := pair.other)
            ],
        }
        print(json.dumps(told, indent=2))
        return
    for title, incidents in (("Missed", missed), ("Opened besides", added)):
        for each in incidents:
            print(f"{title}: {lines(each)}")
    for pair in both:
        if pair.one and pair.earlier_ms:
            print(_shifted(pair.one, pair.earlier_ms))
    same = sum(1 for pair in both if not pair.earlier_ms)
    print(
        f"{args.compare}: {len(both)} found too ({same} at the same moment), {len(missed)} missed, "
        f"{len(added)} opened besides"
    )


def _shifted(incident: "Incident", earlier_ms: int) -> str:
    from incidents import wording
    from monitor.incident_lines import lines

    how = "earlier" if earlier_ms > 0 else "later"
    return f"{wording.span(abs(earlier_ms))} {how}: {lines(incident)}"
