"""Oxigraph's terms as rdflib's, without the way through a text."""

import rdflib
from rdflib.term import Identifier

from lod import rdf


def triple(
    subject: rdf.Subject, predicate: rdf.NamedNode, value: rdf.Term
) -> tuple[Identifier, Identifier, Identifier]:
    """A statement, its literals as they are written: `rdflib.NORMALIZE_LITERALS` must be off."""
    return node(subject), rdflib.URIRef(predicate.value), node(value)


def node(term: rdf.Term) -> Identifier:
    """One term; a text without language has no datatype, as in rdflib's own parsers."""
    if isinstance(term, rdf.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, rdf.Literal):
        plain = bool(term.language) or term.datatype.value == rdf.XSD_STRING
        return rdflib.Literal(term.value, lang=term.language, datatype=None if plain else term.datatype.value)
    return rdflib.BNode(term.value if isinstance(term, rdf.BlankNode) else None)
