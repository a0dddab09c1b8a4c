"""What the data state of the things of a table: what its columns must say, and where the map must have them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from lod import rdf
from lod.rdf import RDF_TYPE, Literal
from lod.release.described import Columns, Said, value
from lod.release.reading import Reading

_TYPE = str(RDF_TYPE).encode()
_WKT = b"^^<http://www.opengis.net/ont/geosparql#wktLiteral> .\n"
_POINT = re.compile(rb'"[^"]*?POINT ?\(([-0-9.]+) ([-0-9.]+)\)"')
# longitude and latitude, by the IRI of the place
Points = Mapping[bytes, tuple[float, float]]


class Stated(NamedTuple):
    """What the data state.

    Args:
        rows: Of which things.
        said: The values of each property that has a column, by language.
        places: Where they are.
    """

    rows: Reading
    said: Mapping[Said, Reading]
    places: Reading


def points(lines: Iterable[bytes]) -> Points:
    """Where places are: the points in sorted N-Triples, which are said of parts of places."""
    found = {}
    for line in lines:
        if line.endswith(_WKT) and (match := _POINT.search(line)):
            found[line[1:].partition(b">")[0].partition(b"#")[0]] = (float(match[1]), float(match[2]))
    return found


def stated(lines: Iterable[bytes], beginning: str, known: Columns, where: Points) -> Stated:
    """What sorted N-Triples state of the things of a table.

    Args:
        lines: Lines with their ends, subject by subject, ``rdf:type`` first.
        beginning: What the things' IRIs begin with.
        known: What the table is said to hold.
        where: Where places are.
    """
    target, start = f"<{known.target}> .\n".encode(), f"<{beginning}".encode()
    wanted = {f"<{iri}>".encode(): iri for iri, _ in known.said.values()}
    lists = {said[0] for name, said in known.said.items() if name in known.separators}
    totals: defaultdict[Said, list[int]] = defaultdict(lambda: [0, 0])
    rows, places = [0, 0], [0, 0]
    subject, iri, is_row = b"", "", False
    for line in lines:
        if not line.startswith(start):
            continue
        named, predicate, said = line.split(b" ", 2)
        if named != subject:
            subject, iri, is_row = named, named[1:-1].decode(), False
        if predicate == _TYPE and said == target:
            is_row = True
            _note(rows, iri)
        elif is_row and predicate in wanted:
            property_iri = wanted[predicate]
            text, language = _value(line, said)
            if text:
                _note(totals[property_iri, language], (iri, value(text, is_list=property_iri in lists)))
            if (place := where.get(said[1:-4])) is not None:
                _note(places, (iri, place))
    return Stated(Reading(*rows), {key: Reading(*counted) for key, counted in totals.items()}, Reading(*places))


def _value(line: bytes, said: bytes) -> tuple[str, str]:
    """The text and the language of what a line says last."""
    if said.startswith(b"<"):
        return said[1:-4].decode(), ""
    if b"\\" in said:
        (triple,) = rdf.read(line, rdf.N_TRIPLES)
        language = triple.object.language if isinstance(triple.object, Literal) else ""
        return rdf.plain(triple.object), language or ""
    text, _, rest = said[1:].rpartition(b'"')
    return text.decode(), rest[1:-3].decode() if rest.startswith(b"@") else ""


def _note(totals: list[int], what: object) -> None:
    totals[0] += 1
    totals[1] += hash(what)
