"""How many solutions a written answer has: exact, and cheap where there are few."""

import csv
import io

import pyoxigraph as ox

from lod.errors import LimitError
from lod.store.base import CSV, SPARQL_JSON, SPARQL_XML, TSV

# what stands between or after two solutions; in a text of the data it may stand too, but for XML and TSV
_MARKS = {SPARQL_JSON: b"},{", SPARQL_XML: b"</result>", CSV: b"\n", TSV: b"\n"}


def refuse_more(body: bytes | memoryview, media_type: str, max_rows: int) -> None:
    """Nothing, if *body* has at most *max_rows* solutions; a graph has none.

    Raises:
        LimitError: it has more.
    """
    mark = _MARKS.get(media_type)
    if mark is None or bytes(body).count(mark) <= max_rows:
        return
    if _count(bytes(body), media_type) > max_rows:
        raise LimitError(f"the answer has more than {max_rows} rows; ask for less with LIMIT")


def _count(body: bytes, media_type: str) -> int:
    if media_type == CSV:
        return sum(1 for _ in csv.reader(io.StringIO(body.decode(), newline=""))) - 1
    if media_type == TSV:
        return body.count(b"\n") - 1
    formats = {SPARQL_JSON: ox.QueryResultsFormat.JSON, SPARQL_XML: ox.QueryResultsFormat.XML}
    found = ox.parse_query_results(body, format=formats[media_type])
    return sum(1 for _ in found) if isinstance(found, ox.QuerySolutions) else 0
