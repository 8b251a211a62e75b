"""A report in a few lines, for the message that it comes with."""

from collections.abc import Iterator

from publish.figures import NO_DATA
from publish.report_records import Account, Report
from publish.report_tables import Standing, objective, standing_of

_MOST = 20
_ORDER = (Standing.FAR, Standing.MISSED, Standing.PARTLY, Standing.UNSEEN, Standing.MET)


def summary(report: Report) -> str:
    """Return what to know beforehand, and a line for each provider, the worst ones first."""
    lines = [*report.notes, f"Objective for uptime: {objective(report)}", *_lines(report)]
    return "\n".join(lines)


def _lines(report: Report) -> Iterator[str]:
    worst_first = sorted(
        report.accounts, key=lambda account: _ORDER.index(standing_of(account, report))
    )
    for account in worst_first[:_MOST]:
        yield _line(account, report)
    if len(worst_first) > _MOST:
        yield f"And {len(worst_first) - _MOST} more, in the file."


def _line(account: Account, report: Report) -> str:
    standing = standing_of(account, report)
    if standing is Standing.UNSEEN:
        return f"{account.title}: {NO_DATA}"
    uptime, many, longest = (
        account.whole.figure(name) for name in ("uptime_by_time", "incidents", "longest")
    )
    assert uptime is not None
    said = f"{account.title}: uptime {uptime.text}, {standing}"
    if many is None or longest is None or not many.value:
        return f"{said}, no incident"
    return f"{said}, {many.text} incident{'' if many.value == 1 else 's'}, longest {longest.text}"
