"""The contract of the stores: what holds for one holds for both."""

import json
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from lod import rdf, release
from lod.errors import EndpointError, FormatError, LimitError, QueryError, QueryTimeoutError, StoreError
from lod.rdf import JSON_LD, N_TRIPLES, RDF_XML, TURTLE, Literal, NamedNode, Triple
from lod.release import Release
from lod.store.base import CSV, GIVES_SOLUTIONS, GIVES_TRIPLES, SPARQL_JSON, SPARQL_XML, TSV, Store
from lod.store.embedded import EmbeddedStore
from lod.store.remote import RemoteStore
from tests.conftest import free_port, wait_until_up

DATA = [
    Triple(NamedNode("http://x/a"), NamedNode("http://x/p"), Literal("uno", language="it")),
    Triple(NamedNode("http://x/a"), NamedNode("http://x/p"), NamedNode("http://x/b")),
    Triple(NamedNode("http://x/b"), NamedNode("http://x/n"), Literal("2009", datatype=NamedNode(rdf.XSD + "gYear"))),
    Triple(NamedNode("http://x/b"), NamedNode("http://x/t"), Literal('<script> "\\ \n è')),
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("contract")
    (folder / "data.nt").write_bytes(rdf.write(DATA, N_TRIPLES))
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or "oxigraph"
    store = str(folder / "store")
    subprocess.run([program, "load", "-l", store, "-f", str(folder / "data.nt")], check=True, capture_output=True)
    port = free_port()
    arguments = [program, "serve-read-only", "-l", store, "-b", f"127.0.0.1:{port}"]
    with subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        try:
            wait_until_up(f"http://127.0.0.1:{port}/")
            yield f"http://127.0.0.1:{port}/query"
        finally:
            running.kill()


@pytest.fixture(params=["memory", "disk", "remote"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "remote":
        return RemoteStore(request.getfixturevalue("server"))
    if request.param == "memory":
        made = EmbeddedStore()
        made.add(DATA)
        return made
    with EmbeddedStore.created(tmp_path / "store") as made:
        made.add(DATA)
        made.persist()
        del made
    return EmbeddedStore.opened(tmp_path / "store")


def test_select_gives_terms_by_variable(store: Store) -> None:
    """Terms come with language and datatype as they were said."""
    rows = store.select("SELECT ?o WHERE { <http://x/a> <http://x/p> ?o }")

    assert {row["o"] for row in rows} == {DATA[0].object, DATA[1].object}


def test_an_unbound_variable_is_not_in_its_row(store: Store) -> None:
    """A row holds what is bound, and nothing else."""
    rows = store.select("SELECT ?s ?none WHERE { ?s <http://x/n> ?o OPTIONAL { ?s <http://x/zz> ?none } }")

    assert [set(row) for row in rows] == [{"s"}]


def test_construct_gives_each_triple_once(store: Store) -> None:
    """A graph is a set."""
    found = store.construct("CONSTRUCT { <http://x/a> <http://x/p> <http://x/b> } WHERE { ?s ?p ?o }")

    assert found == [DATA[1]]


def test_statements_about_things_are_those_that_a_query_gives(store: Store) -> None:
    """All of them, or those with some predicates; nothing is said of what is not there, or of nothing."""
    subjects = ["<http://x/a>", "<http://x/b>", "<http://x/c>"]

    assert set(store.about(subjects)) == set(DATA)
    assert store.about(subjects, ["http://x/n", "http://x/none"]) == [DATA[2]]
    assert store.about([]) == []


def test_statements_that_name_a_thing_are_no_more_than_asked_for(store: Store) -> None:
    """A place that a hundred thousand things name costs no more than one."""
    assert store.naming("http://x/b", 5) == [DATA[1]]
    assert store.naming("http://x/b", 0) == []


def test_describe_is_a_graph_too(store: Store) -> None:
    """DESCRIBE answers like CONSTRUCT."""
    assert set(DATA[2:]) == set(store.construct("DESCRIBE <http://x/b>"))


@pytest.mark.parametrize(("pattern", "expected"), [("<http://x/a> ?p ?o", True), ("<http://x/zz> ?p ?o", False)])
def test_ask_gives_a_truth_value(store: Store, pattern: str, expected: bool) -> None:
    """ASK is true or false."""
    assert store.ask(f"ASK {{ {pattern} }}") is expected


@pytest.mark.parametrize("query", ["", "   ", "# SELECT * {}", "hello", "\x00"])
def test_what_is_no_query_is_a_query_error(store: Store, query: str) -> None:
    """Nothing is sent, nothing is guessed."""
    with pytest.raises(QueryError):
        store.answer(query, {GIVES_SOLUTIONS: SPARQL_JSON, GIVES_TRIPLES: TURTLE})


@pytest.mark.parametrize("method", ["select", "construct", "ask"])
def test_a_query_that_does_not_parse_is_a_query_error(store: Store, method: str) -> None:
    """The one who asks is told, and where."""
    with pytest.raises(QueryError):
        getattr(store, method)("SELECT * WHERE { ?s ?p ")


@pytest.mark.parametrize(
    ("method", "query"),
    [
        ("select", "ASK {}"),
        ("select", "CONSTRUCT WHERE { ?s ?p ?o }"),
        ("construct", "SELECT * {}"),
        ("ask", "SELECT * {}"),
    ],
)
def test_a_query_of_another_form_is_a_query_error(store: Store, method: str, query: str) -> None:
    """Nobody gets rows where a graph was meant."""
    with pytest.raises(QueryError):
        getattr(store, method)(query)


@pytest.mark.parametrize(
    "update", ["INSERT DATA { <a:a> <a:a> <a:a> }", "CLEAR ALL", "LOAD <http://127.0.0.1:1/>", "DROP ALL"]
)
def test_an_update_is_refused(store: Store, update: str) -> None:
    """The stores only read."""
    with pytest.raises(QueryError):
        store.answer(update, {GIVES_SOLUTIONS: SPARQL_JSON, GIVES_TRIPLES: TURTLE})

    assert len(store.construct("CONSTRUCT WHERE { ?s ?p ?o }")) == len(DATA)


@pytest.mark.parametrize("media_type", [SPARQL_JSON, SPARQL_XML, CSV, TSV])
def test_solutions_are_written_in_each_format(store: Store, media_type: str) -> None:
    """What was asked for is what comes."""
    answer = store.answer("SELECT ?o WHERE { ?s <http://x/n> ?o }", {GIVES_SOLUTIONS: media_type})

    assert answer.media_type == media_type
    assert b"2009" in answer.body


@pytest.mark.parametrize("media_type", [TURTLE, N_TRIPLES, RDF_XML, JSON_LD])
def test_graphs_are_written_in_each_format(store: Store, media_type: str) -> None:
    """Each format says the same triples."""
    answer = store.answer("CONSTRUCT WHERE { ?s ?p ?o }", {GIVES_TRIPLES: media_type})

    assert set(rdf.read(answer.body, media_type)) == set(DATA)


def test_an_empty_dataset_holds_nothing(store: Store) -> None:
    """Whatever the query's own clauses say."""
    for clause in ("", "FROM <http://x/a>", "FROM NAMED <http://x/a>"):
        answer = store.answer(f"SELECT * {clause} {{ ?s ?p ?o }}", {GIVES_SOLUTIONS: CSV}, is_empty=True)

        assert len(answer.body.splitlines()) == 1


def test_no_format_for_an_answer_is_a_format_error(store: Store) -> None:
    """A graph cannot be written as a table."""
    with pytest.raises(FormatError):
        store.answer("CONSTRUCT WHERE { ?s ?p ?o }", {GIVES_SOLUTIONS: CSV})


def test_a_missing_store_is_not_made_by_opening_it(tmp_path: Path) -> None:
    """A mistyped path must not become an empty store."""
    with pytest.raises(StoreError):
        EmbeddedStore.opened(tmp_path / "mistyped")

    assert not (tmp_path / "mistyped").exists()


class _Liar(BaseHTTPRequestHandler):
    """An endpoint that answers what its class attributes say."""

    status, headers_sent, body = 200, {"Content-Type": SPARQL_JSON}, b"{}"

    def do_POST(self) -> None:  # the name that http.server wants
        self.send_response(self.status)
        for name, value in self.headers_sent.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(self.body)

    do_GET = do_POST

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def liar() -> Iterator[Callable[..., RemoteStore]]:
    servers: list[ThreadingHTTPServer] = []

    def start(status: int = 200, headers: dict[str, str] | None = None, body: bytes = b"{}") -> RemoteStore:
        sent = {"Content-Type": SPARQL_JSON, **(headers or {})}
        handler = type("Liar", (_Liar,), {"status": status, "headers_sent": sent, "body": body})
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        servers.append(server)
        Thread(target=server.serve_forever, daemon=True).start()
        return RemoteStore(f"http://127.0.0.1:{server.server_port}/q", timeout_s=2, max_bytes=1000)

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


EMPTY = json.dumps({"head": {"vars": ["s"]}, "results": {"bindings": []}}).encode()


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (200, {"Content-Type": "text/html"}, b"<html>please log in</html>"),
        (200, {}, b'{"head": {"vars": ["s"]}, "results": {"bindi'),
        (200, {"Content-Length": "5000"}, EMPTY),
        (200, {"X-SPARQL-MaxRows": "100"}, EMPTY),
        (200, {"X-SQL-State": "S1TAT"}, EMPTY),
        (204, {}, b""),
        (302, {"Location": "http://127.0.0.1:9/elsewhere"}, b""),
        (500, {}, b"oops"),
        (503, {}, b"later"),
    ],
    ids=["login page", "broken", "cut", "max rows", "partial", "204", "redirect", "500", "503"],
)
def test_an_answer_that_cannot_be_trusted_is_refused(
    liar: Callable[..., RemoteStore], status: int, headers: dict[str, str], body: bytes
) -> None:
    """Nothing but a whole answer of the right type passes as data."""
    with pytest.raises(EndpointError):
        liar(status, headers, body).select("SELECT * WHERE { ?s ?p ?o }")


def test_an_answer_that_is_too_large_is_a_limit(liar: Callable[..., RemoteStore]) -> None:
    """Whoever asks for less gets it."""
    with pytest.raises(LimitError, match="more than 1000 bytes"):
        liar(body=b" " * 1001).select("SELECT * WHERE { ?s ?p ?o }")


def test_the_liar_is_believed_when_it_tells_the_truth(liar: Callable[..., RemoteStore]) -> None:
    """The refusals above are not for another reason."""
    assert liar(body=EMPTY).select("SELECT ?s WHERE { ?s ?p ?o }") == []


def test_a_query_that_an_endpoint_does_not_answer_in_time_is_told_as_that() -> None:
    """Not as a fault of the endpoint, whose address is nobody's business."""
    with socket.create_server(("127.0.0.1", 0)) as mute:
        store = RemoteStore(f"http://127.0.0.1:{mute.getsockname()[1]}/q", timeout_s=1)

        with pytest.raises(QueryTimeoutError, match="took too long"):
            store.ask("ASK {}")


def test_an_endpoint_that_is_not_there_is_an_endpoint_error() -> None:
    """No traceback of the HTTP library."""
    with pytest.raises(EndpointError, match=r"127\.0\.0\.1"):
        RemoteStore(f"http://127.0.0.1:{free_port()}/q", timeout_s=1).ask("ASK {}")


def test_geosparql_functions_read_the_positions_of_places(sample: Release) -> None:
    """The engine knows GeoSPARQL: the middle of Bologna is some 41 km from that of Modena."""
    query = """PREFIX geo: <http://www.opengis.net/ont/geosparql#>
PREFIX geof: <http://www.opengis.net/def/function/geosparql/>
SELECT (geof:distance(?one, ?other, <http://www.opengis.net/def/uom/OGC/1.0/metre>) AS ?metres) WHERE {
  <https://w3id.org/propar/id/place/comune-037006> geo:hasGeometry/geo:asWKT ?one .
  <https://w3id.org/propar/id/place/comune-036023> geo:hasGeometry/geo:asWKT ?other .
}"""
    with EmbeddedStore.opened(sample.path / release.STORE) as store:
        (row,) = store.select(query)

    assert 40_000 < float(rdf.plain(row["metres"])) < 42_000
