"""What a spreadsheet would run is text, and reads back as what it was."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish import table_files
from publish.spreadsheets import as_it_was, inert

HOSTILE = [
    '=HYPERLINK("http://evil.example","x")', "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1",
    "  =1", "\N{NO-BREAK SPACE}=1", "＝1", "'=1", "''=1", "\r\n=1",  # noqa: RUF001
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_is_a_formula(text: str) -> None:
    assert inert(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "HTTP 529 overloaded", "'quoted'", "a=b", "1-2", "1e3"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert inert(text) == text


@given(st.text() | st.from_regex(r"'*[ \t=+@'-]*x"))
def test_what_was_made_inert_reads_back(text: str) -> None:
    assert as_it_was(inert(text)) == text


def test_an_exported_file_is_inert_and_imports_as_it_was(tmp_path: Path) -> None:
    file, columns = tmp_path / "r.csv", {"detail": str, "cost": int}
    table_files.write(file, columns, [{"detail": text, "cost": -1} for text in HOSTILE])

    with file.open(encoding="utf-8", newline="") as stream:
        cells = [row["detail"] for row in csv.DictReader(stream)]
    back = [row.cells for row in table_files.read(file, columns)]

    assert all(cell.startswith("'") for cell in cells)
    assert back == [{"detail": text, "cost": -1} for text in HOSTILE]
