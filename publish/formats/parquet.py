"""A Parquet table with a line per figure, for analysis."""

import io

from publish.report_lines import COLUMNS, lines
from publish.report_records import Report

SUFFIX = ".parquet"
MEDIA_TYPE = "application/vnd.apache.parquet"


def render(report: Report) -> bytes:
    """Return the table, compressed with zstd; all columns but the texts may be null."""
    import pyarrow as pa
    from pyarrow import parquet

    kinds = {str: pa.string(), int: pa.int64(), float: pa.float64()}
    schema = pa.schema([(name, kinds[kind]) for name, kind in COLUMNS.items()])
    stream = io.BytesIO()
    parquet.write_table(
        pa.Table.from_pylist(list(lines(report)), schema), stream, compression="zstd"
    )
    return stream.getvalue()
