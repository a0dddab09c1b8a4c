"""Negotiation: who asks how gets what."""

import pytest

from lod.web.negotiation import (
    DOCUMENTS,
    EXPANDED,
    FLATTENED,
    HTML,
    JSON_LD,
    N_QUADS,
    N_TRIPLES,
    RDF_XML,
    RESULTS_CSV,
    RESULTS_JSON,
    RESULTS_XML,
    SOLUTIONS,
    TRIG,
    TURTLE,
    Representation,
    by_extension,
    choose,
    listed,
    without_extension,
)

FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
CHROME = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8"
JAVA = "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2"
LD = "application/ld+json"
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
        (LD + ';profile="http://www.w3.org/ns/json-ld#expanded"', EXPANDED),
        (LD + ";profile=http://www.w3.org/ns/json-ld#flattened;q=0.9, text/turtle;q=0.1", FLATTENED),
        (LD + ";profile=http://www.w3.org/ns/json-ld#context, " + LD + ", application/json", JSON_LD),
        (LD + ';Profile="http://www.w3.org/ns/json-ld#flattened"', FLATTENED),
        (LD + ';profile="urn:x:other http://www.w3.org/ns/json-ld#flattened"', FLATTENED),
        (LD + ';profile="https://example.org/a,b;c=\\"d\\"";q=0.9, text/turtle;q=0.5', JSON_LD),
        (LD + ';profile="http://www.w3.org/ns/json-ld#expanded";q=0.4, ' + LD + ";q=0.5", JSON_LD),
        (LD + ';profile="http://www.w3.org/ns/json-ld#compacted";q=0, ' + LD, EXPANDED),
        (LD + ';profile="http://www.w3.org/ns/json-ld#expanded";q=0', None),
        ('application/json;profile="http://www.w3.org/ns/json-ld#expanded"', EXPANDED),
        ('text/turtle;profile="http://www.w3.org/ns/json-ld#expanded"', TURTLE),
        ("text/turtle;charset=utf-8;q=0.3", TURTLE),
        ("text/turtle; q=0.000, application/n-triples; q=0.001", N_TRIPLES),
        ("text/turtle;q=7, text/html;q=0.2", HTML),
        ("*/*;q=0.1, text/turtle;q=0, text/html;q=0", JSON_LD),
        ("*/*;q=0", None),
        ("application/*", JSON_LD),
        ("application/trig", TRIG),
        ("application/n-quads, */*;q=0.1", N_QUADS),
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
    extensions = ["ttl", "html", "jsonld", "nt", "rdf", "trig", "nq", "expanded.jsonld", "flattened.jsonld"]

    assert [r.extension for r in DOCUMENTS] == extensions
    assert by_extension("rdf", DOCUMENTS) is RDF_XML
    assert by_extension("exe", DOCUMENTS) is None


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("er-65.ttl", ("er-65", TURTLE)),
        ("er-65.expanded.jsonld", ("er-65", EXPANDED)),
        ("er-65.jsonld", ("er-65", JSON_LD)),
        ("a.b.ttl", ("a.b", TURTLE)),
        ("er-65.exe", ("er-65.exe", None)),
        ("ttl", ("ttl", None)),
    ],
)
def test_an_address_names_its_format(path: str, expected: tuple[str, Representation | None]) -> None:
    """By the longest extension of ours that it ends in; a dot in a key is no extension."""
    assert without_extension(path, DOCUMENTS) == expected


@pytest.mark.parametrize("accept", ["text/turtle," * 100 + "*/*", "text/turtle;a=" + "x" * 4_000, "," * 1_000_000])
def test_an_absurd_header_is_not_read_in_part(accept: str) -> None:
    """A client would not know which part."""
    assert choose(accept, DOCUMENTS) is None


def test_text_says_its_character_set() -> None:
    """JSON defines none; JSON-LD says which of its forms it is."""
    assert TURTLE.content_type == "text/turtle; charset=utf-8"
    assert JSON_LD.content_type == 'application/ld+json; profile="http://www.w3.org/ns/json-ld#compacted"'
    assert N_TRIPLES.content_type == "application/n-triples"


def test_a_refusal_names_all_that_there_is() -> None:
    """The forms of JSON-LD too."""
    assert listed((TURTLE, EXPANDED)) == (
        'text/turtle, application/ld+json; profile="http://www.w3.org/ns/json-ld#expanded"'
    )
