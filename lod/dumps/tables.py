"""The flat tables of a release: one row a thing, as CSV and as Parquet."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from lod.dumps.columns import Column, Survey, datatype_of
from lod.dumps.rows import Row, values
from lod.ontology import Texts
from lod.spreadsheet import neutral

# between the values of one cell, and what stands for it within a value
SEPARATOR = " | "
_BAR, _BROKEN_BAR = "|", "¦"
_ROWS_AT_ONCE = 2_000
# as many digits as a column holds, and how many of them after the point
_DECIMAL = pa.decimal128(38, 6)
_TYPES: Mapping[str, tuple[Any, Any]] = {
    "gYear": (pa.int32(), int),
    "integer": (pa.int64(), int),
    "decimal": (_DECIMAL, Decimal),
    "boolean": (pa.bool_(), lambda text: text == "true"),
    "date": (pa.date32(), date.fromisoformat),
}


def type_of(column: Column, survey: Survey) -> str:
    """The local name of the datatype of the values of *column*; empty for text."""
    if not column.steps or column.labelled or column.path in survey.other:
        return ""
    datatype = datatype_of(column.steps[-1])
    return datatype if datatype in _TYPES else ""


def write_csv(
    output: IO[bytes], columns: Sequence[Column], rows: Iterable[Row], labels: Mapping[str, Texts], survey: Survey
) -> None:
    """Writes CSV (RFC 4180): several values of one cell stand between bars, no cell is taken for a formula."""
    text = io.TextIOWrapper(output, encoding="utf-8", newline="", write_through=False)
    writer = csv.writer(text)
    writer.writerow([column.name for column in columns])
    several = [column.path in survey.several for column in columns]
    for row in rows:
        cells = (values(row, column, labels) for column in columns)
        writer.writerow([_joined(cell, is_list) for cell, is_list in zip(cells, several, strict=True)])
    text.flush()
    text.detach()


def _joined(texts: Sequence[str], is_list: bool) -> str:
    if is_list:
        return neutral(SEPARATOR.join(text.replace(_BAR, _BROKEN_BAR) for text in texts))
    return neutral(texts[0]) if texts else ""


def write_parquet(
    output: IO[bytes], columns: Sequence[Column], rows: Iterable[Row], labels: Mapping[str, Texts], survey: Survey
) -> None:
    """Writes Parquet: numbers, dates and truth values as such, several values as a list."""
    schema = pa.schema([_field(column, survey) for column in columns])
    with pq.ParquetWriter(output, schema, compression="zstd") as writer:
        gathered: list[list[Any]] = [[] for _ in columns]
        for row in rows:
            for column, cells in zip(columns, gathered, strict=True):
                cells.append(_typed(values(row, column, labels), column, survey))
            if len(gathered[0]) == _ROWS_AT_ONCE:
                _flush(writer, schema, gathered)
        _flush(writer, schema, gathered)


def _field(column: Column, survey: Survey) -> Any:
    kind = _TYPES.get(type_of(column, survey), (pa.string(), str))[0]
    return pa.field(column.name, pa.list_(kind) if column.path in survey.several else kind)


def _typed(texts: Sequence[str], column: Column, survey: Survey) -> Any:
    """The cell's value or list; nothing where there is none."""
    convert = _TYPES.get(type_of(column, survey), (None, str))[1]
    if column.path in survey.several:
        return [convert(text) if text else None for text in texts] or None
    return convert(texts[0]) if texts else None


def _flush(writer: Any, schema: Any, gathered: list[list[Any]]) -> None:
    if gathered[0]:
        arrays = [pa.array(cells, field.type) for cells, field in zip(gathered, schema, strict=True)]
        writer.write_batch(pa.record_batch(arrays, schema=schema))
        for cells in gathered:
            cells.clear()
