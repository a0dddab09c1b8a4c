"""The catalogue, as portals harvest it from a server that runs."""

import csv
import hashlib
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pyshacl
import pytest
from rdflib import RDF, Graph, Namespace, URIRef
from rdflib.namespace import DCTERMS, FOAF, OWL, SH
from rdflib.term import Node

from lod import config
from lod.history import HISTORY
from lod.model import Model
from lod.release import MANIFEST, Site
from lod.web.application import create_app
from tests import catalogued
from tests.conftest import ROOT

DCAT = Namespace("http://www.w3.org/ns/dcat#")
DCATAPIT = Namespace("http://dati.gov.it/onto/dcatapit#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
EU = "http://publications.europa.eu/resource/authority/"
OFFICIAL = ROOT.parent / "shared" / "thirdparty" / "dcat"
SHAPES = ("shapes", "shapes_recommended", "SHACL", "mdr-vocabularies.shape")
CKAN = Path(sys.prefix) / "ckan"
PARSERS = {"ttl": "turtle", "rdf": "xml", "nt": "nt", "jsonld": "json-ld"}
TYPES = {
    "ttl": "text/turtle",
    "rdf": "application/rdf+xml",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "html": "text/html",
}
HARVEST = """
import json, sys
from ckanext.dcat.processors import RDFParser
parser = RDFParser(profiles=["euro_dcat_ap_3"])
parser.parse(sys.stdin.read(), _format=sys.argv[1])
print(json.dumps({"next": parser.next_page(), "datasets": list(parser.datasets())}))
"""

needs_official = pytest.mark.skipif(not OFFICIAL.is_dir(), reason="the official shapes are not on this machine")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory, few_places: Path, model: Model) -> Path:
    """The settings of a site with two releases."""
    made = catalogued.settled(tmp_path_factory.mktemp("catalogued"), few_places)
    catalogued.released_once(made, model)
    catalogued.released_again(made, model)
    return made


@pytest.fixture(scope="module")
def address(file: Path) -> Iterator[str]:
    """Where it is served."""
    with catalogued.site(file) as found:
        yield found


@pytest.fixture(scope="module")
def graph(address: str) -> Graph:
    """The catalogue as a harvester gets it that accepts anything."""
    status, headers, body = asked("GET", address + "catalog", Accept="*/*")
    assert (status, headers["content-type"]) == (200, "text/turtle; charset=utf-8")
    return Graph().parse(data=body, format="turtle")


def asked(method: str, address: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers by small name and body."""
    parts = urlsplit(address)
    connection = HTTPConnection(parts.netloc, timeout=10)
    try:
        connection.request(method, parts.path + (f"?{parts.query}" if parts.query else ""), headers=headers)
        response = connection.getresponse()
        return response.status, {n.lower(): v for n, v in response.getheaders()}, response.read()
    finally:
        connection.close()


def results(data: Graph, shapes: Graph) -> list[tuple[str, str, str]]:
    """Severity, path and value of each result; property shapes without a path, which mean nothing, are left out."""
    for shape, part in [*shapes.subject_objects(SH.property)]:
        if shapes.value(part, SH.path) is None:
            shapes.remove((shape, SH.property, part))
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, advanced=False)
    assert isinstance(report, Graph)
    keys = (SH.resultSeverity, SH.resultPath, SH.value)
    return [tuple(str(report.value(r, key)) for key in keys) for r in report.objects(None, SH.result)]  # type: ignore[misc]


@needs_official
@pytest.mark.parametrize("name", SHAPES)
def test_it_is_valid_as_dcat_ap(graph: Graph, name: str) -> None:
    """By the official shapes, the recommended ones and those of the EU's code lists too."""
    found = results(graph, Graph().parse(OFFICIAL / f"dcat-ap-3.0.1-{name}.ttl"))
    # a publisher is in the EU's list of corporate bodies only if it is one of the EU
    serious = [r for r in found if r[:2] != (str(SH.Warning), str(DCTERMS.publisher))]

    assert serious == []


@needs_official
def test_it_is_valid_as_dcat_ap_it(graph: Graph) -> None:
    """Every class and every cardinality of the table of the Italian profile."""
    wrong = []
    with (OFFICIAL / "dcat-ap-it-properties.csv").open(encoding="utf-8") as table:
        for row in csv.DictReader(table):
            name = row["class"].split()[0].partition(":")[2]
            members = set(graph.subjects(RDF.type, DCATAPIT[name]))
            assert members, name
            least, _, most = row["cardinality"].replace("..", " ").partition(" ")
            for member in members:
                count = len(list(graph.objects(member, named(row["property"]))))
                is_too_many = (most or least) == "1" and count > 1
                if count < int(least) or is_too_many:
                    wrong.append((member, row["property"], count))

    assert wrong == []


def named(prefixed: str) -> URIRef:
    """The IRI of a name of the table."""
    spaces = {"dct": DCTERMS, "dcat": DCAT, "foaf": FOAF, "owl": OWL, "vcard": VCARD}
    spaces["adms"] = Namespace("http://www.w3.org/ns/adms#")
    prefix, _, local = prefixed.partition(":")
    return URIRef(str(spaces[prefix]) + local)


def test_what_the_italian_profile_types_twice_is_typed_twice(graph: Graph) -> None:
    """Its classes stand beside those of DCAT, FOAF and vCard."""
    pairs = {
        DCATAPIT.Catalog: DCAT.Catalog,
        DCATAPIT.Dataset: DCAT.Dataset,
        DCATAPIT.Distribution: DCAT.Distribution,
        DCATAPIT.Agent: FOAF.Agent,
        DCATAPIT.Organization: VCARD.Kind,
        DCATAPIT.LicenseDocument: DCTERMS.LicenseDocument,
    }
    members = {own: set(graph.subjects(RDF.type, own)) for own in pairs}

    assert members == {own: set(graph.subjects(RDF.type, other)) for own, other in pairs.items()}
    assert all(members.values())


def test_whom_to_write_to_is_not_who_publishes(graph: Graph) -> None:
    """Harvesters of the Italian portal take one IRI for one thing."""
    contacts = set(graph.objects(None, DCAT.contactPoint))

    assert len(contacts) == 1
    assert not contacts & {*graph.objects(None, DCTERMS.publisher), *graph.objects(None, DCTERMS.rightsHolder)}


def test_who_keeps_the_register_and_publishes_it_is_one_body(graph: Graph, address: str) -> None:
    """With the code of the index of public administrations."""
    body = URIRef(address + "id/agent/r_emiro")

    assert {*graph.objects(None, DCTERMS.publisher), *graph.objects(None, DCTERMS.rightsHolder)} == {body}
    assert [str(code) for code in graph.objects(body, DCTERMS.identifier)] == ["r_emiro"]


@pytest.mark.parametrize("extension", ["ttl", "rdf", "nt", "jsonld"])
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
def test_every_format_says_the_same(graph: Graph, address: str, extension: str) -> None:
    """At its own address whatever the client accepts; nothing else need be fetched."""
    status, headers, body = asked("GET", f"{address}catalog.{extension}", Accept="text/html, */*;q=0.2")

    assert (status, headers["content-type"].partition(";")[0]) == (200, TYPES[extension])
    assert set(Graph().parse(data=body, format=PARSERS[extension])) == set(graph)


@pytest.mark.parametrize("extension", ["", ".ttl", ".rdf", ".nt", ".jsonld", ".html"])
def test_head_tells_length_and_type(address: str, extension: str) -> None:
    """As GET gives them."""
    _, wanted, body = asked("GET", f"{address}catalog{extension}", Accept="*/*")
    status, told, nothing = asked("HEAD", f"{address}catalog{extension}", Accept="*/*")

    assert (status, nothing, told["content-length"]) == (200, b"", str(len(body)))
    assert told["content-type"] == wanted["content-type"]


def test_what_it_cannot_be_is_refused(address: str) -> None:
    """With what it can be."""
    status, _, body = asked("GET", address + "catalog", Accept="image/png")

    assert (status, b"text/turtle" in body) == (406, True)


@pytest.mark.skipif(not shutil.which("rapper"), reason="Raptor is not installed here")
@pytest.mark.parametrize(("extension", "name"), [("rdf", "rdfxml"), ("ttl", "turtle"), ("nt", "ntriples")])
def test_a_strict_parser_reads_it_without_a_warning(address: str, extension: str, name: str) -> None:
    """Raptor tells what Python's parsers forgive."""
    _, _, body = asked("GET", f"{address}catalog.{extension}")
    done = subprocess.run(
        ["rapper", "-c", "-i", name, "-", address], input=body, capture_output=True, timeout=60, check=False
    )

    assert (done.returncode, re.findall("(?i)warning|error", done.stderr.decode())) == (0, [])


def test_every_address_it_gives_answers_as_it_says(graph: Graph) -> None:
    """HEAD and GET; type, size and checksum of each file are true."""
    files = [(d, str(url)) for d, url in graph.subject_objects(DCAT.downloadURL)]
    wrong = []
    for distribution, url in files:
        status, headers, _ = asked("HEAD", url)
        _, _, body = asked("GET", url)
        checksum = graph.value(graph.value(distribution, SPDX.checksum), SPDX.checksumValue)
        said = [str(graph.value(distribution, DCAT.byteSize)), str(checksum), media_type(graph, distribution)]
        found = [
            headers.get("content-length"),
            hashlib.sha256(body).hexdigest(),
            headers["content-type"].partition(";")[0],
        ]
        if status != 200 or len(body) != int(said[0]) or said[:2] != found[:2] or said[2] not in (found[2], ""):
            wrong.append((url, status, said, found))

    assert len(files) > 50
    assert wrong == []


def media_type(graph: Graph, distribution: Node) -> str:
    """What the bytes of its file are, of a compressed one the compression; empty for a type registered nowhere."""
    iri = graph.value(distribution, DCAT.compressFormat) or graph.value(distribution, DCAT.mediaType)
    return "" if iri is None else str(iri).partition("media-types/")[2]


def test_the_pages_that_it_names_are_there(graph: Graph, address: str) -> None:
    """Landing pages, access addresses, endpoints and their descriptions."""
    predicates = (DCAT.landingPage, DCAT.accessURL, DCAT.endpointURL, DCAT.endpointDescription, FOAF.homepage)
    named = {str(o) for p in predicates for o in graph.objects(None, p) if str(o).startswith(address)}
    statuses = {url: asked("HEAD", url, Accept="*/*")[0] for url in named}

    assert {url: status for url, status in statuses.items() if status != 200} == {}


def test_releases_are_a_series_of_versions(graph: Graph, file: Path) -> None:
    """Each names the one before it."""
    newest, oldest = Site(config.load(file).site).kept()
    (series,) = graph.subjects(RDF.type, DCAT.DatasetSeries)
    members = {str(graph.value(m, OWL.versionInfo)): m for m in graph.subjects(DCAT.inSeries, series)}

    assert set(members) == {newest.id, oldest.id}
    assert graph.value(members[newest.id], DCAT.previousVersion) == members[oldest.id]
    assert graph.value(members[oldest.id], DCAT.previousVersion) is None


def test_it_earns_the_points_of_the_european_portal(graph: Graph) -> None:
    """By the criteria of data.europa.eu's score: a release all but what has no media type, a source what is a file."""
    lost = {}
    for dataset in graph.subjects(RDF.type, DCAT.Dataset):
        shares = {**of_dataset(graph, dataset), **of_distributions(graph, dataset)}
        assert sum(points for points, _ in shares.values()) == 405
        lost[dataset] = {name for name, (_, share) in shares.items() if share < 1}
        assert sum(points * share for points, share in shares.values()) > (400 if is_release(graph, dataset) else 390)

    assert {name for d, names in lost.items() if is_release(graph, d) for name in names} == {"media type"}
    assert {name for names in lost.values() for name in names} == {"media type", "download", "downloaded", "byte size"}


def is_release(graph: Graph, dataset: Node) -> bool:
    """Whether it is one of the series."""
    return graph.value(dataset, DCAT.inSeries) is not None


def of_dataset(graph: Graph, dataset: Node) -> dict[str, tuple[int, float]]:
    """Points, and the share of them that a dataset earns by what is said of itself."""

    def has(predicate: URIRef, start: str = "") -> float:
        return float(any(str(o).startswith(start) for o in graph.objects(dataset, predicate)))

    return {
        "keyword": (30, has(DCAT.keyword)),
        "theme": (30, has(DCAT.theme, EU + "data-theme/")),
        "spatial": (20, has(DCTERMS.spatial)),
        "temporal": (20, has(DCTERMS.temporal)),
        "dcat-ap": (30, 1.0),  # see the shapes above
        "access rights": (10, has(DCTERMS.accessRights)),
        "access rights by the list": (5, has(DCTERMS.accessRights, EU + "access-right/")),
        "contact": (20, has(DCAT.contactPoint)),
        "publisher": (10, has(DCTERMS.publisher)),
    }


def of_distributions(graph: Graph, dataset: Node) -> dict[str, tuple[int, float]]:
    """Points, and the share of them that its distributions earn."""
    ways = list(graph.objects(dataset, DCAT.distribution))

    def share(predicate: URIRef, start: str = "") -> float:
        return sum(
            str(graph.value(way, predicate) or "-").startswith(start or ("http", "2", "1")) for way in ways
        ) / len(ways)

    def reached(predicate: URIRef) -> float:
        addresses = [str(graph.value(way, predicate) or "") for way in ways]
        return sum(bool(a) and asked("HEAD", a, Accept="*/*")[0] == 200 for a in addresses) / len(ways)

    open_formats = sum(str(graph.value(way, DCTERMS["format"])).startswith(EU + "file-type/") for way in ways) / len(
        ways
    )
    return {
        "access": (50, reached(DCAT.accessURL)),
        "download": (20, share(DCAT.downloadURL)),
        "downloaded": (30, reached(DCAT.downloadURL)),
        "format": (20, share(DCTERMS["format"])),
        "media type": (10, share(DCAT.mediaType, "https://www.iana.org/assignments/media-types/")),
        "format by the list": (10, open_formats),
        "not proprietary": (20, open_formats),
        "machine-readable": (20, open_formats),
        "licence": (20, share(DCTERMS.license)),
        "licence by the list": (10, share(DCTERMS.license, EU + "licence/")),
        "rights": (5, share(DCTERMS.rights)),
        "byte size": (5, sum(graph.value(way, DCAT.byteSize) is not None for way in ways) / len(ways)),
        "issued": (5, share(DCTERMS.issued)),
        "modified": (5, share(DCTERMS.modified)),
    }


def harvested(body: bytes, name: str) -> dict[str, object]:
    """What CKAN's harvester makes of a page of the catalogue."""
    if not (CKAN / ".installed").is_file():
        pytest.skip("CKAN's harvester is not installed here; .ci/tools does it")
    command = [str(CKAN / "bin" / "python"), "-W", "ignore", "-c", HARVEST, name]
    done = subprocess.run(command, input=body, capture_output=True, timeout=120, check=True)
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_ckan_loses_no_field(graph: Graph, address: str) -> None:
    """Its own parser gives every dataset with every resource, and of each what the graph says."""
    _, _, body = asked("GET", address + "catalog.rdf", Accept="*/*")
    found = harvested(body, "xml")
    datasets = found["datasets"]
    assert isinstance(datasets, list)
    lost = []
    for dataset in datasets:
        extras = {extra["key"]: extra["value"] for extra in dataset["extras"]}
        iri = URIRef(extras["uri"])
        wanted = ("identifier", "issued", "modified", "theme", "frequency", "language", "access_rights")
        wanted += ("publisher_name", "publisher_identifier", "publisher_type", "contact_name", "contact_email")
        wanted += ("spatial_uri", "spatial_text", "creator_name")
        lost += [(iri, key) for key in wanted if not extras.get(key)]
        lost += [(iri, key) for key in ("title", "notes", "url", "version", "tags") if not dataset.get(key)]
        assert {r["uri"] for r in dataset["resources"]} == {str(o) for o in graph.objects(iri, DCAT.distribution)}
        lost += [(r["uri"], key) for r in dataset["resources"] for key in lost_of(graph, r)]

    assert found["next"] is None
    assert len(datasets) == len(set(graph.subjects(RDF.type, DCAT.Dataset)))
    assert lost == []


def lost_of(graph: Graph, resource: dict[str, object]) -> list[str]:
    """The fields of a resource that differ from what the graph says of it."""
    said = URIRef(str(resource["uri"]))
    checksum = graph.value(graph.value(said, SPDX.checksum), SPDX.checksumValue)
    expected = {
        "access_url": graph.value(said, DCAT.accessURL),
        "download_url": graph.value(said, DCAT.downloadURL),
        "format": graph.value(said, DCTERMS["format"]),
        "license": graph.value(said, DCTERMS.license),
        "mimetype": graph.value(said, DCAT.mediaType),
        "compress_format": graph.value(said, DCAT.compressFormat),
        "size": graph.value(said, DCAT.byteSize),
        "hash": checksum,
        "issued": graph.value(said, DCTERMS.issued),
    }
    return [key for key, value in expected.items() if value is not None and str(resource.get(key)) != str(value)]


def test_pages_follow_each_other_in_one_format(file: Path, address: str) -> None:
    """No page points back, each is whole, and together they have every dataset once; for both ways to read Hydra."""
    folder = Site(config.load(file).site).releases
    current = Site(config.load(file).site).current()
    manifest = json.loads((current.path / MANIFEST).read_text("utf-8"))
    for number in range(40):
        extra = folder / f"{number:016x}"
        extra.mkdir()
        said = {
            **manifest,
            "id": extra.name,
            "issued": "2020-01-01T00:00:00Z",
            "previous": None,
            "dumps": manifest["dumps"][:2],
        }
        (extra / MANIFEST).write_text(json.dumps(said), "utf-8")
    try:
        visited, datasets, url = [], [], f"{address}catalog.rdf"
        while url:
            _, _, body = asked("GET", url, Accept="*/*")
            page = Graph().parse(data=body, format="xml")
            visited.append(url)
            datasets += list(page.subjects(RDF.type, DCAT.Dataset))
            url = next((str(o) for o in page.objects(None, HYDRA.nextPage)), "")
            assert url == next((str(o) for o in page.objects(None, HYDRA.next)), "") != visited[0]
            views = set(page.subjects(RDF.type, HYDRA.PartialCollectionView))
            assert views == set(page.subjects(RDF.type, HYDRA.PagedCollection)) != set()
            assert len(body) < 50_000_000
            for agent in {*page.objects(None, DCTERMS.publisher), *page.objects(None, DCTERMS.rightsHolder)}:
                assert (agent, RDF.type, FOAF.Agent) in page
    finally:
        for number in range(40):
            shutil.rmtree(folder / f"{number:016x}")

    assert len(visited) == 3
    assert len(datasets) == len(set(datasets)) == 43


def test_people_get_a_page_in_their_language(address: str) -> None:
    """With who publishes, each dataset and each way to have it."""
    _, italian, page = asked("GET", address + "catalog", Accept="text/html", Accept_Language="it")
    _, english, _ = asked("GET", address + "catalog?lang=en", Accept="text/html")
    text = page.decode()

    assert (italian["content-language"], english["content-language"]) == ("it", "en")
    for said in ("Chi pubblica", "Ufficio partecipazione", "Osservatorio Partecipazione", "processes.csv", "Rilasci"):
        assert said in text


def test_search_engines_find_what_they_ask_of_a_dataset(address: str) -> None:
    """On the page of the dataset, of the catalogue and at home: name, description, licence, creator, downloads."""
    _, _, page = asked("GET", address + "doc/dataset/osservatorio", Accept="text/html")
    blocks = re.findall('<script type="application/ld\\+json">(.*?)</script>', page.decode())
    (dataset,) = (said for block in blocks if (said := json.loads(block)).get("@type") == "Dataset")
    _, _, home = asked("GET", address, Accept="text/html")
    (catalogue,) = (json.loads(b) for b in re.findall('ld\\+json">(.*?)</script>', home.decode()))

    assert 50 <= len(dataset["description"]) <= 5000
    assert {"name", "license", "creator", "publisher", "distribution", "keywords", "identifier"} <= set(dataset)
    assert all({"contentUrl", "encodingFormat"} <= set(download) for download in dataset["distribution"])
    assert (catalogue["@type"], [d["@id"] for d in catalogue["dataset"]]) == ("DataCatalog", [dataset["@id"]])


def test_the_dataset_says_by_its_address_what_the_catalogue_says(graph: Graph, address: str) -> None:
    """Who follows the IRI finds the distributions there too."""
    dataset = URIRef(address + "id/dataset/osservatorio")
    _, _, body = asked("GET", address + "doc/dataset/osservatorio.ttl")
    there = Graph().parse(data=body, format="turtle")

    assert set(graph.predicate_objects(dataset)) <= set(there.predicate_objects(dataset))


def test_a_release_of_an_older_version_has_a_catalogue_too(file: Path, tmp_path: Path) -> None:
    """Without dumps and facts: by address and by query."""
    settings = config.load(file)
    shutil.copytree(settings.site, tmp_path / "site", symlinks=True)
    old = Site(tmp_path / "site").current().path
    manifest = json.loads((old / MANIFEST).read_text("utf-8"))
    del manifest["dumps"], manifest["issued"], manifest["previous"]
    (old / MANIFEST).write_text(json.dumps(manifest), "utf-8")
    (old / "catalogue.json").unlink()
    (old / HISTORY).unlink()
    client = create_app(replace(settings, site=tmp_path / "site")).test_client()
    found = Graph().parse(data=client.get("/catalog.ttl").data, format="turtle")
    source = URIRef(f"{settings.base_iri}id/dataset/osservatorio")

    assert {client.get(path).status_code for path in ("/", "/.well-known/void", "/sitemap.xml", "/feed.atom")} == {200}
    assert len(list(found.objects(source, DCAT.distribution))) == 2
