"""Take in the incident history of a provider's own status page."""

import argparse
import json
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from probes.official import OfficialIncident

NEEDS = ("database", "json")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `brownout import-official`."""
    parser.add_argument(
        "source",
        metavar="FILE|URL",
        help="a document such as incidents.json, or a Statuspage's address for all of its history",
    )
    parser.add_argument("--provider", required=True, metavar="ID", help="whose page it is")
    parser.add_argument(
        "--format", metavar="FORMAT", help="how it is written (default: whichever reads it)"
    )
    parser.add_argument(
        "--component",
        action="append",
        metavar="NAME",
        help="only what hit this component, by id or a word of its name; may be repeated",
    )


def main(args: argparse.Namespace) -> int:
    """Read, keep, and tell what was read; importing again changes nothing but what has changed."""
    import storage.official
    from monitor import sources
    from monitor.mistake import Mistake
    from monitor.settings import PROVIDER_ID

    if not PROVIDER_ID.fullmatch(args.provider):
        raise Mistake(f"`{args.provider}` is no provider's id; write it like `openai`")
    found = _read(args)
    if not found:
        raise Mistake(f"{args.source} tells of no incident: nothing was imported")
    database = sources.database(args, may_be_new=True)
    try:
        with database.transaction() as connection:
            new = storage.official.take_in(connection, args.provider, found)
    finally:
        database.close()
    told = _summary(args.provider, found, new)
    print(json.dumps(asdict(told), indent=2) if args.json else told.sentence)
    return 0


def _read(args: argparse.Namespace) -> "list[OfficialIncident]":
    import asyncio

    import probes.official
    from monitor.mistake import Mistake
    from probes import official_history, plugins
    from probes.exchange import ExchangeFailed

    known = plugins.names(probes.official)
    if args.format and args.format not in known:
        raise Mistake(f"`{args.format}` is no format{plugins.did_you_mean(args.format, known)}")
    formats = [args.format] if args.format else ["statuspage", *known]
    components = args.component or []
    try:
        if "://" in args.source:
            return asyncio.run(_fetch(args.source, formats, components))
        body = Path(args.source).expanduser().read_bytes()
        return official_history.read(body, formats, components)
    except OSError as error:
        raise Mistake(f"{args.source} cannot be read: {error.strerror}") from None
    except probes.official.Unreadable as unreadable:
        written = args.format or f"any known format ({', '.join(known)}); as {formats[0]}"
        raise Mistake(f"{args.source} is not written as {written}: {unreadable}") from None
    except ExchangeFailed as failed:
        raise Mistake(f"{args.source} does not answer: {failed}") from None
    except ValueError as error:
        raise Mistake(f"{args.source}: {error}") from None


async def _fetch(url: str, formats: list[str], components: list[str]) -> "list[OfficialIncident]":
    from rich.console import Console
    from rich.progress import Progress

    from probes import official_history

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading the history", total=None)
        return await official_history.fetch(
            url,
            formats,
            components,
            lambda done, all_: bar.update(task, completed=done, total=all_ or None),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Imported:
    """What was read; times are epoch ms UTC, and planned work is in no mean."""

    provider: str
    incidents: int
    new: int
    first_ms: int
    last_ms: int
    by_impact: dict[str, int]
    mean_duration_s: int | None

    @property
    def sentence(self) -> str:
        """Return it for people."""
        from datetime import UTC, datetime

        first, last = (
            f"{datetime.fromtimestamp(at_ms / 1000, UTC):%Y-%m-%d}"
            for at_ms in (self.first_ms, self.last_ms)
        )
        impacts = ", ".join(f"{count} {name}" for name, count in self.by_impact.items())
        counted = f"{self.incidents} incident{'' if self.incidents == 1 else 's'}"
        said = f"{self.provider}: {counted}, {self.new} new, from {first} to {last} ({impacts})"
        if self.mean_duration_s is None:
            return said
        return f"{said}\nmean duration {self.mean_duration_s / 60:.0f} min, maintenance left out"


def _summary(provider: str, found: "list[OfficialIncident]", new: int) -> _Imported:
    lasted = [
        each.resolved_at_ms - each.started_at_ms
        for each in found
        if each.resolved_at_ms is not None and each.impact not in ("maintenance", "none")
    ]
    return _Imported(
        provider=provider,
        incidents=len(found),
        new=new,
        first_ms=min(each.started_at_ms for each in found),
        last_ms=max(each.started_at_ms for each in found),
        by_impact=dict(sorted(Counter(str(each.impact) for each in found).items())),
        mean_duration_s=round(sum(lasted) / len(lasted) / 1000) if lasted else None,
    )
