"""A provider's state as a small picture, for a README or a wiki."""

from html import escape

from publish.card import Card
from publish.palette import LOOKS, WAITING

_CHAR_PX = 6.6
_PAD_PX = 7
_SHADE = "#3B4252"


def badge(card: Card) -> str:
    """Return the badge as SVG; its text says all that its colour says."""
    look = WAITING if card.is_waiting else LOOKS[card.state]
    name, said = _short(card.title), look.words.lower()
    left, right = _width(name), _width(said)
    whole = left + right
    spoken = escape(f"{card.title}: {said}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole}" height="20" '
        f'viewBox="0 0 {whole} 20" role="img" aria-label="{spoken}"><title>{spoken}</title>'
        f'<clipPath id="r"><rect width="{whole}" height="20" rx="4"/></clipPath>'
        f'<g clip-path="url(#r)"><rect width="{left}" height="20" fill="{_SHADE}"/>'
        f'<rect x="{left}" width="{right}" height="20" fill="{look.tone.light}"/></g>'
        '<g fill="#fff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11">'
        f"{_text(name, _PAD_PX, left)}{_text(said, left + _PAD_PX, right)}</g></svg>"
    )


def _short(title: str) -> str:
    return title if len(title) <= 40 else title[:39] + "…"


def _width(text: str) -> int:
    return round(len(text) * _CHAR_PX) + 2 * _PAD_PX


def _text(text: str, x: int, width: int) -> str:
    # The length is told, so that the text fills its place whatever font there is.
    length = width - 2 * _PAD_PX
    return f'<text x="{x}" y="14" textLength="{length}">{escape(text)}</text>'
