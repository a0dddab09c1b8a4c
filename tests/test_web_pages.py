"""Pages for people: everything the source says, in two languages, and nothing that runs."""

import html
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from lod import rdf
from lod.build import build
from lod.config import OSSERVATORIO, Settings
from lod.model import Model
from lod.presentation import Shown
from lod.web.application import create_app
from lod.web.i18n import value_in
from tests.conftest import PAGES, page_of

PATHS = [
    "/",
    "/processes",
    "/processes?status=concluso&q=piacenza",
    "/processes?status=none",
    "/doc/process/er-65.html",
    "/doc/place/comune-033032.html",
    "/doc/agent/c_g535.html",
    "/doc/voc/status.html",
    "/doc/voc/status/concluso.html",
    "/onto.html",
    "/browse.html",
    "/alignments.html",
    "/sparql?question=grants-by-province",
    "/shapes",
    "/shapes/Process.html",
    "/shapes/Concept.html",
    "/sparql",
    "/nothing",
]


class Page(HTMLParser):
    """What matters of a page: its elements, its links, its text."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self._silent = 0
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._silent += tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def page(client: FlaskClient, path: str, language: str = "it") -> Page:
    response = client.get(path, headers={"Accept": "text/html", "Accept-Language": language})
    return Page(response.data.decode())


@pytest.mark.parametrize("number", sorted(int(p.stem) for p in PAGES.glob("*.txt")))
def test_a_page_says_all_that_its_document_says(any_client: FlaskClient, number: int) -> None:
    """Every literal of the record's own statements is on the page, as text or as the time's machine form."""
    seen = page(any_client, f"/doc/process/er-{number}.html")
    shown = seen.text + " ".join(a.get("datetime") or "" for _, a in seen.elements)
    numbers = re.sub(r"[.\s\u00a0]", "", shown)
    own = f"https://w3id.org/propar/id/process/er-{number}"
    document = own.replace("/id/", "/doc/")
    for triple in rdf.read(any_client.get(f"/doc/process/er-{number}.nt").data, rdf.N_TRIPLES):
        subject = rdf.plain(triple.subject)
        if isinstance(triple.object, rdf.Literal) and (subject in (own, document) or subject.startswith(own + "#")):
            text = " ".join(triple.object.value.split())
            assert text in shown or text.replace(".", ",") in numbers, (triple.predicate.value, text)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("language", ["it", "en"])
def test_a_page_is_in_the_language_asked_for(client: FlaskClient, path: str, language: str) -> None:
    """By Accept-Language, and by the switch, which wins."""
    seen = page(client, path, language)
    switched = page(client, path + ("&" if "?" in path else "?") + f"lang={language}", "de")

    assert dict(seen.elements)["html"]["lang"] == language
    assert dict(switched.elements)["html"]["lang"] == language


@pytest.mark.parametrize("path", PATHS)
def test_a_page_runs_nothing_and_asks_nobody(client: FlaskClient, path: str) -> None:
    """No script but the editor's own file, no inline style, no request to another host; the policy says so too."""
    response = client.get(path, headers={"Accept": "text/html"})
    seen = Page(response.data.decode())

    for tag, attributes in seen.elements:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        assert tag != "style"
        if tag == "script":
            source = attributes.get("src") or ""
            assert attributes["type"] == "application/ld+json" or source.startswith("/static/made/sparql.js?")
        if tag in ("img", "iframe", "source", "embed", "object"):
            assert (attributes.get("src") or "/").startswith("/")
        if tag == "link" and attributes.get("rel") in ("stylesheet", "icon"):
            assert (attributes["href"] or "").startswith("/static/")
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("path", PATHS)
def test_links_of_a_page_lead_somewhere(any_client: FlaskClient, path: str) -> None:
    """Every link to this host answers."""
    dead = []
    for tag, attributes in page(any_client, path).elements:
        target = html.unescape(attributes.get("href") or "")
        if tag in ("a", "link") and target and not target.startswith(("http", "#", "mailto:")):
            address = target if target.startswith("/") else path.partition("?")[0] + target
            if path == "/nothing" and address.startswith(path):
                continue
            with any_client.get(address, headers={"Accept": "text/html"}) as response:
                if response.status_code not in (200, 303):
                    dead.append(target)

    assert dead == []


@pytest.fixture
def hostile(tmp_path: Path, few_places: Path, model: Model) -> FlaskClient:
    """A site whose only record is full of markup."""
    (tmp_path / "66.txt").write_text(
        page_of(
            66,
            "Processo",
            "Stato di avanzamento",
            "<b onmouseover=alert(1)>Concluso",
            "Gestione di Processo",
            "Titolari della decisione",
            '"><img src=x onerror=alert(2)>',
            "Obiettivi e Risultati",
            "Obiettivi",
            "</script><script>alert(3)</script> {{ 7*7 }} {% raw %}",
            title="</title><script>alert(1)</script>",
        ),
        "utf-8",
    )
    source = replace(OSSERVATORIO, path=tmp_path)
    settings = replace(Settings(), site=tmp_path / "site", sources=(source,), reference_dir=few_places)
    build(settings, model)
    return create_app(settings).test_client()


def test_markup_in_the_data_is_text_on_every_page(hostile: FlaskClient) -> None:
    """No element and no attribute comes from the data."""
    agent = "img-src-x-onerror-alert-2"
    for path in (
        "/",
        "/processes",
        "/processes?q=%22%3E%3Cscript%3E",
        "/doc/process/er-66.html",
        f"/doc/agent/{agent}.html",
    ):
        response = hostile.get(path, headers={"Accept": "text/html"})
        seen = Page(response.data.decode())

        assert response.status_code == 200, path
        assert [a for t, a in seen.elements if t == "script" and a.get("type") != "application/ld+json"] == []
        assert [
            a for t, a in seen.elements if t == "b" or (t == "img" and not (a["src"] or "").startswith("/static/"))
        ] == []
    assert "{{ 7*7 }}" in page(hostile, "/doc/process/er-66.html").text


def test_a_query_in_the_address_is_text_on_the_page(client: FlaskClient) -> None:
    """Also what people type is escaped."""
    attack = "'\"><script>alert(1)</script>"
    for path in ("/sparql?show=", "/sparql?query=", "/processes?q=", "/processes?status="):
        response = client.get(path + attack, headers={"Accept": "text/html"})

        assert b"<script>alert" not in response.data


def test_a_page_about_a_place_lists_the_processes_there(any_client: FlaskClient) -> None:
    """Inverse links, by name."""
    seen = page(any_client, "/doc/place/comune-033032.html")

    assert "Dal Bilancio di Mandato al Bilancio sociale" in seen.text


def test_a_suppressed_municipality_names_its_successor(any_client: FlaskClient) -> None:
    """Bazzano is in Valsamoggia today."""
    seen = page(any_client, "/doc/place/comune-037004.html")

    assert "Valsamoggia" in seen.text
    assert any(
        a.get("href") == "/doc/place/comune-037061" or a.get("href") == "/id/place/comune-037061"
        for _, a in seen.elements
    )


def test_a_suppressed_municipality_is_on_the_map(any_client: FlaskClient) -> None:
    """Where its seat was, for people and for programs."""
    seen = page(any_client, "/doc/place/comune-037004.html?lang=it")
    turtle = any_client.get("/doc/place/comune-037004.ttl").text

    assert "44,50176° N, 11,08675° E" in seen.text
    assert "POINT(11.08675 44.50176)" in turtle


@pytest.mark.parametrize(("language", "comes_first"), [("it", True), ("en", False)])
def test_a_text_in_both_languages_stands_first_in_the_readers(
    any_client: FlaskClient, language: str, *, comes_first: bool
) -> None:
    """The definition of a concept."""
    text = page(any_client, f"/doc/voc/nature/non-certificato.html?lang={language}").text
    italian, english = (text.index(t) for t in ("Processo senza certificazione.", "A process without certification."))

    assert (italian < english) == comes_first


def test_the_ipa_code_of_a_body_stands_with_its_identity(any_client: FlaskClient) -> None:
    """A public body is shown by the shape of public bodies, not by that of organisations."""
    text = page(any_client, "/doc/agent/c_g535.html?lang=it").text

    assert "c_g535" in text
    assert "Altre affermazioni" not in text


def test_a_position_is_written_as_people_say_it(any_client: FlaskClient) -> None:
    """Latitude first, with the reader's decimal sign; the text in well-known form is in the data."""
    assert "45,052836° N, 9,727144° E" in page(any_client, "/doc/place/comune-033032.html?lang=it").text
    assert "45.052836° N, 9.727144° E" in page(any_client, "/doc/place/comune-033032.html?lang=en").text


def test_an_italian_404_has_no_english_sentence(client: FlaskClient) -> None:
    """The address is enough."""
    seen = page(client, "/doc/process/er-999?lang=it")

    assert "/doc/process/er-999" in seen.text
    assert "There is" not in seen.text


def test_an_address_elsewhere_is_written_without_its_scheme(any_client: FlaskClient) -> None:
    """The link has it."""
    seen = page(any_client, "/doc/place/comune-033032.html")

    assert "www.wikidata.org/entity/Q13329" in seen.text
    assert "http://www.wikidata.org" not in seen.text
    assert ("a", {"href": "http://www.wikidata.org/entity/Q13329"}) in seen.elements


@pytest.mark.parametrize("path", ["/onto.html", "/alignments.html", "/browse.html", "/doc/process/er-65.html"])
def test_no_two_elements_have_one_id(client: FlaskClient, path: str) -> None:
    """A link with a fragment leads to one place."""
    ids = [attributes["id"] for _, attributes in page(client, path).elements if "id" in attributes]

    assert len(ids) == len(set(ids))


def test_the_report_on_the_sources_leads_back_and_to_its_files(client: FlaskClient) -> None:
    """And to itself in the other language."""
    addresses = [a.get("href") for tag, a in page(client, "/quality?lang=it").elements if tag == "a"]

    assert {"/?lang=it", "/processes?lang=it", "/quality.csv", "?lang=en"} <= set(addresses)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2023-03-02T17:00:00Z", "2 marzo 2023, 17:00 UTC"),
        ("2023-03-02T17:00:00+01:00", "2 marzo 2023, 17:00 UTC+01:00"),
        ("2023-13-02T17:00:00Z", "2023-13-02T17:00:00Z"),
        ("ieri sera", "ieri sera"),
    ],
)
def test_a_time_is_shown_with_its_zone(text: str, expected: str) -> None:
    """As the data say it; what is no time stays as it is."""
    assert value_in(Shown(text, datatype="dateTime"), "", "it") == expected
