"""The Now page as HTML: the verdict, a card per provider, its numbers and its history strip."""

from collections.abc import Iterable

from dashboard.card_numbers import numbers
from dashboard.markup import incident_link, mark, notice, page, provider_link, text
from dashboard.strips import strip
from dashboard.theme import BLIND, LOOKS, STALE, WAITING, Look
from incidents.incident import State
from publish import words
from publish.card import Card
from publish.status import Status
from publish.words import sentence_case


def look_of(card: Card) -> Look:
    """Return how a card's state looks; blindness and waiting are told apart from not knowing."""
    if card.is_waiting:
        return WAITING
    return BLIND if card.is_blind else LOOKS[card.state]


def notices(status: Status) -> list[str]:
    """Return what one should know beside the verdict: refused edits, and results that wait."""
    refused = [
        notice(LOOKS[State.BROWNOUT], "An edit of probes.yaml is not in force", error)
        for error in status.config_errors
    ]
    return [*refused, *([] if status.waiting is None else [waiting_notice(status.waiting)])]


def waiting_notice(sentence: str) -> str:
    """Return the notice that what is shown lacks results, which wait for the database."""
    return notice(LOOKS[State.BROWNOUT], "The newest results are not in the database", sentence)


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
        parts += ['<span class="bo-label bo-apart">Use meanwhile</span>', *map(_chip, well[:6])]
        parts += ['<a class="bo-chip" href="failover" target="_self">Where to fail over →</a>']
    return f'<div class="bo-look">{"".join(parts)}</div>'


_TROUBLE = frozenset({State.OUTAGE, State.BROWNOUT, State.ACCOUNT})


def _chip(card: Card) -> str:
    look = look_of(card)
    where = incident_link(card.incidents[-1].incident.id) if card.incidents else None
    return (
        f'<a class="bo-chip bo-{look.name}" href="{where or provider_link(card.provider)}" '
        'target="_self">'
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
    # A link cannot stand in a link: the one to the incident lies over the card's corner.
    return (
        f'<div class="bo-cell"><a class="bo-card bo-{look.name}" '
        f'href="{provider_link(card.provider)}" target="_self" '
        f'aria-label="{text(card.title)}: {text(words_)}">'
        f"<header>{mark(look)}<h3>{text(card.title)}</h3>"
        f'<span class="bo-pill">{text(words_)}</span></header>'
        f"{_why(card, status.at_ms)}{numbers(card)}"
        f"{strip(card.strip, status.at_ms)}{_footer(card, status.at_ms)}</a>"
        f"{_to_incident(card, look)}</div>"
    )


def _to_incident(card: Card, look: Look) -> str:
    if not card.incidents:
        return ""
    newest = card.incidents[-1].incident
    return (
        f'<a class="bo-to-incident bo-{look.name}" href="{incident_link(newest.id)}" '
        f'target="_self" aria-label="The incident of {text(card.title)}">Incident →</a>'
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
        f'<div class="bo-panel bo-wide">{numbers(card)}</div>'
    )


def _why(card: Card, now_ms: int) -> str:
    since = ""
    if card.since_ms is not None:
        since = f"for {words.duration(now_ms - card.since_ms)}"
        if " since " not in card.sentence:
            since += f", since {words.clock(card.since_ms, now_ms)}"
        since = f'<div class="bo-since">{text(since)}</div>'
    why = f"<div>{text(sentence_case(card.sentence))}</div>{since}{_theirs(card)}"
    return f'<div class="bo-why">{why}{_ours(card, now_ms)}</div>'


def _theirs(card: Card) -> str:
    said = [card.official.beside if card.official else None, card.alongside]
    return "".join(f'<div class="bo-since">{text(sentence_case(one))}</div>' for one in said if one)


def _ours(card: Card, now_ms: int) -> str:
    """Tell who is at it, and whether people take it for a false alarm."""
    said = []
    for each in card.incidents:
        if each.acknowledged is not None:
            at = words.clock(each.acknowledged.at_ms, now_ms)
            said.append(f"{each.acknowledged.by} is at it since {at}")
        if each.false_alarm is not None:
            said.append(f"{each.false_alarm.by} takes it for a false alarm")
    return f'<div class="bo-since">{text("; ".join(said))}</div>' if said else ""


def _footer(card: Card, now_ms: int) -> str:
    last = _last_result(card, now_ms)
    hints = _hints(card)
    # Where the incident's own link lies over the corner, room is kept for it.
    more = '<span class="bo-room">Incident →</span>' if card.incidents else "<span>Details →</span>"
    return f"<footer>{hints}<span>{text(last)}</span>{more}</footer>"


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
