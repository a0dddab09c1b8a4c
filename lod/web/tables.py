"""Lists as CSV: the columns of their shape, filtered and searched as the page is, written row by row."""

import csv
from collections.abc import Iterator, Sequence
from io import StringIO

from flask import Blueprint, Response, abort, g, request, send_file

from lod.index import Cell, Row
from lod.presentation import title_of
from lod.shapes import NodeShape
from lod.spreadsheet import neutral
from lod.web import conditional, memory, negotiation
from lod.web.coding import CODERS
from lod.web.heads import vary
from lod.web.lists import Asked, asked_of
from lod.web.rendered import Rendered
from lod.web.responses import TO_BE_ASKED, made, sent
from lod.web.served import Served
from lod.web.spool import Spooled

tables = Blueprint("tables", __name__)

IRI = "iri"
# between the values of one cell
SEPARATOR = " | "
_ROWS_AT_ONCE = 500
# larger ones are files, whose readers may be slow
MAX_WHOLE_BYTES = 2_000_000
_CONTENT_TYPE = "text/csv; charset=utf-8; header=present"


@tables.get("/<collection>.csv")
def table(collection: str) -> Response:
    """The whole list, or what fits filters and words; a filter that nothing has gives the header only."""
    served: Served = g.served
    shape = next((s for s in served.model.shapes.values() if s.collection == collection), None)
    if shape is None:
        abort(404, description=f"There is nothing at /{collection}.csv.")
    asked = asked_of(shape)
    key = (collection, *sorted(asked.filters.items()), asked.text, g.language)
    coding = negotiation.choose_coding(request.headers.get("Accept-Encoding"), tuple(CODERS))
    file = served.spool.get((key, coding))
    whole = None if file else served.kept.body(key, lambda: _whole(_pieces(served, shape, asked)))
    if whole is not None:
        memory.mark(served, key)
        response = sent(whole, TO_BE_ASKED)
    elif coding is None:
        abort(406, description=f"This can be had as {', '.join(CODERS)}, or without content coding.")
    else:
        response = _as_file(file or served.spool.put((key, coding), _pieces(served, shape, asked), coding), coding)
    response.headers["Content-Disposition"] = f'attachment; filename="{collection}.csv"'
    vary(response, "Accept-Language")
    return response


def _pieces(served: Served, shape: NodeShape, asked: Asked) -> Iterator[bytes]:
    return _written(shape, served.index.rows(shape, asked.filters, asked.text), g.language)


def _whole(pieces: Iterator[bytes]) -> Rendered | None:
    """The table, if it is small enough to be kept in memory."""
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > MAX_WHOLE_BYTES:
            return None
    return made(bytes(body), _CONTENT_TYPE)


def _as_file(file: Spooled, coding: str) -> Response:
    """A large table, sent as it lies on the disk."""
    served: Served = g.served
    tag = f"{file.etag}-{coding}" if coding else file.etag
    response = send_file(file.path, _CONTENT_TYPE, conditional=True, etag=tag, last_modified=served.modified)
    response.headers["Content-Type"] = _CONTENT_TYPE
    response.headers["Cache-Control"] = TO_BE_ASKED
    vary(response, "Accept-Encoding")
    if coding:
        response.headers["Content-Encoding"] = coding
    if response.status_code == conditional.NOT_MODIFIED:
        # nobody will read the file
        response.close()
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
