"""The description of the dataset: found where clients look for it, and true."""

import re

import pytest
from flask.testing import FlaskClient
from rdflib import RDF, Graph, Namespace, URIRef

from lod import release
from lod.rdf import plain
from lod.release import Release
from lod.store.embedded import EmbeddedStore

VOID = Namespace("http://rdfs.org/ns/void#")
DATASET = URIRef("https://w3id.org/propar/.well-known/void#dataset")


def described(client: FlaskClient) -> Graph:
    return Graph().parse(data=client.get("/.well-known/void").data, format="turtle")


@pytest.mark.parametrize(
    "accept", ["text/turtle", "application/rdf+xml", "application/ld+json", "application/n-triples"]
)
def test_it_comes_in_four_formats(client: FlaskClient, accept: str) -> None:
    """By Accept."""
    response = client.get("/.well-known/void", headers={"Accept": accept})

    assert (response.status_code, response.mimetype) == (200, accept)
    assert "Accept" in response.headers["Vary"]


def test_what_it_cannot_be_is_406(client: FlaskClient) -> None:
    """With what it can be."""
    response = client.get("/.well-known/void", headers={"Accept": "image/png"})

    assert response.status_code == 406
    assert b"text/turtle" in response.data


def test_the_count_of_triples_is_that_of_the_release(client: FlaskClient, sample: Release) -> None:
    """Of the data as they can be downloaded."""
    count = len((sample.path / release.DATA).read_bytes().splitlines())

    assert int(str(described(client).value(DATASET, VOID.triples))) == count


def test_the_endpoint_and_the_subsets_that_it_names_are_there(any_client: FlaskClient) -> None:
    """Over an endpoint too."""
    graph = described(any_client)
    subsets = [str(subset).removeprefix("https://w3id.org/propar") for subset in graph.objects(DATASET, VOID.subset)]

    assert graph.value(DATASET, VOID.sparqlEndpoint) == URIRef("https://w3id.org/propar/sparql")
    assert {any_client.get(subset).status_code for subset in subsets} <= {200, 303}


def test_the_service_description_leads_to_it(client: FlaskClient) -> None:
    """Both speak of one graph."""
    service = Graph().parse(data=client.get("/sparql").data, format="turtle")

    assert (DATASET, VOID.sparqlEndpoint, URIRef("https://w3id.org/propar/sparql")) in service


def counts(sample: Release, query: str) -> dict[str, int]:
    """What a SELECT of ``?of ?count`` gives of the release."""
    with EmbeddedStore.opened(sample.path / release.STORE) as store:
        return {plain(row["of"]): int(plain(row["count"])) for row in store.select(query)}


def parts(graph: Graph, kind: str, figure: str) -> dict[str, int]:
    """A figure of each part of the dataset, by the class or property that it is the part of."""
    found = graph.objects(DATASET, VOID[f"{kind}Partition"])
    return {str(graph.value(part, VOID[kind])): int(str(graph.value(part, VOID[figure]))) for part in found}


@pytest.mark.parametrize(
    ("kind", "figure", "query"),
    [
        ("class", "entities", "SELECT ?of (COUNT(DISTINCT ?s) AS ?count) { ?s a ?of } GROUP BY ?of"),
        ("property", "triples", "SELECT ?of (COUNT(*) AS ?count) { ?s ?of ?o } GROUP BY ?of"),
        ("property", "distinctSubjects", "SELECT ?of (COUNT(DISTINCT ?s) AS ?count) { ?s ?of ?o } GROUP BY ?of"),
    ],
)
def test_the_figures_of_each_part_are_what_a_query_counts(
    client: FlaskClient, sample: Release, kind: str, figure: str, query: str
) -> None:
    """By class and by property, all of them."""
    found = parts(described(client), kind, figure)

    assert found == counts(sample, query) != {}


@pytest.mark.parametrize(
    ("figure", "pattern"),
    [
        ("triples", "SELECT ('all' AS ?of) (COUNT(*) AS ?count) { ?s ?p ?o }"),
        ("distinctSubjects", "SELECT ('all' AS ?of) (COUNT(DISTINCT ?s) AS ?count) { ?s ?p ?o }"),
        ("properties", "SELECT ('all' AS ?of) (COUNT(DISTINCT ?p) AS ?count) { ?s ?p ?o }"),
        ("classes", "SELECT ('all' AS ?of) (COUNT(DISTINCT ?c) AS ?count) { ?s a ?c }"),
        (
            "entities",
            (
                "SELECT ('all' AS ?of) (COUNT(DISTINCT ?s) AS ?count) { ?s ?p ?o"
                " FILTER(STRSTARTS(STR(?s), 'https://w3id.org/propar/id/') && !CONTAINS(STR(?s), '#')) }"
            ),
        ),
        (
            "documents",
            (
                "SELECT ('all' AS ?of) (COUNT(DISTINCT ?s) AS ?count) { ?s ?p ?o"
                " FILTER(STRSTARTS(STR(?s), 'https://w3id.org/propar/doc/')) }"
            ),
        ),
    ],
)
def test_the_figures_of_the_whole_are_what_a_query_counts(
    client: FlaskClient, sample: Release, figure: str, pattern: str
) -> None:
    """Of all that is published."""
    assert int(str(described(client).value(DATASET, VOID[figure]))) == counts(sample, pattern)["all"]


def test_the_links_are_what_a_query_counts(client: FlaskClient, sample: Release) -> None:
    """With each dataset of others, by the property that links."""
    graph = described(client)
    linksets = list(graph.subjects(RDF.type, VOID.Linkset))
    wrong = []
    for linkset in linksets:
        space = str(graph.value(graph.value(linkset, VOID.objectsTarget), VOID.uriSpace))
        query = (
            f"SELECT ('all' AS ?of) (COUNT(*) AS ?count) {{ ?s <{graph.value(linkset, VOID.linkPredicate)}> ?o"
            f" FILTER(REGEX(STR(?o), '^{re.escape(space)}[^/#=]+[/#]?$'))"
            " FILTER(REGEX(STR(?s), '^https://w3id.org/propar/(id|voc)/')) }"
        ).replace("\\", "\\\\")
        if counts(sample, query)["all"] != int(str(graph.value(linkset, VOID.triples))):
            wrong.append(space)

    assert "http://www.wikidata.org/entity/" in {str(o) for o in graph.objects(None, VOID.uriSpace)}
    assert wrong == []


def test_its_examples_and_dumps_are_there(client: FlaskClient) -> None:
    """Each leads to a document or a file."""
    graph = described(client)
    named = [*graph.objects(DATASET, VOID.exampleResource), *graph.objects(DATASET, VOID.dataDump)]
    statuses = {str(o): client.head(str(o).removeprefix("https://w3id.org/propar")).status_code for o in named}

    assert len(named) > 10
    assert {address for address, status in statuses.items() if status not in (200, 303)} == set()


def test_the_service_description_agrees(client: FlaskClient) -> None:
    """What both say of the dataset is the same."""
    service = Graph().parse(data=client.get("/sparql").data, format="turtle")
    said = {(p, o) for p, o in service.predicate_objects(DATASET) if p != RDF.type}

    assert said <= set(described(client).predicate_objects(DATASET))
    assert {p for p, _ in said} == {VOID.sparqlEndpoint, VOID.triples}
