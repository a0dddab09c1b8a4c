"""Negotiation: who asks how gets what."""

import pytest

from lod.web.negotiation import (
    DOCUMENTS,
    HTML,
    JSON_LD,
    N_TRIPLES,
    RDF_XML,
    RESULTS_CSV,
    RESULTS_JSON,
    RESULTS_XML,
    SOLUTIONS,
    TURTLE,
    Representation,
    by_extension,
    choose,
)

FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
CHROME = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8"
JAVA = "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2"
RDFLIB = "text/turtle, application/rdf+xml, application/n-triples;q=0.9, text/n3;q=0.8, application/ld+json;q=0.7"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, TURTLE),
        ("", TURTLE),
        ("*/*", TURTLE),
        ("text/turtle", TURTLE),
        ("application/x-turtle", TURTLE),
        ("TEXT/TURTLE", TURTLE),
        ("text/html", HTML),
        (FIREFOX, HTML),
        (CHROME, HTML),
        (JAVA, HTML),
        (RDFLIB, TURTLE),
        ("application/ld+json", JSON_LD),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', JSON_LD),
        ("application/json", JSON_LD),
        ("application/n-triples", N_TRIPLES),
        ("text/plain, */*;q=0.1", N_TRIPLES),
        ("application/rdf+xml", RDF_XML),
        ("application/rdf+xml;q=0.9, text/turtle;q=0.5", RDF_XML),
        ("text/*;q=0.5, text/turtle;q=0", HTML),
        ("text/html;q=0.1, application/ld+json;q=0.2", JSON_LD),
        ("text/turtle;q=0", None),
        ("image/png", None),
        ("text/csv", None),
        ("nonsense", None),
        (";;;,,,q=", None),
    ],
)
def test_a_document_is_chosen_as_rfc_9110_says(accept: str | None, expected: Representation | None) -> None:
    """The most precise range counts, then its quality, then our order."""
    assert choose(accept, DOCUMENTS) is expected


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, RESULTS_JSON),
        ("*/*", RESULTS_JSON),
        ("application/sparql-results+json", RESULTS_JSON),
        ("application/sparql-results+xml", RESULTS_XML),
        ("application/sparql-results+xml, application/sparql-results+json;q=0.5", RESULTS_XML),
        ("text/csv", RESULTS_CSV),
        ("text/turtle", None),
    ],
)
def test_results_are_chosen_likewise(accept: str | None, expected: Representation | None) -> None:
    """JSON for those who do not say."""
    assert choose(accept, SOLUTIONS) is expected


def test_each_document_format_has_its_own_address() -> None:
    """And only those that there are."""
    assert [r.extension for r in DOCUMENTS] == ["ttl", "html", "jsonld", "nt", "rdf"]
    assert by_extension("rdf", DOCUMENTS) is RDF_XML
    assert by_extension("exe", DOCUMENTS) is None


def test_text_says_its_character_set() -> None:
    """JSON defines none."""
    assert TURTLE.content_type == "text/turtle; charset=utf-8"
    assert JSON_LD.content_type == "application/ld+json"
