"""Tables as files for other programs, and back: CSV, Parquet and JSON Lines, one row at a time."""

import csv
import itertools
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from publish.spreadsheets import as_it_was, inert

Columns = Mapping[str, type]
"""The columns of a table, in their order, each with what its cells hold: str, int or float."""

Cells = Mapping[str, Any]
"""A row by column; a cell that holds nothing is None, or not there."""

_BATCH = 10_000


class BadFile(ValueError):
    """A file that cannot be read as a table; the message says where and what to do."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a file: its cells or, where they cannot be read, the mistake.

    `place` is the line at which it begins, in Parquet its number.
    """

    place: int
    cells: Cells
    mistake: str | None = None


class Format(Protocol):
    """One way of writing tables."""

    @staticmethod
    def write(path: Path, columns: Columns, rows: Iterable[Cells]) -> int:
        """Write the rows and return how many there were."""

    @staticmethod
    def names(path: Path) -> list[str] | None:
        """Return the columns of a file, None where one without rows has none to tell."""

    @staticmethod
    def read(path: Path, columns: Columns) -> Iterator[Row]:
        """Yield what there is of those columns, row by row."""


def write(path: Path, columns: Columns, rows: Iterable[Cells]) -> int:
    """Write rows to a `.csv`, `.parquet` or `.jsonl` file; return how many there were.

    The file appears, or takes the place of another, only when it is whole.

    Raises:
        BadFile: where the name says neither.
        OSError: where it cannot be written.
    """
    form = _form(path)
    partial = path.with_name(f".{path.name}.partial")
    try:
        count = form.write(partial, columns, rows)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return count


def names(path: Path) -> list[str] | None:
    """Return the names of a file's columns, None where it has no rows that would tell.

    Raises:
        BadFile: where it is no table.
        OSError: where it cannot be read.
    """
    return _form(path).names(path)


def read(path: Path, columns: Columns) -> Iterator[Row]:
    """Yield each row of a file with what it has of `columns`, or with its mistake.

    Raises:
        BadFile: where it is no table, or ends being one.
        OSError: where it cannot be read.
    """
    return _form(path).read(path, columns)


def _form(path: Path) -> type[Format]:
    if path.suffix not in _FORMATS:
        *most, last = _FORMATS
        raise BadFile(f"{path}: neither {', '.join(most)} nor {last}")
    return _FORMATS[path.suffix]


class _Csv:
    @staticmethod
    def write(path: Path, columns: Columns, rows: Iterable[Cells]) -> int:
        count = 0
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, columns)
            writer.writeheader()
            for each in rows:
                writer.writerow(
                    {name: inert(v) if isinstance(v, str) else v for name, v in each.items()}
                )
                count += 1
        return count

    @staticmethod
    def names(path: Path) -> list[str] | None:
        with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as stream:
            try:
                return next(csv.reader(stream), [])
            except csv.Error as error:
                raise BadFile(f"{path}: not a CSV file: {error}") from None

    @staticmethod
    def read(path: Path, columns: Columns) -> Iterator[Row]:
        with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as stream:
            reader = csv.reader(stream)
            try:
                header = next(reader, [])
                place = reader.line_num + 1
                for texts in reader:
                    if texts:
                        yield _from_texts(place, header, texts, columns)
                    place = reader.line_num + 1
            except csv.Error as error:
                raise BadFile(f"{path}:{reader.line_num}: not a CSV file: {error}") from None


def _from_texts(place: int, header: list[str], texts: list[str], columns: Columns) -> Row:
    if len(texts) != len(header):
        return Row(place, {}, f"it has {len(texts)} cells, and the header {len(header)}")
    cells: dict[str, Any] = {}
    for name, text in zip(header, texts, strict=True):
        if name not in columns or text == "":
            continue
        try:
            text.encode()
            cells[name] = columns[name](as_it_was(text))
        except UnicodeEncodeError:
            return Row(place, {}, f"{name}: it is not UTF-8")
        except ValueError:
            return Row(place, {}, _not_a(name, text, columns[name]))
    return Row(place, cells)


class _JsonLines:
    @staticmethod
    def write(path: Path, columns: Columns, rows: Iterable[Cells]) -> int:
        count = 0
        with path.open("w", encoding="utf-8", newline="\n") as stream:
            for each in rows:
                said = {name: each.get(name) for name in columns}
                stream.write(json.dumps(said, ensure_ascii=False, separators=(",", ":")) + "\n")
                count += 1
        return count

    @staticmethod
    def names(path: Path) -> list[str] | None:
        sound = (list(row.cells) for row in _JsonLines._rows(path) if row.mistake is None)
        return next(sound, None)

    @staticmethod
    def read(path: Path, columns: Columns) -> Iterator[Row]:
        for row in _JsonLines._rows(path):
            yield row if row.mistake else _checked(row, columns)

    @staticmethod
    def _rows(path: Path) -> Iterator[Row]:
        with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="\n") as stream:
            for place, line in enumerate(stream, start=1):
                if not line.strip():
                    continue
                try:
                    line.encode()
                    said = json.loads(line)
                except UnicodeEncodeError:
                    yield Row(place, {}, "it is not UTF-8")
                except (ValueError, RecursionError) as error:
                    yield Row(place, {}, f"it is not JSON: {error}")
                else:
                    is_row = isinstance(said, dict)
                    yield Row(place, said if is_row else {}, None if is_row else "it is no object")


class _Parquet:
    @staticmethod
    def write(path: Path, columns: Columns, rows: Iterable[Cells]) -> int:
        import pyarrow as pa
        from pyarrow import parquet

        kinds = {str: pa.string(), int: pa.int64(), float: pa.float64()}
        schema = pa.schema([(name, kinds[kind]) for name, kind in columns.items()])
        count, left = 0, iter(rows)
        with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
            while batch := list(itertools.islice(left, _BATCH)):
                writer.write_table(pa.Table.from_pylist([dict(each) for each in batch], schema))
                count += len(batch)
        return count

    @staticmethod
    def names(path: Path) -> list[str] | None:
        with _opened(path) as file:
            return _columns(path, file)

    @staticmethod
    def read(path: Path, columns: Columns) -> Iterator[Row]:
        import pyarrow as pa

        with _opened(path) as file:
            known = [name for name in _columns(path, file) if name in columns]
            place = 0
            try:
                for batch in file.iter_batches(_BATCH, columns=known):
                    for cells in batch.to_pylist():
                        place += 1
                        yield _checked(Row(place, cells), columns)
            except (pa.ArrowException, OSError, ValueError) as error:
                raise BadFile(f"{path}: damaged behind row {place}: {error}") from None


def _opened(path: Path) -> Any:
    import pyarrow as pa
    from pyarrow import parquet

    # Thrift in it that is damaged is an OSError too; that the file cannot be read is told before.
    path.open("rb").close()
    try:
        return parquet.ParquetFile(path)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise BadFile(f"{path}: not a Parquet file: {error}") from None


def _columns(path: Path, file: Any) -> list[str]:
    try:
        return list(file.schema_arrow.names)
    except ValueError as error:
        raise BadFile(f"{path}: its columns have no names that are text: {error}") from None


def _checked(row: Row, columns: Columns) -> Row:
    cells: dict[str, Any] = {}
    for name, value in row.cells.items():
        kind = columns.get(name)
        if kind is None or value is None:
            continue
        if kind is float and type(value) is int:
            try:
                value = float(value)
            except OverflowError:
                return Row(row.place, {}, f"{name}: it is larger than any number here")
        if type(value) is not kind:
            return Row(row.place, {}, _not_a(name, value, kind))
        cells[name] = value
    return Row(row.place, cells)


def _not_a(name: str, value: object, kind: type) -> str:
    wanted = {int: "a whole number", float: "a number", str: "text"}[kind]
    return f"{name}: `{str(value)[:40]}` is not {wanted}"


_FORMATS: dict[str, type[Format]] = {".csv": _Csv, ".parquet": _Parquet, ".jsonl": _JsonLines}
