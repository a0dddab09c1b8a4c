"""Dumps as RDF: each format written from the sorted data, as a stream."""

import json
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any, NamedTuple

from lod import rdf, sorting
from lod.jsonld import Context
from lod.rdf import Triple


class Document(NamedTuple):
    """All that a release says in one document.

    Args:
        iri: The thing that it is about, without fragment.
        lines: N-Triples.
    """

    iri: str
    lines: list[bytes]

    def triples(self) -> list[Triple]:
        """The statements."""
        return list(rdf.read(b"".join(self.lines), rdf.N_TRIPLES))


class Part(NamedTuple):
    """A part of a release that is dumped by itself.

    Args:
        data: The sorted data.
        base: What the IRIs of the publisher's data start with.
        holds: Whether it holds the document of this name.
        context: The published context, its address absolute.
    """

    data: Path
    base: str
    holds: Callable[[str], bool]
    context: Context

    def documents(self) -> Iterator[Document]:
        """Its documents, sorted."""
        with self.data.open("rb") as lines:
            for name, groups in groupby(sorting.groups(lines, self.base), lambda group: group.document.decode()):
                if self.holds(name):
                    yield Document(name, [line for group in groups for line in group.lines])

    def triples(self) -> Iterator[Triple]:
        """Its statements, document by document."""
        for document in self.documents():
            yield from document.triples()


def n_triples(part: Part, output: IO[bytes]) -> None:
    """Writes N-Triples: the very lines of the data."""
    for document in part.documents():
        output.writelines(document.lines)


def turtle(part: Part, output: IO[bytes]) -> None:
    """Writes Turtle, subject by subject."""
    rdf.write_to(output, part.triples(), rdf.TURTLE, part.context.prefixes)


def rdf_xml(part: Part, output: IO[bytes]) -> None:
    """Writes RDF/XML, subject by subject."""
    rdf.write_to(output, part.triples(), rdf.RDF_XML, part.context.prefixes)


class JsonDumps:
    """Two dumps of one part, as compact JSON-LD: a document a line, and one document that holds them all.

    Args:
        context: The published context, its address absolute.
        lines: Takes the lines, each with the address of the context.
        whole: Takes the one document, which holds the context.
    """

    def __init__(self, context: Context, lines: IO[bytes], whole: IO[bytes]) -> None:
        self._lines = lines
        self._whole = whole
        self._named = b'{"@context":' + _as_json(context.iri) + b","
        self._separator = b"\n"
        held = json.dumps(context.as_json()["@context"], ensure_ascii=False).encode()
        whole.write(b'{"@context": ' + held + b', "@graph": [')

    def take(self, text: bytes) -> None:
        """Writes one document, which comes as `json_of` gives it."""
        self._lines.write(self._named + text[1:] + b"\n")
        self._whole.write(self._separator + text)
        self._separator = b",\n"

    def finish(self) -> None:
        """Closes the one document."""
        self._whole.write(b"\n]}\n")


def json_of(document: Document, context: Context) -> bytes:
    """A document as compact JSON-LD, without its context."""
    tree = context.document(document.triples(), document.iri)
    del tree["@context"]
    return _as_json(tree)


def _as_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


WRITERS: Mapping[str, Callable[[Part, IO[bytes]], None]] = MappingProxyType(
    {"nt": n_triples, "ttl": turtle, "rdf": rdf_xml}
)
