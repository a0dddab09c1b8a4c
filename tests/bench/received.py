"""Synthetic records as JSON with lists and names as they come, and RML that links the names by joins with tables."""

import csv
import json
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path

from lod.config import SourceSettings
from lod.iris import Iris
from lod.linking import Linker
from lod.model import Model
from lod.sources.gathered import Reference
from lod.sources.reference import NAME
from tests.bench.synthetic import Synthetic
from tests.bench.tables import LOOKED_AT, Prepared, said_as, triples_map

RECORDS = "received.json"
# an engine drops a triples map that says nothing: what those of names say is not counted
NAMED = "https://example.org/Named"


class Received(Prepared):
    """JSON and mapping for morph-kgc: it takes lists apart and links names and codes; values are canonical.

    Args:
        model: Where the fields are described.
        linker: Knows the IRIs of names.
        iris: The publisher's IRIs.
        source: Where the records are said to come from.
        places: The tables that names are linked with.
    """

    def __init__(self, model: Model, linker: Linker, iris: Iris, source: SourceSettings, places: Reference) -> None:
        super().__init__(model, linker, iris, source)
        self._places = places

    def write(self, records: Iterable[Synthetic], folder: Path) -> Path:
        """Writes the JSON, the tables of names and the mapping into *folder*; the mapping."""
        coming = iter(records)
        first = list(islice(coming, LOOKED_AT))
        self._columns = dict.fromkeys(name for record in first for name in record.said)
        with (folder / RECORDS).open("w", encoding="utf-8") as file:
            before = "[\n"
            for record in chain(first, coming):
                self._note(record)
                row = {"key": f"er-{record.number}", "number": str(record.number)}
                said = {_key(name): values if len(values) > 1 else values[0] for name, values in record.said.items()}
                file.write(before + json.dumps(row | said, ensure_ascii=False))
                before = ",\n"
            file.write("\n]\n")
        for name in self._columns:
            if self._is_linked(name):
                self._write_names(name, folder)
        mapping = folder / "received.ttl"
        mapping.write_text(self._mapping(folder) + "".join(self._parents(folder)), "utf-8")
        return mapping

    def _note(self, record: Synthetic) -> None:
        """Remembers what the record names."""
        for name, values in record.said.items():
            if self._is_linked(name):
                for value in values:
                    self._term(name, value)

    def _paths(self) -> Iterable[str]:
        return self._columns

    def _is_linked(self, path: str) -> bool:
        prop = self._field(path)
        return bool(prop.scheme or prop.links)

    def _says(self, path: str) -> tuple[str, str]:
        if not self._is_linked(path):
            return "processes", said_as(self._field(path), f'rml:reference "{_key(path)}"')
        join = f'rr:joinCondition [ rr:child "{_key(path)}" ; rr:parent "name" ]'
        made = f"rr:objectMap [ rr:parentTriplesMap <#{_key(path)}> ; {join} ]"
        return "processes", f"rr:predicateObjectMap [ rr:predicate <{self._field(path).path[0]}> ; {made} ]"

    def _source(self, folder: Path, table: str) -> str:  # noqa: ARG002  # one file holds all
        return f'rml:source "{folder / RECORDS}" ; rml:referenceFormulation ql:JSONPath ; rml:iterator "$[*]"'

    def _parents(self, folder: Path) -> Iterator[str]:
        """What the joins are with: a table of names for each field that links."""
        for path in filter(self._is_linked, self._columns):
            source = f'rml:source "{folder / _key(path)}.names.csv" ; rml:referenceFormulation ql:CSV'
            told = triples_map(source, "{iri}", [f"<{NAMED}>"])
            told = told.replace('rr:template "{iri}"', 'rml:reference "iri" ; rr:termType rr:IRI')
            yield told.replace("[]", f"<#{_key(path)}>", 1)

    def _write_names(self, path: str, folder: Path) -> None:
        """The table of all names that a field may hold, known ones and those that the records add."""
        prop = self._field(path)
        names = [text for of, text in self._known if of == path]
        if prop.links:
            names += self._listed(prop.links)
        elif prop.scheme:
            names += [label["it"] for label in self._model.schemes[prop.scheme].labels.values()]
        with (folder / f"{_key(path)}.names.csv").open("w", encoding="utf-8", newline="") as file:
            table = csv.writer(file)
            table.writerow(["name", "iri"])
            table.writerows([name, self._term(path, name)] for name in dict.fromkeys(names))

    def _listed(self, kind: str) -> list[str]:
        """All names of the reference tables that stand for one place, or one body."""
        if kind == "place":
            return [place.name for place in self._places.places.values() if self._linker.place(place.name).key]
        bodies = (record for key, record in self._places.records.items() if key not in self._places.places)
        return [record.fields[NAME][0].lexical for record in bodies]


def _key(path: str) -> str:
    """*path* as a key that needs no quotes in JSONPath."""
    return path.replace(".", "_").replace("[", "_").replace("]", "").replace("-", "_")
