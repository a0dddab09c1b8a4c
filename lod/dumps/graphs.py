"""Dumps as RDF: each format written from the sorted data, as a stream."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from typing import IO, NamedTuple

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


def json_lines(part: Part, output: IO[bytes]) -> None:
    """Writes compact JSON-LD, one document a line, each with the address of the context."""
    for text in _json(part, with_context=True):
        output.write(text + b"\n")


def json_ld(part: Part, output: IO[bytes]) -> None:
    """Writes one JSON-LD document that holds its context."""
    context = json.dumps(part.context.as_json()["@context"], ensure_ascii=False).encode()
    output.write(b'{"@context": ' + context + b', "@graph": [')
    separator = b"\n"
    for text in _json(part, with_context=False):
        output.write(separator + text)
        separator = b",\n"
    output.write(b"\n]}\n")


def _json(part: Part, *, with_context: bool) -> Iterable[bytes]:
    for document in part.documents():
        tree = part.context.document(document.triples(), document.iri)
        if not with_context:
            del tree["@context"]
        yield json.dumps(tree, ensure_ascii=False, separators=(",", ":")).encode()


WRITERS: Mapping[str, Callable[[Part, IO[bytes]], None]] = MappingProxyType(
    {"nt": n_triples, "ttl": turtle, "rdf": rdf_xml, "jsonl": json_lines, "jsonld": json_ld}
)
