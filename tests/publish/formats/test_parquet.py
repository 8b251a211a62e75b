"""Parquet: the same lines as the CSV, with types."""

import io

from pyarrow import parquet

from publish.formats import parquet as format_
from publish.report import Report
from publish.report_lines import COLUMNS, lines


def test_it_holds_every_line_with_its_types(hostile: Report) -> None:
    table = parquet.read_table(io.BytesIO(format_.render(hostile)))

    assert table.schema.names == list(COLUMNS)
    assert str(table.schema.field("of").type) == "int64"
    assert table.to_pylist() == list(lines(hostile))


def test_a_report_on_nothing_is_a_table_without_lines(empty: Report) -> None:
    assert parquet.read_table(io.BytesIO(format_.render(empty))).num_rows == 0
