"""Real clients over a real socket: each gets what it needs, by its own way of asking."""

import json
from collections.abc import Iterator
from http.client import HTTPConnection
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest
from rdflib import Graph, URIRef

from lod.config import Settings
from lod.release import Release
from tests.test_serve import running

THING = URIRef("https://w3id.org/propar/id/process/er-65")
JAVA = "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2"


@pytest.fixture(scope="module")
def address(sample_settings: Settings, sample: Release) -> Iterator[str]:
    """Where a server of the sample listens."""
    assert sample.path.is_dir()
    with running("serve", "--site", str(sample_settings.site), "--port", "0") as (_, found):
        yield found


def raw(address: str, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers by small name and body, with no header that was not given but the host."""
    connection = HTTPConnection(urlsplit(address).netloc, timeout=10)
    try:
        connection.putrequest("GET", path, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        response = connection.getresponse()
        return response.status, {n.lower(): v for n, v in response.getheaders()}, response.read()
    finally:
        connection.close()


# rdflib's own parser of JSON-LD uses what rdflib has deprecated
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
@pytest.mark.parametrize("name", [None, "turtle", "nt", "xml", "json-ld"])
def test_rdflib_reads_a_thing_by_its_address(address: str, name: str | None) -> None:
    """Through the redirect, in the format that it asks for; JSON-LD with the context of this host."""
    graph = Graph().parse(address + "id/process/er-65", format=name)
    expected = Graph().parse(address + "doc/process/er-65.nt", format="nt")

    assert set(graph.predicate_objects(THING)) == set(expected.predicate_objects(THING)) != set()


@pytest.mark.parametrize("accept", [JAVA, "*/*", None, "text/html,*/*;q=0.8"])
@pytest.mark.parametrize(
    ("extension", "media_type"),
    [("ttl", "text/turtle"), ("rdf", "application/rdf+xml"), ("jsonld", "application/ld+json")],
)
def test_the_address_of_a_format_gives_that_format(
    address: str, accept: str | None, extension: str, media_type: str
) -> None:
    """Whatever a validator's or a harvester's library sends by itself, or without any header at all."""
    status, headers, _ = raw(address, f"/doc/process/er-65.{extension}", **({"Accept": accept} if accept else {}))

    assert (status, headers["content-type"].partition(";")[0]) == (200, media_type)


def test_who_sends_no_accept_gets_turtle(address: str) -> None:
    """As data.europa.eu's harvester."""
    status, headers, body = raw(address, "/doc/process/er-65")

    assert (status, headers["content-type"]) == (200, "text/turtle; charset=utf-8")
    assert "content-encoding" not in headers
    assert len(Graph().parse(data=body, format="turtle")) > 50


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_a_connection_is_kept_for_the_next_request(address: str, method: str) -> None:
    """No answer leaves bytes behind that the next one would begin with."""
    connection = HTTPConnection(urlsplit(address).netloc, timeout=10)
    paths = [
        "/doc/process/er-65",
        "/id/process/er-65",
        "/doc/process/none.ttl",
        "/onto/",
        "/doc/process/er-65.html",
        "/processes.csv",
    ]
    try:
        for headers in ({}, {"Accept-Encoding": "br"}, {"If-None-Match": "*"}):
            for path in paths:
                connection.request(method, path, headers=headers)
                response = connection.getresponse()
                body = response.read()

                assert response.status in (200, 303, 304, 308, 404, 412)
                assert method == "GET" or body == b""
                if "Content-Length" in response.headers and method == "GET" and response.status != 304:
                    assert int(response.headers["Content-Length"]) == len(body)
    finally:
        connection.close()


def test_a_browser_learns_the_language(address: str) -> None:
    """Of the page that it gets."""
    for language in ("it", "en"):
        asked = Request(address + "doc/process/er-65", headers={"Accept": "text/html", "Accept-Language": language})
        with urlopen(asked, timeout=10) as response:
            assert response.headers["Content-Language"] == language


def test_a_json_ld_processor_finds_the_context(address: str) -> None:
    """At the address that the document names, from where the document is."""
    with urlopen(address + "doc/process/er-65.jsonld", timeout=10) as response:
        named = json.load(response)["@context"]
    with urlopen(address.rstrip("/") + named, timeout=10) as response:
        assert response.headers["Content-Type"] == "application/ld+json"
        assert "@context" in json.load(response)
