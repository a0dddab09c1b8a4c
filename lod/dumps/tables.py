"""The flat tables of a release: one row a thing, as CSV."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import IO

from lod.dumps.columns import Column, Survey
from lod.dumps.rows import Row, values
from lod.ontology import Texts
from lod.spreadsheet import neutral

# between the values of one cell, and what stands for it within a value
SEPARATOR = " | "
_BAR, _BROKEN_BAR = "|", "¦"


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
