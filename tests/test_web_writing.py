"""Every kind of resource says the same in every format, on both stores."""

import html
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pyld import jsonld as pyld
from pyoxigraph import RdfFormat, parse
from rdflib import Graph
from rdflib.compare import isomorphic

from lod import rdf, release
from lod.build import build
from lod.config import OSSERVATORIO, Settings
from lod.model import Model
from lod.release import Release
from lod.web import description
from lod.web.application import create_app
from lod.web.description import HYDRA
from tests.conftest import page_of

DOCUMENTS = [
    "/doc/process/er-65",
    "/doc/process/er-303",
    "/doc/place/comune-033032",
    "/doc/place/provincia-033",
    "/doc/place/comune-037004",
    "/doc/place/regione-08",
    "/doc/agent/c_g535",
    "/doc/agent/er-65-unit",
    "/doc/agent/legambiente",
    "/doc/dataset/osservatorio",
    "/doc/voc/status",
    "/doc/voc/status/concluso",
    "/doc/voc/finding",
    "/doc/voc/finding?page=2",
    "/doc/voc/finding/PP0012",
    "/doc/voc/participation-level/ordered",
    "/onto",
    "/browse",
    "/alignments",
    "/shapes/Process",
    "/shapes/Period",
]
QUADS: Mapping[str, RdfFormat] = {"trig": RdfFormat.TRIG, "nq": RdfFormat.N_QUADS}
RDFLIB: Mapping[str, str] = {"ttl": "turtle", "nt": "nt", "rdf": "xml"}


def at(path: str, extension: str) -> str:
    """The address of a format: ``/doc/voc/finding.ttl?page=2``."""
    bare, question, query = path.partition("?")
    return f"{bare}.{extension}{question}{query}"


def got(client: FlaskClient, path: str, extension: str) -> bytes:
    """A document in a format; the addresses of its pages, which name the format, as if they did not."""
    response = client.get(at(path, extension))

    assert response.status_code == 200, path
    return response.data.replace(f".{extension}?page=".encode(), b"?page=")


def of_json_ld(client: FlaskClient, document: object) -> Graph:
    """What the standard's own algorithms read in a JSON-LD document, its context fetched from the client's host."""
    if isinstance(document, dict):
        context = json.loads(client.get(document["@context"]).data)
        document = {**document, **context}
    return Graph().parse(data=pyld.to_rdf(document, {"format": "application/n-quads"}), format="nt")


def of_triples(triples: Iterable[rdf.Triple]) -> Graph:
    return Graph().parse(data=rdf.write(triples, rdf.N_TRIPLES), format="nt")


@pytest.mark.parametrize("path", DOCUMENTS)
def test_all_formats_say_the_same(any_client: FlaskClient, path: str) -> None:
    """Isomorphic graphs: Turtle, RDF/XML, three forms of JSON-LD, TriG, N-Quads; each by a parser that is not ours."""
    n_triples = Graph().parse(data=got(any_client, path, "nt"), format="nt")

    assert len(n_triples) >= 4
    for extension, name in RDFLIB.items():
        assert isomorphic(Graph().parse(data=got(any_client, path, extension), format=name), n_triples), extension
    for extension in ("jsonld", "expanded.jsonld", "flattened.jsonld"):
        document = json.loads(got(any_client, path, extension))
        assert isomorphic(of_json_ld(any_client, document), n_triples), extension
    for extension, form in QUADS.items():
        quads = parse(got(any_client, path, extension), format=form)
        assert isomorphic(of_triples(quad.triple for quad in quads), n_triples), extension


@pytest.mark.parametrize("path", [path for path in DOCUMENTS if path.startswith("/doc/")])
def test_a_page_holds_the_same_statements(any_client: FlaskClient, path: str) -> None:
    """As JSON-LD, for crawlers that read pages."""
    page = any_client.get(at(path, "html")).text
    # what search engines read of a dataset stands beside it
    embedded, *_ = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    document = json.loads(html.unescape(embedded).replace(".jsonld?page=", "?page="))

    assert isomorphic(of_json_ld(any_client, document), Graph().parse(data=got(any_client, path, "nt"), format="nt"))


# an endpoint has no catalogue, which knows more of a dataset than the data do
@pytest.mark.parametrize("path", [path for path in DOCUMENTS if "/dataset/" not in path])
def test_both_stores_give_the_same_bytes(client: FlaskClient, any_client: FlaskClient, path: str) -> None:
    """Nobody can tell which engine is behind."""
    assert client.get(at(path, "ttl")).data == any_client.get(at(path, "ttl")).data


def test_every_kind_of_thing_is_among_them(sample: Release) -> None:
    """A kind that the sample has and the tests above do not try would be a hole."""
    text = (sample.path / release.DATA).read_text("utf-8")
    kinds = set(re.findall(r"^<https://w3id\.org/propar/id/([a-z]+)/", text, re.MULTILINE))

    assert kinds <= {path.split("/")[2] for path in DOCUMENTS if path.startswith("/doc/")}
    assert len(kinds) >= 4


@pytest.mark.parametrize("path", DOCUMENTS)
def test_the_forms_of_json_ld_are_what_they_are_called(any_client: FlaskClient, path: str) -> None:
    """The standard's expansion changes neither; the flattened one nests nothing."""
    expanded, flattened = (
        json.loads(got(any_client, path, extension)) for extension in ("expanded.jsonld", "flattened.jsonld")
    )
    values = [v for node in flattened for key, found in node.items() if key[0] != "@" for v in found]

    assert pyld.expand(expanded) == expanded
    assert pyld.expand(flattened) == flattened
    assert [node["@id"] for node in flattened] == sorted({node["@id"] for node in flattened})
    assert [v for v in values if "@id" in v and len(v) > 1] == []


@pytest.mark.parametrize("path", DOCUMENTS)
def test_formats_with_graphs_name_the_document_as_the_graph(any_client: FlaskClient, path: str) -> None:
    """Every statement stands in the one graph that the document names."""
    canonical = re.search('<([^>]*)>; rel="canonical"', any_client.get(at(path, "nq")).headers["Link"])

    assert canonical
    for extension, form in QUADS.items():
        graphs = {str(quad.graph_name) for quad in parse(got(any_client, path, extension), format=form)}
        assert graphs == {f"<{canonical[1]}>"}


@pytest.fixture(scope="module")
def much_used(tmp_path_factory: pytest.TempPathFactory, model: Model, few_places: Path) -> FlaskClient:
    """A site of 120 processes of one municipality."""
    folder, site = (tmp_path_factory.mktemp(name) for name in ("many", "site"))
    for number in range(1, 121):
        lines = ("Processo", "Titolari della decisione", "Comune di Piacenza")
        (folder / f"{number}.txt").write_text(page_of(number, *lines, title=f"Processo {number}"), "utf-8")
    settings = replace(
        Settings(), site=site / "site", sources=(replace(OSSERVATORIO, path=folder),), reference_dir=few_places
    )
    build(settings, model)
    return create_app(settings).test_client()


def followed(client: FlaskClient, path: str, extension: str, form: RdfFormat) -> list[list[rdf.Triple]]:
    """The pages of a document, from the first by ``hydra:next`` to the last, asked for with ``*/*``."""
    pages: list[list[rdf.Triple]] = []
    address = at(path, extension)
    while address:
        response = client.get(address, headers={"Accept": "*/*"})
        pages.append([quad.triple for quad in parse(response.data, format=form)])
        nexts = [rdf.plain(t.object) for t in pages[-1] if t.predicate.value == HYDRA + "next"]
        address = nexts[0].removeprefix("https://w3id.org/propar") if nexts else ""

        assert len(pages) < 10
    return pages


@pytest.mark.parametrize(
    ("extension", "form"), [("ttl", RdfFormat.TURTLE), ("rdf", RdfFormat.RDF_XML), ("nq", RdfFormat.N_QUADS)]
)
def test_a_large_resource_is_paged_with_all_that_refers_to_it(
    much_used: FlaskClient, extension: str, form: RdfFormat
) -> None:
    """Following the next page from the first, in one format, gives every process once and comes to an end."""
    body = rdf.NamedNode("https://w3id.org/propar/id/agent/c_g535")
    pages = followed(much_used, "/doc/agent/c_g535", extension, form)
    processes = [
        t.subject.value
        for page in pages
        for t in page
        if t.object == body and isinstance(t.subject, rdf.NamedNode) and "/id/process/" in t.subject.value
    ]

    assert len(pages) >= 3
    assert len(set(processes)) == 120
    assert max(len(page) for page in pages) < 400


def test_more_than_are_sorted_are_paged_without_loss(much_used: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each process once, in the order that the store has."""
    monkeypatch.setattr(description, "_MOST_IN_ORDER", 10)
    fresh = create_app(much_used.application.config["PROPAR"]).test_client()
    body = rdf.NamedNode("https://w3id.org/propar/id/agent/c_g535")
    found = [
        rdf.plain(t.subject)
        for page in followed(fresh, "/doc/agent/c_g535", "ttl", RdfFormat.TURTLE)
        for t in page
        if t.object == body and "/id/process/" in str(t.subject)
    ]

    assert (len(found), len(set(found))) == (120, 120)
    assert found != sorted(found)


def test_the_next_page_is_said_in_both_ways(much_used: FlaskClient) -> None:
    """As an IRI of the view and as a literal of the collection, of one resource that is of both classes."""
    first, *_, last = followed(much_used, "/doc/agent/c_g535", "ttl", RdfFormat.TURTLE)
    document = "https://w3id.org/propar/doc/agent/c_g535"
    said = {
        (t.predicate.value.removeprefix(HYDRA), t.object)
        for t in first
        if rdf.plain(t.subject) == f"{document}.ttl?page=1"
    }

    assert ("next", rdf.NamedNode(f"{document}.ttl?page=2")) in said
    assert ("nextPage", rdf.Literal(f"{document}.ttl?page=2")) in said
    assert {
        o.value.removeprefix(HYDRA) for p, o in said if p == rdf.RDF_TYPE.value and isinstance(o, rdf.NamedNode)
    } == {
        "PagedCollection",
        "PartialCollectionView",
    }
    assert "previous" not in {name for name, _ in said}
    assert [t for t in last if t.predicate.value in (HYDRA + "next", HYDRA + "nextPage")] == []
