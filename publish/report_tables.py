"""A report as the tables that people read: the same cells in every format and on the page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from incidents import wording
from publish.calendar_parts import local
from publish.figures import METHODS
from publish.report_records import Account, Report, Row

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
            return cls.MET if (coverage or 0.0) >= SEEN_ENOUGH else cls.PARTLY
        return cls.MISSED if 1 - uptime <= 10 * (1 - slo) else cls.FAR


SEEN_ENOUGH = 0.9
"""Of less of the time nothing is called met, or compared without a word."""


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
        ("Made", f"{moment(report.created_at_ms, report)} by {report.made_by}"),
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
OFFICIAL = ("incidents", "incident_time", "mttr", "mtbf", "longest")


def overview(report: Report) -> Table:
    """Return all providers beside each other."""
    names = _OVERVIEW if report.source == "probes" else OFFICIAL
    standing = ("Objective",) if report.source == "probes" else ()
    return Table(
        title="Overview",
        note="",
        columns=("Provider", *standing, *(METHODS[name].title for name in names)),
        rows=tuple(
            (
                account.title,
                *((str(standing_of(account, report)),) if standing else ()),
                *cells(account.whole, names),
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


def cells(row: Row, names: tuple[str, ...]) -> Iterator[str]:
    """Yield what a table tells of some figures of a row."""
    for name in names:
        found = row.figure(name)
        yield DASH if found is None else found.text


def methods(report: Report) -> Table:
    """Return how each figure is computed."""
    return Table(
        title="How each figure is computed",
        note="",
        columns=("Figure", "Method"),
        rows=tuple((each.title, each.method) for each in report.methods),
        numeric_from=2,
    )
