"""RDF terms, reading and writing: pyoxigraph behind names of ours."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse, serialize

Subject = NamedNode | BlankNode
Term = NamedNode | BlankNode | Literal | Triple

TURTLE = "text/turtle"
N_TRIPLES = "application/n-triples"
RDF_XML = "application/rdf+xml"
JSON_LD = "application/ld+json"

WRITABLE: Mapping[str, RdfFormat] = MappingProxyType(
    {TURTLE: RdfFormat.TURTLE, N_TRIPLES: RdfFormat.N_TRIPLES, RDF_XML: RdfFormat.RDF_XML}
)

RDF_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
XSD = "http://www.w3.org/2001/XMLSchema#"
XSD_STRING = XSD + "string"
RDF_LANG_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"

__all__ = [
    "BlankNode",
    "Literal",
    "NamedNode",
    "Subject",
    "Term",
    "Triple",
    "plain",
    "read",
    "sort_key",
    "write",
]


def read(data: bytes, media_type: str, base: str | None = None) -> Iterator[Triple]:
    """The triples of *data*.

    Raises:
        SyntaxError: the data is not of that media type.
    """
    formats = {**WRITABLE, JSON_LD: RdfFormat.JSON_LD}
    for quad in parse(data, format=formats[media_type], base_iri=base):
        yield quad.triple


def write(triples: Iterable[Triple], media_type: str, prefixes: Mapping[str, str] | None = None) -> bytes:
    """*triples* as *media_type*, in the order given; Turtle groups what comes subject by subject."""
    takes_prefixes = media_type != N_TRIPLES
    written = serialize(triples, format=WRITABLE[media_type], prefixes=dict(prefixes or {}) if takes_prefixes else None)
    return written if written is not None else b""


def write_to(path: Path, triples: Iterable[Triple]) -> None:
    """Writes *triples* as N-Triples to a file, as they come."""
    serialize(triples, str(path), format=RdfFormat.N_TRIPLES)


def plain(term: Term) -> str:
    """The IRI, the text or the blank node's name: a term without its RDF clothes."""
    return term.value if isinstance(term, NamedNode | Literal) else str(term)


def sort_key(triple: Triple) -> tuple[str, bool, str, str]:
    """Sorts triples by subject, then ``rdf:type`` first, then predicate and object."""
    predicate = triple.predicate
    return (str(triple.subject), predicate != RDF_TYPE, predicate.value, str(triple.object))
