"""A shape's things as flat rows: gathered once on disk, then read for each table."""

import pickle
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from lod import queries, rdf
from lod.dumps.columns import Column, Survey, columns, fields, has_name, several
from lod.dumps.features import Point, point
from lod.dumps.graphs import Document
from lod.dumps.rows import Row, is_a, row
from lod.model import Model
from lod.ontology import Texts
from lod.shapes import NodeShape
from lod.store.base import Store

_WKT = "http://www.opengis.net/ont/geosparql#wktLiteral"


class Flat:
    """The rows of one shape.

    Args:
        model: The model.
        shape: The shape; its things are told in one list.
        scratch: A file of its own, removed by whoever gave it.
    """

    def __init__(self, model: Model, shape: NodeShape, scratch: Path) -> None:
        self.shape = shape
        self._model = model
        self._scratch = scratch
        self._fields = fields(model, shape)
        self.survey = Survey(several=several(shape, self._fields))

    def gather(self, documents: Iterable[Document]) -> None:
        """Takes the rows of all things of the shape among *documents*."""
        with self._scratch.open("wb") as file:
            for document in documents:
                triples = document.triples()
                if is_a(document.iri, self.shape.target, triples):
                    found = row(document.iri, triples, self._fields, self.survey)
                    if found is not None:
                        pickle.dump(found, file)

    def rows(self) -> Iterator[Row]:
        """The rows, in the order in which they came."""
        with self._scratch.open("rb") as file:
            while file.peek(1):
                yield pickle.load(file)  # noqa: S301  # what this object has just written

    def columns(self) -> list[Column]:
        """All columns."""
        return columns(self._model, self._fields, self.survey)

    def main_columns(self) -> list[Column]:
        """The columns of the shape's list, and what names its things."""
        label = self.shape.label_property()
        listed = {prop.name for prop in self.shape.columns()} | ({label.name} if label else set())
        return [column for column in self.columns() if column.path in {"", *listed}]

    def labels(self, store: Store) -> Mapping[str, Texts]:
        """What the things and concepts that rows name are called, by IRI."""
        found: dict[str, Texts] = dict(self._model.concept_labels)
        for steps in self._fields.values():
            if has_name(self._model, steps[-1]):
                path = [predicate for step in steps for predicate in step.path]
                found |= store.names(queries.labels(self.shape.target, path, self._model.label_predicates))
        return found

    def points(self, store: Store) -> Mapping[str, Point]:
        """Where the places are that rows can name, by IRI."""
        found: dict[str, Point] = {}
        linked = {steps[0].links for steps in self._fields.values() if len(steps) == 1 and steps[0].links}
        for shape in (shape for kind in linked for shape in self._model.by_kind.get(kind, ())):
            for path, prop in self._model.paths(shape):
                if _WKT in prop.datatypes:
                    known = dict(self._model.paths(shape))
                    names = path.split(".")
                    steps = [known[".".join(names[: n + 1])] for n in range(len(names))]
                    found |= _points(store, queries.values(shape.target, [p for s in steps for p in s.path]))
        return found


def _points(store: Store, query: str) -> dict[str, Point]:
    found = ((rdf.plain(solution["thing"]), point(rdf.plain(solution["value"]))) for solution in store.select(query))
    return {iri: where for iri, where in sorted(found) if where is not None}
