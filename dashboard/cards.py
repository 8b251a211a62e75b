"""The Now page as HTML: the verdict, a card per provider, its numbers and its history strip."""

from collections.abc import Iterable

from dashboard.markup import mark, notice, page, provider_link, text
from dashboard.strips import strip
from dashboard.theme import BLIND, LOOKS, STALE, WAITING, Look
from incidents.incident import State
from publish import words
from publish.card import Card, Uptime
from publish.status import Status
from publish.words import sentence_case

_SLOW_FACTOR = 1.5
_GOOD_SHARE = 0.99


def look_of(card: Card) -> Look:
    """Return how a card's state looks; blindness and waiting are told apart from not knowing."""
    if card.is_waiting:
        return WAITING
    return BLIND if card.is_blind else LOOKS[card.state]


def notices(status: Status) -> list[str]:
    """Return what one should know beside the verdict: edits of probes.yaml that were refused."""
    return [
        notice(LOOKS[State.BROWNOUT], "An edit of probes.yaml is not in force", error)
        for error in status.config_errors
    ]


def verdict(status: Status) -> str:
    """Return the headline: one sentence over everything, and who to look at."""
    watched = [card for card in status.cards if not card.is_waiting]
    if status.is_stale:
        look, under = STALE, _old(status)
    else:
        look = look_of(watched[0]) if watched else WAITING
        under = f'<p class="bo-under">{text(_under(status))}</p>{_who_to_look_at(status)}'
    return page(
        f'<section class="bo-verdict" aria-live="polite">{mark(look, "big")}'
        f"<div><h1>{text(status.headline)}</h1>{under}</div></section>"
    )


def _old(status: Status) -> str:
    seen = "Nothing has been watched yet."
    if status.last_result_ms is not None:
        ago = words.age(status.last_result_ms, status.at_ms)
        seen = f"What follows is old, last seen {ago}: {status.sentence}"
    return (
        f'<p class="bo-under">{text(seen)}</p><p class="bo-under">Nothing is being probed. '
        "Start it with <code>brownout up</code>, or watch it play with "
        "<code>brownout demo</code>.</p>"
    )


def _under(status: Status) -> str:
    parts = [
        words.count(len(status.cards), "provider"),
        words.count(sum(card.probes for card in status.cards), "probe"),
    ]
    if status.last_result_ms is not None:
        parts.append(f"last result {words.age(status.last_result_ms, status.at_ms)}")
    return " · ".join([*parts, f"now {words.clock(status.at_ms, status.at_ms)}"])


def _who_to_look_at(status: Status) -> str:
    troubled = [c for c in status.cards if c.state in _TROUBLE and not c.is_blind]
    if not troubled or status.is_stale:
        return ""
    well = [c for c in status.cards if c.state is State.OPERATIONAL]
    parts = ['<span class="bo-label">Look at</span>', *map(_chip, troubled)]
    if well:
        parts += ['<span class="bo-label bo-apart">Working</span>', *map(_chip, well[:6])]
    return f'<div class="bo-look">{"".join(parts)}</div>'


_TROUBLE = frozenset({State.OUTAGE, State.BROWNOUT, State.ACCOUNT})


def _chip(card: Card) -> str:
    look = look_of(card)
    return (
        f'<a class="bo-chip bo-{look.name}" href="{provider_link(card.provider)}" target="_self">'
        f"{mark(look, 'tiny')}{text(card.title)}</a>"
    )


def grid(status: Status) -> str:
    """Return the cards in their order, each a link to its provider's page."""
    cards = "".join(_card(card, status) for card in status.cards if not card.is_waiting)
    idle = "".join(_idle_card(card) for card in status.cards if card.is_waiting)
    was = " bo-was" if status.is_stale else ""
    grids = f'<div class="bo-grid{was}">{cards}</div>' if cards else ""
    return page(grids + (f'<div class="bo-grid">{idle}</div>' if idle else ""))


def _idle_card(card: Card) -> str:
    hints = _hints(card)
    return (
        f'<a class="bo-card bo-idle bo-dim" href="{provider_link(card.provider)}" target="_self">'
        f"<header>{mark(WAITING)}<h3>{text(card.title)}</h3>"
        f'<span class="bo-pill">{text(WAITING.words)}</span></header>'
        f"<div>{_theirs(card)}{hints}</div></a>"
    )


def _card(card: Card, status: Status) -> str:
    look = look_of(card)
    words_ = f"was {look.words.lower()}" if status.is_stale else look.words
    return (
        f'<a class="bo-card bo-{look.name}" href="{provider_link(card.provider)}" target="_self" '
        f'aria-label="{text(card.title)}: {text(words_)}">'
        f"<header>{mark(look)}<h3>{text(card.title)}</h3>"
        f'<span class="bo-pill">{text(words_)}</span></header>'
        f"{_why(card, status.at_ms)}{_numbers(card)}"
        f"{strip(card.strip, status.at_ms)}{_footer(card, status.at_ms)}</a>"
    )


def header(card: Card, status: Status) -> str:
    """Return a provider's page header: its state in words and shape, why, since when, numbers."""
    look = look_of(card)
    said = f"was {look.words.lower()} when last seen" if status.is_stale else look.words
    page_link = ""
    if card.status_page is not None and card.status_page.startswith(("https://", "http://")):
        page_link = (
            f' · <a href="{text(card.status_page)}" target="_blank" '
            'rel="noopener noreferrer">their own status page</a>'
        )
    last = _last_result(card, status.at_ms)
    hints = _hints(card)
    return page(
        f'<section class="bo-verdict bo-{look.name}">{mark(look, "big")}'
        f'<div><h1>{text(card.title)}<span class="bo-pill">{text(said)}</span></h1>'
        f'<div class="bo-under">{_why(card, status.at_ms)}'
        f'<div class="bo-small">{text(last)}{page_link}</div>{hints}</div></div></section>'
        f'<div class="bo-panel bo-wide">{_numbers(card)}</div>'
    )


def _why(card: Card, now_ms: int) -> str:
    since = ""
    if card.since_ms is not None:
        since = f"for {words.duration(now_ms - card.since_ms)}"
        if " since " not in card.sentence:
            since += f", since {words.clock(card.since_ms, now_ms)}"
        since = f'<div class="bo-since">{text(since)}</div>'
    why = f"<div>{text(sentence_case(card.sentence))}</div>{since}{_theirs(card)}"
    return f'<div class="bo-why">{why}</div>'


def _theirs(card: Card) -> str:
    said = [card.official.beside if card.official else None, card.alongside]
    return "".join(f'<div class="bo-since">{text(sentence_case(one))}</div>' for one in said if one)


def _numbers(card: Card) -> str:
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
        f"usually {words.millis(usual)}" if usual is not None else "not measured yet",
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
    seen = words.duration(round(uptime.coverage * uptime.window_ms / 60_000) * 60_000)
    under = "fully seen" if uptime.coverage >= _GOOD_SHARE else f"{seen} seen"
    return _stat(
        f"Uptime, {name}",
        words.percent(uptime.share),
        _apart(outside) or (under if uptime.results else "no data"),
        f"Share of {words.count(uptime.results, 'result')} that the provider served in the last "
        f"{name}; we were looking for {words.percent(uptime.coverage, 1)} of that time",
    )


def _apart(outside: Uptime | None) -> str:
    return "" if outside is None else f"{words.percent(outside.share)} without maintenance"


def _footer(card: Card, now_ms: int) -> str:
    last = _last_result(card, now_ms)
    hints = _hints(card)
    return f"<footer>{hints}<span>{text(last)}</span><span>Details →</span></footer>"


def _last_result(card: Card, now_ms: int) -> str:
    if card.last_result_ms is None:
        return "no result yet"
    return f"last result {words.age(card.last_result_ms, now_ms)}"


def _hints(card: Card) -> str:
    told = (*card.notices, *(waiting.sentence for waiting in card.waiting))
    return "".join(
        f'<span class="bo-hint">{mark(WAITING, "tiny")}<span>{text(each)}</span></span>'
        for each in told
    )


def legend(looks: Iterable[Look]) -> str:
    """Return every state with its shape, for those who see this page for the first time."""
    items = "".join(f"<span>{mark(look, 'tiny')}{text(look.words)}</span>" for look in looks)
    return f'<div class="bo-legend">{items}</div>'
