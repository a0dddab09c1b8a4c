"""The SPARQL endpoint: the protocol's three ways to ask, whole answers, reads only."""

import gzip
import json
from dataclasses import replace

import pytest
from flask import g
from flask.testing import FlaskClient
from rdflib import Graph, Namespace, URIRef

from lod import rdf
from lod.config import Settings
from lod.release import Release
from lod.store.remote import RemoteStore
from lod.store.screen import Screened
from lod.web.application import create_app

PROCESSES = "SELECT ?p WHERE { ?p a <https://w3id.org/propar/onto#ParticipatoryProcess> }"
GRAPH = "CONSTRUCT WHERE { <https://w3id.org/propar/id/process/er-65> ?p ?o }"
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
DATASET = "https://w3id.org/propar/.well-known/void#dataset"
FORM = "application/x-www-form-urlencoded"
DIRECT = {"content_type": "application/sparql-query"}


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
    "accept", ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"]
)
def test_graphs_come_in_four_formats(any_client: FlaskClient, accept: str) -> None:
    """By Accept; each says the same triples."""
    response = any_client.get("/sparql", query_string={"query": GRAPH}, headers={"Accept": accept})
    plain = any_client.get("/sparql", query_string={"query": GRAPH}, headers={"Accept": "application/n-triples"})

    assert response.content_type.startswith(accept)
    assert set(rdf.read(response.data, accept)) == set(rdf.read(plain.data, "application/n-triples"))
    assert len(plain.data.splitlines()) > 30


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
        ({"method": "GET", "query_string": {"query": "ASK {} #" + "x" * 9000}}, 414),
        ({"method": "GET", "query_string": {"query": "ASK {}", "more": "x" * 30_000}}, 414),
        ({"method": "GET", "query_string": "query=ASK%20%7B%7D%20%23%FF"}, 400),
        ({"method": "GET", "query_string": {"update": "CLEAR ALL"}}, 400),
        ({"method": "GET", "query_string": {"query": "PREFIX e: <e:> CLEAR ALL"}}, 400),
        ({"method": "GET", "query_string": {"query": "DELETE WHERE { ?s ?p ?o }"}}, 400),
        ({"method": "GET", "headers": {"Accept": "image/png"}}, 406),
        ({"method": "POST", "data": {"query": "CLEAR ALL"}}, 400),
        ({"method": "POST", "data": "query=ASK%7B%7D&query=ASK%7B%7D", "content_type": FORM}, 400),
        ({"method": "POST", "data": {"query": "ASK {}"}, "query_string": {"query": "ASK {}"}}, 400),
        ({"method": "POST", "data": {"query": "ASK {}"}, "query_string": {"update": "CLEAR ALL"}}, 400),
        ({"method": "POST", "data": "CLEAR ALL", "content_type": "application/sparql-query"}, 400),
        ({"method": "POST", "data": {"query": "ASK {} #" + "x" * 9000}}, 413),
        ({"method": "POST", "data": gzip.compress(b"ASK {}"), **DIRECT, "headers": {"Content-Encoding": "gzip"}}, 415),
        ({"method": "POST", "data": "ASK {}", "content_type": "application/sparql-query; charset=utf-16"}, 415),
        ({"method": "POST", "data": "ASK {}".encode("utf-16"), **DIRECT}, 400),
        ({"method": "POST", "data": "ASK {}".encode("utf-16-le"), **DIRECT}, 400),
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


def test_a_stranger_does_not_learn_which_engine_failed(sample_settings: Settings, sample: Release) -> None:
    """502, without the address behind the site."""
    app = create_app(replace(sample_settings, endpoint=""))
    serving = RemoteStore("http://127.0.0.1:9/secret", timeout_s=1)

    @app.before_request
    def break_engine() -> None:
        g.served = replace(g.served, guard=Screened(serving, 10))

    response = app.test_client().get("/sparql", query_string={"query": "ASK {}"})

    assert sample.path.is_dir()
    assert response.status_code == 502
    assert b"secret" not in response.data


def test_a_page_elsewhere_may_post_a_query(client: FlaskClient) -> None:
    """Its browser asks beforehand whether it may send the query's media type."""
    asked = {"Origin": "https://example.org", "Access-Control-Request-Headers": "content-type"}
    preflight = client.options("/sparql", headers={**asked, "Access-Control-Request-Method": "POST"})

    assert preflight.status_code == 200
    assert preflight.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in preflight.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in preflight.headers["Access-Control-Allow-Headers"]


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

    assert b"line 2, column 8: " in response.data


@pytest.mark.parametrize(
    ("graphs", "clauses", "expected"),
    [
        ({}, "", 26),
        ({"default-graph-uri": DATASET}, "", 26),
        ({"default-graph-uri": [DATASET, "http://x/unknown"]}, "", 26),
        ({"default-graph-uri": DATASET}, "FROM <http://x/unknown>", 26),
        ({"default-graph-uri": "http://x/unknown"}, "", 0),
        ({"default-graph-uri": "http://x/unknown"}, f"FROM <{DATASET}>", 0),
        ({"named-graph-uri": DATASET}, "", 0),
        ({}, f"FROM <{DATASET}>", 26),
        ({}, f"FROM <http://x/unknown>\nfrom<{DATASET}> FROM NAMED <http://x/unknown>", 26),
        ({}, "FROM void:dataset", 26),
        ({}, "FROM <http://x/unknown>", 0),
        ({}, f"FROM NAMED <{DATASET}>", 0),
    ],
)
def test_the_graphs_that_are_named_are_asked(
    any_client: FlaskClient, graphs: dict[str, object], clauses: str, expected: int
) -> None:
    """The release is one graph; an unknown one is empty, and no error; the request goes before the query."""
    query = "PREFIX void: <https://w3id.org/propar/.well-known/void#>\n" + PROCESSES.replace(
        "WHERE", clauses + " WHERE"
    )
    by_get = any_client.get("/sparql", query_string={"query": query, **graphs})
    by_form = any_client.post("/sparql", data={"query": query, **graphs})
    direct = any_client.post("/sparql", query_string=graphs, data=query, **DIRECT)

    assert [(r.status_code, count(r.data)) for r in (by_get, by_form, direct)] == [(200, expected)] * 3


def test_the_graph_of_a_template_is_found_too(any_client: FlaskClient) -> None:
    """A dataset clause may follow braces."""
    query = "CONSTRUCT { ?s ?p ?o } " + f"FROM <{DATASET}>" + " WHERE { ?s ?p ?o } LIMIT 3"
    response = any_client.get("/sparql", query_string={"query": query}, headers={"Accept": "application/n-triples"})

    assert len(response.data.splitlines()) == 3


def test_what_clients_add_is_ignored(any_client: FlaskClient) -> None:
    """SPARQLWrapper says the format in three more parameters."""
    more = {"format": "xml", "output": "xml", "results": "xml"}
    response = any_client.get("/sparql", query_string={"query": PROCESSES, **more})

    assert count(response.data) == 26


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "text/turtle"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/ld+json", "application/ld+json"),
        ("application/n-triples", "application/n-triples"),
        ("text/html,*/*;q=0.8", "text/html"),
    ],
)
def test_without_a_query_the_service_is_described(any_client: FlaskClient, accept: str, media_type: str) -> None:
    """Programs learn what there is, people get the form."""
    response = any_client.get("/sparql", headers={"Accept": accept})

    assert response.status_code == 200
    assert response.mimetype == media_type
    assert "Accept" in response.headers["Vary"]


def test_the_service_description_says_what_is_so(any_client: FlaskClient) -> None:
    """Each format that it names can be had, and the graph that it names holds the data."""
    graph = Graph().parse(data=any_client.get("/sparql").data, format="turtle")
    service = URIRef("https://w3id.org/propar/sparql")
    named = {str(o).rpartition("/")[2] for o in graph.objects(service, SD.resultFormat)}
    (default,) = graph.objects(graph.value(service, SD.defaultDataset), SD.defaultGraph)

    assert graph.value(service, SD.endpoint) == service
    assert str(default) == DATASET
    assert {"SPARQL_Results_JSON", "SPARQL_Results_CSV", "Turtle", "JSON-LD"} <= named
    assert SD.SPARQL11Query in set(graph.objects(service, SD.supportedLanguage))


def test_each_function_that_is_announced_is_known(client: FlaskClient) -> None:
    """An unknown function gives no error in SPARQL, only no value: so each is called with what it takes."""
    graph = Graph().parse(data=client.get("/sparql").data, format="turtle")
    functions = sorted(graph.objects(None, SD.extensionFunction))
    square, line = ("'POLYGON((0 0,1 0,1 1,0 0))'^^geo:wktLiteral", "'LINESTRING(0 0,1 1)'^^geo:wktLiteral")
    points = "'POINT(0 0)'^^geo:wktLiteral, 'POINT(1 1)'^^geo:wktLiteral"
    metre = "<http://www.opengis.net/def/uom/OGC/1.0/metre>"
    taken = [
        square,
        line,
        f"{line}, {metre}",
        f"{square}, {square}",
        f"{points}, {metre}",
        f"{square}, {square}, 'T*F**FFF*'",
    ]
    for function in functions:
        called = ", ".join(f"<{function}>({arguments})" for arguments in taken)
        query = f"PREFIX geo: <http://www.opengis.net/ont/geosparql#> SELECT (COALESCE({called}) AS ?x) {{}}"

        assert json.loads(client.get("/sparql", query_string={"query": query}).data)["results"]["bindings"] != [{}], (
            query
        )
    assert len(functions) > 30


def test_the_limits_are_announced_in_each_answer(any_client: FlaskClient) -> None:
    """In a header that pages of other sites may read."""
    response = any_client.get("/sparql", query_string={"query": "ASK {}"})

    assert "seconds=10, bytes=20000000" in response.headers["SPARQL-Limits"]
    assert "SPARQL-Limits" in response.headers["Access-Control-Expose-Headers"]


def test_head_and_options_are_answered(any_client: FlaskClient) -> None:
    """HEAD as GET without body; OPTIONS says what may be done."""
    head = any_client.head("/sparql", query_string={"query": PROCESSES})
    options = any_client.options("/sparql")

    assert (head.status_code, head.data, head.mimetype) == (200, b"", "application/sparql-results+json")
    assert {"GET", "HEAD", "POST", "OPTIONS"} == {method.strip() for method in options.headers["Allow"].split(",")}


def test_the_data_is_unchanged_after_all_that(any_client: FlaskClient) -> None:
    """Nothing above has written."""
    assert count(any_client.get("/sparql", query_string={"query": PROCESSES}).data) == 26


@pytest.mark.parametrize("accept", ["application/json", "text/csv", "text/turtle"])
def test_the_same_answer_is_not_sent_twice(any_client: FlaskClient, accept: str) -> None:
    """304 to a client that has it; each format has an ETag of its own; errors have none."""
    asked = {"query_string": {"query": GRAPH if "turtle" in accept else PROCESSES}}
    first = any_client.get("/sparql", **asked, headers={"Accept": accept})  # type: ignore[arg-type]
    etag = first.headers["ETag"]
    headers = {"Accept": accept, "If-None-Match": etag}
    again = any_client.get("/sparql", **asked, headers=headers)  # type: ignore[arg-type]
    headers["Accept"] = "application/n-triples, application/sparql-results+xml"
    other = any_client.get("/sparql", **asked, headers=headers)  # type: ignore[arg-type]

    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", etag)
    assert (other.status_code, other.headers["ETag"] == etag) == (200, False)
    assert "no-cache" in first.headers["Cache-Control"]
    assert first.headers["Vary"] == again.headers["Vary"] == "Accept, Accept-Encoding"


def test_an_answer_that_was_given_costs_no_time(sample_settings: Settings, sample: Release) -> None:
    """It comes without a place, also when it is posted; a graph that is empty is another answer."""
    client = limited(sample_settings, query_workers=1, max_waiting=0)
    first = client.get("/sparql", query_string={"query": PROCESSES})
    with client.application.extensions["propar-gate"].entered("192.0.2.9"):
        again = client.post("/sparql", data={"query": PROCESSES})
        other = client.post("/sparql", data={"query": PROCESSES, "default-graph-uri": "http://x/unknown"})

    assert (again.status_code, again.data == first.data, other.status_code) == (200, True, 503)
    assert sample.id == first.headers["X-Release"]


@pytest.mark.parametrize("changing", ["RAND()", "STRUUID()", "NOW()"])
def test_what_changes_is_asked_each_time(client: FlaskClient, changing: str) -> None:
    """A random number is another one the next time."""
    query = f"SELECT ({changing} AS ?x) {{}}"
    first, second = (client.get("/sparql", query_string={"query": query}).data for _ in range(2))

    assert first != second


def limited(settings: Settings, **limits: float) -> FlaskClient:
    return create_app(replace(settings, **limits)).test_client()  # type: ignore[arg-type]


ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def test_a_query_that_takes_too_long_is_504(sample_settings: Settings, sample: Release) -> None:
    """And nobody is invited to try again."""
    response = limited(sample_settings, query_timeout_s=0.3).get("/sparql", query_string={"query": ENDLESS})

    assert response.status_code == 504
    assert "Retry-After" not in response.headers
    assert sample.id == response.headers["X-Release"]


@pytest.mark.parametrize("limit", ["max_rows", "max_answer_bytes"])
@pytest.mark.parametrize("accept", ["text/csv", "application/json", "text/html"])
def test_an_answer_beyond_a_limit_is_422_and_never_cut(
    sample_settings: Settings, sample: Release, limit: str, accept: str
) -> None:
    """In every format the client is told what to do."""
    client = limited(sample_settings, **{limit: 1000})
    response = client.get("/sparql", query_string={"query": "SELECT * { ?s ?p ?o }"}, headers={"Accept": accept})

    assert response.status_code == 422
    assert b"more than 1000" in response.data
    assert f"{limit.removeprefix('max_').removeprefix('answer_')}=1000" in response.headers["SPARQL-Limits"]
    assert sample.id == response.headers["X-Release"]


def test_a_client_that_has_had_its_time_is_429_and_others_are_not(sample_settings: Settings, sample: Release) -> None:
    """It is told when to come back, in the page too."""
    client = limited(sample_settings, query_timeout_s=0.3, client_budget_s=0.2)
    first = client.get("/sparql", query_string={"query": ENDLESS})
    second = client.get("/sparql", query_string={"query": "ASK {}"})
    other = client.get("/sparql", query_string={"query": "ASK {}"}, environ_base={"REMOTE_ADDR": "192.0.2.9"})

    assert [first.status_code, second.status_code, other.status_code] == [504, 429, 200]
    assert int(second.headers["Retry-After"]) > 0
    assert "Retry-After" in second.headers["Access-Control-Expose-Headers"]
    assert client.get("/", headers={"Accept": "text/html"}).status_code == 200
    assert sample.id == other.headers["X-Release"]


def test_where_no_place_is_left_it_is_503(sample_settings: Settings, sample: Release) -> None:
    """With the time to come back."""
    client = limited(sample_settings, query_workers=1, max_waiting=0)
    with client.application.extensions["propar-gate"].entered("192.0.2.9"):
        response = client.get("/sparql", query_string={"query": "ASK {}"})

    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    assert sample.id == response.headers["X-Release"]
