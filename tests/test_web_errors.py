"""Troubles, told in the format that was asked for."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from pyld import jsonld as pyld
from pyoxigraph import RdfFormat, parse
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import XSD

from lod import rdf
from lod.build import build
from lod.config import OSSERVATORIO, Settings
from lod.model import Model
from lod.web.application import create_app
from lod.web.lists import MAX_SEARCH_CHARACTERS
from tests.conftest import page_of

HTTP = "http://www.w3.org/2011/http#"
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
LD = 'application/ld+json; profile="http://www.w3.org/ns/json-ld#{}"'
FORMATS: Mapping[str, RdfFormat] = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/trig": RdfFormat.TRIG,
    "application/n-quads": RdfFormat.N_QUADS,
}


def graph_of(data: bytes, media_type: str) -> Graph:
    """The statements, of whatever graph; RDF/XML is read by an XML parser too."""
    if media_type == "application/rdf+xml":
        ElementTree.fromstring(data)
    triples = [quad.triple for quad in parse(data, format=FORMATS[media_type])]
    return Graph().parse(data=rdf.write(triples, rdf.N_TRIPLES), format="nt")


def statuses(graph: Graph) -> list[tuple[object, object]]:
    """Code and name of the status that a graph tells of."""
    return [
        (code, graph.value(response, URIRef(HTTP + "sc")))
        for response, code in graph.subject_objects(URIRef(HTTP + "statusCodeValue"))
    ]


@pytest.mark.parametrize("media_type", FORMATS)
@pytest.mark.parametrize("path", ["/doc/process/none", "/id/nothing/x", "/nowhere/at/all", "/merged/process/none"])
def test_who_asks_for_rdf_is_told_in_rdf(any_client: FlaskClient, path: str, media_type: str) -> None:
    """With the status of the answer, the media type asked for, and never an empty graph."""
    response = any_client.get(path, headers={"Accept": media_type})
    graph = graph_of(response.data, media_type)

    assert (response.status_code, response.mimetype) == (404, media_type)
    assert statuses(graph) == [
        (Literal("404", datatype=XSD.int), URIRef("http://www.w3.org/2011/http-statusCodes#NotFound"))
    ]


@pytest.mark.parametrize("form", ["compacted", "expanded", "flattened"])
def test_who_asks_for_json_ld_is_told_in_json_ld(any_client: FlaskClient, form: str) -> None:
    """In the form asked for."""
    response = any_client.get("/doc/process/none", headers={"Accept": LD.format(form)})
    document = json.loads(response.data)
    if form == "compacted":
        document.update(json.loads(any_client.get(document["@context"]).data))
    graph = Graph().parse(data=pyld.to_rdf(document, {"format": "application/n-quads"}), format="nt")

    assert response.content_type == LD.format(form)
    assert statuses(graph)[0][0] == Literal("404", datatype=XSD.int)


@pytest.mark.parametrize(
    ("path", "accept", "media_type"),
    [
        ("/doc/process/none", "*/*", "text/plain"),
        ("/doc/process/none", None, "text/plain"),
        ("/doc/process/none", FIREFOX, "text/html"),
        ("/doc/process/none", "image/png", "text/plain"),
        ("/doc/process/none", "application/json", "application/problem+json"),
        ("/doc/process/none.ttl", "*/*", "text/turtle"),
        ("/doc/process/none.ttl", None, "text/turtle"),
        ("/doc/process/none.ttl", FIREFOX, "text/html"),
        ("/doc/process/none.ttl", "application/rdf+xml", "application/rdf+xml"),
        ("/doc/process/none.html", "*/*", "text/html"),
        ("/doc/process/none.exe", "*/*", "text/plain"),
    ],
)
def test_who_does_not_choose_is_told_in_the_format_of_the_address(
    any_client: FlaskClient, path: str, accept: str | None, media_type: str
) -> None:
    """Or else in plain words."""
    response = any_client.get(path, headers={"Accept": accept} if accept else {})

    assert (response.status_code, response.mimetype) == (404, media_type)
    assert "Accept" in response.headers["Vary"]
    assert response.headers["Cache-Control"] == "no-store"


def test_a_program_is_told_by_the_standard(any_client: FlaskClient) -> None:
    """RFC 9457: title, status, detail."""
    response = any_client.post("/sparql", data={"update": "CLEAR ALL"}, headers={"Accept": "application/json"})

    assert json.loads(response.data)["title"] == "Bad Request"
    assert json.loads(response.data)["status"] == response.status_code == 400


@pytest.mark.parametrize(
    "path", ["/doc/process/%00%ff", "/doc/<x>\"/'", "/doc/%0d%0aX/" + "a" * 5_000, "/doc/%E2%80%AE/{}|^`"]
)
@pytest.mark.parametrize("accept", ["text/turtle", "application/rdf+xml", "application/ld+json", "application/n-quads"])
def test_a_hostile_address_makes_no_broken_graph(any_client: FlaskClient, path: str, accept: str) -> None:
    """The address stands in it only as an IRI can hold it."""
    response = any_client.get(path, headers={"Accept": accept})

    assert response.status_code == 404
    assert len(response.data) < 20_000
    if accept in FORMATS:
        assert len(graph_of(response.data, accept)) == 5


@pytest.fixture(scope="module")
def renewed(tmp_path_factory: pytest.TempPathFactory, model: Model, few_places: Path) -> FlaskClient:
    """A site whose former release had a process that the current one has not."""
    site, folder = (tmp_path_factory.mktemp(name) for name in ("site", "pages"))
    (folder / "1.txt").write_text(page_of(1), "utf-8")
    (folder / "2.txt").write_text(page_of(2), "utf-8")
    settings = replace(
        Settings(), site=site / "site", sources=(replace(OSSERVATORIO, path=folder),), reference_dir=few_places
    )
    build(settings, model)
    (folder / "1.txt").unlink()
    build(settings, model)
    return create_app(settings).test_client()


@pytest.mark.parametrize("path", ["/id/process/er-1", "/doc/process/er-1", "/doc/process/er-1.ttl"])
@pytest.mark.parametrize("accept", ["text/turtle", "text/html", "application/json", "*/*"])
def test_what_was_withdrawn_is_410(renewed: FlaskClient, path: str, accept: str) -> None:
    """At the thing and at its document, in the formats of a 404."""
    response = renewed.get(path, headers={"Accept": accept})

    assert response.status_code == 410
    assert "er-1" in response.text
    if response.mimetype == "text/turtle":
        assert statuses(Graph().parse(data=response.data, format="turtle"))[0][1] == URIRef(
            "http://www.w3.org/2011/http-statusCodes#Gone"
        )


@pytest.mark.parametrize("path", ["/doc/process/er-3", "/doc/process/er-2?page=2", "/doc/voc/none"])
def test_what_never_was_is_404(renewed: FlaskClient, path: str) -> None:
    """Also a page too many of what is there."""
    assert renewed.get("/doc/process/er-2").status_code == 200
    assert renewed.get(path).status_code == 404


@pytest.mark.parametrize(("language", "words"), [("it", "Non è più pubblicato"), ("en", "This is no longer published")])
def test_people_are_told_what_gone_means(renewed: FlaskClient, language: str, words: str) -> None:
    """In their language."""
    page = renewed.get("/doc/process/er-1", headers={"Accept": "text/html", "Accept-Language": language}).text

    assert f"<h1>{words}</h1>" in page


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/processes?page=3", 404),
        ("/processes?page=0", 404),
        ("/processes?page=x", 404),
        (f"/processes?q={'a' * (MAX_SEARCH_CHARACTERS + 1)}", 400),
        ("/catalog?page=99", 404),
        ("/catalog?page=%D9%A1", 404),
        ("/voc/status/%20", 404),
        ("/doc/voc/status?page=99", 404),
    ],
)
def test_what_is_beyond_a_bound_is_refused(client: FlaskClient, path: str, status: int) -> None:
    """A page that is not there, a number that is none, a search that nobody writes, a key that is none."""
    assert client.get(path, headers={"Accept": "text/html"}).status_code == status
