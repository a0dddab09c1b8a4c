"""The terms of the ontologies: labels and comments of classes and properties."""

from collections.abc import Mapping
from dataclasses import dataclass

from rdflib import RDF, RDFS, Graph, Literal, URIRef
from rdflib.namespace import OWL
from rdflib.term import Node

_KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, OWL.Ontology)

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Term:
    """A class or a property of an ontology.

    Args:
        iri: Its IRI.
        kinds: IRIs of its OWL types.
        label: Text by language.
        comment: Text by language.
        status: Its ``vs:term_status`` (``stable``, ``testing``), empty without.
    """

    iri: str
    kinds: tuple[str, ...]
    label: Texts
    comment: Texts
    status: str = ""


# what people read is in these; the first is what they get who ask for neither
LANGUAGES = ("it", "en")
STATUS = URIRef("http://www.w3.org/2003/06/sw-vocab-status/ns#term_status")


def texts(graph: Graph, subject: Node, predicate: URIRef) -> dict[str, str]:
    """The literals of *predicate* by language; ``""`` is the key of a text without language."""
    literals = sorted(o for o in graph.objects(subject, predicate) if isinstance(o, Literal))
    return {literal.language or "": str(literal) for literal in literals}


def terms(graph: Graph) -> dict[str, Term]:
    """The ontology terms that *graph* declares, by IRI."""
    kinds: dict[str, list[str]] = {}
    for kind in _KINDS:
        for subject in graph.subjects(RDF.type, kind):
            kinds.setdefault(str(subject), []).append(str(kind))
    return {
        iri: Term(
            iri,
            tuple(found),
            texts(graph, URIRef(iri), RDFS.label),
            texts(graph, URIRef(iri), RDFS.comment),
            str(graph.value(URIRef(iri), STATUS) or ""),
        )
        for iri, found in sorted(kinds.items())
    }
