"""Addresses that are almost right."""

import re

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/doc/process/er-65/", "/doc/process/er-65"),
        ("/id/process/er-65/", "/id/process/er-65"),
        ("/doc/process/er-65.ttl/", "/doc/process/er-65.ttl"),
        ("/voc/status//", "/voc/status"),
        ("/onto/", "/onto"),
        ("/processes/?q=citt%C3%A0&page=2", "/processes?q=citt%C3%A0&page=2"),
        ("/processes/?q=a b\u00e0", "/processes?q=a%20b%C3%A0"),
        ("/doc/process/%C3%A0%0d%0a/", "/doc/process/%C3%A0%0D%0A"),
    ],
)
def test_a_slash_too_many_leads_to_the_address_without(any_client: FlaskClient, path: str, location: str) -> None:
    """For ever and with the same method; whatever the Host header says."""
    response = any_client.get(path, headers={"Host": "evil.example"})

    assert (response.status_code, response.headers["Location"]) == (308, location)


@pytest.mark.parametrize("path", ["/nowhere/at/all/", "/a//b", "/doc//process/er-65", "/doc/process/er-65/x/y/"])
def test_what_is_not_there_is_not_there_with_a_slash_either(any_client: FlaskClient, path: str) -> None:
    """404 at once."""
    response = any_client.get(path)

    assert response.status_code == 404
    assert "Location" not in response.headers


@pytest.mark.parametrize("path", ["//evil.example/", "///evil.example//", "//evil.example/x/", "/\\evil.example/"])
def test_a_slash_leads_to_no_other_host(any_client: FlaskClient, path: str) -> None:
    """An address that browsers would take for a host's name never comes out."""
    response = any_client.get(path=path, base_url="http://localhost/")

    assert re.fullmatch(r"(/[a-z.%0-9A-F]+)?", response.headers.get("Location", ""))


@pytest.mark.parametrize("path", ["/doc/process/er%2D65.nt", "/%64oc/process/er-65.nt"])
def test_percent_encoding_makes_no_difference(any_client: FlaskClient, path: str) -> None:
    """What is encoded without need is the same address (RFC 3986, 6.2.2.2)."""
    assert any_client.get(path).data == any_client.get("/doc/process/er-65.nt").data


@pytest.mark.parametrize(
    "path", ["/doc/place/citt\u00e0", "/doc/place/citt%C3%A0", "/doc/place/citt%E0", "/doc/\u65e5\u672c/\u8a9e"]
)
def test_a_name_that_is_not_ascii_is_not_there(any_client: FlaskClient, path: str) -> None:
    """No IRI of ours has one; UTF-8 or not, the answer is clean."""
    assert any_client.get(path, headers={"Accept": "text/turtle"}).status_code == 404
    assert any_client.get(path, headers={"Accept": "text/html"}).status_code == 404
