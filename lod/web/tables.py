"""Lists as CSV: the columns of their shape, filtered and searched as the page is, written row by row."""

import csv
from collections.abc import Iterator, Sequence
from io import StringIO

from flask import Blueprint, Response, abort, g, request

import lod
from lod.index import Cell, Row
from lod.presentation import title_of
from lod.shapes import NodeShape
from lod.spreadsheet import neutral
from lod.web.lists import asked_of
from lod.web.served import Served

tables = Blueprint("tables", __name__)

IRI = "iri"
# between the values of one cell
SEPARATOR = " | "
_ROWS_AT_ONCE = 500


@tables.get("/<collection>.csv")
def table(collection: str) -> Response:
    """The whole list, or what fits filters and words; a filter that nothing has gives the header only."""
    served: Served = g.served
    shape = next((s for s in served.model.shapes.values() if s.collection == collection), None)
    if shape is None:
        abort(404, description=f"There is nothing at /{collection}.csv.")
    asked = asked_of(shape)
    rows = served.index.rows(shape, asked.filters, asked.text)
    response = Response(_written(shape, rows, g.language), content_type="text/csv; charset=utf-8; header=present")
    response.headers["Content-Disposition"] = f'attachment; filename="{collection}.csv"'
    response.headers["Cache-Control"] = "no-cache"
    response.vary.add("Accept-Language")
    # a release never changes; what an endpoint holds may, without a sign
    if served.path is not None:
        response.set_etag(f"{served.id}-{lod.__version__}-{g.language}", weak=True)
        response.make_conditional(request)
    return response


def _written(shape: NodeShape, rows: Iterator[Row], language: str) -> Iterator[bytes]:
    """The table in pieces (RFC 4180)."""
    file = StringIO()
    writer = csv.writer(file)
    writer.writerow(_header(shape))
    for number, row in enumerate(rows, 1):
        writer.writerow(_line(shape, row, language))
        if number % _ROWS_AT_ONCE == 0:
            yield _taken(file)
    yield _taken(file)


def _taken(file: StringIO) -> bytes:
    """What was written so far; *file* is empty then."""
    written = file.getvalue().encode()
    file.seek(0)
    file.truncate()
    return written


def _header(shape: NodeShape) -> list[str]:
    """Names of the fields; one that holds IRIs has a second column for them."""
    names = [(c.name, f"{c.name}.{IRI}") if c.holds_iris else (c.name,) for c in shape.columns()]
    return [IRI, *(name for pair in names for name in pair)]


def _line(shape: NodeShape, row: Row, language: str) -> list[str]:
    line = [row.iri]
    for column in shape.columns():
        cells = row.cells.get(column.name, ())
        line.append(neutral(_joined(cells, language)))
        if column.holds_iris:
            line.append(SEPARATOR.join(cell.iri for cell in cells))
    return line


def _joined(cells: Sequence[Cell], language: str) -> str:
    return SEPARATOR.join(title_of(cell.text, language)[0] for cell in cells)
