"""The figures of reports: what each is called, how it is computed, rounded and worded, once."""

import math
from dataclasses import dataclass
from enum import StrEnum

from incidents import wording

NO_DATA = "no data"
NONE = "none"
"""What a mean over incidents is where there were none."""


class Unit(StrEnum):
    """What a figure's value counts."""

    SHARE = "share"
    SECONDS = "s"
    MILLISECONDS = "ms"
    COUNT = "count"
    RATE = "rate"
    USD = "usd"


@dataclass(frozen=True, slots=True)
class Method:
    """What a figure is called, its unit, and how it is computed."""

    name: str
    title: str
    unit: Unit
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure; its value is rounded as it is shown, and None where there are no data.

    Shares lie in [0, 1]. `text` is the value in words. `low` and `high` bound it with 95 %
    confidence, where it is a share or a percentile of runs; of too few, a bound is None. It rests
    on `of` runs or incidents of `probes` probes, and on `coverage`, the share of the time that
    was seen. `previous` is its value in the period before. `name` is that of its method.
    """

    name: str
    value: float | int | None
    text: str
    unit: Unit
    low: float | None = None
    high: float | None = None
    of: int | None = None
    probes: int | None = None
    coverage: float | None = None
    previous: float | int | None = None
    previous_text: str | None = None


_PERCENTILE = (
    "Nearest-rank percentile of the {} of answered runs; of those whose single results are "
    "summed up, within 1 %. Interval: by ranks, 95 %."
)
_TTFT = _PERCENTILE.format("time to the first token")
_TOTAL = _PERCENTILE.format("whole duration")

_METHODS = (
    Method("uptime_by_time", "Uptime by time", Unit.SHARE,
           "Seen time that was up over seen time. In each slice of time the probes that saw any "
           "of it are averaged; a run speaks for as long as its probe's cadence."),
    Method("uptime_by_probes", "Uptime by probes", Unit.SHARE,
           "Runs answered over runs answered or failed by the provider; runs lost to our account, "
           "our network or our monitor count for nobody. Interval: Wilson, 95 %."),
    Method("uptime_by_time_without_maintenance", "Uptime by time, without maintenance", Unit.SHARE,
           "As uptime by time, over the time outside windows of planned work."),
    Method("uptime_by_probes_without_maintenance", "Uptime by probes, without maintenance",
           Unit.SHARE, "As uptime by probes, over the runs outside windows of planned work."),
    Method("uptime_by_time_corrected", "Uptime by time, corrected", Unit.SHARE,
           "As uptime by time, over the time outside incidents that people excluded or called "
           "false alarms; who did, and why, stands below."),
    Method("uptime_by_probes_corrected", "Uptime by probes, corrected", Unit.SHARE,
           "As uptime by probes, over the runs outside incidents that people excluded or called "
           "false alarms. Interval: Wilson, 95 %."),
    Method("coverage", "Seen", Unit.SHARE,
           "Time that was seen over all time; a slice is seen as well as by the probe that saw it "
           "best."),
    Method("downtime", "Downtime", Unit.SECONDS,
           "Seen time less the part of it that was up, by uptime by time."),
    Method("unknown_time", "Unknown time", Unit.SECONDS,
           "Time that was not seen: neither up nor down, and in no uptime."),
    Method("budget_allowed", "Error budget", Unit.SECONDS,
           "Downtime that the objective allows: the whole window times (1 - objective)."),
    Method("budget_spent", "Budget spent", Unit.SHARE,
           "Downtime over the error budget; over 100 % the objective is missed."),
    Method("burn_rate", "Burn rate", Unit.RATE,
           "(1 - uptime by time) / (1 - objective): at 1 the budget lasts just for the window."),
    Method("incidents", "Incidents", Unit.COUNT,
           "Incidents that started in the window, without those in planned work and without false "
           "alarms."),
    Method("incidents_in_maintenance", "Incidents in maintenance", Unit.COUNT,
           "Incidents that started in the window and lay in planned work."),
    Method("incident_time", "Time in incidents", Unit.SECONDS,
           "Time of the window in which any incident lasted, overlaps once."),
    Method("mttd", "MTTD", Unit.SECONDS, "Mean of detected less started."),
    Method("mttr", "MTTR", Unit.SECONDS,
           "Mean of ended less started, of the incidents that are over."),
    Method("mtbf", "MTBF", Unit.SECONDS, "Mean time from one start to the next."),
    Method("longest", "Longest incident", Unit.SECONDS,
           "The longest of the incidents that started in the window; one that goes on lasts to "
           "the window's end."),
    Method("official_lag", "Lag of their page", Unit.SECONDS,
           "Mean time from the start of an incident to when their own status page first told of "
           "trouble, of those that it told of; negative where it was first."),
    Method("official_silent", "Untold by their page", Unit.COUNT,
           "Incidents of which their own status page told nothing while they lasted."),
    Method("ttft_p50", "First token, median", Unit.MILLISECONDS, _TTFT),
    Method("ttft_p95", "First token, 95 %", Unit.MILLISECONDS, _TTFT),
    Method("ttft_p99", "First token, 99 %", Unit.MILLISECONDS, _TTFT),
    Method("total_p50", "Whole answer, median", Unit.MILLISECONDS, _TOTAL),
    Method("total_p95", "Whole answer, 95 %", Unit.MILLISECONDS, _TOTAL),
    Method("total_p99", "Whole answer, 99 %", Unit.MILLISECONDS, _TOTAL),
    Method("correct", "Right and in time", Unit.SHARE,
           "Completions that were right and in time over completions answered. Interval: Wilson, "
           "95 %."),
    Method("score", "Mean score", Unit.SHARE, "Mean score of the graded completions."),
    Method("throttled", "Throttled", Unit.SHARE,
           "Runs turned away by the provider as too many over runs answered or failed by the "
           "provider. Interval: Wilson, 95 %."),
    Method("cost", "Cost of probing", Unit.USD,
           "Tokens and requests at their price; what has no known price counts as nothing."),
)  # fmt: skip

METHODS = {method.name: method for method in _METHODS}
"""Every figure that a report may hold, by its name and in the order of tables."""


def figure(
    name: str,
    value: float | None,
    *,
    interval: tuple[float | None, float | None] | None = None,
    of: int | None = None,
    probes: int | None = None,
    coverage: float | None = None,
) -> Figure:
    """Return a figure, rounded and worded. Raises KeyError for a name that has no method."""
    unit = METHODS[name].unit
    kept = rounded(value, unit)
    low, high = interval or (None, None)
    return Figure(
        name=name,
        value=kept,
        text=NONE if kept is None and of == 0 and unit is Unit.SECONDS else text(kept, unit),
        unit=unit,
        low=rounded(low, unit),
        # Cut like the value, so that a bound is never above what it bounds.
        high=rounded(high, unit),
        of=of,
        probes=probes,
        coverage=rounded(coverage, Unit.SHARE),
    )


def rounded(value: float | None, unit: Unit) -> float | int | None:
    """Return a value with as many digits as are shown, a share cut: 99.9999 % is not 100 %."""
    if value is None:
        return None
    match unit:
        case Unit.SHARE:
            # Binary fractions: 0.9995 * 100000 is 99949.999…, which cutting would make 0.99949.
            return math.floor(value * 100_000 + 1e-6) / 100_000
        case Unit.RATE:
            return round(value, 2)
        case Unit.USD:
            return round(value, 4)
        case _:
            return round(value)


def text(value: float | None, unit: Unit) -> str:
    """Return a rounded value in words."""
    if value is None:
        return NO_DATA
    match unit:
        case Unit.SHARE:
            percent = value * 100
            # Of a budget spent ten times over nobody needs the thousandths.
            exact = percent not in (0.0, 100.0) and percent < 1000
            return f"{percent:.3f} %" if exact else f"{percent:,.0f} %"
        case Unit.SECONDS:
            sign = "-" if value < 0 else ""
            return sign + wording.span(round(abs(value) * 1000))
        case Unit.MILLISECONDS:
            return f"{value:,} ms"
        case Unit.RATE:
            return f"{value:.2f}x"
        case Unit.USD:
            return f"${value:,.4f}"
        case Unit.COUNT:
            return f"{value:,}"
