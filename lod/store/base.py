"""The store: what every engine must be able to do for us, and promises."""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from lod import queries
from lod.errors import FormatError, QueryError
from lod.rdf import Literal, Term, Triple, plain

MAX_MESSAGE_CHARACTERS = 300
_PLACE = re.compile(r"\berror at ([0-9]{1,6}):([0-9]{1,6}): ")
GIVES_TRIPLES, GIVES_SOLUTIONS = True, False

Row = Mapping[str, Term]
Texts = Mapping[str, str]


SPARQL_JSON = "application/sparql-results+json"
SPARQL_XML = "application/sparql-results+xml"
CSV = "text/csv"
TSV = "text/tab-separated-values"


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a query, whole and written.

    Args:
        body: The bytes.
        media_type: What they are.
    """

    body: bytes
    media_type: str


class Store(ABC):
    """A graph that answers SPARQL queries. Reading it from many threads at once is safe.

    Every method that takes a query raises `QueryError` where the query is wrong, and another
    `StoreError` where the engine fails.
    """

    # whether solutions of a query that does not sort them come in the same order each time
    repeats_order = False

    @abstractmethod
    def select(self, query: str) -> Sequence[Row]:
        """The solutions, each a mapping from the names of its bound variables."""

    @abstractmethod
    def construct(self, query: str) -> list[Triple]:
        """The triples of a CONSTRUCT or DESCRIBE, each once."""

    @abstractmethod
    def ask(self, query: str) -> bool:
        """The answer of an ASK."""

    @abstractmethod
    def answer(self, query: str, media_types: Mapping[bool, str], *, is_empty: bool = False) -> Answer:
        """The answer to a query of any form, whole.

        Args:
            query: SPARQL 1.1 text.
            media_types: What to write: by True a type for graphs, by False one for solutions and truth values.
            is_empty: Whether to ask it of an empty dataset, whatever the query's own clauses say.

        Raises:
            FormatError: *media_types* has none for what this query gives.
        """

    def about(self, subjects: Sequence[str], predicates: Sequence[str] = ()) -> list[Triple]:
        """The statements of *subjects*, in no order.

        Args:
            subjects: IRIs as `lod.queries.iri` writes them, each once.
            predicates: Only statements with one of these IRIs; all of them without.
        """
        if not subjects:
            return []
        return self.construct(queries.names(subjects, predicates) if predicates else queries.about(subjects))

    def naming(self, thing: str, limit: int) -> list[Triple]:
        """At most *limit* of the statements whose object is the IRI *thing*, in no order."""
        return self.construct(queries.naming(thing, limit))

    def names(self, query: str) -> dict[str, Texts]:
        """What the ``?value`` of a SELECT are called by its ``?label``, by IRI; of several in a language the first."""
        named: dict[str, dict[str, str]] = {}
        for row in self.select(query):
            label = row["label"]
            if isinstance(label, Literal):
                texts = named.setdefault(plain(row["value"]), {})
                language = label.language or ""
                texts[language] = min(label.value, texts.get(language, label.value))
        return dict(named)

    def close(self) -> None:
        """Gives back what the store holds; it answers no more."""
        return

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def format_for(media_types: Mapping[bool, str], *, gives_triples: bool) -> str:
    """The media type for an answer.

    Raises:
        FormatError: there is none.
    """
    if gives_triples in media_types:
        return media_types[gives_triples]
    gives = "a graph (CONSTRUCT, DESCRIBE)" if gives_triples else "solutions (SELECT, ASK)"
    raise FormatError(f"the query gives {gives}, which none of the accepted formats can hold")


def syntax_error(message: str) -> QueryError:
    """The error of a query that does not parse: line and column, and the list of expected tokens, cut."""
    text = _PLACE.sub(r"line \1, column \2: ", " ".join(message.split()))
    return QueryError(text if len(text) <= MAX_MESSAGE_CHARACTERS else text[:MAX_MESSAGE_CHARACTERS] + "…")
