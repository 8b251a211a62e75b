"""CSV: one line a figure, and no cell that a spreadsheet would run."""

import csv
import io

from publish.formats import csv as format_
from publish.report import Report


def _lines(report: Report) -> list[dict[str, str]]:
    text = format_.render(report).decode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_each_figure_is_a_line_with_its_coverage_and_its_method(hostile: Report) -> None:
    line = next(
        line
        for line in _lines(hostile)
        if (line["kind"], line["figure"], line["part"]) == ("provider", "uptime_by_probes", "")
    )

    assert (line["value"], line["text"], line["unit"]) == ("0.98611", "98.611 %", "share")
    assert (line["of"], line["probes"], line["coverage"]) == ("2880", "1", "0.66666")
    assert line["method"].startswith("Runs answered over runs answered or failed")
    assert (line["from"], line["timezone"]) == ("2026-05-29T00:00:00+00:00", "UTC")


def test_a_day_without_data_has_no_value(hostile: Report) -> None:
    days = [
        (line["part"], line["value"], line["text"])
        for line in _lines(hostile)
        if (line["kind"], line["figure"]) == ("provider", "uptime_by_time") and line["part"]
    ]

    assert days[1] == ("2026-05-30", "", "no data")


def test_no_cell_is_a_formula(hostile: Report) -> None:
    lines = _lines(hostile)
    cells = [cell for line in lines for cell in line.values()]

    assert "'+1-1|cmd" in cells
    assert any(cell.startswith("'=HYPERLINK") for cell in cells)
    for cell in cells:
        assert cell.lstrip()[:1] not in ("=", "+", "@", "\t"), cell
        assert not cell.startswith("-") or float(cell) < 0, cell


def test_a_report_on_nothing_is_a_header(empty: Report) -> None:
    assert _lines(empty) == []
