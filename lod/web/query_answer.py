"""The answer to a query as a page shows it: a table of terms, a truth value, or a graph."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lod import rdf
from lod.rdf import XSD, XSD_STRING, BlankNode, Literal, NamedNode, Term
from lod.store import tokens
from lod.store.base import Answer
from lod.web.served import Served

# what a page can show and a reader can look through; downloads have everything
MOST_ROWS = 1_000
_NUMBERS = frozenset(
    XSD + name for name in ("integer", "decimal", "double", "float", "int", "long", "short", "nonNegativeInteger")
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One term of an answer.

    Args:
        text: The IRI, the lexical form, or the name of a blank node; empty where nothing is bound.
        iri: The IRI, empty for other terms.
        language: Its language tag, empty without.
        datatype: IRI of its datatype, empty without and for plain texts.
    """

    text: str
    iri: str = ""
    language: str = ""
    datatype: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One variable of an answer.

    Args:
        name: Its name, without question mark.
        cells: What is bound to it, row by row, without the unbound.
        language: The language tag that all of them have, empty without.
        datatype: IRI of the datatype that all of them have, empty without.
        is_numeric: Whether all of them are numbers, and there is one.
    """

    name: str
    cells: Sequence[Cell]
    language: str = ""
    datatype: str = ""
    is_numeric: bool = False


@dataclass(frozen=True)
class Shown:
    """An answer.

    Args:
        variables: Names of the columns; empty for a truth value.
        rows: The rows that the page shows, a cell for each variable.
        number: How many rows there are.
        limit: What the query's own LIMIT left room for, if that is used up: there may be more.
        truth: The answer to an ASK.
        turtle: The triples that the page shows, if the answer is a graph.
    """

    variables: Sequence[str] = ()
    rows: Sequence[Sequence[Cell]] = ()
    number: int = 0
    limit: int | None = None
    truth: bool | None = None
    turtle: str | None = None

    @cached_property
    def columns(self) -> Sequence[Column]:
        """The columns, in order."""
        return [_column(name, [row[n] for row in self.rows if row[n].text]) for n, name in enumerate(self.variables)]


def _column(name: str, cells: Sequence[Cell]) -> Column:
    languages, datatypes = {cell.language for cell in cells}, {cell.datatype for cell in cells}
    is_numeric = bool(cells) and datatypes <= _NUMBERS
    return Column(name, cells, _only(languages), _only(datatypes), is_numeric)


def _only(found: set[str]) -> str:
    return next(iter(found)) if len(found) == 1 else ""


def shown(served: Served, query: str, answer: Answer) -> Shown:
    """The beginning of *answer*, which is JSON or N-Triples, and how much there is of it."""
    if answer.media_type == rdf.N_TRIPLES:
        return _graph(served, answer.body)
    found = json.loads(answer.body)
    if "boolean" in found:
        return Shown(truth=found["boolean"])
    names, rows = found["head"]["vars"], found["results"]["bindings"]
    cells = [[_cell(row.get(name)) for name in names] for row in rows[:MOST_ROWS]]
    limit = tokens.limit(query)
    return Shown(names, cells, len(rows), limit if limit == len(rows) and rows else None)


def _graph(served: Served, body: bytes) -> Shown:
    """The first triples of N-Triples; only these are read."""
    lines = body.splitlines()
    triples = list(rdf.read(b"\n".join(lines[:MOST_ROWS]), rdf.N_TRIPLES))
    rows = [[_of_term(term) for term in triple] for triple in triples]
    written = rdf.write(triples, rdf.TURTLE, served.context.prefixes_for(triples)).decode()
    return Shown(("subject", "predicate", "object"), rows, len(lines), turtle=written)


def _of_term(term: Term) -> Cell:
    if isinstance(term, NamedNode):
        return Cell(term.value, term.value)
    if isinstance(term, Literal):
        datatype = "" if term.language or term.datatype.value == XSD_STRING else term.datatype.value
        return Cell(term.value, language=term.language or "", datatype=datatype)
    return Cell(f"_:{term.value}" if isinstance(term, BlankNode) else str(term))


def _cell(term: Mapping[str, Any] | None) -> Cell:
    if term is None:
        return Cell("")
    value = term["value"]
    if not isinstance(value, str):
        # a triple as a term, which only SPARQL 1.2 knows
        return Cell(json.dumps(value))
    if term["type"] == "uri":
        return Cell(value, value)
    if term["type"] == "bnode":
        return Cell(f"_:{value}")
    datatype = term.get("datatype", "")
    return Cell(value, language=term.get("xml:lang", ""), datatype="" if datatype == XSD_STRING else datatype)
