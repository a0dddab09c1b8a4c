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
        self._things_told = _Kept(lambda terms: self._ask(queries.with_parts(terms)))
        self._names = _Kept(lambda terms: self._ask(queries.names(terms, labels)))

    def of(self, subject: str, document: str) -> Statements:
        """All that the document about *subject* says of it and of what it names, in no order."""
        said = self._ask(queries.own(subject, document))
        this, start = f"<{subject}>", f"<{subject}#"
        named = _named(said, this)
        parts = {term for term in named if term.startswith(start)}
        said |= self._about(parts)
        others = {term for term in named if term.startswith(self._things)} - parts
        told = self._things_told.of(others)
        beyond = {term for part in parts for term in _named(said, part)}
        beyond.update(term for other in others for term in _named(told, other))
        # parts of parts, and a part that only something else leads to
        said |= self._about({term for term in beyond if term.startswith(start)} - parts)
        return said | told | self._names.of({*named, *_named(said, f"<{document}>"), *beyond})

    def _about(self, terms: Iterable[str]) -> Statements:
        found: Statements = {}
        for batch in _batches(list(terms)):
            found |= self._ask(queries.about(batch))
        return found

    def _ask(self, query: str) -> Statements:
        return keyed(self._store.construct(query))


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
