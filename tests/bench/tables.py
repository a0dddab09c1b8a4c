"""Synthetic records as files: JSON Lines, a register with its profile, and prepared tables with RML for morph-kgc."""

import csv
import json
from collections.abc import Iterable
from contextlib import ExitStack
from itertools import chain, islice
from pathlib import Path

from lod.config import SourceSettings
from lod.iris import Iris
from lod.linking import Linker
from lod.model import Model
from lod.rdf import RDF_LANG_STRING, XSD
from lod.shapes import PropertyShape
from lod.sources import datasets
from lod.sources.osservatorio import LABELS
from tests.bench.synthetic import EMPTY, NOT_CAPTURED, Synthetic

# fields that may have several values: for morph-kgc a table each
LISTS = ("decisionHolder", "externalSubject", "participantKind", "guaranteeFunction", "spatial", NOT_CAPTURED)
LOOKED_AT = 1_000
_RML = """@prefix rr: <http://www.w3.org/ns/r2rml#> .
@prefix rml: <http://semweb.mmlab.be/ns/rml#> .
@prefix ql: <http://semweb.mmlab.be/ns/ql#> .
"""
_PROFILE = """name = "Synthetic"
language = "it"
key = "id"
[format]
delimiter = ";"
[columns."title"]
field = "title"
[columns."Territorio Interessato"]
field = "spatial"
separator = " / "
"""
_FORMS = {
    "money": 'decimal = ","\nthousands = "."\n',
    "percent": 'decimal = ","\n',
    "day": 'date = "%d/%m/%Y"\n',
    "prose": 'form = "prose"\n',
}


def write_lines(records: Iterable[Synthetic], path: Path) -> None:
    """The records as rows of the Osservatorio."""
    with path.open("w", encoding="utf-8") as file:
        for record in records:
            row = {"id": str(record.number), **record.received, EMPTY: record.empty}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def write_register(records: Iterable[Synthetic], path: Path, profile: Path) -> None:
    """The records as a CSV with the same labels, but for the index and the address, and the profile that reads it."""
    labels = [name for name, label in LABELS.items() if label.form.__name__ not in ("index", "address")]
    columns = ["id", "title", "Territorio Interessato", *labels]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", delimiter=";", extrasaction="ignore")
        writer.writeheader()
        writer.writerows({"id": str(record.number), **record.received} for record in records)
    told = [_PROFILE]
    for name in labels:
        label = LABELS[name]
        told.append(f'[columns."{name}"]\nfield = "{label.field}"\n{_FORMS.get(label.form.__name__, "")}')
        told.append(f'separator = "{label.separator}"\n' if label.separator else "")
    profile.write_text("".join(told), "utf-8")


class Prepared:
    """Tables and mapping for morph-kgc: codes and names are IRIs already, values have their canonical forms.

    Args:
        model: Where the fields are described.
        linker: Knows the IRIs of names.
        iris: The publisher's IRIs.
        source: Where the records are said to come from.
    """

    def __init__(self, model: Model, linker: Linker, iris: Iris, source: SourceSettings) -> None:
        self._model = model
        self._shape = model.shapes["Process"]
        self._linker = linker
        self._iris = iris
        self._constants = {"license": source.licence, "inDataset": iris.thing(datasets.KIND, source.name)}
        self._fields = dict(model.paths(self._shape))
        self._known: dict[tuple[str, str], str] = {}
        self._columns: dict[str, None] = {}

    def write(self, records: Iterable[Synthetic], folder: Path) -> Path:
        """Writes tables and mapping into *folder*; the mapping. The first records tell which columns there are."""
        coming = iter(records)
        first = list(islice(coming, LOOKED_AT))
        self._columns = dict.fromkeys(name for record in first for name in record.said if name not in LISTS)
        with ExitStack() as stack:
            files = {
                name: stack.enter_context((folder / f"{name}.csv").open("w", encoding="utf-8", newline=""))
                for name in ("processes", *LISTS)
            }
            tables = {name: csv.writer(file) for name, file in files.items()}
            tables["processes"].writerow(["key", "number", *self._columns])
            for name in LISTS:
                tables[name].writerow(["key", "value"])
            for record in chain(first, coming):
                key = f"er-{record.number}"
                said = {name: [self._term(name, v) for v in values] for name, values in record.said.items()}
                tables["processes"].writerow(
                    [key, record.number, *("".join(said.get(name, ())) for name in self._columns)]
                )
                for name in LISTS:
                    tables[name].writerows([key, value] for value in said.get(name, ()))
        mapping = folder / "prepared.ttl"
        mapping.write_text(self._mapping(folder), "utf-8")
        return mapping

    def _field(self, path: str) -> PropertyShape:
        return self._fields[".".join(step.partition("[")[0] for step in path.split("."))]

    def _term(self, path: str, text: str) -> str:
        found = self._known.get((path, text))
        if found is None:
            prop = self._field(path)
            found = text
            if prop.scheme:
                found = self._model.schemes[prop.scheme].concept(text) or ""
            elif prop.links:
                linked = self._linker.place(text) if prop.links == "place" else self._linker.agent(text)
                found = self._iris.thing(prop.links, linked.key)
            if prop.scheme or prop.links:
                self._known[path, text] = found
        return found

    def _mapping(self, folder: Path) -> str:
        root = self._iris.thing("process", "{key}")
        maps: dict[tuple[str, str], list[str]] = {}
        subjects = {"": (root, self._shape)}
        for path in self._paths():
            source, said = self._says(path)
            *steps, _ = path.split(".")
            for depth in range(1, len(steps) + 1):
                self._part(steps[:depth], subjects, maps)
            subject = subjects[".".join(steps)][0]
            maps.setdefault((source, subject), []).append(said)
        for subject, shape in subjects.values():
            classes = ", ".join(f"<{c}>" for c in (shape.target, *shape.also))
            maps.setdefault(("processes", subject), []).insert(0, classes)
        document = maps["processes", subjects["isPrimaryTopicOf"][0]]
        for name, iri in self._constants.items():
            document.append(_constant(self._fields[f"isPrimaryTopicOf.{name}"], iri))
        maps["processes", root].append(said_as(self._fields["identifier"], 'rr:template "er:{number}"'))
        return _RML + "".join(triples_map(self._source(folder, key[0]), key[1], said) for key, said in maps.items())

    def _paths(self) -> Iterable[str]:
        return (*self._columns, *LISTS)

    def _says(self, path: str) -> tuple[str, str]:
        """The table that holds the values of *path*, and how they are said."""
        source, column = ("processes", path) if path in self._columns else (path, "value")
        return source, said_as(self._field(path), f'rml:reference "{column}"')

    def _source(self, folder: Path, table: str) -> str:
        return f'rml:source "{folder}/{table}.csv" ; rml:referenceFormulation ql:CSV'

    def _part(
        self, steps: list[str], subjects: dict[str, tuple[str, object]], maps: dict[tuple[str, str], list[str]]
    ) -> None:
        """Notes a part of the thing: its subject, what leads to it and back, and what tells it from others."""
        path = ".".join(steps)
        if path in subjects:
            return
        above = subjects[".".join(steps[:-1])][0]
        prop, item = self._field(path), steps[-1].partition("[")[2].rstrip("]")
        shape = self._model.shapes[prop.part]
        iri = prop.template.format(base=self._iris.base, key="{key}", subject=above, item=item)
        subjects[path] = (iri, shape)
        maps.setdefault(("processes", above), []).append(said_as(prop, f'rr:template "{iri}"'))
        about = maps.setdefault(("processes", iri), [])
        if prop.inverse:
            about.append(said_as(shape.properties[prop.inverse], f'rr:template "{above}"'))
        if prop.item_property:
            within = shape.properties[prop.item_property]
            about.append(_constant(within, self._model.schemes[within.scheme].concept(item) or ""))


def said_as(prop: PropertyShape, value: str) -> str:
    """How *prop* is said, its object given by *value*."""
    if prop.holds_iris:
        kind = "rr:termType rr:IRI"
    elif prop.datatypes == (RDF_LANG_STRING,):
        kind = 'rr:termType rr:Literal ; rr:language "it"'
    else:
        datatype = prop.datatypes[0] if len(prop.datatypes) == 1 else XSD + "date"
        kind = "rr:termType rr:Literal"
        kind += "" if datatype == XSD + "string" else f" ; rr:datatype <{datatype}>"
    return f"rr:predicateObjectMap [ rr:predicate <{prop.path[0]}> ; rr:objectMap [ {value} ; {kind} ] ]"


def _constant(prop: PropertyShape, iri: str) -> str:
    return f"rr:predicateObjectMap [ rr:predicate <{prop.path[0]}> ; rr:objectMap [ rr:constant <{iri}> ] ]"


def triples_map(source: str, subject: str, said: list[str]) -> str:
    """A triples map of what is *said* of *subject*, the first its classes."""
    head, *rest = said if not said[0].startswith("rr:") else ["", *said]
    classes = f" ; rr:class {head}" if head else ""
    where = f"rml:logicalSource [ {source} ]"
    about = f'rr:subjectMap [ rr:template "{subject}"{classes} ]'
    return "[] " + " ;\n  ".join([where, about, *rest]) + " .\n"
