"""One period as a frozen Report: what every format and the Reports page show, digit for digit."""

import importlib.metadata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from probes.plugins import did_you_mean
from publish import calendar_parts, figures, sight
from publish.calendar_parts import Part
from publish.figures import METHODS
from publish.official_figures import official_account
from publish.provider_figures import provider_account
from publish.report_records import Account, Report, Row
from publish.report_tables import SEEN_ENOUGH
from publish.timeline import Period
from storage.database import Connection
from storage.maintenance import windows
from storage.probes import cadences, titles

__all__ = ["Question", "Report", "WrongQuestion", "gather_report", "objective_of"]


class WrongQuestion(ValueError):
    """What was asked cannot be answered; the message says why and what to ask instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a report is about: [from_ms, to_ms), epoch ms, in the days of a time zone.

    `slo` is the objective for uptime, a share in (0, 1). Without `providers` it is about all of
    which anything is kept. `is_official` asks for what their own status pages tell, instead of
    what was seen.
    """

    from_ms: int
    to_ms: int
    timezone: str = "UTC"
    slo: float = 0.999
    providers: tuple[str, ...] = ()
    is_official: bool = False


def objective_of(text: str) -> float:
    """Return an objective as a share, from per cent as people write them: `99.9`, `99,95 %`.

    Raises:
        WrongQuestion: where it is none.
    """
    try:
        percent = Decimal(text.strip().removesuffix("%").strip().replace(",", "."))
    except InvalidOperation:
        percent = Decimal(0)
    # By way of Decimal: 99.9 / 100 is not 0.999 in binary.
    share = float(percent / 100) if percent.is_finite() and 1 < percent < 100 else 0.0
    # 99.9 with twenty nines more rounds to all of it.
    if not 0 < share < 1:
        raise WrongQuestion(f"`{text[:40]}` is no objective; write it in per cent: `99.9`")
    return share


def gather_report(
    connection: Connection,
    question: Question,
    now_ms: int,
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Return the report on a period, as known at `now_ms` (epoch ms UTC).

    `progress` is told how many providers are done, and of how many.

    Raises:
        WrongQuestion: for a window that is empty or in the future, an unknown provider or time
            zone, or an objective that is none.
    """
    where = _checked(question, now_ms)
    to_ms = min(question.to_ms, now_ms)
    before = calendar_parts.previous(question.from_ms, to_ms, where)
    parts = calendar_parts.parts(question.from_ms, to_ms, where, by_month=question.is_official)
    period = Period(
        start_ms=question.from_ms,
        end_ms=to_ms,
        step_ms=sight.slice_ms(connection, question.from_ms, to_ms),
        parts=tuple(parts),
        slo=question.slo,
        now_ms=now_ms,
        cadences=cadences(connection),
        planned=tuple(windows(connection, before[0], to_ms)),
    )
    accounts, hardly_before = _accounts(connection, question, period, before, progress)
    used = {each.name for account in accounts for row in account.rows for each in row.figures}
    return Report(
        source="official" if question.is_official else "probes",
        from_ms=question.from_ms,
        to_ms=to_ms,
        timezone=question.timezone,
        slo=question.slo,
        slice_s=period.step_ms // 1000,
        created_at_ms=now_ms,
        previous_from_ms=before[0],
        previous_to_ms=before[1],
        parts=period.parts,
        notes=tuple(_notes(question, accounts, hardly_before, now_ms)),
        accounts=tuple(accounts),
        methods=tuple(method for name, method in METHODS.items() if name in used),
        made_by=f"Brownout {importlib.metadata.version('brownout')}",
    )


def _checked(question: Question, now_ms: int) -> ZoneInfo:
    try:
        where = calendar_parts.zone(question.timezone)
    except ValueError as error:
        raise WrongQuestion(str(error)) from None
    if question.from_ms >= question.to_ms:
        raise WrongQuestion("the period ends before it begins: `from` must be earlier than `to`")
    if question.from_ms < 0:
        raise WrongQuestion("the period begins before 1970: nothing is kept from then")
    if question.from_ms >= now_ms:
        raise WrongQuestion("the period lies in the future: nothing is known of it yet")
    if not 0 < question.slo < 1:
        raise WrongQuestion(
            f"an objective lies between 0 and 100 %, such as 99.9, and {question.slo * 100:g} "
            "does not"
        )
    return where


def _accounts(
    connection: Connection,
    question: Question,
    period: Period,
    before: tuple[int, int],
    progress: Callable[[int, int], None] | None,
) -> tuple[list[Account], list[str]]:
    """Return the accounts, and whom of them the period before hardly saw."""
    account = official_account if question.is_official else provider_account
    earlier = replace(
        period,
        start_ms=before[0],
        end_ms=before[1],
        step_ms=sight.slice_ms(connection, *before),
        parts=(Part(label="", start_ms=before[0], end_ms=before[1]),),
    )
    known = titles(connection)
    for provider in question.providers:
        if provider not in known:
            nearest = did_you_mean(provider, list(known))
            raise WrongQuestion(f"nothing is kept of a provider `{provider}`{nearest}")
    found: list[Account] = []
    hardly: list[str] = []
    wanted = list(dict.fromkeys(question.providers or known))
    for number, provider in enumerate(wanted):
        if progress is not None:
            progress(number, len(wanted))
        now = account(connection, provider, known[provider].title, period)
        is_asked_for = provider in question.providers or known[provider].is_watched
        if is_asked_for or now.incidents or now.outcomes:
            then = account(connection, provider, known[provider].title, earlier)
            found.append(_compared(now, then))
            if _coverage(then) < SEEN_ENOUGH < _coverage(now):
                hardly.append(now.title)
    return found, hardly


def _compared(now: Account, then: Account) -> Account:
    """Return an account whose figures know what they were in the period before."""
    before = {
        (row.kind, row.name, figure.name): figure for row in then.rows for figure in row.figures
    }
    return replace(now, rows=tuple(_row_compared(row, before) for row in now.rows))


def _row_compared(row: Row, before: Mapping[tuple[str, str, str], figures.Figure]) -> Row:
    compared = []
    for each in row.figures:
        was = before.get((row.kind, row.name, each.name))
        value, text = (None, figures.NO_DATA) if was is None else (was.value, was.text)
        compared.append(replace(each, previous=value, previous_text=text))
    return replace(row, figures=tuple(compared))


def _coverage(account: Account) -> float:
    return (found.value or 0.0) if (found := account.whole.figure("coverage")) else 0.0


def _notes(
    question: Question, accounts: list[Account], hardly_before: list[str], now_ms: int
) -> Iterator[str]:
    if question.to_ms > now_ms:
        yield "The period is not over: it is told up to the moment of the report."
    if question.is_official:
        yield "This is what status pages tell, as imported or read: nothing of it was probed."
        return
    blank = [each.title for each in accounts if not each.outcomes]
    if len(blank) == len(accounts):
        yield "Nothing was seen in this period."
    elif blank:
        yield f"Nothing was seen of {', '.join(blank)} in this period."
    if hardly_before:
        yield (
            f"The period before saw little or nothing of {', '.join(hardly_before)}: "
            "what it is compared with rests on that."
        )
