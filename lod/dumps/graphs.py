"""Dumps as RDF: each format written from the sorted data, as a stream, once for all that want a document."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from typing import IO, NamedTuple

from lod import nodes, rdf, sorting
from lod.dumps.files import Part
from lod.jsonld import Context
from lod.rdf import Triple

_DOCUMENTS_AT_ONCE = 100
# what a writer writes before and after the statements; of some only the first one tells
_HEADS = MappingProxyType(
    {rdf.TURTLE: re.compile(rb"(?:@prefix .*\n)*"), rdf.RDF_XML: re.compile(rb"<\?xml.*\n<rdf:RDF .*>\n")}
)
_TAILS = MappingProxyType({rdf.TURTLE: b"", rdf.RDF_XML: b"</rdf:RDF>"})


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


class Batch:
    """Some documents that belong to the same parts; what several formats need of them is made once.

    Args:
        documents: The documents.
        context: The published context, its address absolute.
    """

    def __init__(self, documents: Sequence[Document], context: Context) -> None:
        self.documents = documents
        self.context = context

    @cached_property
    def triples(self) -> list[list[Triple]]:
        """The statements of each document."""
        return [document.triples() for document in self.documents]

    @cached_property
    def json(self) -> list[bytes]:
        """Each document as compact JSON-LD, without its context."""
        found = []
        for document, triples in zip(self.documents, self.triples, strict=True):
            tree = self.context.document(nodes.of_triples(triples), document.iri)
            del tree["@context"]
            found.append(json.dumps(tree, ensure_ascii=False, separators=(",", ":")).encode())
        return found


class Form(NamedTuple):
    """How a format is written.

    Args:
        body: The documents of a batch.
        head: What stands before all documents.
        tail: What stands after them.
        between: What stands between two batches.
    """

    body: Callable[[Batch], bytes]
    head: bytes = b""
    tail: bytes = b""
    between: bytes = b""


def documents(data: Path, base: str) -> Iterator[Document]:
    """All documents of sorted *data*, whose publisher's IRIs start with *base*."""
    with data.open("rb") as lines:
        for name, groups in groupby(sorting.groups(lines, base), lambda group: group.document.decode()):
            yield Document(name, [line for group in groups for line in group.lines])


def write(
    found: Iterable[Document],
    parts_of: Callable[[str], tuple[Part, ...]],
    outputs: Mapping[str, Mapping[Part, IO[bytes]]],
    context: Context,
) -> None:
    """Writes documents in several formats, each to all parts that it belongs to.

    Args:
        found: The documents.
        parts_of: The parts that the document of a name belongs to.
        outputs: Where they go, by format and part; a part may be lacking.
        context: The published context, its address absolute.
    """
    forms = {extension: FORMS[extension](context) for extension in outputs}
    begun: set[IO[bytes]] = set()
    for extension, by_part in outputs.items():
        for output in by_part.values():
            output.write(forms[extension].head)
    for parts, some in groupby(found, lambda document: parts_of(document.iri)):
        for batch in _batches(some, context):
            for extension, by_part in outputs.items():
                body = forms[extension].body(batch)
                for output in (by_part[part] for part in parts if part in by_part):
                    output.write(forms[extension].between + body if output in begun else body)
                    begun.add(output)
    for extension, by_part in outputs.items():
        for output in by_part.values():
            output.write(forms[extension].tail)


def _batches(found: Iterable[Document], context: Context) -> Iterator[Batch]:
    gathered: list[Document] = []
    for document in found:
        gathered.append(document)
        if len(gathered) == _DOCUMENTS_AT_ONCE:
            yield Batch(gathered, context)
            gathered = []
    if gathered:
        yield Batch(gathered, context)


def _n_triples(_context: Context) -> Form:
    """N-Triples: the very lines of the data."""
    return Form(lambda batch: b"".join(line for document in batch.documents for line in document.lines))


def _graph(media_type: str, context: Context) -> Form:
    """Turtle or RDF/XML, subject by subject: what the writer gives for some documents, without its head and tail."""
    probe = rdf.write([Triple(rdf.RDF_TYPE, rdf.RDF_TYPE, rdf.RDF_TYPE)], media_type, context.prefixes)
    found = _HEADS[media_type].match(probe)
    head, tail = found[0] if found else b"", _TAILS[media_type]

    def body(batch: Batch) -> bytes:
        triples = (triple for some in batch.triples for triple in some)
        written = rdf.write(triples, media_type, context.prefixes)
        return written.removeprefix(head).removesuffix(tail)

    return Form(body, head, tail)


def _json_lines(context: Context) -> Form:
    """Compact JSON-LD, one document a line, each with the address of the context."""
    start = b'{"@context":' + json.dumps(context.iri, ensure_ascii=False).encode() + b","
    return Form(lambda batch: b"".join(start + text[1:] + b"\n" for text in batch.json))


def _json_ld(context: Context) -> Form:
    """One JSON-LD document that holds its context."""
    said = json.dumps(context.as_json()["@context"], ensure_ascii=False).encode()
    head = b'{"@context": ' + said + b', "@graph": ['
    return Form(lambda batch: b",".join(b"\n" + text for text in batch.json), head, b"\n]}\n", b",")


FORMS: Mapping[str, Callable[[Context], Form]] = MappingProxyType(
    {
        "nt": _n_triples,
        "ttl": lambda context: _graph(rdf.TURTLE, context),
        "rdf": lambda context: _graph(rdf.RDF_XML, context),
        "jsonl": _json_lines,
        "jsonld": _json_ld,
    }
)
