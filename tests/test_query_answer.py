"""Answers as a page shows them: terms with all that is known of them, and nothing cut in silence."""

import json

import pytest
from flask import g
from flask.testing import FlaskClient

from lod.rdf import N_TRIPLES, XSD
from lod.store.base import SPARQL_JSON, Answer
from lod.web.query_answer import MOST_ROWS, Cell, Shown, shown


def told(client: FlaskClient, body: bytes, query: str = "SELECT *", media_type: str = SPARQL_JSON) -> Shown:
    """What a page shows of *body*, within a request."""
    with client:
        client.get("/robots.txt")
        return shown(g.served, query, Answer(body, media_type))


def solutions(*terms: dict[str, str]) -> bytes:
    """JSON results with one variable."""
    return json.dumps({"head": {"vars": ["x"]}, "results": {"bindings": [{"x": term} for term in terms]}}).encode()


@pytest.mark.parametrize(
    ("term", "cell"),
    [
        ({"type": "uri", "value": "javascript:alert(1)"}, Cell("javascript:alert(1)", "javascript:alert(1)")),
        ({"type": "bnode", "value": "b0"}, Cell("_:b0")),
        ({"type": "literal", "value": "sì", "xml:lang": "it"}, Cell("sì", language="it")),
        ({"type": "literal", "value": "2004", "datatype": XSD + "gYear"}, Cell("2004", datatype=XSD + "gYear")),
        ({"type": "literal", "value": "a", "datatype": XSD + "string"}, Cell("a")),
        ({"type": "triple", "value": {"subject": 1}}, Cell('{"subject": 1}')),
    ],
)
def test_a_term_keeps_its_language_and_datatype(client: FlaskClient, term: dict[str, str], cell: Cell) -> None:
    """And what is no plain term is shown as the text that it is."""
    assert told(client, solutions(term)).rows == [[cell]]


def test_what_all_cells_share_stands_once_at_the_column(client: FlaskClient) -> None:
    """The unbound do not count."""
    year = {"type": "literal", "value": "2004", "datatype": XSD + "gYear"}
    body = json.loads(solutions(year, year))
    body["results"]["bindings"].append({})
    answer = told(client, json.dumps(body).encode())

    assert [(c.name, c.datatype, len(c.cells)) for c in answer.columns] == [("x", XSD + "gYear", 2)]


def test_columns_with_several_datatypes_name_none(client: FlaskClient) -> None:
    """Each cell says its own."""
    integer = {"type": "literal", "value": "1", "datatype": XSD + "integer"}
    (column,) = told(client, solutions(integer, {"type": "literal", "value": "due"})).columns

    assert (column.datatype, column.is_numeric) == ("", False)


@pytest.mark.parametrize(
    ("query", "limit"),
    [
        ("SELECT ?x { ?x a ?y } LIMIT 2", 2),
        ("SELECT ?x { ?x a ?y } LIMIT 3", None),
        ("SELECT ?x { { SELECT ?x { ?x a ?y } LIMIT 2 } }", None),
        ("SELECT ?x { ?x a ?y } # LIMIT 2", None),
    ],
)
def test_a_limit_that_is_used_up_is_told(client: FlaskClient, query: str, limit: int | None) -> None:
    """Only the query's own one, and only where there are as many rows."""
    term = {"type": "literal", "value": "a"}

    assert told(client, solutions(term, term), query).limit == limit


def test_of_a_long_answer_the_beginning_is_shown_and_all_are_counted(client: FlaskClient) -> None:
    """In tables, and in graphs."""
    table = told(client, solutions(*[{"type": "literal", "value": str(n)} for n in range(MOST_ROWS + 5)]))
    lines = "".join(f'<http://x/s> <http://x/p> "{n}" .\n' for n in range(MOST_ROWS + 5))
    graph = told(client, lines.encode(), "CONSTRUCT", N_TRIPLES)

    assert [(len(a.rows), a.number) for a in (table, graph)] == [(MOST_ROWS, MOST_ROWS + 5)] * 2


def test_a_graph_is_shown_as_rows_and_as_turtle(client: FlaskClient) -> None:
    """With the prefixes of the model; a line break in a text ends no line."""
    body = b'<http://x/s> <http://purl.org/dc/terms/title> "a\\nb"@it .\n_:b <http://x/p> <http://x/o> .\n'
    answer = told(client, body, "CONSTRUCT", N_TRIPLES)

    assert answer.rows[0][2] == Cell("a\nb", language="it")
    assert answer.rows[1][0].text.startswith("_:")
    assert "dct:title" in (answer.turtle or "")
