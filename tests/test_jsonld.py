"""JSON-LD: documents and triples say the same, by the judgement of others' implementations."""

import json
from pathlib import Path

import pytest
import rdflib
from pyld import jsonld as pyld
from rdflib.compare import isomorphic

from lod import nodes, queries, rdf, release
from lod.iris import Iris
from lod.jsonld import Context
from lod.model import Model
from lod.rdf import N_TRIPLES, Literal, NamedNode, Triple
from lod.release import Release
from lod.store.embedded import EmbeddedStore

BASE = "https://w3id.org/propar/"
THINGS = [
    "id/process/er-65",
    "id/process/er-1018",
    "id/place/comune-033032",
    "id/agent/c_g535",
    "voc/status/concluso",
    "onto",
]


@pytest.fixture(scope="module")
def context(model: Model) -> Context:
    return Context(model, "/context.jsonld")


def described(sample: Release, model: Model, path: str) -> list[Triple]:
    document = BASE + path.replace("id/", "doc/", 1)
    with EmbeddedStore.opened(sample.path / release.STORE) as store:
        return store.construct(queries.describe(BASE + path, document, BASE + "id/", model.label_predicates))


def graph(triples: list[Triple]) -> rdflib.Graph:
    return rdflib.Graph().parse(data=rdf.write(triples, N_TRIPLES), format="nt")


@pytest.mark.parametrize("path", THINGS)
def test_a_document_says_what_the_triples_say(context: Context, model: Model, sample: Release, path: str) -> None:
    """PyLD, a full JSON-LD processor, reads from the compact document the same graph."""
    triples = described(sample, model, path)
    document = {**context.document(nodes.of_triples(triples), BASE + path), **context.as_json()}

    n_quads = pyld.to_rdf(document, {"format": "application/n-quads"})

    assert isomorphic(graph(triples), rdflib.Graph().parse(data=n_quads, format="nt"))


@pytest.mark.parametrize("path", THINGS)
def test_triples_make_the_way_there_and_back(context: Context, model: Model, sample: Release, path: str) -> None:
    """Document of triples, triples of document: nothing is lost on either way."""
    triples = described(sample, model, path)

    assert set(context.triples([context.document(nodes.of_triples(triples), BASE + path)])) == set(triples)


def test_parts_are_nested_in_their_thing(context: Context, model: Model, sample: Release) -> None:
    """A reader of the JSON finds the period where it belongs."""
    triples = described(sample, model, "id/process/er-65")
    document = context.document(nodes.of_triples(triples), BASE + "id/process/er-65")

    assert document["temporal"][0]["endDate"] == [{"@value": "2009", "@type": "http://www.w3.org/2001/XMLSchema#gYear"}]
    assert document["title"] == {"it": ["Dal Bilancio di Mandato al Bilancio sociale"]}
    assert document["endYear"] == ["2009"]


def test_a_text_without_language_in_a_language_map_survives(context: Context) -> None:
    """Also what no shape foresees is written and read back."""
    odd = [
        Triple(NamedNode(BASE + "id/process/x"), NamedNode("http://purl.org/dc/terms/title"), Literal("bare")),
        Triple(
            NamedNode(BASE + "id/process/x"), NamedNode("http://purl.org/dc/terms/title"), Literal("it", language="it")
        ),
        Triple(
            NamedNode(BASE + "id/process/x"),
            NamedNode("http://purl.org/dc/terms/title"),
            Literal("7", datatype=NamedNode(rdf.XSD + "integer")),
        ),
        Triple(
            NamedNode(BASE + "id/process/x"), NamedNode("https://w3id.org/propar/onto#endYear"), Literal("not a year")
        ),
        Triple(NamedNode(BASE + "id/process/x"), NamedNode("https://w3id.org/propar/onto#status"), Literal("no IRI")),
        Triple(
            NamedNode(BASE + "id/process/x"), NamedNode("http://example.org/other"), NamedNode("http://example.org/é")
        ),
    ]

    assert set(context.triples([context.document(nodes.of_triples(odd), BASE + "id/process/x")])) == set(odd)


def test_every_ontology_name_means_one_property(context: Context, model: Model) -> None:
    """Two shapes never use one name for two properties."""
    meant: dict[str, set[str]] = {}
    for shape in model.shapes.values():
        for name, prop in shape.properties.items():
            if not prop.facet_only:
                meant.setdefault(name, set()).add(prop.path[0])

    assert {name: iris for name, iris in meant.items() if len(iris) > 1} == {}
    assert set(context.terms) == set(meant)


def test_the_published_context_is_valid(context: Context, tmp_path: Path) -> None:
    """A context that a processor refuses would make every document useless."""
    (tmp_path / "c.json").write_text(json.dumps(context.as_json()))
    expanded = pyld.expand({**context.as_json(), "id": "http://x/", "status": ["http://y/"]})

    assert expanded == [{"@id": "http://x/", "https://w3id.org/propar/onto#status": [{"@id": "http://y/"}]}]


def test_prefixes_are_those_that_shorten_something(context: Context) -> None:
    """A short document does not begin with twenty useless lines."""
    triple = Triple(NamedNode(Iris().thing("process", "x")), NamedNode("http://purl.org/dc/terms/title"), Literal("t"))

    assert context.prefixes_for([triple]) == {
        "dct": "http://purl.org/dc/terms/",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }
