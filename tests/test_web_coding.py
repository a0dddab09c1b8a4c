"""Content codings: the same bytes, smaller."""

import gzip
from collections.abc import Callable

import brotli
import pytest
import zstandard
from flask.testing import FlaskClient

from lod.config import Settings
from lod.release import Release
from lod.web import coding
from lod.web.application import create_app
from lod.web.coding import CODERS
from lod.web.negotiation import choose_coding

DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": lambda body: zstandard.ZstdDecompressor().decompress(body),
}
PATHS = ["/", "/processes", "/doc/process/er-65.html", "/doc/process/er-65.jsonld", "/onto", "/static/propar.css"]


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, ""),
        ("", ""),
        ("gzip", "gzip"),
        ("x-gzip", "gzip"),
        ("GZIP", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, zstd", "zstd"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("br;q=0, *", "zstd"),
        ("*", "br"),
        ("identity", ""),
        ("identity, gzip;q=0.5", ""),
        ("identity;q=0.5, gzip", "gzip"),
        ("deflate", ""),
        ("gzip;q=0", ""),
        ("*;q=0", None),
        ("identity;q=0", None),
        ("identity;q=0, deflate", None),
        ("*;q=0, identity", ""),
        ("*;q=0, gzip", "gzip"),
    ],
)
def test_a_coding_is_chosen_as_rfc_9110_says(accept: str | None, expected: str | None) -> None:
    """By quality, then by our order; nothing is forced on who did not ask."""
    assert choose_coding(accept, tuple(CODERS)) == expected


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("coding", ["br", "gzip", "zstd"])
def test_a_coded_answer_is_the_same_answer(any_client: FlaskClient, path: str, coding: str) -> None:
    """Smaller, with its own strong tag, by which it is 304, on GET and HEAD; and nothing else is."""
    with any_client.get(path) as plain:
        asked = {"Accept-Encoding": coding}
        coded, head = any_client.get(path, headers=asked), any_client.head(path, headers=asked)
        again = any_client.get(path, headers={**asked, "If-None-Match": coded.headers["ETag"]})
        other = any_client.get(path, headers={"If-None-Match": coded.headers["ETag"]})

        assert DECODERS[coding](coded.data) == plain.data
        assert len(coded.data) < len(plain.data) / 2
        assert coded.headers["Content-Encoding"] == coding
        assert head.headers["Content-Length"] == str(len(coded.data)) == coded.headers["Content-Length"]
        assert not coded.headers["ETag"].startswith("W/")
        assert coded.headers["ETag"] != plain.headers["ETag"]
        assert "Accept-Encoding" in plain.headers["Vary"]
        assert "Accept-Encoding" in coded.headers["Vary"]
        assert (again.status_code, again.data) == (304, b"")
        assert "Content-Encoding" not in again.headers
        with other:
            assert other.status_code == 200


def test_a_small_answer_is_sent_as_it_is(any_client: FlaskClient) -> None:
    """It would not get smaller."""
    response = any_client.get("/robots.txt", headers={"Accept-Encoding": "br"})

    assert "Content-Encoding" not in response.headers
    assert response.data.startswith(b"User-agent")


def test_a_small_answer_is_coded_for_who_wants_nothing_else(any_client: FlaskClient) -> None:
    """As the header says."""
    response = any_client.get("/robots.txt", headers={"Accept-Encoding": "gzip, identity;q=0"})

    assert gzip.decompress(response.data).startswith(b"User-agent")


def test_who_takes_no_coding_of_ours_and_not_none_either_is_refused(any_client: FlaskClient) -> None:
    """406, in plain words, rather than bytes that the client cannot read."""
    response = any_client.get("/onto.ttl", headers={"Accept-Encoding": "compress, identity;q=0"})

    assert response.status_code == 406
    assert "br" in response.text


def test_the_endpoint_compresses_too(any_client: FlaskClient) -> None:
    """Though its answers have no tag."""
    query = {"query": "SELECT * { ?s ?p ?o } LIMIT 200"}
    plain = any_client.get("/sparql", query_string=query)
    coded = any_client.get("/sparql", query_string=query, headers={"Accept-Encoding": "gzip"})

    assert coded.headers["Content-Encoding"] == "gzip"
    assert len(coded.data) < len(plain.data) / 3


def test_an_answer_to_a_query_is_compressed_once(
    sample_settings: Settings, sample: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether it is asked by address or by post; another answer is compressed anew."""
    assert sample.path.is_dir()
    client = create_app(sample_settings).test_client()
    sizes: list[int] = []

    def counting(body: bytes) -> bytes:
        sizes.append(len(body))
        return gzip.compress(body, mtime=0)

    monkeypatch.setattr(coding, "CODERS", {"gzip": counting})
    query = "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 100"
    wanted = {"Accept-Encoding": "gzip", "Accept": "text/csv"}
    asked = [client.get("/sparql", query_string={"query": query}, headers=wanted) for _ in range(2)]
    asked.append(client.post("/sparql", data={"query": query}, headers=wanted))
    other = client.get("/sparql", query_string={"query": query + " OFFSET 100"}, headers=wanted)

    assert len({answer.data for answer in asked}) == 1
    assert len(sizes) == 2
    assert gzip.decompress(other.data) != gzip.decompress(asked[0].data)
