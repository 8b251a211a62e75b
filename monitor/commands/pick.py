"""Print which provider to use now, of an order of preference, or what the order was worth."""

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from incidents.failover import Advice

NEEDS = ("database", "json")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `brownout pick`."""
    from probes.expect import parse_duration_s

    def duration_s(text: str) -> float:
        try:
            return parse_duration_s(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    parser.add_argument(
        "--order",
        required=True,
        type=_words,
        metavar="A,B,C",
        help="whom you would use, best first",
    )
    parser.add_argument(
        "--need", default=(), type=_words, metavar="WORD,…",
        help="what it must be able to do, as the names of the probes say that prove it: json,tools",
    )  # fmt: skip
    parser.add_argument(
        "--max-ttft", type=duration_s, metavar="TIME",
        help="how long the first token may take, such as 2s",
    )  # fmt: skip
    parser.add_argument(
        "--saved-over", type=duration_s, metavar="TIME",
        help="instead, what the order would have saved over so long: 30d",
    )  # fmt: skip


def _words(text: str) -> tuple[str, ...]:
    words = tuple(word.strip() for word in text.split(",") if word.strip())
    if not words:
        raise argparse.ArgumentTypeError("names nothing; write it like `openai,anthropic`")
    return words


def main(args: argparse.Namespace) -> int:
    """Print its id on stdout and why on stderr.

    Returns 0 where it is well, whichever of the order it is, and 1 where even the best is in
    trouble or Brownout cannot tell, and therefore keeps to the order. Of the past, 1 is that
    nothing was seen of the first.
    """
    if args.saved_over is not None:
        return _saved(args)
    from incidents.failover import Rank
    from publish import failover
    from publish.pick import pick

    advised = pick(
        args.order, needs=args.need, max_ttft_s=args.max_ttft, database=args.database or None
    )
    if args.json:
        print(json.dumps(failover.as_json(advised), indent=2))
    else:
        print(advised.provider)
        print(_why(advised), file=sys.stderr)
    is_well = advised.choices[0].rank < Rank.TROUBLED and not advised.is_fail_open
    return 0 if is_well else 1


def _why(advised: "Advice") -> str:
    lines = [advised.sentence[:1].upper() + advised.sentence[1:]]
    rest = advised.choices[1:] if not advised.is_fail_open else ()
    lines += [f"then {each.provider}: {each.reason}" for each in rest]
    return "\n".join(lines)


def _saved(args: argparse.Namespace) -> int:
    from monitor import sources
    from monitor.pipeline import now_ms
    from publish.failover_history import record_as_json, what_it_saved

    end_ms = now_ms()
    start_ms = max(0, end_ms - round(args.saved_over * 1000))
    database = sources.database(args)
    try:
        with database.read() as connection:
            record, unseen = what_it_saved(connection, args.order, start_ms, end_ms)
    finally:
        database.close()
    told = None if record is None else record_as_json(record)
    if args.json:
        beside = {"from_ms": start_ms, "to_ms": end_ms, "unseen": list(unseen), "record": told}
        print(json.dumps(beside, indent=2))
    else:
        for name in unseen:
            print(f"Nothing was seen of {name}.", file=sys.stderr)
        if told is not None:
            print(_worth(told, start_ms, end_ms))
    return 1 if told is None else 0


def _worth(told: "dict[str, Any]", start_ms: int, end_ms: int) -> str:
    from incidents.wording import span
    from publish.figures import Unit, rounded, text

    def share(value: float | None) -> str:
        return text(rounded(value, Unit.SHARE), Unit.SHARE)

    def time(value_s: int) -> str:
        return text(value_s, Unit.SECONDS)

    order, moves = told["order"], told["moves"]
    lines = [
        f"Over {span(end_ms - start_ms)}, of which {time(told['seen_s'])} were seen:",
        f"{order[0]} alone: uptime {share(told['alone_uptime'])}, "
        f"down for {time(told['alone_down_s'])}",
        f"{', '.join(order)}: uptime {share(told['uptime'])}, down for {time(told['down_s'])}",
        f"saved {time(told['saved_s'])} by moving {moves} time{'' if moves == 1 else 's'}",
    ]
    return "\n".join(lines)
