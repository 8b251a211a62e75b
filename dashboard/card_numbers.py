"""A provider in numbers: latency now against usual, what is served, what is right, uptimes."""

from dashboard.markup import text
from publish import words
from publish.card import Card, Uptime

_SLOW_FACTOR = 1.5
_GOOD_SHARE = 0.99


def numbers(card: Card) -> str:
    """Return the numbers of a card as a list of terms, each with what it is over."""
    return (
        f'<dl class="bo-stats">{_first_token(card)}{_served(card)}{_correct(card)}'
        f"{''.join(_uptime(name, card) for name in card.uptimes)}</dl>"
    )


def _stat(label: str, value: str, under: str, title: str, off: str = "") -> str:
    tone = f" bo-off bo-{off}" if off else ""
    return (
        f'<div title="{text(title)}"><dt>{text(label)}</dt>'
        f'<dd class="bo-value{tone}">{text(value)}</dd><dd class="bo-sub">{text(under)}</dd></div>'
    )


def _first_token(card: Card) -> str:
    now, usual = card.ttft_now_ms, card.ttft_usual_ms
    slow = now is not None and usual is not None and now > usual * _SLOW_FACTOR
    return _stat(
        "First token",
        words.millis(now),
        f"usually {words.millis(usual)}" if usual is not None else "not measured",
        "Time to the first token of an answer: median of the last 5 canaries, "
        "against the median of the last 7 days outside incidents",
        "warn" if slow else "",
    )


def _served(card: Card) -> str:
    return _stat(
        "Served, 1 h",
        words.percent(card.served.share, 1),
        f"of {words.count(card.served.of, 'result')}" if card.served.of else "no results",
        "Share of the last hour's results that the provider answered at all; "
        "failures of our key or our network are left out",
        _tone(card.served.share, "bad"),
    )


def _correct(card: Card) -> str:
    return _stat(
        "Good answers, 1 h",
        words.percent(card.correct.share, 1),
        f"of {words.count(card.correct.of, 'answer')}" if card.correct.of else "no answers",
        "Share of the last hour's completions that were right and in time, of those answered",
        _tone(card.correct.share, "warn"),
    )


def _tone(share: float | None, tone: str) -> str:
    return tone if share is not None and share < _GOOD_SHARE else ""


def _uptime(name: str, card: Card) -> str:
    uptime, outside = card.uptimes[name], card.uptimes_outside.get(name)
    corrected = card.uptimes_corrected.get(name)
    seen = words.duration(round(uptime.coverage * uptime.window_ms / 60_000) * 60_000)
    under = "fully seen" if uptime.coverage >= _GOOD_SHARE else f"{seen} seen"
    return _stat(
        f"Uptime, {name}",
        words.percent(uptime.share),
        _apart(outside, corrected) or (under if uptime.results else "no data"),
        f"Share of {words.count(uptime.results, 'result')} that the provider served in the last "
        f"{name}; we were looking for {words.percent(uptime.coverage, 1)} of that time",
    )


def _apart(outside: Uptime | None, corrected: Uptime | None) -> str:
    said = []
    if outside is not None:
        said.append(f"{words.percent(outside.share)} without maintenance")
    if corrected is not None:
        said.append(f"{words.percent(corrected.share)} corrected")
    return ", ".join(said)
