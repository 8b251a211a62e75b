"""What a report says of one provider, as the tables that people read."""

from collections.abc import Iterator

from incidents import wording
from publish.figures import METHODS, NO_DATA, Figure, Unit, text
from publish.report_records import Account, Listed, Report, Row
from publish.report_tables import DASH, OFFICIAL, Table, cells, moment

_SURFACES = ("uptime_by_time", "uptime_by_probes", "coverage", "downtime", "budget_spent",
             "correct", "throttled", "cost")  # fmt: skip
_PROBES = ("uptime_by_probes", "ttft_p50", "ttft_p95", "ttft_p99", "total_p50", "total_p95",
           "total_p99", "correct", "score", "cost")  # fmt: skip


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
        ("impact", "By impact", OFFICIAL),
    ):
        own = [row for row in account.rows if row.kind == kind]
        if own:
            every = ("Every",) if kind == "probe" else ()
            yield Table(
                title=title,
                note="",
                columns=(kind.capitalize(), *every, *(METHODS[name].title for name in names)),
                rows=tuple((row.name, *_every(account, row), *cells(row, names)) for row in own),
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
    if account.corrections:
        yield _corrections(account, report)
    if report.source == "probes":
        yield _unseen(account, report)


def _said(each: Figure) -> tuple[str, ...]:
    interval = _interval(each)
    rests = DASH
    if each.of is not None:
        rests = f"{each.of:,}"
    if each.probes is not None:
        of = f"{each.probes} probe{'' if each.probes == 1 else 's'}"
        rests = of if each.of is None else f"{rests} of {of}"
    seen = DASH if each.coverage is None else text(each.coverage, Unit.SHARE)
    title = METHODS[each.name].title
    return title, each.text, interval, rests, seen, each.previous_text or NO_DATA


def _interval(each: Figure) -> str:
    low, high = (
        None if bound is None else text(bound, each.unit) for bound in (each.low, each.high)
    )
    if low is not None and high is not None:
        return f"{low} to {high}"
    if low is not None:
        return f"{low} or more"
    return DASH if high is None else f"{high} or less"


def _incident(each: Listed, report: Report) -> tuple[str, ...]:
    severity = f"{each.severity}, planned work" if each.is_planned else each.severity
    lag = DASH
    if each.official_lag_s is not None:
        how = "before" if each.official_lag_s < 0 else "after"
        lag = f"{wording.span(abs(each.official_lag_s) * 1000)} {how}: {each.official_title}"
    return (
        moment(each.started_at_ms, report),
        _lasted(each.started_at_ms, each.ended_at_ms, report),
        severity,
        each.part or DASH,
        lag,
        each.sentence,
    )


def _corrections(account: Account, report: Report) -> Table:
    return Table(
        title="Left out of the corrected uptime",
        note="As people said of what was judged; the other figures have it in.",
        columns=("Began", "Lasted", "Part", "Said to be", "By", "Said", "Why"),
        rows=tuple(
            (
                moment(each.started_at_ms, report),
                _lasted(each.started_at_ms, each.ended_at_ms, report),
                each.part,
                each.said,
                each.by or DASH,
                moment(each.at_ms, report),
                each.reason or DASH,
            )
            for each in account.corrections
        ),
        numeric_from=7,
    )


def _lasted(start_ms: int, ended_ms: int | None, report: Report) -> str:
    lasted = wording.span((report.to_ms if ended_ms is None else ended_ms) - start_ms)
    return f"{lasted} so far" if ended_ms is None else lasted


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


def _every(account: Account, row: Row) -> tuple[str, ...]:
    if row.kind != "probe":
        return ()
    every_s = account.every_s.get(row.name)
    return (DASH if every_s is None else wording.span(round(every_s * 1000)),)


def _unseen(account: Account, report: Report) -> Table:
    rows = [("seen from", ", ".join(account.vantages))] if account.vantages else []
    rows += [
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
