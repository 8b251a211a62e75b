"""The Failover page as HTML and a heatmap: whom to use, who fails with whom, what orders had."""

from collections.abc import Mapping
from html import escape

import plotly.graph_objects as go

from dashboard.markup import mark, notice, page, text
from dashboard.theme import LOOKS, WAITING, Look
from incidents.failover import Advice, Choice, Rank
from incidents.failover_history import Joint, Record
from incidents.incident import State
from publish import words
from publish.failover_history import FailoverHistory

_LOOKS = {
    Rank.WORKS: LOOKS[State.OPERATIONAL],
    Rank.UNPROVEN: LOOKS[State.MAINTENANCE],
    Rank.TROUBLED: LOOKS[State.BROWNOUT],
    Rank.REFUSES_US: LOOKS[State.ACCOUNT],
    Rank.FAILS: LOOKS[State.OUTAGE],
}
_ORDERS_TOLD = 12
# White text keeps 4.5:1 on every colour in between, on light ground and on dark.
_NEVER_DOWN = -1.0
_SCALE = [(0, "#596273"), (0.009, "#596273"), (0.01, "#3152C8"), (1, "#C1232C")]


def advice(advised: Advice, titles: Mapping[str, str]) -> str:
    """Return whom to use now in one line, and each candidate with its reason."""
    first = advised.choices[0]
    if advised.is_fail_open:
        head = notice(WAITING, "Brownout cannot tell", words.sentence_case(advised.sentence))
    else:
        head = (
            f'<section class="bo-verdict" aria-live="polite">{mark(_look(first), "big")}'
            f"<div><h1>Use {text(titles.get(first.provider, first.provider))}</h1>"
            f'<p class="bo-under">{text(words.sentence_case(first.reason))}</p></div></section>'
        )
    ranked = enumerate(advised.choices, start=1)
    rows = "".join(
        f"<li>{mark(_look(each))}<div><b>{number}. "
        f"{text(titles.get(each.provider, each.provider))}</b> "
        f'<span class="bo-tag">{text(_said(each))}</span>'
        f'<div class="bo-when">{text(words.sentence_case(each.reason))}</div></div>'
        f'<div class="bo-number">{text(_first_token(each))}</div></li>'
        for number, each in ranked
    )
    return page(f'{head}<div class="bo-section"><ul class="bo-rows bo-panel">{rows}</ul></div>')


def _look(choice: Choice) -> Look:
    unseen = choice.state in (None, State.UNKNOWN) and choice.rank is Rank.WORKS
    return LOOKS[State.UNKNOWN] if unseen else _LOOKS[choice.rank]


def _first_token(choice: Choice) -> str:
    return "" if choice.ttft_ms is None else f"first token {words.millis(choice.ttft_ms)}"


def _said(choice: Choice) -> str:
    if choice.state is None:
        return "not seen"
    return LOOKS[choice.state].words


def matrix(found: FailoverHistory, titles: Mapping[str, str]) -> go.Figure:
    """Return the joint downtime: of the time that a row was down, how much the column was too."""
    names = list(dict.fromkeys(each.one for each in found.joint))
    cells = {(each.one, each.other): each for each in found.joint}
    rows = [[cells.get((one, other)) for other in names] for one in names]
    labels = [escape(titles.get(name, name), quote=False) for name in names]
    figure = go.Figure(
        go.Heatmap(
            x=labels,
            y=labels,
            z=[[_percent(each) for each in row] for row in rows],
            text=[[_cell(cells.get((one, other))) for other in names] for one in names],
            texttemplate="%{text}",
            hovertext=[
                [_hover(cells.get((one, other)), titles) for other in names] for one in names
            ],
            hovertemplate="%{hovertext}<extra></extra>",
            textfont={"color": "#FFFFFF"},
            zmin=_NEVER_DOWN,
            zmax=100,
            colorscale=_SCALE,
            showscale=False,
            xgap=3,
            ygap=3,
        )
    )
    figure.update_layout(
        height=90 + 46 * len(names),
        margin={"l": 4, "r": 4, "t": 8, "b": 8},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        dragmode=False,
    )
    figure.update_xaxes(side="top", showgrid=False, automargin=True)
    figure.update_yaxes(autorange="reversed", showgrid=False, automargin=True)
    return figure


def _percent(joint: Joint | None) -> float | None:
    if joint is None:
        return None
    return _NEVER_DOWN if joint.share is None else 100 * joint.share


def _cell(joint: Joint | None) -> str:
    if joint is None:
        return ""
    return "never down" if joint.share is None else words.percent(joint.share, 0)


def _hover(joint: Joint | None, titles: Mapping[str, str]) -> str:
    if joint is None:
        return ""
    one, other = (escape(titles.get(name, name), quote=False) for name in (joint.one, joint.other))
    if joint.share is None:
        return f"{one} was never down while both were seen"
    both, alone = words.duration(round(joint.both_ms)), words.duration(round(joint.one_down_ms))
    return f"{one} was down for {alone}, {other} too for {both} of it"


def orders(found: FailoverHistory, titles: Mapping[str, str], own: tuple[str, ...]) -> str:
    """Return what each order would have had, the best first; the viewer's own is marked."""
    told = list(found.records[:_ORDERS_TOLD])
    told += [each for each in found.records[_ORDERS_TOLD:] if each.order == own]
    rows = "".join(_order(each, titles, is_own=each.order == own) for each in told)
    head = "".join(
        f'<th scope="col"{kind}>{name}</th>'
        for name, kind in (
            ("Order", ""),
            ("Uptime", ' class="bo-number"'),
            ("Downtime", ' class="bo-number"'),
            ("Saved", ' class="bo-number"'),
            ("Moves", ' class="bo-number"'),
            ("Seen", ' class="bo-number"'),
        )
    )
    return page(
        f'<div class="bo-panel"><div class="bo-scroll"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div></div>"
    )


def _order(record: Record, titles: Mapping[str, str], *, is_own: bool) -> str:
    names = ", then ".join(titles.get(name, name) for name in record.order)
    yours = ' <span class="bo-tag">your order</span>' if is_own else ""
    saved = "–" if len(record.order) == 1 else words.duration(round(max(0.0, record.saved_ms)))
    if record.saved_ms < -500:
        saved = f"lost {words.duration(round(-record.saved_ms))}"
    cells = (
        words.percent(record.uptime, 3) if record.seen_ms else "no data",
        words.duration(round(record.down_ms)),
        saved,
        f"{record.moves}",
        words.duration(round(record.seen_ms)),
    )
    numbers = "".join(f'<td class="bo-number">{text(cell)}</td>' for cell in cells)
    return f'<tr><th scope="row">{text(names)}{yours}</th>{numbers}</tr>'
