"""The SPARQL page: it works as a plain form, and nothing that comes from outside is markup."""

import html
import re
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from rdflib import Graph

from lod.config import Settings
from lod.release import Release
from lod.web import errors
from lod.web.application import create_app

SELECT = "SELECT ?p ?n { ?p a <https://w3id.org/propar/onto#ParticipatoryProcess> BIND(1 AS ?n) } LIMIT 3"
CONSTRUCT = "CONSTRUCT WHERE { <https://w3id.org/propar/id/process/er-65> ?p ?o }"
POINTS = """PREFIX geo: <http://www.opengis.net/ont/geosparql#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?place ?name ?point { ?place skos:prefLabel ?name ; geo:hasGeometry/geo:asWKT ?point } LIMIT 20"""
HOSTILE = "<img src=x onerror=alert(1)><script>alert(1)</script>'\""
WKT = "<http://www.opengis.net/ont/geosparql#wktLiteral>"


def page(client: FlaskClient, query: str, status: int = 200, **fields: str) -> str:
    """The page that answers *query*."""
    response = client.get("/sparql", query_string={"query": query, **fields}, headers={"Accept": "text/html"})

    assert response.status_code == status
    return response.text


def links(text: str, pattern: str) -> list[str]:
    return [html.unescape(found) for found in re.findall(rf'(?:href|value)="({pattern})"', text)]


@pytest.mark.parametrize(
    ("query", "types"),
    [
        (
            SELECT,
            [
                "application/sparql-results+json",
                "application/sparql-results+xml",
                "text/csv",
                "text/tab-separated-values",
            ],
        ),
        (
            "ASK {}",
            [
                "application/sparql-results+json",
                "application/sparql-results+xml",
                "text/csv",
                "text/tab-separated-values",
            ],
        ),
        (CONSTRUCT, ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"]),
    ],
)
def test_the_answer_can_be_downloaded_in_all_formats(any_client: FlaskClient, query: str, types: list[str]) -> None:
    """By plain links, whatever the browser accepts; each is the answer that Accept would give."""
    addresses = links(page(any_client, query), '/sparql[?][^"]*download=[^"]*')
    found = [any_client.get(address, headers={"Accept": "text/html"}) for address in addresses]
    asked = [any_client.get("/sparql", query_string={"query": query}, headers={"Accept": kind}) for kind in types]

    assert [response.content_type.partition(";")[0] for response in found] == types
    assert [response.data for response in found] == [response.data for response in asked]
    assert all(r.headers["Content-Disposition"].startswith('attachment; filename="sparql.') for r in found)


@pytest.mark.parametrize(("download", "status"), [("html", 400), ("", 400), ("ttl", 406), ("csv", 200)])
def test_a_download_that_cannot_be_is_refused(client: FlaskClient, download: str, status: int) -> None:
    """Not a format, or none that can hold the answer."""
    assert client.get("/sparql", query_string={"query": SELECT, "download": download}).status_code == status


def test_the_shared_link_gives_the_same_answer(client: FlaskClient) -> None:
    """Opened, it is the query, with its line ends and signs."""
    query = f"# a & b + c = 100% {HOSTILE} #\n{SELECT}"
    (shared,) = links(page(client, query.replace("\n", "\r\n")), 'http://localhost/sparql[^"]*')
    opened = client.get(shared.removeprefix("http://localhost"), headers={"Accept": "text/html"})

    assert parse_qs(urlsplit(shared).query) == {"query": [query]}
    assert "3 righe" in opened.text


def test_below_a_prefix_links_stay_below_it(client: FlaskClient) -> None:
    """Download, share, completion."""
    response = client.get(
        "/sparql", query_string={"query": SELECT}, headers={"Accept": "text/html"}, base_url="http://x.example/data"
    )
    found = links(response.text, '[^"]*/sparql[?][^"]*query=SELECT%20%3Fp[^"]*')

    assert len(found) == 5
    assert all(urlsplit(address).path == "/data/sparql" for address in found)
    assert 'data-terms="/data/sparql/terms.json"' in response.text


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT ('''{HOSTILE}''' AS ?text) (1 AS ?n) {{}}",
        f"SELECT ('''{HOSTILE}'''@en AS ?text) {{}}",
        f"CONSTRUCT {{ <x:s> <x:p> '''{HOSTILE}''' }} {{}}",
        f"ASK {{}} # {HOSTILE}",
        f"SELECT * {{ VALUES (?x ?n ?w) {{ ('''{HOSTILE}''' 1 'POINT(11 44)'^^{WKT}) ('b' 2 UNDEF) }} }}",
        "SELECT (<javascript:alert(1)> AS ?x) (<data:text/html,x> AS ?y) (1 AS ?n) {}",
    ],
)
@pytest.mark.parametrize("language", ["it", "en"])
def test_nothing_of_an_answer_is_markup(any_client: FlaskClient, query: str, language: str) -> None:
    """Not in table, chart, map, Turtle, code, links or form."""
    text = page(any_client, query, lang=language)

    assert "<img" not in text
    assert "<script>" not in text
    assert not re.search(r'(?:href|src|action)="(?!https?://|/|\?|#)', text)


@pytest.mark.parametrize("query", [f"SELECT ?a {{ '''{HOSTILE}''' & }}", HOSTILE, f"SELECT * {{ ?s {HOSTILE}:x ?o }}"])
def test_nothing_of_an_error_is_markup(any_client: FlaskClient, query: str) -> None:
    """Engines repeat what they were given."""
    text = page(any_client, query, 400)

    assert "<img" not in text
    assert "<script>" not in text


@pytest.mark.parametrize("parameter", ["lang", "question", "download", "named-graph-uri", "x"])
def test_nothing_of_the_address_is_markup(client: FlaskClient, parameter: str) -> None:
    """Whatever parameter it stands in, known or not."""
    text = client.get(
        "/sparql", query_string={"query": SELECT, parameter: HOSTILE}, headers={"Accept": "text/html"}
    ).text

    assert "<img" not in text
    assert "<script>" not in text


@pytest.mark.parametrize(
    ("query", "place", "marked"),
    [
        ("SELECT *\nWHERE ?s", "Riga 2, colonna 7", "?s"),
        ("SELECT *\nWHERE { ?s foo:p ?o }", "Riga 2, colonna 12", "foo:p ?o }"),
        ("SELECT *\r\nWHERE { ?s ppo:title ?o }", "Riga 2, colonna 12", "ppo:title ?o }"),
    ],
)
def test_an_error_shows_its_place(client: FlaskClient, query: str, place: str, marked: str) -> None:
    """Line and column in the reader's language, the rest of the line marked; for the editor as data."""
    text = page(client, query, 400, lang="it")
    line, column = re.findall(r"[0-9]+", place)

    assert place in text
    assert f"<mark>{html.escape(marked)}</mark>" in text
    assert f'data-line="{line}" data-column="{column}"' in text


def test_a_prefix_that_is_known_and_not_declared_is_given(client: FlaskClient) -> None:
    """The line to put first; for a strange one only that it is missing."""
    text = page(client, "SELECT * { ?s ppo:title ?o ; foo:x ?y }", 400, lang="en")

    assert "PREFIX ppo: &lt;https://w3id.org/propar/onto#&gt;" in text
    assert "The prefix foo: is used and not declared." in text


def test_the_examples_of_the_page_show_a_map(any_client: FlaskClient) -> None:
    """Where the processes are, with a mark for each place that links to a process on this host."""
    form = any_client.get("/sparql?lang=en", headers={"Accept": "text/html"}).text
    (address,) = [a for a in links(form, '/sparql[?]query=[^"]*') if "WKT" in a]
    text = any_client.get(address, headers={"Accept": "text/html"}).text

    assert re.search(r'<a href="/id/process/er-65[^"]*" tabindex="-1"><circle class="mark"', text)
    assert text.count('class="ground"') > 100
    assert ">Bologna</text>" in text


def test_names_on_a_map_do_not_run_into_each_other(client: FlaskClient) -> None:
    """However small the region is on it."""
    wide = page(client, "SELECT * { VALUES (?lat ?long) { (0 0) (60 60) } }")
    region = page(client, "SELECT * { VALUES (?lat ?long) { (45 9.5) (44 12.5) } }")

    assert wide.count('<text class="place') == 1
    assert region.count('<text class="place') > 4


def test_the_endpoint_of_the_form_is_fixed(client: FlaskClient) -> None:
    """No parameter of the address sends a query elsewhere."""
    text = page(client, SELECT, endpoint="https://evil.example/sparql", action="https://evil.example/")

    assert re.findall(r'<form class="query" action="([^"]*)"', text) == ["/sparql"]
    assert not re.search(r'(?:action|data-terms|href)="https://evil', text)


@pytest.mark.parametrize(
    ("settings", "query", "status", "title"),
    [
        (
            {"max_rows": 1},
            SELECT,
            422,
            {"it": "La risposta sarebbe troppo grande", "en": "The answer would be too large"},
        ),
        (
            {"query_timeout_s": 0.3},
            "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c < ?f && ?f < ?i) }",
            504,
            {"it": "L’interrogazione ha richiesto troppo tempo", "en": "The query took too long"},
        ),
    ],
)
def test_a_refusal_is_told_in_the_readers_language(
    sample_settings: Settings,
    sample: Release,
    settings: dict[str, float],
    query: str,
    status: int,
    title: dict[str, str],
) -> None:
    """With the query still in the form, to be mended."""
    assert sample.path.is_dir()
    client = create_app(replace(sample_settings, **settings)).test_client()
    for language, words in title.items():
        text = page(client, query, status, lang=language)

        assert f"<h1>{words}</h1>" in text
        assert html.escape(query, quote=True).replace("&#x27;", "&#39;") in text


@pytest.mark.parametrize(
    ("status", "language", "words"),
    [
        (429, "it", "Sono molte interrogazioni in poco tempo"),
        (429, "en", "Please wait a moment and run it again."),
        (503, "it", "Riprova"),
        (503, "en", "Please try again in a moment."),
    ],
)
def test_who_must_wait_reads_why_and_keeps_the_query(
    client: FlaskClient, status: int, language: str, words: str
) -> None:
    """In the reader's language, with the form filled as it was."""
    with client:
        page(client, SELECT, lang=language)
        text = errors.told(status, "later").get_data(as_text=True)

    assert words.casefold() in text.casefold()
    assert html.escape(SELECT) in text


def test_a_map_by_columns_of_latitude_and_longitude(client: FlaskClient) -> None:
    """As other data have them."""
    text = page(
        client, "SELECT ?name ?lat ?long { VALUES (?name ?lat ?long) { ('here' 44.5 11.3) ('nowhere' 444 11) } }"
    )

    assert text.count('class="mark"') == 1
    assert "<title>here</title>" in text


def test_a_term_shows_what_is_known_of_it(any_client: FlaskClient) -> None:
    """A link on this host and the label of a concept; a language; a datatype."""
    query = """PREFIX ppo: <https://w3id.org/propar/onto#> PREFIX dct: <http://purl.org/dc/terms/>
    SELECT * { <https://w3id.org/propar/id/process/er-65> ppo:status ?s ; dct:title ?t ; ppo:referenceYear ?y }"""
    text = page(any_client, query, lang="en")

    assert (
        '<a href="/voc/status/concluso?lang=en" class="whole">voc:status/concluso</a> <span class="called quiet">'
        in text
    )
    assert '<code>t</code> <span class="code">it</span>' in text
    assert '<span lang="it">Dal Bilancio' in text
    assert '<code>y</code> <span class="code">xsd:gYear</span>' in text


def test_turtle_of_a_graph_is_turtle(client: FlaskClient) -> None:
    """What the page shows can be parsed."""
    text = page(client, CONSTRUCT)
    found = re.search(r"<summary>Turtle</summary><pre[^>]*><code>(.*?)</code>", text, re.DOTALL)

    assert found
    assert len(Graph().parse(data=html.unescape(found[1]), format="turtle")) > 20


def test_every_question_and_first_look_has_code(any_client: FlaskClient) -> None:
    """Also before it is run."""
    text = any_client.get("/sparql?question=grants-by-province", headers={"Accept": "text/html"}).text

    assert re.findall(r"<summary>([^<]*)</summary>", text) == ["curl", "Python, SPARQLWrapper", "Python, rdflib", "R"]


def test_the_first_look_has_an_answer(any_client: FlaskClient) -> None:
    """Who only presses the button sees something: a table and its chart."""
    form = any_client.get("/sparql?lang=en", headers={"Accept": "text/html"}).text
    found = re.search(r"<textarea[^>]*>(.*?)</textarea>", form, re.DOTALL)
    text = page(any_client, html.unescape(found[1] if found else ""))

    assert 'class="terms"' in text
    assert 'class="bar-part"' in text


def test_an_answer_without_rows_says_so(client: FlaskClient) -> None:
    """In words, not by an empty table."""
    text = page(client, "SELECT ?x { ?x a <http://x/none> }", lang="en")

    assert "Nothing in the data fits this query." in text
    assert "<table" not in text


def test_a_used_up_limit_is_told_in_both_languages(client: FlaskClient) -> None:
    """The reader does not take the part for the whole."""
    assert "potrebbero essercene altre" in page(client, SELECT, lang="it")
    assert "there may be more" in page(client, SELECT, lang="en")


@pytest.mark.parametrize(("path", "has_mark"), [(POINTS, True), (SELECT, False)])
def test_a_map_is_there_where_there_are_points(client: FlaskClient, path: str, *, has_mark: bool) -> None:
    """And only there."""
    assert ('class="mark"' in page(client, path)) is has_mark
