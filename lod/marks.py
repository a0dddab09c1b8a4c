"""Marks: what identifies a record, by which others of the same thing are found."""

from collections.abc import Iterator
from dataclasses import dataclass

from lod.iris import Iris
from lod.model import Model
from lod.names import fold
from lod.record import Record, Value
from lod.shapes import NodeShape


@dataclass(frozen=True, slots=True)
class Known:
    """A published record, as far as identity goes."""

    iri: str
    key: str
    source: str
    file: str
    line: int
    title: str


@dataclass(frozen=True, slots=True)
class Marks:
    """What identifies a record that is published.

    Args:
        known: The record.
        pages: The pages of registers that it is or is about.
        declared: Target, label and line of each key of another record of the same thing, as its source declares it.
        traits: Name and value of what records of one thing have in common.
    """

    known: Known
    pages: tuple[str, ...]
    declared: tuple[tuple[str, str, int], ...]
    traits: tuple[tuple[str, str], ...]


class Marker:
    """Finds what identifies records.

    Args:
        model: Where the shapes say what identifies.
        iris: The publisher's IRIs.
        compares: Whether there are several sources to compare; else only declared keys are followed.
    """

    def __init__(self, model: Model, iris: Iris, *, compares: bool) -> None:
        self._model = model
        self._iris = iris
        self._compares = compares

    def marks(self, record: Record, declared: tuple[Value, ...] = ()) -> Marks | None:
        """What identifies *record*; None where nobody asks.

        Args:
            record: The record, its names linked.
            declared: Keys or IRIs of other records of the same thing, as the source declares them.
        """
        if not (self._compares or declared):
            return None
        shape = self._model.shapes[record.shape]
        title = shape.label_property()
        called = record.fields.get(title.name, ()) if title else ()
        origin = record.origin
        folded = fold(called[0].lexical) if called else ""
        iri = self._iris.thing(shape.kind, record.key)
        known = Known(iri, record.key, record.source, origin.file, origin.line, folded)
        targets = tuple((value.lexical, value.label, value.line) for value in declared)
        return Marks(known, record.pages, targets, tuple(self._traits(record, shape)))

    def _traits(self, record: Record, shape: NodeShape) -> Iterator[tuple[str, str]]:
        for path, prop in self._model.paths(shape):
            if prop.tells_duplicates:
                for value in record.fields.get(path, ()):
                    yield prop.label.get("en", path), value.iri or value.lexical
