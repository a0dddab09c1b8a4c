"""The choices of facets: which values the things of a list have, and how many have each; counted once for a list."""

import json
import sqlite3
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from cachetools import LRUCache

from lod.index.conditions import narrower, words
from lod.ontology import Texts
from lod.shapes import NodeShape

# lists of which the choices are kept; those of a large one take some 0.3 MB
_KEPT = 32


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One choice of a facet.

    Args:
        id: Its number in the index.
        key: Its value in addresses (``concluso``).
        text: Its label by language.
        count: How many things have it, all other filters applied.
        chosen: Whether the list is filtered by it.
    """

    id: int
    key: str
    text: Texts
    count: int
    chosen: bool = False


class Choices:
    """The choices of the lists of one index; those asked for last are kept. Safe in many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: LRUCache[object, Mapping[str, Sequence[FacetValue]]] = LRUCache(_KEPT)

    def of(
        self, connection: sqlite3.Connection, shape: NodeShape, chosen: Mapping[str, int], text: str
    ) -> dict[str, Sequence[FacetValue]]:
        """The choices of all facets, most frequent first; those of one that is chosen are of the list without it.

        Args:
            connection: The index.
            shape: Of which things the list is.
            chosen: The values that the list is filtered by: their numbers by facet.
            text: The words that are searched.
        """
        counted = self._counted(connection, shape, chosen, text)
        found = {facet.name: counted.get(facet.name, ()) for facet in shape.facets()}
        for name, value in chosen.items():
            others = {other: v for other, v in chosen.items() if other != name}
            choices = self._counted(connection, shape, others, text).get(name, ())
            found[name] = [replace(choice, chosen=choice.id == value) for choice in choices]
        return found

    def _counted(
        self, connection: sqlite3.Connection, shape: NodeShape, chosen: Mapping[str, int], text: str
    ) -> Mapping[str, Sequence[FacetValue]]:
        """What `_count` gives: each page of a list shows it."""
        key = (shape.iri, frozenset(chosen.items()), tuple(words(text)))
        with self._lock:
            found = self._kept.get(key)
        if found is None:
            found = _count(connection, shape, chosen, text)
            with self._lock:
                self._kept[key] = found
        return found


def _count(
    connection: sqlite3.Connection, shape: NodeShape, chosen: Mapping[str, int], text: str
) -> dict[str, list[FacetValue]]:
    """By facet, the values that the things of a list have, and how many have each."""
    parts, parameters = narrower("thing", chosen, text)
    fits = f"WHERE {' AND '.join(parts)}" if parts else ""
    # counted before it is known what they are: SQLite would else go over all that fits for each value
    rows = connection.execute(
        "SELECT value.id, facet, key, label, count FROM value"
        f" JOIN (SELECT value, count(*) AS count FROM holds {fits} GROUP BY value) AS found ON found.value = value.id"
        " WHERE value.shape = ? ORDER BY count DESC, label",
        (*parameters, shape.name),
    )
    found: dict[str, list[FacetValue]] = {}
    for number, facet, key, label, count in rows:
        found.setdefault(facet, []).append(FacetValue(number, key, json.loads(label), count))
    return found
