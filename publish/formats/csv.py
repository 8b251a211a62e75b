"""A table of comma-separated values with a line per figure, for spreadsheets."""

import csv
import io

from publish.report_lines import COLUMNS, lines
from publish.report_records import Report
from publish.spreadsheets import inert

SUFFIX = ".csv"
MEDIA_TYPE = "text/csv"


def render(report: Report) -> bytes:
    """Return the table in UTF-8; an apostrophe goes before text that would be a formula."""
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, list(COLUMNS))
    writer.writeheader()
    for line in lines(report):
        writer.writerow(
            {name: inert(said) if isinstance(said, str) else said for name, said in line.items()}
        )
    return stream.getvalue().encode("utf-8")
