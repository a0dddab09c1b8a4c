"""What a document says, gathered: its own statements asked for, those about what it names kept for the next document.

Documents name the same places, bodies and concepts again and again: the statements about these are asked for once.
What is gathered is what `lod.queries.describe` asks for in one piece.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from cachetools import LRUCache

from lod import queries, rdf
from lod.rdf import SortKey, Triple
from lod.store.base import Store

# statements, each once, by what they are sorted by
Statements = dict[SortKey, Triple]

MAX_KEPT = 20_000
_ASKED_AT_ONCE = 200


def keyed(triples: Iterable[Triple]) -> Statements:
    """*triples* by what they are sorted by."""
    return {rdf.sort_key(triple): triple for triple in triples}


class Surroundings:
    """The statements about what documents of one release name, bounded in number. Safe in many threads.

    Args:
        store: The release.
        things: What the IRIs of our things start with (``https://w3id.org/propar/id/``).
        labels: Predicates that name things.
    """

    def __init__(self, store: Store, things: str, labels: Sequence[str]) -> None:
        self._store = store
        self._things = f"<{things}"
        self._labels = labels
        self._things_told = _Kept(self._with_parts)
        self._names = _Kept(lambda terms: self._about(terms, labels))

    def of(self, subject: str, document: str) -> Statements:
        """All that the document about *subject* says of it and of what it names, in no order."""
        this, start = f"<{subject}>", f"<{subject}#"
        said = self._about([this, f"<{document}>"])
        if any(key[2] == queries.MEMBER_LIST for key in said):
            said |= keyed(self._store.construct(queries.cells(subject)))
        named = _named(said, this)
        parts = {term for term in named if term.startswith(start)}
        said |= self._about(parts)
        others = {term for term in named if term.startswith(self._things)} - parts
        told = self._things_told.of(others)
        beyond = {key[3] for key in said if key[0] in parts and key[3].startswith("<")}
        beyond.update(key[3] for key in told if key[0] in others and key[3].startswith("<"))
        # parts of parts, and a part that only something else leads to
        said |= self._about({term for term in beyond if term.startswith(start)} - parts)
        named_there = _named(said, f"<{document}>")
        said |= told
        # what is told of has its names among what is told
        told_of = {key[0] for key in said}
        return said | self._names.of({*named, *named_there, *beyond} - told_of)

    def names(self, subjects: Iterable[str]) -> Statements:
        """What *subjects*, IRIs in angle brackets, are called."""
        return self._names.of(subjects)

    def _about(self, terms: Iterable[str], predicates: Sequence[str] = ()) -> Statements:
        found: Statements = {}
        for batch in _batches(list(terms)):
            found |= keyed(self._store.about(batch, predicates))
        return found

    def _with_parts(self, terms: Sequence[str]) -> Statements:
        """The statements about *terms*, and about the parts that these name."""
        found = self._about(terms)
        starts = {term: f"{term[:-1]}#" for term in terms}
        parts = {key[3] for key in found if key[3].startswith(starts[key[0]])}
        return found | self._about(parts.difference(terms))


class _Kept:
    """Statements by the term that they are about; *ask* gives those about some terms, and about their parts."""

    def __init__(self, ask: Callable[[Sequence[str]], Statements]) -> None:
        self._ask = ask
        self._lock = threading.Lock()
        self._kept: LRUCache[str, Statements] = LRUCache(MAX_KEPT, getsizeof=lambda said: len(said) + 1)

    def of(self, terms: Iterable[str]) -> Statements:
        """The statements about *terms*, those that nobody knows asked for."""
        found: Statements = {}
        missing = []
        with self._lock:
            for term in terms:
                kept = self._kept.get(term)
                if kept is None:
                    missing.append(term)
                else:
                    found |= kept
        for batch in _batches(missing):
            found |= self._asked(batch)
        return found

    def _asked(self, terms: Sequence[str]) -> Statements:
        asked = self._ask(terms)
        by_subject: dict[str, Statements] = {}
        for key, triple in asked.items():
            by_subject.setdefault(key[0], {})[key] = triple
        apart = {term: _whole(by_subject, term) for term in terms}
        with self._lock:
            for term, said in apart.items():
                if len(said) < MAX_KEPT:
                    self._kept[term] = said
        return asked


def _batches(terms: Sequence[str]) -> Iterator[Sequence[str]]:
    return (terms[start : start + _ASKED_AT_ONCE] for start in range(0, len(terms), _ASKED_AT_ONCE))


def _whole(by_subject: Mapping[str, Statements], term: str) -> Statements:
    """The statements about *term*, and about the parts that it names: IRIs that hang on its own with ``#``."""
    own = by_subject.get(term, {})
    parts = [part for part in _named(own, term) if part.startswith(f"{term[:-1]}#")]
    return {**own, **{key: triple for part in parts for key, triple in by_subject.get(part, {}).items()}}


def _named(said: Statements, subject: str) -> list[str]:
    """The IRIs that the statements about *subject* name, in angle brackets, as *subject* is."""
    return [key[3] for key in said if key[0] == subject and key[3].startswith("<")]
