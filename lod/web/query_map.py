"""The map of an answer: its points among the places that the data know, drawn without any help from elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass

from lod import queries, rdf
from lod.model import Model
from lod.shapes import NodeShape
from lod.web import query_frame
from lod.web.query_answer import Cell, Shown
from lod.web.query_frame import Frame, Line, Mark, Position, position_of
from lod.web.served import Served

WKT = "http://www.opengis.net/ont/geosparql#wktLiteral"
MOST_PLACES = 2_000
_MOST_NAMED = 40
# room for a name, in percent of a map 360 px wide
_NAME_WIDTH, _NAME_HEIGHT = 26, 8
_LATITUDES = frozenset(("lat", "latitude", "latitudine"))
_LONGITUDES = frozenset(("lon", "long", "lng", "longitude", "longitudine"))


@dataclass(frozen=True, slots=True)
class Map:
    """A map, all in percent of its width and height.

    Args:
        marks: The points of the answer.
        places: The places that the data know, as ground.
        named: Those of them that have their names written.
        meridians: How far right the lines of one longitude are, with the degrees.
        parallels: How far down the lines of one latitude are, with the degrees.
        number: How many rows have a point.
    """

    marks: Sequence[Mark]
    places: Sequence[Mark]
    named: Sequence[Mark]
    meridians: Sequence[Line]
    parallels: Sequence[Line]
    number: int


def drawn(served: Served, answer: Shown) -> Map | None:
    """The map of *answer*; None where it has no points."""
    rows = _positions(answer)
    if not rows:
        return None
    frame = Frame([position for position, _ in rows])
    together: dict[Position, list[Sequence[Cell]]] = {}
    for position, row in rows:
        together.setdefault(position, []).append(row)
    marks = [frame.mark(place, *_names(there[0]), len(there)) for place, there in together.items()]
    return Map(marks, *_ground(served, frame), *frame.lines(), number=len(rows))


def _positions(answer: Shown) -> list[tuple[Position, Sequence[Cell]]]:
    """The rows that have a point, each with it."""
    names = [name.lower() for name in answer.variables]
    latitude = next((n for n, name in enumerate(names) if name in _LATITUDES), None)
    longitude = next((n for n, name in enumerate(names) if name in _LONGITUDES), None)
    found = []
    for row in answer.rows:
        points = (position_of(cell.text) for cell in row if cell.datatype == WKT)
        position = next((point for point in points if point), None)
        if position is None and latitude is not None and longitude is not None:
            position = query_frame.position(row[longitude].text, row[latitude].text)
        if position:
            found.append((position, row))
    return found


def _names(row: Sequence[Cell]) -> tuple[str, str]:
    """The first text and the first IRI of *row*."""
    texts = (cell.text for cell in row if cell.text and not cell.iri and not cell.datatype)
    return next(texts, ""), next((cell.iri for cell in row if cell.iri), "")


def _ground(served: Served, frame: Frame) -> tuple[list[Mark], list[Mark]]:
    """The known places within the frame, and those to be named: of the classes that have few, as provinces."""
    dots, named = [], []
    for found in _places(served).values():
        inside = [mark for position, name in found if (mark := frame.mark(position, name)).is_inside]
        dots += inside
        named += inside if 1 < len(found) <= _MOST_NAMED else []
    return dots, _apart(named)


def _apart(marks: Sequence[Mark]) -> list[Mark]:
    """Those of *marks* whose names do not run into each other on a small screen, first come first served."""
    kept: list[Mark] = []
    for mark in marks:
        if all(abs(mark.x - other.x) >= _NAME_WIDTH or abs(mark.y - other.y) >= _NAME_HEIGHT for other in kept):
            kept.append(mark)
    return kept


def _places(served: Served) -> dict[str, list[tuple[Position, str]]]:
    """Position and name of the things that have points and are in no list, by class."""
    found: dict[str, list[tuple[Position, str]]] = {}
    for shape in served.model.shapes.values():
        label = shape.label_property()
        if shape.collection or not label:
            continue
        for path in points_of(served.model, shape):
            rows = served.store.select(queries.places(shape.target, path, label.path, MOST_PLACES))
            named = ((position_of(rdf.plain(row["point"])), rdf.plain(row["name"])) for row in rows)
            found.setdefault(shape.target, []).extend((place, name) for place, name in named if place)
    return found


def points_of(model: Model, shape: NodeShape) -> list[tuple[str, ...]]:
    """The paths from the things of *shape* to their points: a field of their own, or of a part."""
    parts = [(prop.path, model.shapes[prop.part].properties) for prop in shape.properties.values() if prop.part]
    fields = [((), shape.properties), *parts]
    return [(*before, *prop.path) for before, props in fields for prop in props.values() if WKT in prop.datatypes]
