"""Print how every provider is, as the Now page shows it."""

import argparse
import json
import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from publish.card import Card
    from publish.status import Status

NEEDS = ("database", "json")

# A shape beside the colour: not everybody sees both.
MARKS = {
    "operational": ("●", "green"),
    "brownout": ("▲", "yellow"),
    "outage": ("■", "red"),
    "account": ("◆", "magenta"),
    "unknown": ("○", "dim"),
    "maintenance": ("◇", "blue"),
}


def configure(parser: argparse.ArgumentParser) -> None:
    """`brownout status` takes only the shared arguments."""


def main(args: argparse.Namespace) -> int:
    """Return 0 where every provider is well and the monitor itself is awake."""
    from incidents.incident import State
    from monitor import sources
    from monitor.pipeline import now_ms
    from publish.status import as_json, gather_status

    database = sources.database(args, may_be_new=True)
    try:
        with database.read() as connection:
            status = gather_status(connection, now_ms(), spools=sources.spools(args))
    finally:
        database.close()
    if args.json:
        print(json.dumps(as_json(status), indent=2))
    else:
        _print(status)
    bad = {State.BROWNOUT, State.OUTAGE, State.ACCOUNT, State.UNKNOWN}
    return 1 if status.is_stale or any(card.state in bad for card in status.cards) else 0


def _print(status: "Status") -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    console.print(Text(status.headline, "bold"), soft_wrap=True)
    for error in status.config_errors:
        console.print(Text(f"The edited configuration is not used:\n{error}", "yellow"))
    if status.waiting:
        console.print(Text(status.waiting, "yellow"), soft_wrap=True)
    if not status.cards:
        console.print("No provider is watched yet: `brownout up` starts watching.")
        return
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("")
    table.add_column("provider")
    table.add_column("state", no_wrap=True)
    for window in status.cards[0].uptimes:
        table.add_column(f"uptime\n{window}", justify="right", no_wrap=True)
    table.add_column("TTFT\nnow", justify="right", no_wrap=True)
    table.add_column("TTFT\nusual", justify="right", no_wrap=True)
    for card in status.cards:
        table.add_row(
            Text(*_mark(card)),
            Text(card.title, "bold"),
            Text("waiting" if card.is_waiting else card.state, _mark(card)[1]),
            *(_percent(uptime.share) for uptime in card.uptimes.values()),
            _seconds(card.ttft_now_ms),
            _seconds(card.ttft_usual_ms),
        )
    console.print(table)
    for (mark, sentence), titles in _told(status.cards).items():
        said = Text.assemble(mark, " ", (", ".join(titles), "bold"), f": {sentence}")
        console.print(said, soft_wrap=True)
    for card in status.cards:
        for beside in (card.official and card.official.beside, card.alongside):
            if beside:
                said = Text.assemble((card.title, "bold"), f": {beside}")
                console.print(said, soft_wrap=True)
        for notice in card.notices:
            console.print(Text(notice, "yellow"), soft_wrap=True)
    hints = dict.fromkeys(waiting.sentence for card in status.cards for waiting in card.waiting)
    for hint in hints:
        console.print(Text(hint, "dim"), soft_wrap=True)


def _told(cards: "Sequence[Card]") -> dict[tuple[tuple[str, str], str], list[str]]:
    """Return what is to be said of the providers that are not well, once for all it is true of."""
    told: dict[tuple[tuple[str, str], str], list[str]] = {}
    for card in cards:
        if card.state != "operational" and not card.is_waiting:
            told.setdefault((_mark(card), card.sentence), []).append(card.title)
    return told


def _mark(card: "Card") -> tuple[str, str]:
    return MARKS["unknown" if card.is_waiting else card.state]


def _percent(share: float | None) -> str:
    # Cut, not rounded: what was down for a moment is never shown as 100 %.
    return "–" if share is None else f"{math.floor(share * 10_000) / 100:.2f} %"


def _seconds(milliseconds: float | None) -> str:
    return "–" if milliseconds is None else f"{milliseconds / 1000:.2f} s"
