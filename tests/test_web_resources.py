"""Linked Data over HTTP: one thing, one address, every format."""

import json
import subprocess
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from rdflib import BNode, Graph

from lod import rdf, release
from lod.model import Model
from lod.release import Release

BASE = "https://w3id.org/propar/"
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
LD = 'application/ld+json; profile="http://www.w3.org/ns/json-ld#{}"'


def test_the_description_of_the_first_record_is_whole(any_client: FlaskClient) -> None:
    """What the worked example says of it is in its own document: its holder, unit, place and coordinates too."""
    expected = Path(__file__).parent / "sources" / "osservatorio" / "er-65.expected.ttl"
    wanted = set(rdf.read(expected.read_bytes(), rdf.TURTLE))

    response = any_client.get("/id/process/er-65", headers={"Accept": "text/turtle"}, follow_redirects=True)

    assert wanted - set(rdf.read(response.data, rdf.TURTLE)) == set()


@pytest.mark.parametrize(
    ("thing", "document"),
    [
        ("/id/process/er-65", "/doc/process/er-65"),
        ("/id/place/comune-033032", "/doc/place/comune-033032"),
        ("/id/agent/c_g535", "/doc/agent/c_g535"),
        ("/voc", "/onto"),
        ("/voc/status", "/doc/voc/status"),
        ("/shapes/Process-title", "/shapes/Process"),
        ("/voc/status/concluso", "/doc/voc/status/concluso"),
    ],
)
def test_a_thing_leads_to_its_document(any_client: FlaskClient, thing: str, document: str) -> None:
    """303, whatever format is asked for."""
    response = any_client.get(thing)

    assert (response.status_code, response.headers["Location"]) == (303, document)
    assert response.headers["Vary"] == "Accept"
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_a_forged_host_changes_no_redirect(client: FlaskClient) -> None:
    """The path decides, not the Host header."""
    response = client.get("/id/process/er-65", headers={"Host": "evil.example"})

    assert response.headers["Location"] == "/doc/process/er-65"


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("text/turtle", "text/turtle; charset=utf-8"),
        ("application/ld+json", LD.format("compacted")),
        ("application/ld+json;profile=urn:x:unknown", LD.format("compacted")),
        (LD.format("expanded"), LD.format("expanded")),
        (LD.format("flattened"), LD.format("flattened")),
        ("application/trig", "application/trig"),
        ("application/n-quads", "application/n-quads"),
        ("application/n-triples", "application/n-triples"),
        ("application/rdf+xml", "application/rdf+xml"),
        (FIREFOX, "text/html; charset=utf-8"),
        ("*/*", "text/turtle; charset=utf-8"),
        ("", "text/turtle; charset=utf-8"),
    ],
)
def test_a_document_comes_in_the_format_asked_for(any_client: FlaskClient, accept: str, content_type: str) -> None:
    """And says that it depends on Accept, and where this format has its own address."""
    response = any_client.get("/doc/process/er-65", headers={"Accept": accept})

    assert response.content_type == content_type
    assert "Accept" in response.headers["Vary"]
    own = any_client.get(response.headers["Content-Location"], headers={"Accept": accept})
    assert own.data == response.data


def test_what_cannot_be_had_is_406_with_what_can(client: FlaskClient) -> None:
    """The client learns its choices."""
    response = client.get("/doc/process/er-65", headers={"Accept": "image/png"})

    assert response.status_code == 406
    assert b"text/turtle" in response.data


@pytest.mark.parametrize(
    "path",
    [
        "/doc/process/er-999999",
        "/doc/process/er-999999.ttl",
        "/doc/nothing/er-65",
        "/id/nothing/er-65",
        "/doc/voc/none",
        "/doc/voc/status/none.jsonld",
        "/doc/process/er-65?page=2",
        "/doc/process/er-65?page=0",
        "/doc/process/er-65?page=-1",
        "/doc/process/er-65?page=x",
        "/doc/process/er-65?page=" + "9" * 5000,
        "/doc/process/%3Cscript%3E",
        "/doc/process/er-65%00",
        "/doc/process/..%2f..%2fetc%2fpasswd",
        "/doc/process/" + "a" * 5000,
        "/doc/process/er-65%20",
        "/doc/process/%E2%80%AEer-65",
        "/doc/process/er-65>%20<x",
        "/id/process/a%0d%0ab",
        "/onto.exe",
        "/shapes/None",
        "/shapes/Process.exe",
        "/shapes/Process-<script>",
        "/static/../web/__init__.py",
    ],
)
@pytest.mark.parametrize("accept", ["text/turtle", FIREFOX])
def test_what_is_not_there_is_404(client: FlaskClient, path: str, accept: str) -> None:
    """Never 200 with an empty graph, never a 500, whatever the path holds."""
    response = client.get(path, headers={"Accept": accept})

    assert response.status_code == 404
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.mimetype in ("text/plain", "text/turtle") or b"<script>" not in response.data


def test_an_unchanged_document_is_304(client: FlaskClient) -> None:
    """One strong ETag a representation."""
    turtle, page = (client.get("/doc/process/er-65", headers={"Accept": a}) for a in ("text/turtle", FIREFOX))
    again = client.get("/doc/process/er-65", headers={"Accept": "text/turtle", "If-None-Match": turtle.headers["ETag"]})
    other = client.get("/doc/process/er-65", headers={"Accept": FIREFOX, "If-None-Match": turtle.headers["ETag"]})

    assert not turtle.headers["ETag"].startswith("W/")
    assert turtle.headers["ETag"] != page.headers["ETag"]
    assert (again.status_code, again.data) == (304, b"")
    assert other.status_code == 200


def test_head_says_what_get_would(client: FlaskClient) -> None:
    """With the same length, and no body."""
    got, head = client.get("/doc/process/er-65.ttl"), client.head("/doc/process/er-65.ttl")

    assert head.data == b""
    assert head.headers["Content-Length"] == str(len(got.data))


def test_links_name_the_other_formats(client: FlaskClient) -> None:
    """For machines in the header, each address answering."""
    header = client.get("/doc/process/er-65.html").headers["Link"]

    for extension in ("ttl", "jsonld", "nt", "rdf", "html", "trig", "nq", "expanded.jsonld", "flattened.jsonld"):
        assert f'</doc/process/er-65.{extension}>; rel="alternate"' in header
        assert client.get(f"/doc/process/er-65.{extension}").status_code == 200


def test_data_may_be_read_from_any_page(client: FlaskClient) -> None:
    """CORS on data, on the 303 and on the 404."""
    for path in ("/doc/process/er-65.ttl", "/id/process/er-65", "/doc/process/none.ttl", "/context.jsonld"):
        assert client.get(path).headers["Access-Control-Allow-Origin"] == "*", path


def test_a_long_list_of_references_is_paged_and_says_so(client: FlaskClient, sample: Release) -> None:
    """All that refers to a much used concept is there, each once, over the pages; none is cut without a word."""
    iri = BASE + "voc/participation-type/volontaria"
    concept = "https://w3id.org/propar/voc/finding"
    lines = (sample.path / release.DATA).read_text("utf-8").splitlines()
    expected = {line for line in lines if line.endswith(f"<{concept}> .") and line.startswith("<")}
    found: set[str] = set()
    for page in range(1, 20):
        response = client.get(f"/doc/voc/finding.nt?page={page}")
        if response.status_code == 404:
            break
        found |= {line for line in response.data.decode().splitlines() if line.endswith(f"<{concept}> .")}
        assert b"hydra/core#totalItems" in response.data

    assert page > 2
    assert expected - found == set()
    assert b"hydra" not in client.get(f"/doc/{iri.removeprefix(BASE)}.nt").data


def test_the_context_is_served_with_its_media_type(client: FlaskClient) -> None:
    """JSON-LD processors insist."""
    response = client.get("/context.jsonld")

    assert response.content_type == "application/ld+json"
    assert json.loads(response.data)["@context"]["title"]["@id"] == "http://purl.org/dc/terms/title"


def test_a_published_shape_is_the_shape(client: FlaskClient, model: Model) -> None:
    """Every statement about it and its property shapes, blank nodes included; pySHACL could validate with it."""
    served = Graph().parse(data=client.get("/shapes/Period.ttl").data, format="turtle")
    start = ("https://w3id.org/propar/shapes/Period", "https://w3id.org/propar/shapes/Period-")
    own = [(s, p, o) for s, p, o in model.constraints if str(s) == start[0] or str(s).startswith(start[1])]
    lists = [t for t in served if isinstance(t[0], BNode)]

    assert len([t for t in served if not isinstance(t[0], BNode)]) == len(own) > 20
    assert lists


def test_all_shapes_can_be_had_at_once(client: FlaskClient, model: Model) -> None:
    """The whole graph, for whoever validates a register of their own; people get the list."""
    answer = client.get("/shapes", headers={"Accept": "text/turtle"})
    served = Graph().parse(data=answer.data, format="turtle")

    assert answer.headers["Content-Location"].endswith("/shapes.ttl")
    assert len(served) == len(model.constraints)
    assert client.get("/shapes.nt").mimetype == "application/n-triples"
    assert client.get("/shapes.exe").status_code == 404
    assert "/shapes/Process" in client.get("/shapes", headers={"Accept": "text/html"}).data.decode()


def test_the_table_of_fields_names_the_labels_of_the_source(client: FlaskClient) -> None:
    """Field, property, source label: in one row."""
    page = client.get("/shapes/Process.html").data.decode()

    for text in ("Costo complessivo del processo", "ppo:totalCost", "Fasi del percorso", "Data ultima modifica"):
        assert text in page


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/doc/voc/status/concluso", '<a href="/processes?status=concluso">usato da 15 processi</a>'),
        ("/doc/voc/answer/non-previsto", "usato da 6 processi"),
        ("/doc/voc/participation-level/informazione", "usato da 1 processo<"),
        ("/doc/place/comune-033032", "usato da 1 processo<"),
    ],
)
def test_a_concept_says_how_many_processes_use_it(any_client: FlaskClient, path: str, said: str) -> None:
    """Parts of a process count for it, and once only; the list shows which they are, where there is a filter."""
    page = any_client.get(path, headers={"Accept": "text/html", "Accept-Language": "it"}).text

    assert said in page


def test_a_concept_that_nobody_uses_says_so(client: FlaskClient) -> None:
    """In words: a zero would look like a fact about the world."""
    page = client.get("/doc/voc/snai/polo.html?lang=it").text

    assert "usato da nessun processo pubblicato qui" in page
    assert "usato da 0" not in page


EVERY_KIND = (
    "/doc/process/er-65",
    "/doc/place/comune-033032",
    "/doc/agent/c_g535",
    "/doc/dataset/osservatorio",
    "/doc/voc/status",
    "/doc/voc/status/concluso",
    "/onto",
    "/alignments",
    "/browse",
    "/shapes/Process",
    "/catalog",
    "/.well-known/void",
)


@pytest.mark.parametrize("path", EVERY_KIND)
def test_three_parsers_of_three_houses_agree_on_every_document(client: FlaskClient, path: str) -> None:
    """Turtle, RDF/XML and N-Triples: Oxigraph, rdflib and Raptor count the same triples in each."""
    counts = set()
    for media_type, of_rdflib, of_raptor in (
        (rdf.TURTLE, "turtle", "turtle"),
        (rdf.RDF_XML, "xml", "rdfxml"),
        (rdf.N_TRIPLES, "nt", "ntriples"),
    ):
        content = client.get(path, headers={"Accept": media_type}).data
        told = subprocess.run(
            ["rapper", "-q", "-i", of_raptor, "-o", "ntriples", "-", BASE],
            input=content, capture_output=True, check=True, timeout=60,
        )  # fmt: skip
        counts.add(len(set(told.stdout.splitlines())))
        counts.add(len(Graph().parse(data=content, format=of_rdflib)))
        counts.add(len(set(rdf.read(content, media_type))))

    assert len(counts) == 1
    assert counts.pop() > 5
