"""What changed, over HTTP: pages, JSON, the patch, the event stream, and documents as they were."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from pyshacl import validate
from rdflib import Graph

from lod import release as releases
from lod.build import build
from lod.config import OSSERVATORIO, Settings
from lod.model import Model
from lod.release import Release
from lod.store.embedded import EmbeddedStore
from lod.web.application import create_app
from tests.conftest import ROOT, free_port, page_of
from tests.test_serve import running

LDES = "https://w3id.org/ldes#"
TREE = "https://w3id.org/tree#"
AS = "https://www.w3.org/ns/activitystreams#"
CLIENTS = ROOT / "tests" / "clients" / "node_modules" / ".bin"
FAR = "Thu, 01 Jan 2099 00:00:00 GMT"
EARLY = "Sat, 01 Jan 2000 00:00:00 GMT"


@dataclass(frozen=True)
class Past:
    """Two releases: the second changed process 1, withdrew 2, added 3."""

    settings: Settings
    first: Release
    second: Release
    client: FlaskClient


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory, model: Model, few_places: Path) -> Past:
    """Both, published one after the other at an address where a client can reach them."""
    folder = tmp_path_factory.mktemp("past")
    pages = folder / "pages"
    pages.mkdir()
    source = replace(OSSERVATORIO, path=pages)
    base = f"http://127.0.0.1:{free_port()}/"
    settings = Settings(base_iri=base, site=folder / "site", sources=(source,), reference_dir=few_places)
    (pages / "1.txt").write_text(page_of(1, "Durata (mesi)", "6", title="Uno"), "utf-8")
    (pages / "2.txt").write_text(page_of(2, title="Due"), "utf-8")
    first = build(settings, model).release
    (pages / "1.txt").write_text(page_of(1, "Durata (mesi)", "7", title="Uno"), "utf-8")
    (pages / "2.txt").unlink()
    (pages / "3.txt").write_text(page_of(3, title="Tre"), "utf-8")
    second = build(settings, model).release
    return Past(settings, first, second, create_app(settings).test_client())


def quads(past: Past, path: str) -> set[ox.Quad]:
    response = past.client.get(path, headers={"Accept": "application/n-quads"})
    assert response.status_code == 200, path
    return set(ox.parse(response.data, format=ox.RdfFormat.N_QUADS))


def objects(found: set[ox.Quad], predicate: str) -> list[str]:
    return sorted(quad.object.value for quad in found if quad.predicate.value == predicate)


def pages_of(past: Past) -> Iterator[set[ox.Quad]]:
    """All pages of the stream, as a client finds them from its root."""
    ahead, seen = ["changes"], set()
    while ahead:
        path = ahead.pop()
        if path not in seen:
            seen.add(path)
            found = quads(past, f"/{path}")
            ahead += [node.removeprefix(past.settings.base_iri) for node in objects(found, TREE + "node")]
            yield found


def test_the_page_tells_each_release_with_its_counts(past: Past) -> None:
    """The newest one first; the process with its dataset, the one that came, the one that went."""
    page = past.client.get("/changes?lang=it", headers={"Accept": "text/html"}).text

    assert page.index(past.second.id) < page.index(past.first.id)
    assert "Che cosa è cambiato" in page


def test_json_tells_the_statements(past: Past) -> None:
    """What went, what came, of which document."""
    told = past.client.get(f"/changes/{past.second.id}.json").get_json()
    by_document = {c["document"].rpartition("/")[2]: c for c in told["changes"]}

    assert (told["previous"], by_document["er-1"]["kind"]) == (past.first.id, "changed")
    assert ['"6"' in line for line in by_document["er-1"]["removed"]] == [True]
    assert ['"7"' in line for line in by_document["er-1"]["added"]] == [True]
    assert (by_document["er-2"]["kind"], by_document["er-3"]["kind"]) == ("withdrawn", "added")


@pytest.mark.parametrize(("language", "word"), [("it", "modificato"), ("en", "changed")])
def test_the_page_of_a_release_tells_the_statements(past: Past, language: str, word: str) -> None:
    """For people, in their language."""
    page = past.client.get(f"/changes/{past.second.id}?lang={language}", headers={"Accept": "text/html"}).text

    assert word in page
    assert "/id/process/er-1" in page
    assert "<del>" in page


def test_the_patch_of_a_release_is_served(past: Past) -> None:
    """It names both releases, and only what changed."""
    text = past.client.get(f"/changes/{past.second.id}.rdfp").text
    base = past.settings.base_iri

    assert text.startswith(f"H id <{base}changes/{past.second.id}> .\nH prev <{base}changes/{past.first.id}> .\nTX .\n")
    assert text.endswith("TC .\n")
    assert past.client.get(f"/changes/{past.first.id}.rdfp").status_code == 404


def test_the_root_of_the_stream_tells_all_that_a_client_needs(past: Past) -> None:
    """One view, paths, retention, and the bounds of each page as times with their zone."""
    found = quads(past, "/changes")

    assert objects(found, TREE + "view") == [past.settings.base_iri + "changes"]
    assert objects(found, LDES + "timestampPath") == ["http://purl.org/dc/terms/created"]
    assert objects(found, LDES + "versionOfPath") == ["http://purl.org/dc/terms/isVersionOf"]
    assert objects(found, LDES + "versionDeleteObject") == [AS + "Delete"]
    assert all(value.endswith("Z") for value in objects(found, TREE + "value"))
    assert len(objects(found, LDES + "retentionPolicy")) == 1


def test_the_shape_of_the_stream_resolves_and_its_members_fit(past: Past) -> None:
    """A client that reads the shape where it is said to be can trust it."""
    root = past.client.get("/changes.nq").data
    (shape,) = objects(quads(past, "/changes"), TREE + "shape")
    data = Graph()
    for found in pages_of(past):
        for quad in found:
            if quad.graph_name == ox.DefaultGraph():
                data.parse(data=f"{quad.triple} .", format="nt")
    members = objects({q for found in pages_of(past) for q in found}, TREE + "member")
    shapes = Graph().parse(data=root, format="nt")
    for member in members:
        shapes.parse(data=f"<{shape}> <http://www.w3.org/ns/shacl#targetNode> <{member}> .", format="nt")
    conforms, _, text = validate(data, shacl_graph=shapes)

    assert shape.startswith(past.settings.base_iri + "changes#")
    assert len(members) > 10
    assert conforms, text


def test_who_follows_the_stream_has_what_the_store_says(past: Past) -> None:
    """The newest version of each document, those that were withdrawn left out, is the release, triple by triple."""
    newest: dict[str, tuple[str, str]] = {}
    graphs: dict[str, set[ox.Triple]] = {}
    deleted = set()
    for found in pages_of(past):
        said = {
            (q.subject.value, q.predicate.value): q.object.value for q in found if q.graph_name == ox.DefaultGraph()
        }
        for member in objects(found, TREE + "member"):
            version = (said[(member, "http://purl.org/dc/terms/created")], member)
            document = said[(member, "http://purl.org/dc/terms/isVersionOf")]
            newest[document] = max(version, newest.get(document, version))
            if said[(member, "http://www.w3.org/1999/02/22-rdf-syntax-ns#type")] == AS + "Delete":
                deleted.add(member)
        for quad in found:
            if quad.graph_name != ox.DefaultGraph():
                graphs.setdefault(quad.graph_name.value, set()).add(quad.triple)
    copy = {t for _, member in newest.values() if member not in deleted for t in graphs[member]}
    with EmbeddedStore.opened(past.second.path / releases.STORE) as store:
        assert copy == set(store.triples())
    assert len(deleted) == 1


def test_a_page_of_the_stream_may_be_kept_for_ever(past: Past) -> None:
    """It never changes, and says so to caches and clients; the root is asked again."""
    page = past.client.get(f"/changes/{past.second.id}", headers={"Accept": "application/trig"})
    root = past.client.get("/changes", headers={"Accept": "application/trig"})

    assert "immutable" in page.headers["Cache-Control"]
    assert objects(quads(past, f"/changes/{past.second.id}"), LDES + "immutable") == ["true"]
    assert root.headers["Cache-Control"] == "no-cache"
    assert page.get_etag()[0]


def test_a_client_of_others_replicates_the_stream(past: Past) -> None:
    """The reference client of LDES finds every member, in order, with its statements."""
    arguments = (
        "serve",
        "--site",
        str(past.settings.site),
        "--port",
        past.settings.base_iri.rpartition(":")[2].strip("/"),
    )
    with running(*arguments):
        told = subprocess.run(
            [CLIENTS / "ldes-client", f"{past.settings.base_iri}changes", "--ordered", "ascending"],
            capture_output=True, check=True, timeout=120,
        )  # fmt: skip
    # it prints numbers without their quotes
    lines = re.sub(rb"> (-?[0-9]+) <", rb'> "\1"^^<http://www.w3.org/2001/XMLSchema#integer> <', told.stdout)
    lines = re.sub(rb"> (-?[0-9]+\.[0-9]+) <", rb'> "\1"^^<http://www.w3.org/2001/XMLSchema#decimal> <', lines)
    found = set(ox.parse(lines, format=ox.RdfFormat.N_QUADS))
    expected = {quad for page in pages_of(past) for quad in page}
    members = set(objects(expected, TREE + "member"))

    assert {q.subject.value for q in found if q.predicate.value == "http://purl.org/dc/terms/isVersionOf"} == members
    assert {q for q in found if q.graph_name != ox.DefaultGraph()} == {
        q for q in expected if q.graph_name != ox.DefaultGraph()
    }


@pytest.mark.parametrize(("moment", "months"), [(EARLY, "6"), (FAR, "7")])
def test_a_process_as_it_was_at_a_date(past: Past, moment: str, months: str) -> None:
    """The gate leads to the version of that time; before the first one, to the first."""
    gate = past.client.get("/timegate/doc/process/er-1", headers={"Accept-Datetime": moment})
    version = past.client.get(gate.headers["Location"], headers={"Accept": "text/turtle"})

    assert gate.status_code == 302
    assert "Accept-Datetime" in gate.headers["Vary"]
    assert f"ppo:durationMonths {months}" in version.text
    assert version.headers["Memento-Datetime"].endswith("GMT")
    assert 'rel="original"' in version.headers["Link"]


def test_a_date_that_is_none_is_refused(past: Past) -> None:
    """Nobody gets another version than he has asked for."""
    assert past.client.get("/timegate/doc/process/er-1", headers={"Accept-Datetime": "yesterday"}).status_code == 400


def test_a_document_leads_to_its_versions(past: Past) -> None:
    """By its Link header, for the browser extensions and crawlers that know Memento."""
    link = past.client.get("/doc/process/er-1.ttl").headers["Link"]

    assert '</timegate/doc/process/er-1>; rel="timegate"' in link
    assert '</timemap/doc/process/er-1>; rel="timemap"' in link


def test_the_timemap_lists_each_version_once(past: Past) -> None:
    """A document that did not change between releases has one."""
    changed = past.client.get("/timemap/doc/process/er-1").text
    same = past.client.get("/timemap/doc/agent/r_emiro").text

    assert changed.count('rel="memento"') == 2
    assert same.count('rel="memento"') == 1
    assert past.client.get("/timemap/doc/process/er-1").mimetype == "application/link-format"


def test_what_was_withdrawn_can_be_had_as_it_was(past: Past) -> None:
    """The thing is gone, what was said of it is not."""
    gate = past.client.get("/timegate/doc/process/er-2", headers={"Accept-Datetime": FAR})
    version = past.client.get(gate.headers["Location"], headers={"Accept": "text/turtle"})

    assert past.client.get("/doc/process/er-2").status_code == 410
    assert '"Due"@it' in version.text
    assert past.client.get(f"/releases/{past.second.id}/doc/process/er-2").status_code == 410


@pytest.mark.parametrize(("language", "notice"), [("it", "versione precedente"), ("en", "older version")])
def test_the_page_of_a_version_says_that_it_is_old(past: Past, language: str, notice: str) -> None:
    """Nobody takes it for what is said today."""
    path = f"/releases/{past.first.id}/doc/process/er-1?lang={language}"
    page = past.client.get(path, headers={"Accept": "text/html"}).text

    assert notice in page
    assert 'href="/doc/process/er-1' in page


def test_every_member_of_the_stream_resolves(past: Past) -> None:
    """The IRI of a version gives that version, also of what has no document here; of an end, 410."""
    members = {m for found in pages_of(past) for m in objects(found, TREE + "member")}
    base = past.settings.base_iri
    statuses = {
        m: past.client.get(m.removeprefix(base[:-1]), headers={"Accept": "text/turtle"}).status_code for m in members
    }

    assert sorted(m for m, status in statuses.items() if status != 200) == [
        f"{base}releases/{past.second.id}/doc/process/er-2"
    ]
    assert set(statuses.values()) == {200, 410}


@pytest.mark.parametrize(
    "path",
    [
        "/changes/0000000000000000",
        "/changes/..",
        "/changes.ttl",
        "/changes/{id}?page=99",
        "/changes/{id}?page=x",
        "/changes/{id}/all?page=999999999999",
        "/releases/{id}/doc/process/none",
        "/releases/0000000000000000/doc/process/er-1",
        "/releases/{id}/about?iri=urn:x",
        "/releases/{id}/about",
        "/timegate/doc/process/none",
        "/timemap/doc/process/er-999",
    ],
)
def test_what_never_was_is_not_there(past: Past, path: str) -> None:
    """No empty answer for what nobody published."""
    assert past.client.get(path.format(id=past.second.id)).status_code == 404


def test_a_release_to_which_somebody_went_back_does_not_tell_the_future(past: Past, tmp_path: Path) -> None:
    """What came after it is no part of its past."""
    site = tmp_path / "site"
    shutil.copytree(past.settings.site, site, symlinks=True)
    (site / "current").unlink()
    (site / "current").symlink_to(f"releases/{past.first.path.name}")
    told = [
        json.loads(create_app(replace(past.settings, site=where)).test_client().get("/changes.json").data)
        for where in (past.settings.site, site)
    ]

    assert [[one["release"] for one in releases] for releases in told] == [
        [past.first.id, past.second.id],
        [past.first.id],
    ]


def test_activities_tell_each_document_once_oldest_first(past: Past) -> None:
    """What Change Discovery clients walk: from the last page back until what they have."""
    collection = past.client.get("/activity").get_json()
    base = past.settings.base_iri
    items: list[dict[str, Any]] = []
    address = collection["first"]["id"]
    while address:
        page = past.client.get(address.removeprefix(base[:-1])).get_json()
        assert page["startIndex"] == len(items)
        items += page["orderedItems"]
        last, address = address, page.get("next", {}).get("id")
    by_document = {item["object"]["id"].rpartition("/")[2]: item["type"] for item in items}

    assert (collection["last"]["id"], collection["totalItems"]) == (last, len(items))
    assert len({item["object"]["id"] for item in items}) == len(items)
    assert [item["endTime"] for item in items] == sorted(item["endTime"] for item in items)
    assert (by_document["er-1"], by_document["er-2"], by_document["er-3"]) == ("Update", "Delete", "Update")
    assert past.client.get("/activity/0").status_code == past.client.get("/activity/99999").status_code == 404


def test_an_endpoint_has_no_history(endpoint: str, sample_settings: Settings, tmp_path: Path) -> None:
    """It says so, and does not fail."""
    client = create_app(replace(sample_settings, endpoint=endpoint, site=tmp_path)).test_client()

    assert client.get("/changes").status_code == 404
    assert client.get("/timegate/doc/process/er-65").status_code == 404
    assert "timegate" not in client.get("/doc/process/er-65.ttl").headers["Link"]
