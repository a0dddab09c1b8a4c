"""Lists as CSV: what the page lists, whole, and nothing that a spreadsheet would run."""

import csv
import gzip
import importlib
import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import brotli
import pytest
import zstandard
from flask.testing import FlaskClient

from lod.build import build
from lod.config import OSSERVATORIO, Settings
from lod.model import Model
from lod.release import Release
from lod.spreadsheet import neutral
from lod.web.application import create_app
from tests.conftest import page_of

# the package has a blueprint of that name
tables = importlib.import_module("lod.web.tables")


def rows(client: FlaskClient, path: str, language: str = "it") -> list[dict[str, str]]:
    """The rows of the table at *path*, by column."""
    response = client.get(path, headers={"Accept-Language": language})
    assert response.status_code == 200, response.text
    return list(csv.DictReader(io.StringIO(response.text)))


def test_the_table_has_all_processes_in_the_order_of_the_list(any_client: FlaskClient) -> None:
    """Not only the first page."""
    table = rows(any_client, "/processes.csv")
    page = any_client.get("/processes", headers={"Accept": "text/html"}).text
    first = [page.index(f'/id/process/{row["iri"].rpartition("/")[2]}"') for row in table[:25]]

    assert len(table) == 26
    assert first == sorted(first)


def test_its_columns_are_those_of_the_shapes(client: FlaskClient, model: Model) -> None:
    """By their ontology names; what has an IRI has it beside its label."""
    columns = model.shapes["Process"].columns()
    wanted = [name for c in columns for name in ([c.name, f"{c.name}.iri"] if c.holds_iris else [c.name])]

    assert list(rows(client, "/processes.csv")[0]) == ["iri", *wanted]


def test_a_cell_has_the_label_and_the_iri(client: FlaskClient) -> None:
    """In the reader's language."""
    (italian,) = [r for r in rows(client, "/processes.csv") if r["iri"].endswith("/er-65")]
    (english,) = [r for r in rows(client, "/processes.csv?lang=en") if r["iri"].endswith("/er-65")]

    assert (italian["status"], english["status"]) == ("Concluso", "Closed")
    assert italian["status.iri"] == english["status.iri"] == "https://w3id.org/propar/voc/status/concluso"


@pytest.mark.parametrize(
    "query", ["status=concluso", "q=energia", "status=concluso&q=piacenza", "status=none", "referenceYear=2022"]
)
def test_filters_and_search_are_those_of_the_page(client: FlaskClient, query: str) -> None:
    """The page and the table never differ."""
    page = client.get(f"/processes?{query}").text
    table = rows(client, f"/processes.csv?{query}")
    listed = {row["iri"].rpartition("/")[2] for row in table}

    assert all(f"/id/process/{key}" in page for key in listed)
    assert f"/processes.csv?{query.replace('&', '&amp;')}" in page
    assert len(listed) == page.count('<th scope="row">')


def test_a_title_is_no_formula(tmp_path: Path, model: Model, few_places: Path) -> None:
    """Whoever opens the table in a spreadsheet sees the text and runs nothing."""
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "1.txt").write_text(page_of(1, title='=HYPERLINK("https://evil.example/","x")'), "utf-8")
    source = replace(OSSERVATORIO, path=pages)
    settings = replace(Settings(), site=tmp_path / "site", sources=(source,), reference_dir=few_places)
    build(settings, model)

    (row,) = rows(create_app(settings).test_client(), "/processes.csv")
    assert row["title"] == '\'=HYPERLINK("https://evil.example/","x")'


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_what_begins_like_a_formula_has_an_apostrophe(start: str) -> None:
    """The marks that spreadsheets look at."""
    assert neutral(f"{start}1") == f"'{start}1"


def test_other_texts_stay_as_they_are() -> None:
    """Also those with such a mark inside."""
    assert [neutral(text) for text in ("", "1+1=2", "a@b")] == ["", "1+1=2", "a@b"]


def test_a_known_table_is_not_sent_again(client: FlaskClient) -> None:
    """304; another language is another table."""
    etag = client.get("/processes.csv?lang=it").headers["ETag"]

    assert client.get("/processes.csv?lang=it", headers={"If-None-Match": etag}).status_code == 304
    assert client.get("/processes.csv?lang=en", headers={"If-None-Match": etag}).status_code == 200


UNPACKED = {
    "br": brotli.decompress,
    "zstd": lambda body: zstandard.ZstdDecompressor().decompressobj().decompress(body),
    "gzip": gzip.decompress,
}


@pytest.fixture(scope="module", params=[2_000_000, 1_000], ids=["in memory", "as a file"])
def asked(request: pytest.FixtureRequest, sample_settings: Settings, sample: Release) -> Iterator[FlaskClient]:
    """A client of an application for which the table of the sample is small, and of one for which it is large."""
    assert sample.path.is_dir()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(tables, "MAX_WHOLE_BYTES", request.param)
        yield create_app(sample_settings).test_client()


@pytest.mark.parametrize("coding", UNPACKED)
def test_a_table_is_compressed_as_asked(asked: FlaskClient, client: FlaskClient, coding: str) -> None:
    """Each coding with its own strong tag; a large table is the same as a small one."""
    address = "/processes.csv?lang=it"
    whole = asked.get(address, buffered=True)
    packed = asked.get(address, headers={"Accept-Encoding": coding}, buffered=True)
    again = asked.get(address, headers={"Accept-Encoding": coding, "If-None-Match": packed.headers["ETag"]})

    assert packed.headers["Content-Encoding"] == coding
    assert UNPACKED[coding](packed.data) == whole.data == client.get(address).data
    assert len(packed.data) < len(whole.data) / 2
    assert packed.headers["ETag"] == whole.headers["ETag"].removesuffix('"') + f'-{coding}"'
    assert {"accept-encoding", "accept-language"} <= packed.vary.as_set()
    assert packed.headers["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert (again.status_code, again.data) == (304, b"")


def test_a_coding_that_is_not_there_is_406(asked: FlaskClient) -> None:
    """Also where the table is a file."""
    assert asked.get("/processes.csv", headers={"Accept-Encoding": "x, identity;q=0"}).status_code == 406


def test_a_table_is_written_once(asked: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks for it next gets what is there; a look at its headers sends nothing."""
    address = "/processes.csv?lang=en"
    first = asked.get(address, buffered=True)
    monkeypatch.setattr(tables, "_line", lambda *_: pytest.fail("written again"))
    head = asked.head(address)

    assert asked.get(address, buffered=True).data == first.data
    assert head.data == b""
    assert head.content_length == len(first.data)


@pytest.mark.parametrize("path", ["/nothing.csv", "/processes.csv.csv", "/processes.xlsx"])
def test_a_table_that_is_not_there_is_404(client: FlaskClient, path: str) -> None:
    """Nor an empty one."""
    assert client.get(path).status_code == 404
