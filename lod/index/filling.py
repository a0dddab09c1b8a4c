"""Filling the index by SPARQL, led by the shapes."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

from lod import queries, rdf
from lod.iris import local_name
from lod.model import Model
from lod.ontology import Texts
from lod.rdf import Literal, NamedNode, Term
from lod.shapes import NodeShape, PropertyShape
from lod.store.base import Store

_SCHEMA = """
CREATE TABLE thing (
    id INTEGER PRIMARY KEY, shape TEXT NOT NULL, iri TEXT NOT NULL UNIQUE,
    sort TEXT NOT NULL, number INTEGER NOT NULL, cells TEXT NOT NULL);
CREATE INDEX thing_order ON thing (shape, sort DESC, number DESC, iri);
CREATE TABLE value (
    id INTEGER PRIMARY KEY, shape TEXT NOT NULL, facet TEXT NOT NULL, key TEXT NOT NULL,
    term TEXT NOT NULL, label TEXT NOT NULL, UNIQUE (shape, facet, key));
CREATE TABLE holds (
    value INTEGER NOT NULL, thing INTEGER NOT NULL, PRIMARY KEY (value, thing)) WITHOUT ROWID;
CREATE INDEX holds_thing ON holds (thing);
CREATE VIRTUAL TABLE words USING fts5 (text, content='', tokenize="unicode61 remove_diacritics 2");
"""
# SQLite holds whole numbers below 2^63
_MAX_DIGITS = 18


def build(store: Store, model: Model, path: Path) -> None:
    """Writes the index of what *store* holds to a new file at *path*."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(_SCHEMA)
        for shape in model.shapes.values():
            if shape.columns():
                _Filling(store, model, shape, connection).run()
        connection.execute("INSERT INTO words (words) VALUES ('optimize')")
        connection.commit()
        connection.execute("VACUUM")


class _Filling:
    """One class of things on its way from the store to the index."""

    def __init__(self, store: Store, model: Model, shape: NodeShape, connection: sqlite3.Connection) -> None:
        self._store = store
        self._model = model
        self._shape = shape
        self._connection = connection
        self._ids: dict[str, int] = {}

    def run(self) -> None:
        things = sorted(rdf.plain(r["thing"]) for r in self._store.select(queries.things(self._shape.target)))
        start = self._connection.execute("SELECT coalesce(max(id), 0) FROM thing").fetchone()[0]
        self._ids = {iri: number for number, iri in enumerate(things, start + 1)}
        self._things()
        self._facets()
        self._words()

    def _values(self, prop: PropertyShape) -> Iterator[tuple[str, Term]]:
        found = self._store.select(queries.values(self._shape.target, prop.path))
        yield from sorted(((rdf.plain(r["thing"]), r["value"]) for r in found), key=lambda x: (x[0], str(x[1])))

    def _labels(self, prop: PropertyShape) -> Mapping[str, Texts]:
        """What the values of *prop* are called, by IRI and language."""
        if not prop.holds_iris:
            return {}
        return self._store.names(queries.labels(self._shape.target, prop.path, self._model.label_predicates))

    def _things(self) -> None:
        cells: dict[str, dict[str, list[tuple[Texts, str]]]] = {iri: {} for iri in self._ids}
        for prop in self._shape.columns():
            labels = self._labels(prop)
            for thing, value in self._values(prop):
                _put(cells[thing].setdefault(prop.name, []), *_cell(value, labels))
        sort = {thing: rdf.plain(v) for p in self._sorting() for thing, v in self._values(p)}
        self._connection.executemany(
            "INSERT INTO thing VALUES (?, ?, ?, ?, ?, ?)",
            (
                (number, self._shape.name, iri, sort.get(iri, ""), _number(iri), json.dumps(cells[iri]))
                for iri, number in self._ids.items()
            ),
        )

    def _sorting(self) -> list[PropertyShape]:
        return [p for p in self._shape.properties.values() if p.descending]

    def _facets(self) -> None:
        for prop in self._shape.facets():
            labels = self._labels(prop)
            known: dict[Term, int] = {}
            for thing, value in self._values(prop):
                if value not in known:
                    known[value] = self._new_value(prop, value, labels)
                self._connection.execute("INSERT INTO holds VALUES (?, ?)", (known[value], self._ids[thing]))

    def _new_value(self, prop: PropertyShape, value: Term, labels: Mapping[str, Texts]) -> int:
        text, iri = _cell(value, labels)
        key = local_name(iri) if iri else rdf.plain(value)
        cursor = self._connection.execute(
            "INSERT INTO value (shape, facet, key, term, label) VALUES (?, ?, ?, ?, ?)",
            (self._shape.name, prop.name, key, str(value), json.dumps(text)),
        )
        return int(cursor.lastrowid or 0)

    def _words(self) -> None:
        found: dict[str, list[str]] = {}
        for prop in self._shape.properties.values():
            if prop.search:
                labels = self._labels(prop)
                for thing, value in self._values(prop):
                    found.setdefault(thing, []).extend(_cell(value, labels)[0].values())
        self._connection.executemany(
            "INSERT INTO words (rowid, text) VALUES (?, ?)",
            ((self._ids[thing], "\n".join(texts)) for thing, texts in sorted(found.items())),
        )


def _put(cells: list[tuple[Texts, str]], text: Texts, iri: str) -> None:
    """Adds a cell; a text in several languages is one cell."""
    language = next(iter(text), "")
    same = [] if iri or not language else [i for i, (before, of) in enumerate(cells) if not of and "" not in before]
    free = next((i for i in same if language not in cells[i][0]), None)
    if free is None:
        cells.append((text, iri))
    else:
        cells[free] = ({**cells[free][0], **text}, "")


def _cell(value: Term, labels: Mapping[str, Texts]) -> tuple[Texts, str]:
    if isinstance(value, NamedNode):
        return labels.get(value.value) or {"": local_name(value.value)}, value.value
    language = value.language or "" if isinstance(value, Literal) else ""
    return {language: rdf.plain(value)}, ""


def _number(iri: str) -> int:
    """The number that ends *iri*; 0 without one, and for more digits than SQLite's integers hold."""
    digits = queries.NUMBER_AT_END.search(iri)
    return int(digits[0]) if digits and 0 < len(digits[0]) <= _MAX_DIGITS else 0
