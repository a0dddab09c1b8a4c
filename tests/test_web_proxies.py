"""Behind reverse proxies and below a prefix: every link stays there, and nobody else can move it."""

import html
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder

from lod.config import Settings
from lod.release import Release
from lod.web.application import QUICK, create_app

PREFIX = {"X-Forwarded-Prefix": "/data", "X-Forwarded-Host": "dati.example.org", "X-Forwarded-Proto": "https"}
FORGED = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}
PATHS = [
    "/",
    "/processes",
    "/doc/process/er-65",
    "/doc/voc/finding",
    "/onto",
    "/shapes",
    "/shapes/Process",
    "/sparql",
    "/quality",
    "/nothing",
]


@pytest.fixture(scope="module", params=["embedded", "remote"])
def proxied(request: pytest.FixtureRequest, sample_settings: Settings, sample: Release) -> FlaskClient:
    """A client of an application that trusts one proxy."""
    assert sample.path.is_dir()
    settings = replace(sample_settings, trusted_proxies=1)
    if request.param == "remote":
        settings = replace(settings, endpoint=request.getfixturevalue("endpoint"), site=Path("no-site"))
    return create_app(settings).test_client()


@pytest.mark.parametrize("path", PATHS)
def test_every_link_of_a_page_stays_below_the_prefix(proxied: FlaskClient, path: str) -> None:
    """Pages, style sheets, forms, formats."""
    page = proxied.get(path, headers={**PREFIX, "Accept": "text/html"}).text
    found = [html.unescape(a) for a in re.findall(r'(?:href|src|action)="(/[^"]*)"', page)]

    assert [address for address in found if not address.startswith("/data/")] == []
    assert found or path == "/quality"


@pytest.mark.parametrize("path", ["/doc/process/er-65", "/doc/voc/finding", "/onto", "/processes", "/id/process/er-65"])
def test_every_link_of_a_header_stays_below_the_prefix(proxied: FlaskClient, path: str) -> None:
    """Those that are no IRIs."""
    response = proxied.get(path, headers={**PREFIX, "Accept": "text/turtle"})
    found = re.findall(r"<(/[^>]*)>", response.headers["Link"])

    assert found
    assert [address for address in found if not address.startswith("/data/")] == []


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/id/process/er-65", "/data/doc/process/er-65"),
        ("/voc/status", "/data/doc/voc/status"),
        ("/onto/", "/data/onto"),
        ("/shapes/Process-title", "/data/shapes/Process"),
    ],
)
def test_redirects_stay_below_the_prefix(proxied: FlaskClient, path: str, location: str) -> None:
    """On whatever host."""
    assert proxied.get(path, headers=PREFIX).headers["Location"] == location


def test_data_name_the_context_below_the_prefix(proxied: FlaskClient) -> None:
    """The one of the host that gave them; their IRIs are the canonical ones."""
    document = json.loads(proxied.get("/doc/process/er-65.jsonld", headers=PREFIX).data)
    page = proxied.get("/doc/process/er-65.html", headers=PREFIX).text
    embedded = json.loads(page.partition('<script type="application/ld+json">')[2].partition("</script>")[0])

    assert document["@context"] == "/data/context.jsonld"
    assert document["id"] == "https://w3id.org/propar/id/process/er-65"
    assert embedded == document


def test_one_server_can_stand_in_two_places(proxied: FlaskClient) -> None:
    """What is kept for one is not given to the other."""
    here, there = (proxied.get("/doc/process/er-65.html", headers=h).text for h in (PREFIX, {}))

    assert 'href="/data/static/' in here
    assert "/data/" not in there


@pytest.mark.parametrize("prefix", ["//evil.example", "evil", "/a//b", "/<script>", "/a?b", "/x" * 500, "/\u00e0"])
def test_what_is_no_prefix_is_refused(proxied: FlaskClient, prefix: str) -> None:
    """A proxy that passes it on is set up wrongly, and its operator sees that at once."""
    response = proxied.get("/id/process/er-65", headers={"X-Forwarded-Prefix": prefix, "Accept": "text/html"})

    assert response.status_code == 400
    assert f'href="{prefix}' not in response.text
    assert 'href="/processes' in response.text
    assert "Location" not in response.headers


@pytest.mark.parametrize("path", [*PATHS, "/id/process/er-65", "/onto/"])
def test_without_trust_nobody_moves_a_link(any_client: FlaskClient, path: str) -> None:
    """Forwarded headers are ignored, and no link or redirect comes from the Host header."""
    response = any_client.get(path, headers={**PREFIX, **FORGED, "Accept": "text/html"})
    links = re.findall(r'(?:href|src|action)="([^"]*)"', response.text)
    headers = [response.headers.get(name, "") for name in ("Location", "Link", "Content-Location")]

    assert response.status_code in (200, 303, 308, 404)
    assert [text for text in (*links, *headers) if "evil" in text or "/data/" in text or "dati.example" in text] == []


@pytest.mark.parametrize(
    "host", ["evil.example", 'x"><script>alert(1)</script>', "a b", "[::1", "x\u00e0", "a" * 3000, ""]
)
def test_a_forged_host_breaks_nothing(any_client: FlaskClient, host: str) -> None:
    """Data are the same bytes and a page is a page, or there is a clean refusal."""
    same = any_client.get("/doc/process/er-65.ttl").data
    page = any_client.get("/", headers={"Host": host, "Accept": "text/html"})

    data = any_client.get("/doc/process/er-65.ttl", headers={"Host": host})

    assert data.status_code == 400 or data.data == same
    assert page.status_code in (200, 400)
    assert "<script>alert" not in page.text


def test_what_is_known_is_given_below_the_prefix_that_was_asked(proxied: FlaskClient) -> None:
    """Without asking the application; what a proxy says is looked at there too."""
    path = "/doc/process/er-65.ttl"
    links = {name: proxied.get(path, headers=headers).headers["Link"] for name, headers in (("at", PREFIX), ("", {}))}
    quick = proxied.application.extensions[QUICK]

    def known(headers: dict[str, str]) -> dict[str, str]:
        environ = EnvironBuilder(path, headers=headers).get_environ()
        before = dict(environ)
        given = quick(environ)
        assert environ == before
        return dict(given[1])

    assert known(PREFIX)["Link"] == links["at"]
    assert known({})["Link"] == links[""]
    assert links["at"] != links[""]
    assert quick(EnvironBuilder(path, headers={"X-Forwarded-Prefix": "/other"}).get_environ()) is None
