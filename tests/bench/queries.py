"""The benchmark of the SPARQL endpoint: ten queries through the guard, against the bare engine's server."""

import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

from lod import release
from lod.config import Settings
from lod.release import Site
from tests.conftest import free_port, wait_until_up

ROUNDS = 41
ONTO = "https://w3id.org/propar/onto#"
QUESTIONS = Settings().ontology_dir / "questions"
CHOSEN = ("12-by-year-and-status.rq", "15-by-participant-kind.rq", "02-grants-by-province.rq")
PROCESS = "https://w3id.org/propar/id/process/er-10001"
FIRST = f"?p a <{ONTO}ParticipatoryProcess> ; <http://purl.org/dc/terms/title> ?title"
# a thing, a list, facets, a group, an order, words of a text; and questions that the SPARQL page offers
QUERIES = {
    "describe": f"DESCRIBE <{PROCESS}>",
    "list": f"SELECT ?p ?title {{ {FIRST} }} ORDER BY DESC(?title) LIMIT 20",
    "facet": f"SELECT ?status (COUNT(?p) AS ?n) {{ {FIRST} ; <{ONTO}status> ?status }} GROUP BY ?status",
    "classes": "SELECT ?class (COUNT(?thing) AS ?n) { ?thing a ?class } GROUP BY ?class ORDER BY DESC(?n)",
    "titles": f"SELECT ?p ?title {{ {FIRST} }}",
    "words": f'SELECT ?p ?title {{ {FIRST} FILTER(CONTAINS(LCASE(?title), "fiume")) }}',
    "first thousand triples": f"CONSTRUCT {{ ?p ?q ?o }} {{ ?p a <{ONTO}ParticipatoryProcess> ; ?q ?o }} LIMIT 1000",
    **{name[3:-3]: (QUESTIONS / name).read_text("utf-8") for name in CHOSEN},
}


def compare(site: Path) -> None:
    """Prints the median time of each query on both servers, and the median of the ratios.

    Args:
        site: Folder of a site that has a release.
    """
    with _guarded(site) as ours, _bare(site) as bare:
        ratios = []
        for name, query in QUERIES.items():
            mine, theirs = _medians(query, (ours, "/sparql"), (bare, "/query"))
            ratios.append(mine / theirs)
            print(f"query {name}: {mine * 1000:.2f} ms against {theirs * 1000:.2f} ms of the engine: {ratios[-1]:.2f}")
    print(f"ten queries through the guard: median ratio to oxigraph serve-read-only {statistics.median(ratios):.2f}")


def _medians(query: str, *servers: tuple[HTTPConnection, str]) -> list[float]:
    """Seconds, by server; asked in turn, each time as another text, so that no answer comes from memory."""
    times: list[list[float]] = [[] for _ in servers]
    accept = "text/turtle, application/sparql-results+json"
    for number in range(ROUNDS):
        bodies = []
        for (connection, path), kept in zip(servers, times, strict=True):
            before = time.perf_counter()
            connection.request("GET", f"{path}?query={quote(f'{query} #{number}')}", headers={"Accept": accept})
            response = connection.getresponse()
            bodies.append(response.read())
            kept.append(time.perf_counter() - before)
            if response.status != 200:
                raise SystemExit(f"{query}: {response.status} {bodies[-1][:300]!r}")
        if len(set(map(len, bodies))) != 1:
            raise SystemExit(f"{query}: the servers answer {[len(body) for body in bodies]} bytes")
    return [statistics.median(kept) for kept in times]


@contextmanager
def _guarded(site: Path) -> Iterator[HTTPConnection]:
    port = free_port()
    environment = {**os.environ, "LOD_CLIENT_BUDGET_S": "3000"}
    command = [sys.executable, "-m", "lod", "serve", "--site", str(site), "--port", str(port)]
    with _running(command, port, environment) as connection:
        yield connection


@contextmanager
def _bare(site: Path) -> Iterator[HTTPConnection]:
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or "oxigraph"
    store = str(site.parent / "bare")
    data = str(Site(site).current().path / release.DATA)
    subprocess.run([program, "load", "--location", store, "--file", data], check=True, capture_output=True)
    port = free_port()
    command = [program, "serve-read-only", "--location", store, "--bind", f"127.0.0.1:{port}"]
    with _running(command, port, dict(os.environ)) as connection:
        yield connection


@contextmanager
def _running(command: list[str], port: int, environment: dict[str, str]) -> Iterator[HTTPConnection]:
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            wait_until_up(f"http://127.0.0.1:{port}/")
            yield HTTPConnection("127.0.0.1", port, timeout=60)
        finally:
            server.terminate()
