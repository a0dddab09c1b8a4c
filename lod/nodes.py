"""Statements by subject, as texts: for who looks at them again and again. The engine makes a term anew at each look."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from lod.rdf import RDF_TYPE, Literal, NamedNode, Triple, plain

TYPE = RDF_TYPE.value


class Statement(NamedTuple):
    """A triple as texts.

    Args:
        subject: Its subject, plain.
        predicate: The predicate's IRI.
        value: Its object, plain.
        iri: The IRI that is its object; empty for literals and blank nodes.
        language: The language of a text, empty without.
        datatype: The IRI of a literal's datatype; empty for IRIs and blank nodes.
        triple: The triple.
    """

    subject: str
    predicate: str
    value: str
    iri: str
    language: str
    datatype: str
    triple: Triple


class Node:
    """What is said of one subject. Nothing changes it, so that documents share those of what they all name.

    Args:
        by_predicate: All about one subject by predicate, in the order in which it is written.
    """

    __slots__ = ("_texts", "by_predicate", "statements")

    def __init__(self, by_predicate: Mapping[str, Sequence[Statement]]) -> None:
        self.by_predicate = by_predicate
        self.statements = tuple(said for found in by_predicate.values() for said in found)
        self._texts: tuple[Sequence[str], Mapping[str, str]] | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Node) and self.statements == other.statements

    def __hash__(self) -> int:
        return hash(self.statements)

    def said(self, predicate: str) -> Sequence[Statement]:
        """The statements with *predicate*."""
        return self.by_predicate.get(predicate, ())

    def iris(self) -> Iterator[str]:
        """The IRIs that are objects."""
        return (said.iri for said in self.statements if said.iri)

    def texts(self, predicates: Sequence[str]) -> Mapping[str, str]:
        """The literals of the first of *predicates* that has some, by language; asked for again, it is kept."""
        if self._texts is None or self._texts[0] is not predicates:
            every = ({one.language: one.value for one in self.said(p) if one.datatype} for p in predicates)
            self._texts = (predicates, next(filter(None, every), {}))
        return self._texts[1]


# by subject, in the order in which they are written
Nodes = Mapping[str, Node]
EMPTY = Node({})
_Found = dict[str, dict[str, list[Statement]]]


def of_triples(triples: Iterable[Triple]) -> dict[str, Node]:
    """The nodes of *triples*, in the order given; each triple comes once."""
    return {subject: Node(said) for subject, said in _found(triples).items()}


def in_order(triples: Iterable[Triple]) -> dict[str, Node]:
    """The nodes of *triples*, each with ``rdf:type`` first, then by predicate and object; each triple comes once."""
    return {subject: Node(_sorted(said)) for subject, said in _found(triples).items()}


def union(*several: Nodes) -> dict[str, Node]:
    """All that *several* say, each statement once: nodes in the order given, statements as `in_order` sorts them."""
    found: dict[str, Node] = {}
    for nodes in several:
        for subject, node in nodes.items():
            there = found.get(subject)
            if there is None:
                found[subject] = node
            elif there is not node and (new := set(node.statements).difference(there.statements)):
                found |= in_order(said.triple for said in (*there.statements, *new))
    return found


def statements(nodes: Nodes) -> Iterator[Statement]:
    """All that *nodes* say, one after the other."""
    return (said for node in nodes.values() for said in node.statements)


def _found(triples: Iterable[Triple]) -> _Found:
    found: _Found = {}
    for triple in triples:
        term, predicate, said = triple
        subject, iri = plain(term), predicate.value
        if isinstance(said, NamedNode):
            value = said.value
            statement = Statement(subject, iri, value, value, "", "", triple)
        elif isinstance(said, Literal):
            statement = Statement(subject, iri, said.value, "", said.language or "", said.datatype.value, triple)
        else:
            statement = Statement(subject, iri, plain(said), "", "", "", triple)
        by_predicate = found.get(subject)
        if by_predicate is None:
            by_predicate = found[subject] = {}
        if iri in by_predicate:
            by_predicate[iri].append(statement)
        else:
            by_predicate[iri] = [statement]
    return found


def _sorted(said: Mapping[str, list[Statement]]) -> dict[str, list[Statement]]:
    predicates = sorted(said, key=lambda predicate: (predicate != TYPE, predicate))
    return {p: sorted(said[p], key=_written) if len(said[p]) > 1 else said[p] for p in predicates}


def _written(said: Statement) -> str:
    """The object as RDF writes it."""
    return f"<{said.iri}>" if said.iri else str(said.triple.object)
