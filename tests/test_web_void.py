"""The description of the dataset: found where clients look for it, and true."""

import pytest
from flask.testing import FlaskClient
from rdflib import Graph, Namespace, URIRef

from lod import release
from lod.release import Release

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
    assert {any_client.get(subset).status_code for subset in subsets} <= {303}


def test_the_service_description_leads_to_it(client: FlaskClient) -> None:
    """Both speak of one graph."""
    service = Graph().parse(data=client.get("/sparql").data, format="turtle")

    assert (DATASET, VOID.sparqlEndpoint, URIRef("https://w3id.org/propar/sparql")) in service
