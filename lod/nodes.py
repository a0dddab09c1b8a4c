"""Statements by subject, as texts: for who looks at them again and again. The engine makes a term anew at each look."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from lod.rdf import RDF_TYPE, Literal, Triple, plain

TYPE = RDF_TYPE.value


class Statement(NamedTuple):
    """A triple as texts.

    Args:
        subject: Its subject, plain.
        predicate: The predicate's IRI.
        value: Its object, plain.
        language: The language of a text, empty without.
        datatype: The IRI of a literal's datatype; empty for IRIs and blank nodes.
        triple: The triple.
    """

    subject: str
    predicate: str
    value: str
    language: str
    datatype: str
    triple: Triple

    @property
    def iri(self) -> str:
        """The IRI that is its object; empty for literals and blank nodes."""
        return "" if self.datatype or self.value.startswith("_:") else self.value


class Node:
    """What is said of one subject. Nothing changes it, so that documents share those of what they all name.

    Args:
        statements: All about one subject, in the order in which they are written.
    """

    __slots__ = ("_by_predicate", "statements")

    def __init__(self, statements: Sequence[Statement]) -> None:
        self.statements = statements
        self._by_predicate: Mapping[str, Sequence[Statement]] | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Node) and self.statements == other.statements

    def __hash__(self) -> int:
        return hash(tuple(self.statements))

    @property
    def by_predicate(self) -> Mapping[str, Sequence[Statement]]:
        """The statements by predicate, in their order."""
        if self._by_predicate is None:
            found: dict[str, list[Statement]] = {}
            for said in self.statements:
                found.setdefault(said.predicate, []).append(said)
            self._by_predicate = found
        return self._by_predicate

    def said(self, predicate: str) -> Sequence[Statement]:
        """The statements with *predicate*."""
        return self.by_predicate.get(predicate, ())

    def iris(self) -> Iterator[str]:
        """The IRIs that are objects."""
        return (said.iri for said in self.statements if said.iri)


# by subject, in the order in which they are written
Nodes = Mapping[str, Node]
EMPTY = Node(())


def of_triples(triples: Iterable[Triple]) -> dict[str, Node]:
    """The nodes of *triples*, in the order given; each triple comes once."""
    found: dict[str, list[Statement]] = {}
    for triple in triples:
        said = _statement(triple)
        found.setdefault(said.subject, []).append(said)
    return {subject: Node(said) for subject, said in found.items()}


def in_order(triples: Iterable[Triple]) -> dict[str, Node]:
    """The nodes of *triples*, each with ``rdf:type`` first, then by predicate and object; each triple comes once."""
    return {subject: Node(_sorted(node.statements)) for subject, node in of_triples(triples).items()}


def union(*several: Nodes) -> dict[str, Node]:
    """All that *several* say, each statement once: nodes in the order given, statements as `in_order` sorts them."""
    found: dict[str, Node] = {}
    for nodes in several:
        for subject, node in nodes.items():
            there = found.get(subject)
            if there is None:
                found[subject] = node
            elif there is not node and (new := set(node.statements).difference(there.statements)):
                found[subject] = Node(_sorted([*there.statements, *new]))
    return found


def statements(nodes: Nodes) -> Iterator[Statement]:
    """All that *nodes* say, one after the other."""
    return (said for node in nodes.values() for said in node.statements)


def _statement(triple: Triple) -> Statement:
    subject, predicate, said = triple
    if isinstance(said, Literal):
        value, language, datatype = said.value, said.language or "", said.datatype.value
        return Statement(plain(subject), predicate.value, value, language, datatype, triple)
    return Statement(plain(subject), predicate.value, plain(said), "", "", triple)


def _sorted(said: Sequence[Statement]) -> list[Statement]:
    return sorted(said, key=_key)


def _key(said: Statement) -> tuple[bool, str, str]:
    # an IRI as `str` writes its term
    written = f"<{said.value}>" if said.iri else str(said.triple.object)
    return said.predicate != TYPE, said.predicate, written
