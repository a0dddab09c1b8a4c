"""The guard: a query may kill what evaluates it, and nothing else."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from lod import release
from lod.errors import FormatError, LimitError, OverloadError, QueryError, QueryTimeoutError, StoreError
from lod.rdf import TURTLE
from lod.release import Release
from lod.store.base import GIVES_SOLUTIONS, GIVES_TRIPLES, SPARQL_JSON
from lod.store.embedded import EmbeddedStore
from lod.store.guard import Guard
from lod.store.process import Limits, QueryProcess
from lod.store.worker import answered

FORMATS = {GIVES_SOLUTIONS: SPARQL_JSON, GIVES_TRIPLES: TURTLE}
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture
def guard(sample: Release) -> Iterator[Guard]:
    # on a busy machine it shall be no deadline that stops what is not about deadlines
    made = Guard(sample.path / release.STORE, timeout_s=30, max_bytes=200_000, workers=1)
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
    limits = guard._limits
    guard._limits = replace(limits, timeout_s=1.5)
    with pytest.raises(QueryTimeoutError):
        guard.answer(ENDLESS, FORMATS)
    guard._limits = limits

    assert works(guard)


def test_a_process_killed_while_it_waited_costs_no_query(guard: Guard) -> None:
    """The next query is not blamed for the death of a process that only waited."""
    for _ in range(5):
        assert works(guard)
        waiting = guard._idle.queue[0].process  # no public way names the process
        assert waiting is not None
        os.kill(waiting.pid, signal.SIGKILL)

        assert works(guard)


def killed_at_start(monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    """The next processes are killed before they have said that they are ready."""
    receive, left = QueryProcess._receive, [None] * times

    def after_a_kill(process: QueryProcess, timeout_s: float) -> object:
        if left:
            left.pop()
            os.kill(process.pid, signal.SIGKILL)
        return receive(process, timeout_s)

    monkeypatch.setattr(QueryProcess, "_receive", after_a_kill)


def test_a_process_killed_while_it_starts_costs_no_query(guard: Guard, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another one is started for the query."""
    killed_at_start(monkeypatch, times=2)

    assert works(guard)


def test_where_each_process_is_killed_while_it_starts_that_is_said(
    guard: Guard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The query is not to blame; and the guard works again once they live."""
    killed_at_start(monkeypatch, times=3)
    with pytest.raises(OverloadError, match="no query process starts"):
        works(guard)

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
    with pytest.raises((LimitError, QueryError, QueryTimeoutError)):
        guard.answer(killer, FORMATS)

    assert works(guard)


def test_an_answer_that_is_too_large_is_refused_whole(guard: Guard) -> None:
    """Never a cut answer."""
    with pytest.raises(LimitError, match="more than 200000 bytes"):
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

    guard._limits = replace(guard._limits, timeout_s=1.5)
    waiting = Thread(target=ask_endlessly)
    waiting.start()
    while guard._idle.qsize():
        pass
    guard._limits = replace(guard._limits, timeout_s=0.05)

    with pytest.raises(OverloadError):
        guard.answer("ASK {}", FORMATS)
    waiting.join()


@pytest.mark.parametrize(
    "query",
    ["SELECT * { SERVICE <http://x/> {} }", "ASK { sErViCe <http://x/> {} }", "ASK { \\u0053ERVICE <http://x/> {} }"],
)
def test_without_the_kernels_help_the_word_itself_is_refused(query: str) -> None:
    """On machines that cannot forbid sockets to a process."""
    said, body = answered(EmbeddedStore(), {"solutions": SPARQL_JSON}, query, 1000, 10, isolated=False)

    assert (said["error"], body) == ("QueryError", b"")
    assert "calls no other one" in str(said["message"])


def test_what_is_no_utf8_is_an_error_and_no_crash(guard: Guard) -> None:
    """A lone surrogate."""
    with pytest.raises(QueryError):
        guard.answer("SELECT \ud800", FORMATS)

    assert works(guard)


BOMB = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i"


def test_a_memory_bomb_is_a_limit_and_costs_one_process(guard: Guard) -> None:
    """It is not tried again on another one."""
    with pytest.raises(LimitError, match="memory"):
        guard.answer(BOMB, FORMATS)

    assert works(guard)


def test_a_process_killed_under_way_costs_no_answer(guard: Guard) -> None:
    """Whoever kills it, the query is asked again."""
    assert works(guard)
    process = guard._idle.queue[0].process
    assert process is not None
    os.kill(process.pid, signal.SIGSTOP)
    answers: list[bool] = []
    asking = Thread(target=lambda: answers.append(works(guard)))
    asking.start()
    while guard._idle.qsize():
        time.sleep(0.001)
    os.kill(process.pid, signal.SIGKILL)
    asking.join()

    assert answers == [True]


def test_the_memory_of_who_starts_a_process_is_not_its_own(sample: Release) -> None:
    """The kernel counts what a process has had before it became another program; a large server would replace each."""
    script = f"""
import sys
large = b"x" * 400_000_000
from pathlib import Path
from lod.store.guard import Guard
guard = Guard(Path({str(sample.path / release.STORE)!r}), timeout_s=30, max_bytes=1000, workers=1)
numbers = []
for _ in range(2):
    guard.answer("ASK {{}}", {FORMATS!r})
    numbers.append(guard._idle.queue[0].process.pid)
guard.close()
sys.exit(numbers[0] != numbers[1])
"""
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_a_process_that_has_grown_is_replaced(guard: Guard) -> None:
    """Memory that a query has had is not held for the next one."""
    assert works(guard)
    first = guard._idle.queue[0].process
    assert first is not None
    first._peak_kb = 10**9

    assert works(guard)
    assert guard._idle.queue[0].process is not first


def test_too_many_rows_are_refused(sample: Release) -> None:
    """A page of rows can be had, all of them cannot."""
    guard = Guard(sample.path / release.STORE, timeout_s=5, max_bytes=10**7, workers=1, max_rows=100)
    with pytest.raises(LimitError, match="more than 100 rows"):
        guard.answer("SELECT * { ?s ?p ?o }", FORMATS)

    assert len(json.loads(guard.answer("SELECT * { ?s ?p ?o } LIMIT 100", FORMATS).body)["results"]["bindings"]) == 100
    guard.close()


class _Counting(BaseHTTPRequestHandler):
    """An endpoint that has one solution."""

    def do_POST(self) -> None:
        self.server.hits.append(self.path)  # type: ignore[attr-defined]
        body = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"there"}}]}}'
        self.send_response(200)
        self.send_header("Content-Type", SPARQL_JSON)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def other() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Counting)
    server.hits = []  # type: ignore[attr-defined]
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("keyword", ["SERVICE", "SERVICE SILENT", "sErViCe"])
def test_service_reaches_nobody(guard: Guard, other: ThreadingHTTPServer, keyword: str) -> None:
    """A query cannot make us ask another host, nor be told that there was nothing."""
    query = f"SELECT * {{ {keyword} <http://127.0.0.1:{other.server_port}/> {{ ?s ?p ?o }} }}"

    with pytest.raises(QueryError, match="calls no other one"):
        guard.answer(query, FORMATS)
    assert other.hits == []  # type: ignore[attr-defined]


@pytest.mark.parametrize("keyword", ["SERVICE", "SERVICE SILENT"])
def test_the_kernel_refuses_what_no_screen_has_seen(sample: Release, other: ThreadingHTTPServer, keyword: str) -> None:
    """Were the screen fooled, the process would reach nobody all the same."""
    process = QueryProcess(sample.path / release.STORE, Limits(5, 10**6, 100))
    query = f"SELECT * {{ {keyword} <http://127.0.0.1:{other.server_port}/> {{ ?s ?p ?o }} }}"
    if keyword == "SERVICE":
        with pytest.raises(QueryError, match="calls no other one"):
            process.answer(query, FORMATS, is_empty=False)
    else:
        assert b"there" not in process.answer(query, FORMATS, is_empty=False).body
    process.kill()

    assert other.hits == []  # type: ignore[attr-defined]


def test_an_allowed_service_is_called_and_no_other(sample: Release, other: ThreadingHTTPServer) -> None:
    """The operator names it; the processes for other queries have no network all the same."""
    here, elsewhere = (f"http://127.0.0.1:{other.server_port}/{name}" for name in ("sparql", "secret"))
    guard = Guard(sample.path / release.STORE, 10, 10**6, workers=1, services=[here])
    answer = guard.answer(f"SELECT ?x {{ SERVICE <{here}> {{ ?s ?p ?x }} }}", FORMATS)
    with pytest.raises(QueryError, match="calls no other but"):
        guard.answer(f"SELECT ?x {{ SERVICE <{elsewhere}> {{ ?s ?p ?x }} }}", FORMATS)
    guard.close()

    assert b"there" in answer.body
    assert other.hits == ["/sparql"]  # type: ignore[attr-defined]
