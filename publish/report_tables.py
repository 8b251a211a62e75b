"""A report as the tables that people read: the same cells in every format and on the page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from incidents import wording
from publish.calendar_parts import local
from publish.figures import METHODS, NO_DATA, Figure, Unit, text
from publish.report_records import Account, Listed, Report, Row

DASH = "\N{EN DASH}"


class Standing(StrEnum):
    """How an uptime stands against the objective."""

    MET = "objective met"
    PARTLY = "met as far as seen"
    MISSED = "missed"
    FAR = "missed by far"
    UNSEEN = "no data"

    @classmethod
    def of(cls, uptime: float | None, coverage: float | None, slo: float) -> "Standing":
        """Return how it stands; by far is ten times the downtime that the objective allows.

        What was seen for less than nine tenths of the time is not called met.
        """
        if uptime is None:
            return cls.UNSEEN
        if uptime >= slo:
            return cls.MET if (coverage or 0.0) >= _SEEN_ENOUGH else cls.PARTLY
        return cls.MISSED if 1 - uptime <= 10 * (1 - slo) else cls.FAR


_SEEN_ENOUGH = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of text. Its columns of numbers begin with the `numeric_from`th."""

    title: str
    note: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric_from: int = 1


def heading(report: Report) -> str:
    """Return the title of a report."""
    what = "Reliability report" if report.source == "probes" else "Official incident history"
    return f"{what}, {span(report)}"


def span(report: Report) -> str:
    """Return the period in words: by its days where it is made of whole ones."""
    where = ZoneInfo(report.timezone)
    begins, ends = local(report.from_ms, where), local(report.to_ms, where)
    if begins.time() == ends.time() and not (begins.hour or begins.minute or begins.second):
        last = ends.date() - timedelta(days=1)
        days = f"{begins:%Y-%m-%d}"
        return days if last == begins.date() else f"{days} to {last:%Y-%m-%d}"
    return f"{moment(report.from_ms, report)} to {moment(report.to_ms, report)}"


def moment(at_ms: int, report: Report) -> str:
    """Return a time in the report's time zone, to the second where it has any."""
    at = local(at_ms, ZoneInfo(report.timezone))
    return f"{at:%Y-%m-%d %H:%M:%S}" if at.second else f"{at:%Y-%m-%d %H:%M}"


def facts(report: Report) -> list[tuple[str, str]]:
    """Return what holds for the whole report: window, zone, objective, how it was counted."""
    told = [
        ("Period", f"{moment(report.from_ms, report)} to {moment(report.to_ms, report)}"),
        ("Time zone", report.timezone),
        ("Compared with", f"{moment(report.previous_from_ms, report)} to "
                          f"{moment(report.previous_to_ms, report)}"),
        ("Made", f"{moment(report.created_at_ms, report)}"),
    ]  # fmt: skip
    if report.source == "probes":
        told.insert(2, ("Objective", objective(report)))
        told.insert(3, ("Slices of uptime by time", wording.span(report.slice_s * 1000)))
    return told


def objective(report: Report) -> str:
    """Return the objective as people write it: `99.95 %`."""
    return f"{report.slo * 100:.7g} %"


_OVERVIEW = ("uptime_by_time", "uptime_by_probes", "coverage", "budget_spent", "burn_rate",
             "incidents", "mttr", "longest", "cost")  # fmt: skip
_OFFICIAL = ("incidents", "incident_time", "mttr", "mtbf", "longest")
_SURFACES = ("uptime_by_time", "uptime_by_probes", "coverage", "downtime", "budget_spent",
             "correct", "throttled", "cost")  # fmt: skip
_PROBES = ("uptime_by_probes", "ttft_p50", "ttft_p95", "total_p50", "total_p95", "correct",
           "score", "cost")  # fmt: skip


def overview(report: Report) -> Table:
    """Return all providers beside each other."""
    names = _OVERVIEW if report.source == "probes" else _OFFICIAL
    standing = ("Objective",) if report.source == "probes" else ()
    return Table(
        title="Overview",
        note="",
        columns=("Provider", *standing, *(METHODS[name].title for name in names)),
        rows=tuple(
            (
                account.title,
                *((str(standing_of(account, report)),) if standing else ()),
                *_cells(account.whole, names),
            )
            for account in report.accounts
        ),
        numeric_from=1 + len(standing),
    )


def standing_of(account: Account, report: Report) -> Standing:
    """Return how a provider stands against the objective."""
    uptime = account.whole.figure("uptime_by_time")
    if uptime is None:
        return Standing.UNSEEN
    return Standing.of(uptime.value, uptime.coverage, report.slo)


def standings(account: Account, report: Report) -> list[Standing]:
    """Return how a provider stands in each part of the period."""
    uptimes = account.course("provider", account.provider, "uptime_by_time")
    coverages = account.course("provider", account.provider, "coverage")
    if uptimes is None or coverages is None:
        return []
    return [
        Standing.of(uptime, coverage, report.slo)
        for uptime, coverage in zip(uptimes.values, coverages.values, strict=True)
    ]


def tables(account: Account, report: Report) -> Iterator[Table]:
    """Yield all that there is to say of one provider."""
    yield Table(
        title="Figures",
        note="",
        columns=("Figure", "Value", "95 % interval", "Rests on", "Seen", "Before"),
        rows=tuple(_said(each) for each in account.whole.figures),
    )
    for kind, title, names in (
        ("surface", "Surfaces", _SURFACES),
        ("probe", "Probes", _PROBES),
        ("impact", "By impact", _OFFICIAL),
    ):
        own = [row for row in account.rows if row.kind == kind]
        if own:
            yield Table(
                title=title,
                note="",
                columns=(kind.capitalize(), *(METHODS[name].title for name in names)),
                rows=tuple((row.name, *_cells(row, names)) for row in own),
            )
    if report.source == "official":
        yield _by_month(account, report)
    yield Table(
        title="Incidents",
        note=f"Times in {report.timezone}; those within sentences are UTC.",
        columns=("Began", "Lasted", "Severity", "Part", "Their page", "What"),
        rows=tuple(_incident(each, report) for each in account.incidents),
        numeric_from=6,
    )
    if report.source == "probes":
        yield _unseen(account, report)


def _cells(row: Row, names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        found = row.figure(name)
        yield DASH if found is None else found.text


def _said(each: Figure) -> tuple[str, ...]:
    interval = DASH
    if each.low is not None and each.high is not None:
        interval = f"{text(each.low, each.unit)} to {text(each.high, each.unit)}"
    rests = DASH
    if each.of is not None:
        rests = f"{each.of:,}"
    if each.probes is not None:
        of = f"{each.probes} probe{'' if each.probes == 1 else 's'}"
        rests = of if each.of is None else f"{rests} of {of}"
    seen = DASH if each.coverage is None else text(each.coverage, Unit.SHARE)
    title = METHODS[each.name].title
    return title, each.text, interval, rests, seen, each.previous_text or NO_DATA


def _incident(each: Listed, report: Report) -> tuple[str, ...]:
    end_ms = report.to_ms if each.ended_at_ms is None else each.ended_at_ms
    lasted = wording.span(end_ms - each.started_at_ms)
    severity = f"{each.severity}, planned work" if each.is_planned else each.severity
    lag = DASH
    if each.official_lag_s is not None:
        how = "before" if each.official_lag_s < 0 else "after"
        lag = f"{wording.span(abs(each.official_lag_s) * 1000)} {how}: {each.official_title}"
    return (
        moment(each.started_at_ms, report),
        f"{lasted} so far" if each.ended_at_ms is None else lasted,
        severity,
        each.part or DASH,
        lag,
        each.sentence,
    )


def _by_month(account: Account, report: Report) -> Table:
    own = [each for each in account.courses if each.kind == "impact"]
    return Table(
        title="Incidents by impact",
        note="Those that started then.",
        columns=("Part", *(each.name for each in own), "all but maintenance"),
        rows=tuple(
            (part.label, *(str(each.values[number]) for each in (*own, account.courses[0])))
            for number, part in enumerate(report.parts)
        ),
    )


def _unseen(account: Account, report: Report) -> Table:
    rows = [
        (f"unknown: {why}", wording.span(seconds * 1000))
        for why, seconds in account.unknown_s.items()
    ]
    rows += [
        (f"gap from {moment(start_ms, report)}", wording.span(end_ms - start_ms))
        for start_ms, end_ms in account.gaps
    ]
    rows += [
        (f"runs: {outcome.replace('_', ' ')}", f"{count:,}")
        for outcome, count in account.outcomes.items()
    ]
    note = f"The longest {len(account.gaps)} of {account.gap_count} gaps in which nothing was seen."
    return Table(
        title="How it was seen",
        note=note if account.gap_count > len(account.gaps) else "",
        columns=("What", "How much"),
        rows=tuple(rows),
    )


def methods(report: Report) -> Table:
    """Return how each figure is computed."""
    return Table(
        title="How each figure is computed",
        note="",
        columns=("Figure", "Method"),
        rows=tuple((each.title, each.method) for each in report.methods),
        numeric_from=2,
    )
