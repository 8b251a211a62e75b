"""The span of time that a command is about: `--from` and `--to`, as people write times."""

import argparse
import time
from datetime import UTC, datetime, tzinfo

from probes.expect import parse_duration_s

_FOREVER_MS = 4_102_444_800_000
_FORMS = "write `2026-11-20`, `2026-11-20T14:30Z`, or how long ago: `7d`"


def add_period(parser: argparse.ArgumentParser) -> None:
    """Add `--from` and `--to`: `args.from_ms` and `args.to_ms` are epoch ms, to exclusive."""
    parser.add_argument(
        "--from", dest="from_ms", type=moment_ms, default=0, metavar="TIME",
        help="the first moment that counts (default: all that there is)",
    )  # fmt: skip
    parser.add_argument(
        "--to", dest="to_ms", type=moment_ms, default=_FOREVER_MS, metavar="TIME",
        help=f"the first that does not count any more; {_FORMS}",
    )  # fmt: skip


def moment_ms(text: str, zone: tzinfo = UTC) -> int:
    """Return a moment as epoch ms: a date or time, in `zone` where it has none, or how long ago.

    Raises:
        argparse.ArgumentTypeError: where it is none.
    """
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        pass
    else:
        at = parsed if parsed.tzinfo else parsed.replace(tzinfo=zone)
        return round(at.timestamp() * 1000)
    try:
        return round((time.time() - parse_duration_s(text)) * 1000)
    except ValueError:
        raise argparse.ArgumentTypeError(f"`{text}` is no time; {_FORMS}") from None
