"""The things of a release on a map: GeoJSON, each where the places are that it names."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import IO, Any

from lod.dumps.columns import Column
from lod.dumps.rows import Row, values
from lod.ontology import Texts

Point = tuple[float, float]

_POINT = re.compile(r"(?:<[^>]{1,200}> )?POINT ?\((-?[0-9]{1,3}(?:\.[0-9]{1,15})?) (-?[0-9]{1,3}(?:\.[0-9]{1,15})?)\)")
_MAX_WKT_CHARACTERS = 300


def point(wkt: str) -> Point | None:
    """Longitude and latitude of a WKT point; None for any other text."""
    found = _POINT.fullmatch(wkt) if len(wkt) <= _MAX_WKT_CHARACTERS else None
    return (float(found[1]), float(found[2])) if found else None


def write_geojson(
    output: IO[bytes],
    columns: Sequence[Column],
    rows: Iterable[Row],
    labels: Mapping[str, Texts],
    points: Mapping[str, Point],
) -> None:
    """Writes one feature a row (RFC 7946), without geometry where nobody knows its places.

    Args:
        output: Where the bytes go.
        columns: What features tell; the thing's own IRI, which comes first, is their ``id``.
        rows: The things.
        labels: What IRIs are called.
        points: Where places are, by IRI.
    """
    output.write(b'{"type": "FeatureCollection", "features": [')
    separator = b"\n"
    for row in rows:
        text = json.dumps(_feature(row, columns, labels, points), ensure_ascii=False, separators=(",", ":"))
        output.write(separator + text.encode())
        separator = b",\n"
    output.write(b"\n]}\n")


def _feature(
    row: Row, columns: Sequence[Column], labels: Mapping[str, Texts], points: Mapping[str, Point]
) -> dict[str, Any]:
    told = {column.name: values(row, column, labels) for column in columns}
    properties = {name: found[0] if len(found) == 1 else found for name, found in told.items() if found}
    return {
        "type": "Feature",
        "id": row.iri,
        "geometry": _geometry(list(_places(row, points))),
        "properties": properties,
    }


def _places(row: Row, points: Mapping[str, Point]) -> Iterator[Point]:
    for path, cell in row.cells.items():
        if "." not in path:
            yield from (points[text] for entry in cell.entries for text, _ in entry if text in points)


def _geometry(places: Sequence[Point]) -> dict[str, Any] | None:
    if not places:
        return None
    if len(places) == 1:
        return {"type": "Point", "coordinates": places[0]}
    return {"type": "MultiPoint", "coordinates": places}
