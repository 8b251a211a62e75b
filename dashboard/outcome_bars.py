"""How runs ended over time, as stacked bars that colour and pattern tell apart."""

from collections import defaultdict
from collections.abc import Iterable

import plotly.graph_objects as go

from dashboard.charts import axis_time
from dashboard.theme import OUTCOME_MARKS, OUTCOMES
from probes.result import Outcome
from storage.history import Bucket


def add_outcome_bars(
    figure: go.Figure,
    buckets: Iterable[Bucket],
    step_ms: int,
    but: Iterable[Outcome] = (),
) -> None:
    """Stack the number of runs of each outcome per bucket, those in `but` left out.

    What failed most stands at the bottom, what was well on top.
    """
    left_out = frozenset(but)
    by_outcome: dict[Outcome, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for bucket in buckets:
        for outcome, number in bucket.counts.items():
            if outcome not in left_out:
                by_outcome[outcome][bucket.start_ms] += number
    for outcome in _in_order(by_outcome):
        numbers = by_outcome[outcome]
        colour, pattern = OUTCOME_MARKS[outcome]
        figure.add_bar(
            name=OUTCOMES[outcome],
            x=[axis_time(at_ms + step_ms // 2) for at_ms in sorted(numbers)],
            y=[numbers[at_ms] for at_ms in sorted(numbers)],
            width=step_ms * 0.88,
            opacity=0.45 if outcome is Outcome.OK else 1,
            marker=patterned(colour, pattern),
            hovertemplate="%{y} " + OUTCOMES[outcome] + "<extra></extra>",
        )
    figure.update_layout(barmode="stack", bargap=0.12)
    figure.update_yaxes(rangemode="tozero", nticks=5)


def patterned(colour: str, pattern: str) -> dict[str, object]:
    """Return a bar's looks: its colour, and a pattern over it."""
    return {
        "color": colour,
        "line": {"width": 0},
        "pattern": {
            "shape": pattern,
            "fillmode": "overlay",
            "fgcolor": "rgba(255,255,255,0.5)",
            "size": 6,
            "solidity": 0.2,
        },
    }


def _in_order(found: dict[Outcome, dict[int, int]]) -> list[Outcome]:
    return sorted(
        found, key=lambda outcome: (outcome is Outcome.OK, -sum(found[outcome].values()), outcome)
    )
