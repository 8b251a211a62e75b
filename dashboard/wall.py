"""The Now page for a screen on a wall: the verdict and the cards alone, legible from afar.

`?wall=1` asks for it. Sizes go by the width of the screen and by how many cards share it: with
six of them a name is 1/40 of the width high, about 30 mm on a screen of 55 inches, which is read
at four metres with ease (a two-hundredth of the distance is what signs are made for).
"""

from collections.abc import Mapping
from math import ceil, sqrt

from dashboard.cards import look_of
from dashboard.markup import mark, page, text
from dashboard.theme import FACETS, STALE, WAITING
from publish import words
from publish.card import Card
from publish.status import Status

PARAMETER = "wall"


def is_asked_for(query: Mapping[str, str]) -> bool:
    """Return whether the query of an address asks for the wall."""
    return query.get(PARAMETER, "0").lower() not in {"", "0", "false", "no"}


def wall(status: Status) -> str:
    """Return the wall as HTML: the most troubled first, those that wait for a key left out."""
    shown = [card for card in status.cards if not card.is_waiting]
    look = STALE if status.is_stale else look_of(shown[0]) if shown else WAITING
    columns = max(1, ceil(sqrt(len(shown))))
    tiles = "".join(_tile(card, status) for card in shown)
    was = " bo-was" if status.is_stale else ""
    return page(
        f'<div class="bo-wall{was}" style="--columns:{columns}">'
        f'<section class="bo-wall-verdict bo-{look.name}" aria-live="polite">{mark(look)}'
        f"<h1>{text(status.headline)}</h1>"
        f"<time>{text(words.clock(status.at_ms, status.at_ms))}</time></section>"
        f'<div class="bo-wall-tiles">{tiles}</div></div>'
    )


def _tile(card: Card, status: Status) -> str:
    look = look_of(card)
    said = f"was {look.words.lower()}" if status.is_stale else look.words
    return (
        f'<div class="bo-tile bo-{look.name}">{mark(look)}<div><h2>{text(card.title)}</h2>'
        f"<p><b>{text(said)}</b></p><p>{text(_under(card, status.at_ms))}</p></div></div>"
    )


def _under(card: Card, now_ms: int) -> str:
    """Return what troubles a provider and for how long, or how fast one that is well answers."""
    facets = dict.fromkeys(facet for each in card.incidents for facet in each.incident.facets)
    if facets:
        since_ms = min(each.incident.started_at_ms for each in card.incidents)
        named = ", ".join(FACETS[facet] for facet in facets)
        return f"{named} for {words.duration(now_ms - since_ms)}"
    if card.ttft_now_ms is not None:
        return f"first token {words.millis(card.ttft_now_ms)}"
    return f"uptime {words.percent(card.uptimes['24 h'].share)}" if card.uptimes else ""
