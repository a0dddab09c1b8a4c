"""Conditional requests, in the order of precedence of RFC 9110, 13.2.2."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import Headers

import lod
from lod.release import Release
from lod.web.conditional import status

CHANGED = datetime(2026, 11, 1, 12, 0, 0, tzinfo=UTC)
BEFORE, SAME, AFTER = (f"Sun, 01 Nov 2026 {time} GMT" for time in ("11:59:59", "12:00:00", "12:00:01"))


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, 200),
        ({"If-None-Match": '"now"'}, 304),
        ({"If-None-Match": 'W/"now"'}, 304),
        ({"If-None-Match": '"old", "now"'}, 304),
        ({"If-None-Match": "*"}, 304),
        ({"If-None-Match": '"old"'}, 200),
        ({"If-None-Match": '"old"', "If-Modified-Since": AFTER}, 200),
        ({"If-None-Match": '"now"', "If-Modified-Since": BEFORE}, 304),
        ({"If-Modified-Since": SAME}, 304),
        ({"If-Modified-Since": AFTER}, 304),
        ({"If-Modified-Since": BEFORE}, 200),
        ({"If-Modified-Since": "yesterday"}, 200),
        ({"If-Match": '"now"'}, 200),
        ({"If-Match": "*"}, 200),
        ({"If-Match": '"old"'}, 412),
        ({"If-Match": 'W/"now"'}, 412),
        ({"If-Match": '"now"', "If-None-Match": '"now"'}, 304),
        ({"If-Match": '"old"', "If-None-Match": '"now"'}, 412),
        ({"If-Match": '"now"', "If-Unmodified-Since": BEFORE}, 200),
        ({"If-Unmodified-Since": BEFORE}, 412),
        ({"If-Unmodified-Since": SAME}, 200),
        ({"If-Unmodified-Since": "yesterday"}, 200),
    ],
)
def test_the_first_condition_that_counts_decides(headers: dict[str, str], expected: int) -> None:
    """Tags before dates; what is no date is not there."""
    assert status(Headers(headers), "now", lambda: CHANGED) == expected


@pytest.mark.parametrize("name", ["If-Modified-Since", "If-Unmodified-Since"])
def test_without_a_date_of_ours_dates_decide_nothing(name: str) -> None:
    """Of an endpoint nobody knows when it changed."""
    assert status(Headers({name: BEFORE}), "now", lambda: None) == 200


@pytest.mark.parametrize(
    "path", ["/", "/processes", "/doc/process/er-65", "/doc/process/er-65.html", "/onto.ttl", "/static/propar.css"]
)
def test_what_is_unchanged_is_304_by_its_tag(any_client: FlaskClient, path: str) -> None:
    """Without body, with the headers that a cache needs; HEAD likewise."""
    with any_client.get(path) as first:
        tag = first.headers["ETag"]
        for again in (
            any_client.get(path, headers={"If-None-Match": tag}),
            any_client.head(path, headers={"If-None-Match": tag}),
        ):
            assert (again.status_code, again.data) == (304, b"")
            for name in ("ETag", "Vary", "Cache-Control", "Content-Location"):
                assert again.headers.get(name) == first.headers.get(name), name


def test_what_is_unchanged_is_304_by_its_date(client: FlaskClient, sample: Release) -> None:
    """The date is that of the switch to the release, or of the software if that is newer."""
    switched = max((sample.path.parent.parent / "current").lstat().st_mtime, Path(lod.__file__).stat().st_mtime)
    first = client.get("/doc/process/er-65.ttl")
    again = client.get("/doc/process/er-65.ttl", headers={"If-Modified-Since": first.headers["Last-Modified"]})
    other = client.get(
        "/doc/process/er-65.ttl", headers={"If-Modified-Since": first.headers["Last-Modified"], "If-None-Match": '"x"'}
    )

    assert first.last_modified
    assert first.last_modified.timestamp() == int(switched)
    assert (again.status_code, other.status_code) == (304, 200)


def test_what_has_changed_is_412(any_client: FlaskClient) -> None:
    """For a client that asks for one state only."""
    assert any_client.get("/doc/process/er-65.ttl", headers={"If-Match": '"x"'}).status_code == 412
