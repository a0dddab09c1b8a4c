"""The guard: a query may kill what evaluates it, and nothing else."""

import json
import os
import signal
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from lod import release
from lod.errors import FormatError, OverloadError, QueryError, QueryTimeoutError, StoreError
from lod.rdf import TURTLE
from lod.release import Release
from lod.store.base import GIVES_SOLUTIONS, GIVES_TRIPLES, SPARQL_JSON
from lod.store.embedded import EmbeddedStore
from lod.store.guard import Guard
from lod.store.worker import answered

FORMATS = {GIVES_SOLUTIONS: SPARQL_JSON, GIVES_TRIPLES: TURTLE}
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture
def guard(sample: Release) -> Iterator[Guard]:
    made = Guard(sample.path / release.STORE, timeout_s=1.5, max_bytes=200_000, workers=1)
    yield made
    made.close()


def works(guard: Guard) -> bool:
    """Whether an ordinary query is answered."""
    answer = guard.answer("ASK { ?s ?p ?o }", FORMATS)
    return bool(json.loads(answer.body)["boolean"])


def test_an_ordinary_query_is_answered(guard: Guard) -> None:
    """The guard is no wall."""
    answer = guard.answer("SELECT ?p { ?p a <https://w3id.org/propar/onto#ParticipatoryProcess> }", FORMATS)

    assert len(json.loads(answer.body)["results"]["bindings"]) == 26


def test_an_endless_query_is_stopped_and_the_next_one_answered(guard: Guard) -> None:
    """The deadline really stops the query."""
    with pytest.raises(QueryTimeoutError):
        guard.answer(ENDLESS, FORMATS)

    assert works(guard)


def test_a_process_killed_while_it_waited_costs_no_query(guard: Guard) -> None:
    """The next query is not blamed for the death of a process that only waited."""
    for _ in range(5):
        assert works(guard)
        waiting = guard._idle.queue[0]  # no public way names the process
        assert waiting is not None
        os.kill(waiting._process.pid, signal.SIGKILL)

        assert works(guard)


def test_a_store_that_is_not_there_is_not_the_queries_fault(tmp_path: Path) -> None:
    """A process that cannot start is our error, not the client's."""
    with pytest.raises(StoreError, match="no query process"):
        Guard(tmp_path / "none", timeout_s=1.5, max_bytes=1000, workers=1).answer("ASK {}", FORMATS)


@pytest.mark.parametrize(
    "killer",
    [
        "SELECT * {" + "{" * 3000 + "}" * 3000 + "}",
        "SELECT (" + "(" * 9000 + "1" + ")" * 9000 + " AS ?x) {}",
        "ASK { FILTER(" + "!" * 100_000 + "true) }",
    ],
    ids=["braces", "parentheses", "nots"],
)
def test_a_query_that_kills_its_process_costs_only_itself(guard: Guard, killer: str) -> None:
    """A stack overflow is a clean error for one, and nothing for the next."""
    with pytest.raises((QueryError, QueryTimeoutError)):
        guard.answer(killer, FORMATS)

    assert works(guard)


def test_an_answer_that_is_too_large_is_refused_whole(guard: Guard) -> None:
    """Never a cut answer."""
    with pytest.raises(StoreError, match="more than 200000 bytes"):
        guard.answer("CONSTRUCT WHERE { ?s ?p ?o }", FORMATS)

    assert works(guard)


def test_errors_come_back_as_what_they_are(guard: Guard) -> None:
    """A syntax error stays one, a format error too."""
    with pytest.raises(QueryError, match="1:"):
        guard.answer("SELECT * {", FORMATS)
    with pytest.raises(FormatError):
        guard.answer("CONSTRUCT WHERE { ?s ?p ?o }", {GIVES_SOLUTIONS: SPARQL_JSON})


@pytest.mark.parametrize("update", ["INSERT DATA { <a:a> <a:a> <a:a> }", "LOAD <http://127.0.0.1/x>", "CLEAR ALL"])
def test_updates_are_refused(guard: Guard, update: str) -> None:
    """The endpoint only reads."""
    with pytest.raises(QueryError):
        guard.answer(update, FORMATS)


def test_a_busy_guard_says_so(guard: Guard) -> None:
    """Whoever waits longer than a query may take is told to come back."""

    def ask_endlessly() -> None:
        with pytest.raises(QueryTimeoutError):
            guard.answer(ENDLESS, FORMATS)

    waiting = Thread(target=ask_endlessly)
    guard._timeout_s = 1.0
    waiting.start()
    while guard._idle.qsize():
        pass
    guard._timeout_s = 0.05

    with pytest.raises(OverloadError):
        guard.answer("ASK {}", FORMATS)
    waiting.join()


@pytest.mark.parametrize(
    "query",
    ["SELECT * { SERVICE <http://x/> {} }", "ASK { sErViCe <http://x/> {} }", "ASK { \\u0053ERVICE <http://x/> {} }"],
)
def test_without_the_kernels_help_the_word_itself_is_refused(query: str) -> None:
    """On machines that cannot forbid sockets to a process."""
    said, body = answered(EmbeddedStore(), {"solutions": SPARQL_JSON}, query, 1000, isolated=False)

    assert (said["error"], body) == ("QueryError", b"")
    assert "calls no other one" in str(said["message"])


def test_what_is_no_utf8_is_an_error_and_no_crash(guard: Guard) -> None:
    """A lone surrogate."""
    with pytest.raises(QueryError):
        guard.answer("SELECT \ud800", FORMATS)

    assert works(guard)


class _Counting(BaseHTTPRequestHandler):
    hits: list[str] = []  # noqa: RUF012  # one list for all requests of a test

    def do_GET(self) -> None:
        self.hits.append(self.path)
        self.send_response(200)
        self.end_headers()

    do_POST = do_GET

    def log_message(self, *_: object) -> None:
        """Quiet."""


def test_service_reaches_nobody(guard: Guard) -> None:
    """A query cannot make us ask another host."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Counting)
    Thread(target=server.serve_forever, daemon=True).start()
    query = f"SELECT * {{ SERVICE <http://127.0.0.1:{server.server_port}/> {{ ?s ?p ?o }} }}"

    with pytest.raises(QueryError, match="calls no other one"):
        guard.answer(query, FORMATS)

    server.shutdown()
    server.server_close()
    assert _Counting.hits == []
