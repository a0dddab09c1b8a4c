"""A record: what a source says of one thing, by ontology names, before it is RDF."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, islice
from typing import Any, NamedTuple

from lod.findings import Origin

# a path with an item in it is made of data: not all of them are kept
MAX_KEPT_PATHS = 4_096


class Value(NamedTuple):
    """One value of a field.

    Args:
        lexical: The value in its canonical form: ``2009-02-28``, ``15000``, a code's or a body's name.
        line: Line of the source, from 1.
        label: How the source names the field (``Costo complessivo del processo``).
        text: The value as received, where it differs from *lexical*.
        datatype: Local name of the XSD datatype where the field allows several (``gYear``, ``date``).
        iri: What the value names, once linked.
        language: Language of the text, BCP 47; empty for that of the record.
        file: The file that it stands in; empty for that of the record.
        column: Column of the source's table, from 1; 0 where there is none.
    """

    lexical: str
    line: int
    label: str = ""
    text: str = ""
    datatype: str = ""
    iri: str = ""
    language: str = ""
    file: str = ""
    column: int = 0

    @property
    def received(self) -> str:
        """The value as the source wrote it."""
        return self.text or self.lexical


class Unread(NamedTuple):
    """What a source says and nobody could read: kept as the literal it was.

    Args:
        label: The source's label, empty for a line without one.
        text: The value as received.
        line: Line of the source, from 1.
        file: The file that it stands in; empty for that of the record.
        column: Column of the source's table, from 1; 0 where there is none.
    """

    label: str
    text: str
    line: int
    file: str = ""
    column: int = 0


@dataclass(frozen=True, slots=True)
class Record:
    """What a source says of one thing.

    Args:
        shape: Local name of the node shape that describes such things (``Process``).
        key: Last part of its IRI (``er-65``).
        origin: File and first line.
        fields: Values by field name. A name is a path of ontology names: ``title``,
            ``temporal.endDate``, ``assessment[parita-genere].outcome``.
        language: Language of its texts, BCP 47.
        source: Name of the configured source (``osservatorio``).
        unread: What could not be read.
        not_captured: Labels that stand there while their value was lost before it reached us.
        raw: The record as received, for ``rejected/``.
        pages: The pages of registers that the record is or is about (``osservatoriopartecipazione.it/65``): records of
            different sources that share one speak of one thing.
    """

    shape: str
    key: str
    origin: Origin
    fields: Mapping[str, tuple[Value, ...]]
    language: str = "it"
    source: str = ""
    unread: tuple[Unread, ...] = ()
    not_captured: tuple[Unread, ...] = field(default=())
    raw: str = ""
    pages: tuple[str, ...] = ()

    def __reduce__(self) -> tuple[Any, ...]:
        """The record for another process: what its values hold, in one list, goes there in half of the time."""
        fields = {name: len(values) for name, values in self.fields.items()}
        held = list(chain.from_iterable(chain.from_iterable(self.fields.values())))
        rest = (self.language, self.source, self.unread, self.not_captured, self.raw, self.pages)
        return _unpacked, (self.shape, self.key, self.origin, fields, held, *rest)

    def place(self, said: Value | Unread) -> Origin:
        """Where *said*, a value of this record, stands."""
        return Origin(said.file or self.origin.file, said.line, said.column)


def _unpacked(shape: str, key: str, origin: Origin, fields: Mapping[str, int], held: list[Any], *rest: Any) -> Record:
    values = map(Value._make, zip(*[iter(held)] * len(Value._fields), strict=True))
    made = {name: tuple(islice(values, count)) for name, count in fields.items()}
    return Record(shape, key, origin, made, *rest)


@lru_cache(MAX_KEPT_PATHS)
def path_of(name: str) -> str:
    """*name* without what tells parts apart: ``assessment[giovani].outcome`` gives ``assessment.outcome``."""
    return ".".join(step.partition("[")[0] for step in name.split("."))
