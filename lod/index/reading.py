"""Reading the index: lists, facets, counts and search."""

import json
import sqlite3
import threading
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cachetools import LRUCache

from lod import rdf
from lod.index.connections import Connections
from lod.ontology import Texts
from lod.rdf import Term
from lod.shapes import NodeShape

# lists of which the choices are kept; those of a large one take some 0.3 MB
_COUNTS = 32
_ORDER = "ORDER BY thing.sort DESC, thing.number DESC, thing.iri"


@dataclass(frozen=True, slots=True)
class Cell:
    """One value in a list.

    Args:
        text: What to show, by language; the key ``""`` fits all languages.
        iri: Where it leads, empty for a literal.
    """

    text: Texts
    iri: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One thing in a list.

    Args:
        iri: Its IRI.
        cells: Values by column name.
    """

    iri: str
    cells: Mapping[str, Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One choice of a facet.

    Args:
        id: Its number in the index.
        key: Its value in addresses (``concluso``).
        text: Its label by language.
        count: How many things have it, all other filters applied.
        chosen: Whether the list is filtered by it.
    """

    id: int
    key: str
    text: Texts
    count: int
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list.

    Args:
        total: How many things fit.
        rows: Those of this page.
        facets: The choices by facet name, most frequent first.
        unknown: Filters asked for that no thing can fit, by name.
    """

    total: int
    rows: Sequence[Row]
    facets: Mapping[str, Sequence[FacetValue]]
    unknown: Mapping[str, str]


def words(text: str) -> list[str]:
    """The words of a search, folded as the index folds them: no accents, no case, nothing but letters and digits."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).lower()
    return "".join(c if c.isalnum() else " " for c in bare).split()


class Index:
    """An index on disk, read-only; any thread may ask.

    Args:
        path: The SQLite file.

    Raises:
        ReleaseError: there is none, or it cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._connections = Connections(path)
        self._lock = threading.Lock()
        self._counts: LRUCache[object, Mapping[str, Sequence[FacetValue]]] = LRUCache(_COUNTS)

    def listing(
        self, shape: NodeShape, filters: Mapping[str, str], text: str = "", limit: int = 25, offset: int = 0
    ) -> Listing:
        """The things of *shape* that have all *filters* (facet name to key) and all words of *text*, one page."""
        with self._connections.one() as connection:
            known, unknown = _resolve(connection, shape, filters)
            fits, parameters = _condition(shape, known, text)
            if unknown:
                fits = f"{fits} AND 0"
            total = connection.execute(f"SELECT count(*) FROM thing WHERE {fits}", parameters).fetchone()[0]
            found = connection.execute(
                f"SELECT iri, cells FROM thing WHERE {fits} {_ORDER} LIMIT ? OFFSET ?",
                (*parameters, limit, offset),
            )
            rows = [Row(iri, _cells(cells)) for iri, cells in found]
            facets = self._facets(connection, shape, known, text)
        return Listing(total, rows, facets, unknown)

    def _facets(
        self, connection: sqlite3.Connection, shape: NodeShape, known: Mapping[str, int], text: str
    ) -> dict[str, Sequence[FacetValue]]:
        """The choices of all facets; those of one that is chosen are of the list without it."""
        counted = self._counted(connection, shape, known, text)
        found = {facet.name: counted.get(facet.name, ()) for facet in shape.facets()}
        for name, value in known.items():
            others = {other: v for other, v in known.items() if other != name}
            choices = self._counted(connection, shape, others, text).get(name, ())
            found[name] = [replace(choice, chosen=choice.id == value) for choice in choices]
        return found

    def _counted(
        self, connection: sqlite3.Connection, shape: NodeShape, chosen: Mapping[str, int], text: str
    ) -> Mapping[str, Sequence[FacetValue]]:
        """See `_counted`; kept, as each page of a list shows it."""
        key = (shape.iri, frozenset(chosen.items()), tuple(words(text)))
        with self._lock:
            found = self._counts.get(key)
        if found is None:
            found = _counted(connection, shape, chosen, text)
            with self._lock:
                self._counts[key] = found
        return found

    def rows(self, shape: NodeShape, filters: Mapping[str, str], text: str = "") -> Iterator[Row]:
        """All things that `listing` would give, one by one, in its order."""
        with self._connections.one() as connection:
            known, unknown = _resolve(connection, shape, filters)
            fits, parameters = _condition(shape, known, text)
            if not unknown:
                for iri, cells in connection.execute(f"SELECT iri, cells FROM thing WHERE {fits} {_ORDER}", parameters):
                    yield Row(iri, _cells(cells))

    def term(self, shape: NodeShape, facet: str, key: str) -> Term | None:
        """The RDF term that *key* stands for in *facet*."""
        with self._connections.one() as connection:
            found = connection.execute(
                "SELECT term FROM value WHERE shape = ? AND facet = ? AND key = ?", (shape.name, facet, key)
            ).fetchone()
        return None if found is None else _term(found[0])


def _resolve(
    connection: sqlite3.Connection, shape: NodeShape, filters: Mapping[str, str]
) -> tuple[dict[str, int], dict[str, str]]:
    known, unknown = {}, {}
    for name, key in filters.items():
        found = connection.execute(
            "SELECT id FROM value WHERE shape = ? AND facet = ? AND key = ?", (shape.name, name, key)
        ).fetchone()
        if found:
            known[name] = found[0]
        else:
            unknown[name] = key
    return known, unknown


def _condition(shape: NodeShape, chosen: Mapping[str, int], text: str) -> tuple[str, tuple[Any, ...]]:
    narrower, parameters = _narrower("thing.id", chosen, text)
    return " AND ".join(["thing.shape = ?", *narrower]), (shape.name, *parameters)


def _narrower(thing: str, chosen: Mapping[str, int], text: str) -> tuple[list[str], tuple[Any, ...]]:
    """Conditions for a column *thing*: that it has all values that are *chosen*, and all words of *text*."""
    parts, parameters = [f"{thing} IN (SELECT thing FROM holds WHERE value = ?)"] * len(chosen), [*chosen.values()]
    wanted = words(text)
    if not wanted:
        return parts, tuple(parameters)
    searched = " AND ".join(f'"{word}"*' for word in wanted)
    return [*parts, f"{thing} IN (SELECT rowid FROM words WHERE words MATCH ?)"], (*parameters, searched)


def _counted(
    connection: sqlite3.Connection, shape: NodeShape, chosen: Mapping[str, int], text: str
) -> dict[str, list[FacetValue]]:
    """By facet, the values that things have that fit, most frequent first."""
    narrower, parameters = _narrower("thing", chosen, text)
    fits = f"WHERE {' AND '.join(narrower)}" if narrower else ""
    # counted before it is known what they are: SQLite would else go over all that fits for each value
    rows = connection.execute(
        "SELECT value.id, facet, key, label, count FROM value"
        f" JOIN (SELECT value, count(*) AS count FROM holds {fits} GROUP BY value) AS found ON found.value = value.id"
        " WHERE value.shape = ? ORDER BY count DESC, label",
        (*parameters, shape.name),
    )
    found: dict[str, list[FacetValue]] = {}
    for number, facet, key, label, count in rows:
        found.setdefault(facet, []).append(FacetValue(number, key, json.loads(label), count))
    return found


def _cells(stored: str) -> dict[str, list[Cell]]:
    return {name: [Cell(text, iri) for text, iri in cells] for name, cells in json.loads(stored).items()}


def _term(written: str) -> Term:
    """The term written as in N-Triples."""
    statement = f"<urn:x> <urn:x> {written} .".encode()
    return next(rdf.read(statement, rdf.N_TRIPLES)).object
