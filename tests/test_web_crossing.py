"""Pages of other origins may read what is published."""

import pytest
from flask.testing import FlaskClient

PATHS = [
    "/",
    "/processes",
    "/id/process/er-65",
    "/doc/process/er-65",
    "/doc/process/er-65.jsonld",
    "/doc/process/none.ttl",
    "/nowhere/at/all",
    "/context.jsonld",
    "/sparql",
    "/static/propar.css",
]


@pytest.mark.parametrize("path", PATHS)
def test_a_preflight_is_answered(any_client: FlaskClient, path: str) -> None:
    """Of what is not there too, so that a program sees the 404."""
    asked = {
        "Origin": "https://example.org",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "accept,if-none-match",
    }
    response = any_client.options(path, headers=asked)

    assert (response.status_code, response.data) == (200, b"")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "GET" in response.headers["Access-Control-Allow-Methods"]
    allowed = response.headers["Access-Control-Allow-Headers"].lower().split(", ")
    assert {"accept", "if-none-match", "content-type"} <= set(allowed)


@pytest.mark.parametrize("path", PATHS)
def test_the_headers_that_matter_can_be_read(any_client: FlaskClient, path: str) -> None:
    """On pages, data, redirects and errors."""
    with any_client.get(path) as response:
        exposed = response.headers["Access-Control-Expose-Headers"].split(", ")

        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert {"Link", "ETag", "Content-Location", "X-Release", "Retry-After"} <= set(exposed)


def test_options_without_preflight_say_the_methods(any_client: FlaskClient) -> None:
    """As RFC 9110 has it."""
    response = any_client.options("/doc/process/er-65")

    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    assert any_client.options("/nowhere/at/all").status_code == 404


@pytest.mark.parametrize("path", PATHS)
def test_head_says_what_get_would(any_client: FlaskClient, path: str) -> None:
    """Status, headers and length, without the body."""
    with any_client.get(path) as got, any_client.head(path) as head:
        assert head.data == b""
        assert head.status_code == got.status_code
        assert {n: v for n, v in head.headers if n != "Date"} == {n: v for n, v in got.headers if n != "Date"}


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "POST"])
def test_what_is_published_is_only_read(any_client: FlaskClient, method: str) -> None:
    """405 with the methods that there are."""
    response = any_client.open("/doc/process/er-65", method=method)

    assert response.status_code == 405
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
