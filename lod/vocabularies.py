"""The code lists: SKOS schemes, their concepts, and how sources spell them."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from rdflib import RDF, SKOS, Graph, URIRef
from rdflib.namespace import DCTERMS
from rdflib.term import Node

from lod.errors import ModelError
from lod.iris import ONTOLOGY, local_name
from lod.ontology import Texts, texts

_SPELLINGS = (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel, SKOS.notation)
_RANK = URIRef(ONTOLOGY + "rank")
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'"})


@dataclass(frozen=True, slots=True)
class Scheme:
    """One code list.

    Args:
        iri: IRI of the scheme.
        label: Title by language.
        concepts: IRI of each concept by folded spelling, see `fold`.
        labels: Text by language of each concept, by IRI, in the order of the list.
        ordered: Whether that order means something: every concept has a rank.
    """

    iri: str
    label: Texts
    concepts: Mapping[str, str]
    labels: Mapping[str, Texts]
    ordered: bool

    def concept(self, text: str) -> str | None:
        """IRI of the concept that *text* spells, by label, notation or local name; None if it is not listed."""
        return self.concepts.get(fold(text))


def fold(text: str) -> str:
    """*text* without what does not tell two codes apart: case, apostrophe shapes, white space."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_APOSTROPHES).casefold().split())


def schemes(graph: Graph) -> dict[str, Scheme]:
    """The code lists of *graph*, by IRI."""
    found = sorted(str(s) for s in graph.subjects(RDF.type, SKOS.ConceptScheme))
    return {iri: _scheme(graph, URIRef(iri)) for iri in found}


def _rank(graph: Graph, concept: Node) -> float:
    """Where a concept stands in an ordered list; those without rank come last."""
    rank = graph.value(concept, _RANK)
    try:
        return float("inf") if rank is None else float(str(rank))
    except ValueError as error:
        raise ModelError(f"<{concept}>: ppo:rank {str(rank)!r}: a number is expected") from error


def _scheme(graph: Graph, scheme: URIRef) -> Scheme:
    spelled: dict[str, str] = {}
    members = sorted(graph.subjects(SKOS.inScheme, scheme), key=lambda c: (_rank(graph, c), str(c)))
    for concept in members:
        spelled.setdefault(fold(local_name(str(concept))), str(concept))
        for predicate in _SPELLINGS:
            for literal in graph.objects(concept, predicate):
                spelled.setdefault(fold(str(literal)), str(concept))
    labels = {str(c): texts(graph, c, SKOS.prefLabel) for c in members}
    ordered = all((concept, _RANK, None) in graph for concept in members)
    return Scheme(str(scheme), texts(graph, scheme, DCTERMS.title), spelled, labels, ordered)
