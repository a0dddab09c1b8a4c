"""The flat tables of a release as Parquet: numbers as numbers, several values as a list."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from lod.dumps.columns import Column, Survey, type_of
from lod.dumps.rows import Row, values
from lod.ontology import Texts

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


def write(
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
