"""Print which provider to use now, of an order of preference."""

import argparse
import json
import sys
from typing import TYPE_CHECKING

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


def _words(text: str) -> tuple[str, ...]:
    words = tuple(word.strip() for word in text.split(",") if word.strip())
    if not words:
        raise argparse.ArgumentTypeError("names nothing; write it like `openai,anthropic`")
    return words


def main(args: argparse.Namespace) -> int:
    """Print its id on stdout and why on stderr.

    Returns 0 where it is well, whichever of the order it is, and 1 where even the best is in
    trouble or Brownout cannot tell, and therefore keeps to the order.
    """
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
