"""What a document says, gathered: its own statements asked for, those about what it names kept for the next document.

Documents name the same places, bodies and concepts again and again: the statements about these are asked for once.
What is gathered is what `lod.queries.describe` asks for in one piece.
"""

import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from cachetools import LRUCache

from lod import nodes, queries
from lod.nodes import EMPTY, Node, Nodes
from lod.store.base import Store

MAX_KEPT = 20_000
_ASKED_AT_ONCE = 200


class Surroundings:
    """What is said of what documents of one release name, bounded in number. Safe in many threads.

    Args:
        store: The release.
        things: What the IRIs of our things start with (``https://w3id.org/propar/id/``).
        labels: Predicates that name things.
    """

    def __init__(self, store: Store, things: str, labels: Sequence[str]) -> None:
        self._store = store
        self._things = things
        self._labels = labels
        self._things_told = _Kept(self._with_parts)
        self._names = _Kept(lambda iris: self._about(iris, labels))

    def of(self, subject: str, document: str) -> dict[str, Node]:
        """All that the document about *subject* says of it and of what it names, in no order."""
        start = f"{subject}#"
        # a term of an ontology is its own document
        said = self._about({subject, document})
        if any(node.said(queries.MEMBER_LIST) for node in said.values()):
            said = nodes.union(said, nodes.in_order(self._store.construct(queries.cells(subject))))
        named = set(said.get(subject, EMPTY).iris())
        parts = {iri for iri in named if iri.startswith(start)}
        said |= self._about(parts)
        others = {iri for iri in named if iri.startswith(self._things)} - parts
        told = self._things_told.of(others)
        beyond = {iri for one in parts if one in said for iri in said[one].iris()}
        beyond.update(iri for one in others if one in told for iri in told[one].iris())
        # parts of parts, and a part that only something else leads to
        said |= self._about({iri for iri in beyond if iri.startswith(start)} - parts)
        named_there = said.get(document, EMPTY).iris()
        told |= said
        # what is told of has its names among what is told
        return told | self._names.of({*named, *named_there, *beyond}.difference(told))

    def names(self, subjects: Iterable[str]) -> Nodes:
        """What *subjects*, IRIs, are called."""
        return self._names.of(subjects)

    def _about(self, iris: Collection[str], predicates: Sequence[str] = ()) -> dict[str, Node]:
        found: dict[str, Node] = {}
        for batch in _batches(list(iris)):
            # they come from the release
            found |= nodes.in_order(self._store.about([f"<{iri}>" for iri in batch], predicates))
        return found

    def _with_parts(self, iris: Sequence[str]) -> dict[str, Node]:
        """What is said of *iris*, and of the parts that they name."""
        found = self._about(iris)
        parts = {iri for subject, node in found.items() for iri in node.iris() if iri.startswith(f"{subject}#")}
        return found | self._about(parts.difference(iris))


class _Kept:
    """What is said of IRIs and of their parts, by IRI; *ask* gives it of some of them."""

    def __init__(self, ask: Callable[[Sequence[str]], Nodes]) -> None:
        self._ask = ask
        self._lock = threading.Lock()
        self._kept: LRUCache[str, Nodes] = LRUCache(MAX_KEPT, getsizeof=_size)

    def of(self, iris: Iterable[str]) -> dict[str, Node]:
        """What is said of *iris*, asked for where nobody knows it."""
        found: dict[str, Node] = {}
        missing = []
        with self._lock:
            for iri in iris:
                kept = self._kept.get(iri)
                if kept is None:
                    missing.append(iri)
                else:
                    found |= kept
        for batch in _batches(missing):
            found |= self._asked(batch)
        return found

    def _asked(self, iris: Sequence[str]) -> Nodes:
        asked = self._ask(iris)
        apart = {iri: _whole(asked, iri) for iri in iris}
        with self._lock:
            for iri, said in apart.items():
                if _size(said) <= MAX_KEPT:
                    self._kept[iri] = said
        return asked


def _size(said: Nodes) -> int:
    return 1 + sum(len(node.statements) for node in said.values())


def _batches(iris: Sequence[str]) -> Iterator[Sequence[str]]:
    return (iris[start : start + _ASKED_AT_ONCE] for start in range(0, len(iris), _ASKED_AT_ONCE))


def _whole(asked: Nodes, iri: str) -> Nodes:
    """What is said of *iri*, and of the parts that it names: IRIs that hang on its own with ``#``."""
    if iri not in asked:
        return {}
    parts = [part for part in asked[iri].iris() if part.startswith(f"{iri}#") and part in asked]
    return {one: asked[one] for one in (iri, *parts)}
