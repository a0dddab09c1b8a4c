"""The Link header: what machines follow without reading the page."""

import re

import pytest
from flask.testing import FlaskClient

from lod.web.signposts import link

ID = "https://w3id.org/propar/id/process/er-65"
LINK = re.compile(r'<([^>]*)>; rel="([^"]*)"(?:; type="((?:[^"\\]|\\.)*)")?')


def links(client: FlaskClient, path: str, accept: str = "text/html") -> dict[str, list[str]]:
    """The addresses by relation."""
    header = client.get(path, headers={"Accept": accept}).headers["Link"]
    found: dict[str, list[str]] = {}
    for address, relation, _ in LINK.findall(header):
        found.setdefault(relation, []).append(address)

    assert ", ".join(m[0] for m in LINK.finditer(header)) == header
    return found


@pytest.mark.parametrize("accept", ["text/html", "text/turtle", "application/ld+json"])
def test_a_document_says_what_it_is_and_how_to_cite_it(any_client: FlaskClient, accept: str) -> None:
    """Whatever format it comes in."""
    found = links(any_client, "/doc/process/er-65", accept)

    assert found["describes"] == found["cite-as"] == [ID]
    assert found["canonical"] == [ID.replace("/id/", "/doc/")]
    assert found["license"] == ["https://creativecommons.org/licenses/by/4.0/"]
    assert found["type"][0] == "https://schema.org/AboutPage"
    assert "https://w3id.org/propar/onto#ParticipatoryProcess" in found["type"]
    assert found["collection"] == ["/processes"]
    assert "/doc/process/er-65.ttl" in found["describedby"]


@pytest.mark.parametrize(
    "path", ["/doc/process/er-65", "/doc/agent/c_g535", "/doc/voc/status", "/onto", "/shapes/Process", "/processes"]
)
def test_every_link_to_this_host_answers(any_client: FlaskClient, path: str) -> None:
    """With the media type that it promises."""
    header = any_client.get(path, headers={"Accept": "text/html"}).headers["Link"]
    here = [(address, media) for address, _, media in LINK.findall(header) if address.startswith("/")]

    assert len(here) > 5
    for address, media_type in here:
        response = any_client.get(address)
        assert response.status_code in (200, 302, 303), address
        assert response.content_type.startswith(media_type.replace("\\", "")), address


@pytest.mark.parametrize(
    "path", ["/doc/process/er-65", "/doc/voc/finding?page=2", "/onto", "/shapes/Process", "/processes"]
)
@pytest.mark.parametrize("accept", ["text/html", "text/turtle"])
def test_all_headers_fit_into_the_buffer_of_a_proxy(any_client: FlaskClient, path: str, accept: str) -> None:
    """Nginx has 4,096 bytes for them, and answers 502 to more; the server's own two are not among these."""
    response = any_client.get(path, headers={"Accept": accept})
    size = sum(len(name) + len(value) + 4 for name, value in response.headers)

    assert size + len("HTTP/1.1 200 OK\r\nserver: granian\r\ndate: Wed, 25 Nov 2026 17:43:29 GMT\r\n\r\n") < 4_096


def test_a_thing_leads_to_its_description(any_client: FlaskClient) -> None:
    """Without following the redirect."""
    assert links(any_client, "/id/process/er-65")["describedby"] == ["/doc/process/er-65"]


def test_a_list_names_its_things(any_client: FlaskClient) -> None:
    """Those of the page."""
    found = links(any_client, "/processes")["item"]

    assert len(found) == len(set(found)) == 25
    assert "/id/process/er-65" in {*found, *links(any_client, "/processes?page=2")["item"]}


def test_pages_of_a_document_keep_their_format(any_client: FlaskClient) -> None:
    """First, previous, next and last, each answering in the format of this one."""
    first, second = (links(any_client, f"/doc/voc/finding.nt?page={page}") for page in (1, 2))

    assert "prev" not in first
    assert first["next"] == ["/doc/voc/finding.nt?page=2"]
    assert second["prev"] == first["first"] == ["/doc/voc/finding.nt?page=1"]
    assert "next" not in links(any_client, first["last"][0])


def test_an_iri_goes_into_the_header_in_ascii() -> None:
    """A header takes nothing else, and no end of it comes from the data."""
    assert link("https://example.org/città#é", "type") == '<https://example.org/citt%C3%A0#%C3%A9>; rel="type"'
    assert link('https://example.org/a>\r\nX: "b', "item") == '<https://example.org/a%3E%0D%0AX:%20%22b>; rel="item"'
