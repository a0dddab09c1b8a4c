"""The dumps over HTTP."""

import base64
import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from lod.config import Settings
from lod.release import Release
from lod.web.application import create_app


def files(sample: Release) -> list[str]:
    return [path for path in sample.manifest["files"] if path.startswith("dumps/")]


def test_each_dump_is_there_with_its_length_and_type(client: FlaskClient, sample: Release) -> None:
    """A portal that asks with HEAD learns what the catalogue has told it."""
    compressed = {"gzip": "application/gzip", "zstd": "application/zstd"}
    told = {
        d["path"]: (d["bytes"], compressed.get(d["compression"], d["media_type"])) for d in sample.manifest["dumps"]
    }
    asked = {path: client.head(f"/{path}", headers={"Accept-Encoding": "identity"}) for path in told}

    assert {path: (r.content_length, r.mimetype) for path, r in asked.items()} == told
    assert {response.status_code for response in asked.values()} == {200}


def test_a_dump_is_the_file_of_the_release(client: FlaskClient, sample: Release) -> None:
    """What comes has the checksum that stands in its header and in the manifest."""
    response = client.get("/dumps/data.ttl.gz")
    digest = hashlib.sha256(response.data).digest()

    assert digest.hex() == sample.manifest["files"]["dumps/data.ttl.gz"]["sha256"]
    assert response.headers["Repr-Digest"] == f"sha-256=:{base64.b64encode(digest).decode()}:"
    assert response.get_etag() == (digest.hex()[:24], False)
    assert "Content-Encoding" not in response.headers


def test_the_checksums_are_served_as_text(client: FlaskClient, sample: Release) -> None:
    """Whoever has taken a file finds its sum."""
    response = client.get("/dumps/SHA256SUMS")

    assert response.mimetype == "text/plain"
    assert len(response.text.splitlines()) == len(files(sample)) - 1


@pytest.mark.parametrize(
    ("asked", "expected"),
    [("bytes=0-9", (0, 10)), ("bytes=-5", (-5, None)), ("bytes=10-", (10, None))],
)
def test_a_part_of_a_dump(client: FlaskClient, asked: str, expected: tuple[int, int | None]) -> None:
    """A download that broke off goes on where it stood."""
    whole = client.get("/dumps/all.nt.zst").data
    response = client.get("/dumps/all.nt.zst", headers={"Range": asked})

    assert response.status_code == 206
    assert response.data == whole[slice(*expected)]
    assert response.headers["Content-Range"].endswith(f"/{len(whole)}")


def test_a_range_of_another_release_is_the_whole_of_this_one(client: FlaskClient) -> None:
    """If-Range: nobody joins two halves of two files."""
    response = client.get("/dumps/all.nt.zst", headers={"Range": "bytes=0-9", "If-Range": '"0123"'})

    assert response.status_code == 200


def test_a_range_beyond_the_end_is_refused(client: FlaskClient) -> None:
    """It says how long the file is."""
    response = client.get("/dumps/all.nt.gz", headers={"Range": "bytes=999999999-"})

    assert response.status_code == 416
    assert response.headers["Content-Range"].startswith("bytes */")


def test_who_has_a_dump_is_told_so(client: FlaskClient) -> None:
    """A portal that comes again takes no byte."""
    etag = client.get("/dumps/data.nt.gz").headers["ETag"]

    assert client.get("/dumps/data.nt.gz", headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize("name", ["data.nt", "%2e%2e", "..%2fmanifest.json", ".processes", "data.nt.gz%00", "x" * 3000])
def test_what_is_no_dump_is_not_there(client: FlaskClient, name: str) -> None:
    """Nothing but the dumps leaves that folder."""
    assert client.get(f"/dumps/{name}").status_code == 404


def test_a_dump_of_a_named_release_never_changes(client: FlaskClient, sample: Release) -> None:
    """Caches may keep it for ever."""
    response = client.get(f"/releases/{sample.id}/dumps/data.ttl.gz")

    assert response.status_code == 200
    assert "immutable" in response.headers["Cache-Control"]
    assert response.headers["X-Release"] == sample.id


@pytest.mark.parametrize("identifier", ["0" * 16, "x", "..", "%2e%2e", "current"])
def test_a_release_that_is_not_there_has_no_dump(client: FlaskClient, identifier: str) -> None:
    """Neither has a folder that is none."""
    assert client.get(f"/releases/{identifier}/dumps/data.ttl.gz").status_code == 404


@pytest.mark.parametrize(("language", "title"), [("it", "Scarica i dati"), ("en", "Downloads")])
def test_the_page_leads_to_every_dump(client: FlaskClient, sample: Release, language: str, title: str) -> None:
    """In both languages, with sizes."""
    page = client.get(f"/dumps?lang={language}").text

    assert f"<h1>{title}</h1>" in page
    assert [path for path in files(sample) if f'href="/{path}"' not in page] == []


def test_below_a_prefix_the_page_leads_there(sample_settings: Settings, sample: Release) -> None:
    """A proxy that serves us below a path gets its own addresses."""
    client = create_app(replace(sample_settings, trusted_proxies=1)).test_client()
    page = client.get("/dumps", headers={"X-Forwarded-Prefix": "/propar"}).text

    assert f'href="/propar/{files(sample)[0]}"' in page


def test_an_endpoint_has_no_dumps(endpoint: str, sample_settings: Settings, tmp_path: Path) -> None:
    """It says where they are."""
    settings = replace(sample_settings, endpoint=endpoint, site=tmp_path)
    client = create_app(settings).test_client()

    assert client.get("/dumps").status_code == 404
    assert client.get("/dumps/data.nt.gz").status_code == 404
    assert client.get(f"/releases/{'0' * 16}/dumps/data.nt.gz").status_code == 404
