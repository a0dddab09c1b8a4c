"""What pySHACL does again and again, made quick: what it finds stays the same."""

from collections.abc import Callable, Generator, Iterable
from functools import cached_property, lru_cache
from typing import Any, Self

import pyshacl
from pyshacl.graph_abstraction import DataGraph
from rdflib import Graph
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.term import Node

MAX_REMEMBERED = 100_000


class Listed(list[Any]):
    """A list that knows at a glance whether it holds something."""

    def __init__(self, members: Iterable[Any]) -> None:
        super().__init__(members)
        self._members = frozenset(self)

    def __contains__(self, member: object) -> bool:
        return member in self._members


class SettledGraph(Graph):
    """A graph that is only read: what was looked up once is remembered.

    Args:
        source: The graph to copy.
        keeps: Whether to copy what is said with a predicate.
    """

    def __init__(self, source: Graph, keeps: Callable[[Node], bool]) -> None:
        super().__init__(bind_namespaces="none")
        self._found: dict[Any, tuple[Any, ...]] = {}
        for triple in source:
            if keeps(triple[1]):
                super().add(triple)

    def add(self, triple: Any) -> Self:
        """See `Graph.add`; what it holds already is no news."""
        if triple not in self:
            self._found.clear()
            super().add(triple)
        return self

    def triples(self, triple: Any) -> Generator[Any]:
        """See `Graph.triples`."""
        found = self._found.get(triple)
        if found is None:
            if len(self._found) >= MAX_REMEMBERED:
                self._found.clear()
            found = self._found[triple] = tuple(super().triples(triple))
        yield from found


class TargetingShapes(pyshacl.ShapesGraph):
    """Shapes that are read once; whoever asks for all gets those that target something, which lead to the rest.

    Args:
        graph: The triples of the shapes.
    """

    @cached_property
    def shapes(self) -> list[pyshacl.Shape]:
        """See `pyshacl.ShapesGraph.shapes`."""
        return [shape for shape in super().shapes if any(next(iter(targets), None) for targets in shape.target())]

    def report_on(self, data: Graph) -> Graph:
        """The SHACL report of *data*."""
        engine = pyshacl.Validator(DataGraph.from_rdflib(data), shacl_graph=self.graph, options={"inplace": True})
        # `pyshacl.validate` reads all shapes for each graph anew
        engine.shacl_graph = self
        report: Graph
        _, report, _ = engine.run()  # type: ignore[no-untyped-call]  # pySHACL has no types here
        return report


class CachingGraph(Graph):
    """A graph that parses each query once: pySHACL asks the same one for every focus node."""

    def query(self, query_object: Any, *args: Any, **options: Any) -> Any:
        """See `Graph.query`."""
        if isinstance(query_object, str):
            namespaces = options.get("initNs") or {}
            query_object = prepared(query_object, tuple(sorted((p, str(n)) for p, n in namespaces.items())))
        return super().query(query_object, *args, **options)


@lru_cache(maxsize=256)
def prepared(text: str, namespaces: tuple[tuple[str, str], ...] = ()) -> Query:
    """A query that is parsed once, however often it is asked for.

    Args:
        text: The query.
        namespaces: Prefixes and namespaces that it need not declare.
    """
    return prepareQuery(text, initNs=dict(namespaces))
