"""Reading the index: lists, facets, counts and search."""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lod import rdf
from lod.index.choices import Choices, FacetValue
from lod.index.conditions import condition
from lod.index.connections import Connections
from lod.ontology import Texts
from lod.rdf import Term
from lod.shapes import NodeShape

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


class Index:
    """An index on disk, read-only; any thread may ask.

    Args:
        path: The SQLite file.

    Raises:
        ReleaseError: there is none, or it cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._connections = Connections(path)
        self._choices = Choices()

    def listing(
        self, shape: NodeShape, filters: Mapping[str, str], text: str = "", limit: int = 25, offset: int = 0
    ) -> Listing:
        """The things of *shape* that have all *filters* (facet name to key) and all words of *text*, one page."""
        with self._connections.one() as connection:
            known, unknown = _resolve(connection, shape, filters)
            fits, parameters = condition(shape, known, text)
            if unknown:
                fits = f"{fits} AND 0"
            total = connection.execute(f"SELECT count(*) FROM thing WHERE {fits}", parameters).fetchone()[0]
            found = connection.execute(
                f"SELECT iri, cells FROM thing WHERE {fits} {_ORDER} LIMIT ? OFFSET ?",
                (*parameters, limit, offset),
            )
            rows = [Row(iri, _cells(cells)) for iri, cells in found]
            facets = self._choices.of(connection, shape, known, text)
        return Listing(total, rows, facets, unknown)

    def rows(self, shape: NodeShape, filters: Mapping[str, str], text: str = "") -> Iterator[Row]:
        """All things that `listing` would give, one by one, in its order."""
        with self._connections.one() as connection:
            known, unknown = _resolve(connection, shape, filters)
            fits, parameters = condition(shape, known, text)
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


def _cells(stored: str) -> dict[str, list[Cell]]:
    return {name: [Cell(text, iri) for text, iri in cells] for name, cells in json.loads(stored).items()}


def _term(written: str) -> Term:
    """The term written as in N-Triples."""
    statement = f"<urn:x> <urn:x> {written} .".encode()
    return next(rdf.read(statement, rdf.N_TRIPLES)).object
