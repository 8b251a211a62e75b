"""Pages to print or to file, with charts as vectors."""

import json
from dataclasses import asdict
from itertools import accumulate
from pathlib import Path
from typing import Any

from publish import account_tables, report_tables
from publish.formats import Unavailable
from publish.report_records import Account, Report

SUFFIX = ".pdf"
MEDIA_TYPE = "application/pdf"

_TEMPLATE = Path(__file__).with_name("report.typ")


def render(report: Report) -> bytes:
    """Return the pages; texts go to the template as data, so that none is read as markup.

    Raises:
        Unavailable: where typst is not installed.
    """
    try:
        import typst
    except ImportError:
        raise Unavailable(
            "a PDF is set with typst, which is not installed: "
            "`pip install 'brownout[pdf]'`, or write another format"
        ) from None
    data = json.dumps(_data(report), ensure_ascii=False)
    return bytes(typst.compile(_TEMPLATE.read_bytes(), sys_inputs={"report": data}))


def _data(report: Report) -> dict[str, Any]:
    return {
        "heading": report_tables.heading(report),
        "facts": report_tables.facts(report),
        "notes": report.notes,
        "parts": [part.label for part in report.parts],
        "overview": asdict(report_tables.overview(report)),
        "budgets": [each for account in report.accounts if (each := _budget(account))],
        "accounts": [
            {
                "title": account.title,
                "strip": _strip(account, report),
                "tables": [asdict(table) for table in account_tables.tables(account, report)],
                "latencies": _courses(account, "ttft_"),
                "counts": _courses(account, "incidents"),
            }
            for account in report.accounts
        ],
        "methods": asdict(report_tables.methods(report)),
    }


def _strip(account: Account, report: Report) -> list[str]:
    cells = report_tables.standings(account, report)
    return [str(cell) for cell in cells] if len(cells) > 1 else []


def _budget(account: Account) -> dict[str, Any] | None:
    allowed = account.whole.figure("budget_allowed")
    course = account.course("provider", account.provider, "downtime")
    if course is None or allowed is None or not allowed.value or len(course.values) < 2:
        return None
    spent = [100 * down_s / allowed.value for down_s in accumulate(v or 0 for v in course.values)]
    values = [
        now if down_s is not None else None
        for now, down_s in zip(spent, course.values, strict=True)
    ]
    return {"name": account.title, "values": values}


def _courses(account: Account, figure: str) -> list[dict[str, Any]]:
    return [
        {"name": f"{each.name}, 95 %" if each.figure.endswith("p95") else each.name,
         "values": each.values}
        for each in account.courses
        if each.figure.startswith(figure) and each.kind in ("probe", "impact")
    ]  # fmt: skip
