"""Look-ups that pySHACL does again and again, made quick: what they find stays the same."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from rdflib import Graph
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query


class Listed(list[Any]):
    """A list that knows at a glance whether it holds something."""

    def __init__(self, members: Iterable[Any]) -> None:
        super().__init__(members)
        self._members = frozenset(self)

    def __contains__(self, member: object) -> bool:
        return member in self._members


class CachingGraph(Graph):
    """A graph that parses each query once: pySHACL asks the same one for every focus node."""

    def query(self, query_object: Any, *args: Any, **options: Any) -> Any:
        """See `Graph.query`."""
        if isinstance(query_object, str):
            namespaces = options.get("initNs") or {}
            query_object = _prepared(query_object, tuple(sorted((p, str(n)) for p, n in namespaces.items())))
        return super().query(query_object, *args, **options)


@lru_cache(maxsize=256)
def _prepared(text: str, namespaces: tuple[tuple[str, str], ...]) -> Query:
    return prepareQuery(text, initNs=dict(namespaces))
