"""The pages: how it is now with the past fortnight, and the history month by month."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from incidents.incident import Incident, State, Transition
from publish import words
from publish.card import Card
from publish.headlines import headline
from publish.palette import LOOKS, STALE, Look
from publish.site.bars import bars
from publish.site.icons import icon
from publish.site.markup import page, text
from publish.status import Status

Told = tuple[Incident, Sequence[Transition]]

_WORST = (
    State.OUTAGE,
    State.BROWNOUT,
    State.UNKNOWN,
    State.MAINTENANCE,
    State.OPERATIONAL,
)
_FULL_COVERAGE = 0.95


def now_page(status: Status, recent: Sequence[Told], title: str, days: int) -> str:
    """Return the page of how it is now, with what happened in the last `days` days."""
    titles = {card.provider: card.title for card in status.cards}
    going_on = [each for each in recent if each[0].is_open]
    over = [each for each in recent if not each[0].is_open]
    look = _overall(status)
    body = (
        f'<div class="verdict {look.name}" role="status">{icon(look)}<div>'
        f"<h1>{text(status.headline)}</h1><p>As of {words.utc(status.at_ms)}</p></div></div>"
    )
    if going_on:
        items = "".join(_incident(each, titles, status.at_ms, level="h3") for each in going_on)
        body += f'<section><h2>Going on</h2><div class="panel">{items}</div></section>'
    if status.cards:
        items = "".join(_provider(card, status.is_stale) for card in status.cards)
        body += f'<section><h2>Providers</h2><div class="panel">{items}</div>{_LEGEND}</section>'
    body += f"<section><h2>The last {days} days</h2>{_by_day(over, titles, status.at_ms)}</section>"
    body += '<p><a href="history.html">All that happened before</a></p>'
    return page(f"{title}: {status.headline}", title, body, at_ms=status.at_ms, current="Now")


def history_page(
    months: Sequence[str],
    incidents: Sequence[Told],
    titles: Mapping[str, str],
    title: str,
    at_ms: int,
) -> str:
    """Return the page of the newest of `months` (`2026-11`), with links to the others."""
    links = "".join(f'<li><a href="history/{month}.html">{month}</a></li>' for month in months)
    body = (
        f'<h1 class="month">History</h1><nav aria-label="Months"><ul class="months">{links}</ul>'
        f"</nav>{_month(months[0], incidents, titles, at_ms)}"
    )
    return page(f"{title}: history", title, body, at_ms=at_ms, current="History")


def month_page(
    month: str, incidents: Sequence[Told], titles: Mapping[str, str], title: str, at_ms: int
) -> str:
    """Return the page of one month, which stands below the folder and stays as it is."""
    body = (
        f'<h1 class="month">{text(month)}</h1>{_month(month, incidents, titles, at_ms)}'
        '<p><a href="../history.html">All months</a></p>'
    )
    return page(f"{title}: {month}", title, body, at_ms=at_ms, root="../", is_live=False)


def _month(month: str, incidents: Sequence[Told], titles: Mapping[str, str], at_ms: int) -> str:
    return (
        f"<section><h2>Incidents that began in {text(month)}</h2>"
        f"{_by_day(incidents, titles, at_ms)}</section>"
    )


def _overall(status: Status) -> Look:
    if status.is_stale:
        return STALE
    states = {card.state for card in status.cards}
    return LOOKS[next((state for state in _WORST if state in states), State.UNKNOWN)]


def _provider(card: Card, is_stale: bool) -> str:
    look = STALE if is_stale else LOOKS[card.state]
    why = ""
    # What goes on stands above already.
    if card.state is not State.OPERATIONAL and not (card.incidents and card.maintenance is None):
        why = f'<p class="why">{text(words.sentence_case(card.sentence))}</p>'
    return (
        f'<article class="provider"><header><h3>{text(card.title)}</h3>'
        f'<span class="state {look.name}">{icon(look)}{text(look.words)}</span></header>{why}'
        f'{bars(card.strip)}<p class="axis"><span>{text(card.strip.label)}</span>'
        f"<span>{_uptime(card)}</span><span>now</span></p></article>"
    )


def _uptime(card: Card) -> str:
    name, uptime = list(card.uptimes.items())[-1]
    if uptime.share is None:
        return f"uptime {text(name)}: no data"
    seen = ""
    if uptime.coverage < _FULL_COVERAGE:
        seen = f", seen {words.percent(uptime.coverage, 0)} of the time"
    return f"<b>{words.percent(uptime.share)}</b> uptime in {text(name)}{seen}"


def _by_day(incidents: Iterable[Told], titles: Mapping[str, str], now_ms: int) -> str:
    days = groupby(incidents, key=lambda each: f"{words.moment(each[0].started_at_ms):%Y-%m-%d}")
    found = "".join(
        f'<div class="day"><h3>{day}</h3><div class="panel">'
        + "".join(_incident(each, titles, now_ms, level="h4") for each in of_day)
        + "</div></div>"
        for day, of_day in days
    )
    return found or '<div class="panel"><p class="empty">No incident.</p></div>'


def _incident(told: Told, titles: Mapping[str, str], now_ms: int, *, level: str) -> str:
    incident, changes = told
    look = LOOKS[incident.worst]
    worst = replace(incident, state=incident.worst)
    title = headline(worst, titles.get(incident.provider, incident.provider))
    began = words.utc(incident.started_at_ms)
    if incident.ended_at_ms is None:
        when = f"Since {began}, for {words.duration(now_ms - incident.started_at_ms)}"
    else:
        lasted = words.duration(incident.ended_at_ms - incident.started_at_ms)
        when = f"{began} to {words.utc(incident.ended_at_ms)}, {lasted}"
    steps = "".join(
        f"<li><time>{words.utc(each.at_ms)}</time>{text(each.change)}: "
        f"{text(each.incident.sentence)}</li>"
        for each in reversed(changes)
    )
    more = ""
    if len(changes) > 1:
        more = f"<details><summary>{len(changes)} updates</summary><ol>{steps}</ol></details>"
    return (
        f'<article class="incident" id="{text(incident.id)}">'
        f"<{level}>{icon(look)}{text(title)}</{level}>"
        f'<p class="muted">{when}</p><p>{text(words.sentence_case(incident.sentence))}</p>{more}'
        "</article>"
    )


_LEGEND = (
    '<p class="legend"><span><i class="good"></i>served well</span>'
    '<span><i class="warn"></i>slow or wrong, or an incident</span>'
    '<span><i class="bad"></i>failed</span><span><i class="none"></i>not seen</span></p>'
)
