"""The embedded store: Oxigraph in this process, on disk or in memory."""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import IO, Self, TypeVar

import pyoxigraph as ox

from lod.errors import QueryError, StoreError
from lod.rdf import JSON_LD, N_TRIPLES, RDF_XML, TURTLE, Triple
from lod.store.base import CSV, SPARQL_JSON, SPARQL_XML, TSV, Answer, Row, Store, format_for, syntax_error

_SOLUTIONS = {
    SPARQL_JSON: ox.QueryResultsFormat.JSON,
    SPARQL_XML: ox.QueryResultsFormat.XML,
    CSV: ox.QueryResultsFormat.CSV,
    TSV: ox.QueryResultsFormat.TSV,
}
_GRAPHS = {
    TURTLE: ox.RdfFormat.TURTLE,
    N_TRIPLES: ox.RdfFormat.N_TRIPLES,
    RDF_XML: ox.RdfFormat.RDF_XML,
    JSON_LD: ox.RdfFormat.JSON_LD,
}

_DEFAULT = ox.DefaultGraph()

_T = TypeVar("_T")
_Result = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


class EmbeddedStore(Store):
    """Oxigraph; in memory and empty when made without a store.

    Args:
        store: The engine, see `opened` and `created`.
    """

    repeats_order = True

    def __init__(self, store: ox.Store | None = None) -> None:
        self._store = ox.Store() if store is None else store

    @classmethod
    def opened(cls, path: Path) -> Self:
        """The store on disk at *path*, read-only; any number of processes may open it.

        Raises:
            StoreError: there is none, or it is damaged.
        """
        try:
            return cls(ox.Store.read_only(str(path)))
        except (OSError, RuntimeError) as error:
            raise StoreError(f"{path}: cannot be opened as a store: {error}") from error

    @classmethod
    def created(cls, path: Path) -> Self:
        """A new store on disk at *path*.

        Raises:
            StoreError: it cannot be made there.
        """
        try:
            return cls(ox.Store(str(path)))
        except OSError as error:
            raise StoreError(f"{path}: no store can be made there: {error}") from error

    def add(self, triples: Iterable[Triple]) -> None:
        """Adds *triples*; one that is there already stays one."""
        self._store.bulk_extend(ox.Quad(*triple) for triple in triples)

    def load(self, n_triples: Path) -> None:
        """Adds the triples of an N-Triples file."""
        self._store.bulk_load(path=str(n_triples), format=ox.RdfFormat.N_TRIPLES)

    def triples(self) -> Iterator[Triple]:
        """All triples, in the store's order.

        Raises:
            StoreError: the store is damaged.
        """
        try:
            for quad in self._store:
                yield quad.triple
        except (OSError, RuntimeError, ValueError) as error:
            raise StoreError(f"the store cannot be read: {error}") from error

    def dump(self, path: Path) -> None:
        """Writes all triples to a new N-Triples file, subject by subject, in the store's spelling."""
        self._store.dump(str(path), format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())

    def persist(self) -> None:
        """Writes all that is in memory to disk, compacted."""
        self._store.flush()
        self._store.optimize()

    def select(self, query: str) -> Sequence[Row]:
        """See `Store.select`."""
        result = self._query(query)
        if not isinstance(result, ox.QuerySolutions):
            raise QueryError("a SELECT was expected")
        names = [variable.value for variable in result.variables]
        return [
            {name: term for name, term in zip(names, solution, strict=True) if term is not None}
            for solution in _translated(result)
        ]

    def construct(self, query: str) -> list[Triple]:
        """See `Store.construct`."""
        result = self._query(query)
        if not isinstance(result, ox.QueryTriples):
            raise QueryError("a CONSTRUCT or DESCRIBE was expected")
        return list(dict.fromkeys(_translated(result)))

    def about(self, subjects: Sequence[str], predicates: Sequence[str] = ()) -> list[Triple]:
        """See `Store.about`; looked up without a query, which takes longer than the looking up."""
        found = (self._matching(ox.NamedNode(subject[1:-1]), None, None) for subject in subjects)
        triples = [quad.triple for quads in found for quad in quads]
        wanted = frozenset(predicates)
        return [triple for triple in triples if triple.predicate.value in wanted] if wanted else triples

    def naming(self, thing: str, limit: int) -> list[Triple]:
        """See `Store.naming`; looked up without a query."""
        return [quad.triple for quad in islice(self._matching(None, None, ox.NamedNode(thing)), limit)]

    def ask(self, query: str) -> bool:
        """See `Store.ask`."""
        result = self._query(query)
        if not isinstance(result, ox.QueryBoolean):
            raise QueryError("an ASK was expected")
        return bool(result)

    def answer(self, query: str, media_types: Mapping[bool, str], *, is_empty: bool = False) -> Answer:
        """See `Store.answer`."""
        body = io.BytesIO()
        media_type = self.write_answer(query, media_types, body, is_empty=is_empty)
        return Answer(body.getvalue(), media_type)

    def write_answer(
        self, query: str, media_types: Mapping[bool, str], output: IO[bytes], *, is_empty: bool = False
    ) -> str:
        """Writes what `Store.answer` gives to *output*; its media type."""
        result = self._query(query, is_empty=is_empty)
        media_type = format_for(media_types, gives_triples=isinstance(result, ox.QueryTriples))
        try:
            if isinstance(result, ox.QueryTriples):
                result.serialize(output, format=_GRAPHS[media_type])
            else:
                result.serialize(output, format=_SOLUTIONS[media_type])
        except (OSError, RuntimeError, ValueError) as error:
            raise StoreError(f"the query could not be answered: {error}") from error
        return media_type

    def _matching(
        self, subject: ox.NamedNode | None, predicate: ox.NamedNode | None, thing: ox.NamedNode | None
    ) -> Iterable[ox.Quad]:
        return _translated(self._store.quads_for_pattern(subject, predicate, thing, _DEFAULT))

    def _query(self, query: str, *, is_empty: bool = False) -> _Result:
        try:
            return self._store.query(query, default_graph=[], named_graphs=[]) if is_empty else self._store.query(query)
        except SyntaxError as error:
            raise syntax_error(str(error)) from error
        except (OSError, RuntimeError, ValueError) as error:
            raise StoreError(f"the query could not be answered: {error}") from error


def _translated(results: Iterable[_T]) -> Iterable[_T]:
    """*results*, the engine's errors on the way made ours."""
    try:
        yield from results
    except (OSError, RuntimeError, ValueError) as error:
        raise StoreError(f"the query could not be answered: {error}") from error
