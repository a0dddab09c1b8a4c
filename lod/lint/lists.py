"""Code lists: concepts have a notation, no spelling stands for two, an order is whole and said the same way twice."""

from collections import defaultdict
from collections.abc import Collection, Iterator

from rdflib import RDF, SKOS, Graph, Literal, URIRef
from rdflib.collection import Collection as Cells
from rdflib.term import Node

from lod.iris import ONTOLOGY, VOCABULARIES
from lod.lint.problem import Problem
from lod.model import Model
from lod.vocabularies import fold

_RANK = URIRef(ONTOLOGY + "rank")
_SPELLINGS = (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel, SKOS.notation)


def lists(model: Model) -> Iterator[Problem]:
    """What is wrong with our code lists."""
    graph = model.published
    for iri in model.schemes:
        if iri.startswith(VOCABULARIES):
            scheme = URIRef(iri)
            members = sorted(graph.subjects(SKOS.inScheme, scheme), key=str)
            yield from _notations(graph, members)
            yield from _ambiguous(graph, iri, members)
            yield from _tops(graph, scheme)
            yield from _order(graph, iri, members)


def _notations(graph: Graph, members: list[Node]) -> Iterator[Problem]:
    for concept in members:
        if (concept, SKOS.notation, None) not in graph:
            yield Problem(str(concept), "skos:notation is missing")


def _ambiguous(graph: Graph, scheme: str, members: list[Node]) -> Iterator[Problem]:
    """A source that writes what stands for two concepts would silently get the first."""
    spelled: defaultdict[str, set[str]] = defaultdict(set)
    for concept in members:
        for predicate in _SPELLINGS:
            for text in graph.objects(concept, predicate):
                spelled[fold(str(text))].add(str(concept))
    for spelling, concepts in spelled.items():
        if len(concepts) > 1:
            yield Problem(scheme, f"{spelling!r} stands for {' and '.join(sorted(concepts))}")


def _tops(graph: Graph, scheme: URIRef) -> Iterator[Problem]:
    said, named = set(graph.subjects(SKOS.topConceptOf, scheme)), set(graph.objects(scheme, SKOS.hasTopConcept))
    for concept in said ^ named:
        missing = "skos:hasTopConcept does not name it" if concept in said else "skos:topConceptOf does not say so"
        yield Problem(str(concept), f"a top concept, and {missing}")


def _order(graph: Graph, scheme: str, members: list[Node]) -> Iterator[Problem]:
    """Ranks that some have and others lack, that come twice, or that the list of members contradicts.

    What is broader than others only puts them together: it has no rank of its own.
    """
    above = set(graph.objects(None, SKOS.broader))
    ranks = {concept: str(graph.value(concept, _RANK) or "") for concept in members if concept not in above}
    if not any(ranks.values()):
        return
    for concept, rank in ranks.items():
        if not rank:
            yield Problem(str(concept), "ppo:rank is missing, and others of its list have one")
        elif list(ranks.values()).count(rank) > 1:
            yield Problem(str(concept), f"ppo:rank {rank} comes twice in its list")
    listed = _listed(graph, ranks)
    wanted = sorted(ranks, key=lambda concept: (float(ranks[concept] or "inf"), str(concept)))
    if listed is not None and listed != wanted:
        yield Problem(scheme, "skos:memberList and ppo:rank do not say the same order of the same concepts")


def _listed(graph: Graph, members: Collection[Node]) -> list[Node] | None:
    """The members of the ordered collection that has one of *members*; None without."""
    for collection in graph.subjects(RDF.type, SKOS.OrderedCollection):
        first = graph.value(collection, SKOS.memberList)
        found = list(Cells(graph, first)) if first is not None and not isinstance(first, Literal) else []
        if set(found) & set(members):
            return found
    return None
