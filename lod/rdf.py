"""RDF terms, reading and writing: pyoxigraph behind names of ours."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import IO

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    parse,
    serialize,
)

Subject = NamedNode | BlankNode
Term = NamedNode | BlankNode | Literal | Triple
# what triples are sorted by, see `sort_key`; two triples of one key are one
SortKey = tuple[str, bool, str, str]

TURTLE = "text/turtle"
N_TRIPLES = "application/n-triples"
RDF_XML = "application/rdf+xml"
JSON_LD = "application/ld+json"
TRIG = "application/trig"
N_QUADS = "application/n-quads"

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
    "Quad",
    "SortKey",
    "Subject",
    "Term",
    "Triple",
    "canonical",
    "closure",
    "plain",
    "read",
    "sort_key",
    "write",
]


def read(data: bytes | IO[bytes], media_type: str, base: str | None = None) -> Iterator[Triple]:
    """The triples of *data*, as they are read.

    Raises:
        SyntaxError: the data is not of that media type.
    """
    formats = {**WRITABLE, JSON_LD: RdfFormat.JSON_LD}
    for quad in parse(data, format=formats[media_type], base_iri=base):
        yield quad.triple


def read_file(path: Path) -> tuple[list[Triple], Mapping[str, str]]:
    """The triples of a Turtle file, and the namespaces that it binds, by prefix.

    Raises:
        SyntaxError: it is no Turtle.
        OSError: it cannot be read.
    """
    # a name that a blank node has in one file may mean another one elsewhere
    parser = parse(path=str(path), format=RdfFormat.TURTLE, rename_blank_nodes=True)
    triples = [quad.triple for quad in parser]
    return triples, parser.prefixes


def write(triples: Iterable[Triple], media_type: str, prefixes: Mapping[str, str] | None = None) -> bytes:
    """*triples* as *media_type*, in the order given; Turtle groups what comes subject by subject."""
    takes_prefixes = media_type != N_TRIPLES
    written = serialize(triples, format=WRITABLE[media_type], prefixes=dict(prefixes or {}) if takes_prefixes else None)
    if written and media_type == RDF_XML:
        # every parser of XML takes a bare carriage return for the end of a line (XML 1.0, 2.11)
        return written.replace(b"\r", b"&#13;")
    return written if written is not None else b""


def write_quads(quads: Iterable[Quad], media_type: str, prefixes: Mapping[str, str]) -> bytes:
    """*quads* as TriG or N-Quads, in the order given."""
    formats = {TRIG: RdfFormat.TRIG, N_QUADS: RdfFormat.N_QUADS}
    with_prefixes = dict(prefixes) if media_type == TRIG else None
    written = serialize(quads, format=formats[media_type], prefixes=with_prefixes)
    return written if written is not None else b""


def closure(everything: Iterable[Triple], start: Callable[[str], bool]) -> list[Triple]:
    """The statements about the subjects that *start* chooses, and about the blank nodes that these lead to."""
    about: dict[Term, list[Triple]] = {}
    for triple in everything:
        about.setdefault(triple.subject, []).append(triple)
    wanted: list[Term] = [s for s in about if isinstance(s, NamedNode) and start(s.value)]
    found: list[Triple] = []
    while wanted:
        said = about.pop(wanted.pop(), [])
        found += said
        wanted += [t.object for t in said if isinstance(t.object, BlankNode)]
    return found


def canonical(triples: Iterable[Triple]) -> list[Triple]:
    """*triples* with the names of blank nodes that follow from the graph (RDFC 1.0), so that bytes can be compared."""
    dataset = Dataset(Quad(*triple) for triple in triples)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return [quad.triple for quad in dataset]


def plain(term: Term) -> str:
    """The IRI, the text or the blank node's name: a term without its RDF clothes."""
    return term.value if isinstance(term, NamedNode | Literal) else str(term)


def sort_key(triple: Triple) -> SortKey:
    """Sorts triples by subject, then ``rdf:type`` first, then predicate and object."""
    predicate = triple.predicate
    return (str(triple.subject), predicate != RDF_TYPE, predicate.value, str(triple.object))
