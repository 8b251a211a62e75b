"""A table of comma-separated values with a line per figure, for spreadsheets."""

import csv
import io
from typing import Any

from publish.report_lines import COLUMNS, lines
from publish.report_records import Report

SUFFIX = ".csv"
MEDIA_TYPE = "text/csv"

# What spreadsheets take for the beginning of a formula, and what may stand before one.
# Source: OWASP, CSV Injection, with the full-width forms.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001


def render(report: Report) -> bytes:
    """Return the table in UTF-8; an apostrophe goes before text that would be a formula."""
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, list(COLUMNS))
    writer.writeheader()
    for line in lines(report):
        writer.writerow({name: _inert(value) for name, value in line.items()})
    return stream.getvalue().encode("utf-8")


def _inert(value: Any) -> Any:
    if isinstance(value, str) and value.lstrip(" \N{NO-BREAK SPACE}").startswith(_FORMULA):
        return f"'{value}"
    return value
