"""The SPARQL endpoint: the protocol's three ways to ask, whole answers, reads only."""

import json

import pytest
from flask.testing import FlaskClient
from rdflib import Graph

PROCESSES = "SELECT ?p WHERE { ?p a <https://w3id.org/propar/onto#ParticipatoryProcess> }"
GRAPH = "CONSTRUCT WHERE { <https://w3id.org/propar/id/process/er-65> ?p ?o }"


def count(body: bytes) -> int:
    return len(json.loads(body)["results"]["bindings"])


def test_the_three_ways_to_ask_give_the_same(any_client: FlaskClient) -> None:
    """GET, POST of a form, POST of the query itself."""
    by_get = any_client.get("/sparql", query_string={"query": PROCESSES})
    by_form = any_client.post("/sparql", data={"query": PROCESSES})
    direct = any_client.post("/sparql", data=PROCESSES, content_type="application/sparql-query")

    assert [count(r.data) for r in (by_get, by_form, direct)] == [26, 26, 26]
    assert by_get.content_type == "application/sparql-results+json"


@pytest.mark.parametrize(
    ("accept", "beginning"),
    [
        ("application/sparql-results+json", b'{"head"'),
        ("application/sparql-results+xml", b"<?xml"),
        ("text/csv", b"p\r\nhttps://"),
        ("text/tab-separated-values", b"?p\n<https://"),
    ],
)
def test_solutions_come_in_four_formats(any_client: FlaskClient, accept: str, beginning: bytes) -> None:
    """By Accept."""
    response = any_client.get("/sparql", query_string={"query": PROCESSES}, headers={"Accept": accept})

    assert response.content_type.startswith(accept)
    assert response.data.startswith(beginning)
    assert response.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("accept", "name"), [("text/turtle", "turtle"), ("application/n-triples", "nt"), ("application/rdf+xml", "xml")]
)
def test_graphs_come_in_three_formats(any_client: FlaskClient, accept: str, name: str) -> None:
    """By Accept; each says the same number of triples."""
    response = any_client.get("/sparql", query_string={"query": GRAPH}, headers={"Accept": accept})

    assert response.content_type.startswith(accept)
    assert (
        len(Graph().parse(data=response.data, format=name))
        == sum(
            1
            for _ in any_client.get(
                "/sparql", query_string={"query": GRAPH}, headers={"Accept": "application/n-triples"}
            ).data.splitlines()
        )
        > 30
    )


def test_a_browser_gets_a_table_with_links(any_client: FlaskClient) -> None:
    """People see results, not a download."""
    response = any_client.get("/sparql", query_string={"query": PROCESSES}, headers={"Accept": "text/html,*/*;q=0.8"})

    assert response.content_type.startswith("text/html")
    assert b'href="/id/process/er-65"' in response.data


@pytest.mark.parametrize("query", ["ASK { ?s ?p ?o }", GRAPH])
def test_a_browser_sees_other_answers_too(any_client: FlaskClient, query: str) -> None:
    """Truth values and graphs."""
    response = any_client.get("/sparql", query_string={"query": query}, headers={"Accept": "text/html"})

    assert response.status_code == 200
    assert (b"true" in response.data) if query.startswith("ASK") else (b"er:65" in response.data)


@pytest.mark.parametrize(
    ("request_of", "status"),
    [
        ({"method": "GET", "query_string": {"query": "SELECT * {"}}, 400),
        ({"method": "GET", "query_string": {"query": ""}}, 400),
        ({"method": "GET", "query_string": "query=ASK{}&query=ASK{}"}, 400),
        ({"method": "GET", "query_string": {"query": "INSERT DATA { <a:a> <a:a> <a:a> }"}}, 400),
        ({"method": "POST", "data": {"update": "CLEAR ALL"}}, 400),
        ({"method": "POST", "data": {"nothing": "x"}}, 400),
        ({"method": "POST", "data": "CLEAR ALL", "content_type": "application/sparql-update"}, 415),
        ({"method": "POST", "data": "ASK {}", "content_type": "text/plain"}, 415),
        ({"method": "POST", "data": b"\xff\xfe", "content_type": "application/sparql-query"}, 400),
        ({"method": "POST", "data": "ASK {}", "content_type": ""}, 415),
        ({"method": "PUT", "data": "ASK {}"}, 405),
        ({"method": "DELETE"}, 405),
        ({"method": "GET", "query_string": {"query": "ASK {} #" + "x" * 9000}}, 413),
        ({"method": "POST", "data": b"x" * 100_000, "content_type": "application/sparql-query"}, 413),
        ({"method": "GET", "query_string": {"query": GRAPH}, "headers": {"Accept": "text/csv"}}, 406),
        ({"method": "GET", "query_string": {"query": PROCESSES}, "headers": {"Accept": "text/turtle"}}, 406),
        ({"method": "GET", "query_string": {"query": PROCESSES}, "headers": {"Accept": "image/png"}}, 406),
    ],
)
def test_a_wrong_request_gets_its_status(any_client: FlaskClient, request_of: dict[str, object], status: int) -> None:
    """4xx by the protocol, never a 500."""
    response = any_client.open("/sparql", **request_of)  # type: ignore[arg-type]

    assert response.status_code == status
    if status == 405:
        assert "GET" in response.headers["Allow"]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/sparql> { ?s ?p ?o } }",
        "SELECT * WHERE " + "{" * 3000 + "}" * 3000,
    ],
    ids=["another endpoint", "brackets"],
)
def test_a_harmful_query_is_refused_and_harms_nobody(any_client: FlaskClient, query: str) -> None:
    """400 in one sentence, and the store behind the site still answers."""
    response = any_client.get("/sparql", query_string={"query": query})

    assert response.status_code == 400
    assert count(any_client.get("/sparql", query_string={"query": PROCESSES}).data) == 26


def test_a_syntax_error_says_where(any_client: FlaskClient) -> None:
    """Line and column."""
    response = any_client.get("/sparql", query_string={"query": "SELECT *\nWHERE {"})

    assert b"2:" in response.data


def test_the_data_is_unchanged_after_all_that(any_client: FlaskClient) -> None:
    """Nothing above has written."""
    assert count(any_client.get("/sparql", query_string={"query": PROCESSES}).data) == 26
