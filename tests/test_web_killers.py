"""The known killers: each costs the one who sends it a clean refusal, and the others nothing."""

import time
from collections.abc import Iterator
from dataclasses import replace
from threading import Event, Thread

import pytest
from flask import Flask

from lod.config import Settings
from lod.release import Release
from lod.web.application import create_app

DOUBLING = "BIND('0123456789' AS ?a0) " + " ".join(f"BIND(CONCAT(?a{n}, ?a{n}) AS ?a{n + 1})" for n in range(30))
KILLERS = {
    "braces": "SELECT * {" + "{" * 2200 + "}" * 2200 + "}",
    "parentheses": "ASK { FILTER(" + "(" * 3900 + "1" + ")" * 3900 + ") }",
    "nots": "ASK { FILTER(" + "!" * 7900 + "true) }",
    "hidden braces": "SELECT * " + "{#}\n" * 1900,
    "optionals": "ASK {" + "OPTIONAL{?a?b?c}" * 480 + "}",
    "sum": "ASK { FILTER(1" + "+1" * 3900 + ") }",
    "or": "ASK { FILTER(0" + "||0" * 2600 + ") }",
    "unions": "SELECT * { {}" + "UNION{}" * 1100 + "}",
    "patterns": "ASK { " + "?a ?b ?c . " * 400 + "}",
    "path": "PREFIX e: <e:> ASK { ?s e:a" + "/e:a" * 400 + " ?o }",
    "nested path": "PREFIX e: <e:> ASK { ?s " + "(" * 38 + "e:a" + ")*" * 38 + " ?o }",
    "collections": "ASK { ?a ?b " + "(" * 200 + "1" + ")" * 200 + " }",
    "order": "SELECT * { ?a ?b ?c } ORDER BY " + "?a" * 3900,
    "product": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "sorted product": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i",
    "minus": "SELECT * { ?a ?b ?c . ?d ?e ?f MINUS { ?a ?b ?c . ?g ?h ?i } }",
    "doubling": f"SELECT * {{ {DOUBLING} }}",
    "all": "SELECT * { ?a ?b ?c . ?d ?e ?f }",
    "expression": "ASK { ?s ?p ?o FILTER REGEX(STR(?o), '(((((a{1,99}){1,99}){1,99}){1,99}){1,99})') }",
}
# what the engine can do after all
HARMLESS = {"sum", "or", "unions"}


@pytest.fixture(scope="module")
def app(sample_settings: Settings, sample: Release) -> Flask:
    assert sample.path.is_dir()
    return create_app(replace(sample_settings, query_timeout_s=2.0, client_budget_s=3000.0))


@pytest.fixture(scope="module")
def probed(app: Flask) -> Iterator[list[tuple[int, float]]]:
    """Statuses and seconds of another client's pages and queries, while the tests of this module run."""
    found: list[tuple[int, float]] = []
    stop = Event()

    def probe() -> None:
        client = app.test_client()
        paths = ["/", "/processes", "/doc/process/er-65.ttl", "/sparql?query=ASK%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D"]
        while not stop.wait(0.05):
            for path in paths:
                before = time.monotonic()
                # no answer is one that was kept
                address = path + ("%23" + str(len(found)) if "query" in path else "")
                status = client.get(address, environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code
                found.append((status, time.monotonic() - before))

    probing = Thread(target=probe)
    probing.start()
    yield found
    stop.set()
    probing.join()


@pytest.mark.parametrize("name", KILLERS)
def test_a_killer_costs_its_sender_a_clean_refusal(app: Flask, probed: list[tuple[int, float]], name: str) -> None:
    """4xx or 504 in one sentence, never a cut answer; meanwhile others get their pages and answers."""
    response = app.test_client().post("/sparql", data={"query": KILLERS[name]})
    asked = len(probed)
    while len(probed) < asked + 4:
        time.sleep(0.01)

    if name in HARMLESS:
        assert response.status_code in (200, 504), response.data[:300]
    else:
        assert response.status_code in (400, 422, 504), response.data[:300]
        assert len(response.data) < 500
    assert {status for status, _ in probed} == {200}
    assert max(seconds for _, seconds in probed) < 10
