"""A Decidim instance, from its zip to the page of a process."""

import gzip
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from rdflib import DCAT, Graph

from lod import build, config, release
from lod.findings import Severity
from lod.model import Model
from lod.release.verifying import unreadable
from lod.store.embedded import EmbeddedStore
from lod.web.application import create_app
from tests.sources.decidim import making
from tests.test_decidim import PERSONS
from tests.test_web_pages import page

FILE = """site = "site"
[[source]]
name = "bologna"
kind = "decidim"
path = "bologna.zip"
prefix = "bo"
[[source]]
name = "barcelona"
kind = "decidim"
path = "barcelona"
prefix = "bcn"
"""
PREFIXES = "PREFIX ppo: <https://w3id.org/propar/onto#> PREFIX dct: <http://purl.org/dc/terms/> "
PROCESS = "<https://w3id.org/propar/id/process/bo-12>"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the exports of two instances, one of them unpacked, and the settings."""
    made = tmp_path_factory.mktemp("decidim")
    making.export(made / "bologna.zip", "partecipa.example.it", making.bologna())
    (made / "barcelona").mkdir()
    for name, rows in making.barcelona().items():
        (made / "barcelona" / f"decidim.example.cat-open-data-{name}.csv").write_bytes(making.table(rows))
    (made / "propar.toml").write_text(FILE, "utf-8")
    return made


@pytest.fixture(scope="module")
def outcome(folder: Path, model: Model, few_places: Path) -> build.Outcome:
    """The release of both."""
    return build.build(replace(config.load(folder / "propar.toml"), reference_dir=few_places), model)


@pytest.fixture(scope="module")
def client(folder: Path, outcome: build.Outcome) -> FlaskClient:
    """A client of the application over that release."""
    assert outcome.is_new
    return create_app(config.load(folder / "propar.toml")).test_client()


def test_nothing_of_an_honest_export_is_a_violation(outcome: build.Outcome) -> None:
    """Titles in several languages, parts, positions: all fit the shapes."""
    told = [f"{f.origin}: {f.field}: {f.message}" for f in outcome.findings if f.severity is Severity.VIOLATION]

    assert told == []
    assert outcome.records == 3


def test_the_store_holds_processes_with_phases_and_meetings(outcome: build.Outcome) -> None:
    """By the properties of the ontology, each part with a title in each language."""
    query = (
        PREFIXES
        + f"""SELECT ?link ?title {{ {PROCESS} ?link ?part . ?part dct:title ?title
        FILTER(?link IN (ppo:phase, ppo:meeting)) }}"""
    )
    with EmbeddedStore.opened(outcome.release.path / release.STORE) as store:
        found = {
            (row["link"].value.partition("#")[2], row["title"].value, row["title"].language)
            for row in store.select(query)
        }

    assert found == {
        ("phase", "Raccolta delle idee", "it"),
        ("phase", "Gathering ideas", "en"),
        ("phase", "Voto", "it"),
        ("phase", "Vote", "en"),
        ("meeting", "Assemblea di quartiere", "it"),
        ("meeting", "District assembly", "en"),
    }


@pytest.mark.parametrize(
    ("language", "labels", "values"),
    [
        (
            "it",
            ("Fase", "Incontro", "Luogo di ritrovo", "Indirizzo", "In corso secondo il registro", "Gruppo di processi"),
            ("Raccolta delle idee", "Assemblea di quartiere", "2 marzo 2023, 17:00 UTC", "Bilanci partecipativi"),
        ),
        (
            "en",
            ("Phase", "Meeting", "Venue", "Address", "Under way by the register", "Process group"),
            (
                "Gathering ideas",
                "District assembly",
                "March 2, 2023, 17:00 UTC",
                "Participatory budgets",
                "45.0522° N, 9.693° E",
            ),
        ),
    ],
)
def test_the_page_shows_phases_and_meetings(
    client: FlaskClient, language: str, labels: tuple[str, ...], values: tuple[str, ...]
) -> None:
    """With the labels of the shapes and the texts of the register in the reader's language."""
    text = page(client, "/doc/process/bo-12.html", language).text

    assert [label for label in (*labels, *values, "Piazza Cavalli 2, Piacenza") if label not in text] == []


def test_phases_stand_in_their_order(client: FlaskClient) -> None:
    """Not in that of the alphabet."""
    text = page(client, "/doc/process/bo-12.html", "en").text

    assert text.index("Gathering ideas") < text.index("Vote ")


def test_the_list_names_processes_in_the_reader_s_language(client: FlaskClient) -> None:
    """A title in several languages is one title."""
    text = {language: page(client, "/processes", language).text for language in ("it", "en")}

    assert "Bilancio partecipativo 2023" in text["it"]
    assert "Participatory budget 2023" not in text["it"]
    assert "Participatory budget 2023" in text["en"]
    assert "Pla d'Actuació" in text["en"] or "Plan de Actuación" in text["en"]


def test_a_group_has_a_page(client: FlaskClient) -> None:
    """With its title, and the processes that are part of it."""
    text = page(client, "/doc/group/bo-3.html", "en").text

    assert "Participatory budgets" in text
    assert "Participatory budget 2023" in text


def test_persons_and_contacts_are_nowhere_in_the_release(outcome: build.Outcome) -> None:
    """Nor in what was rejected."""
    published = "".join(
        file.read_text("utf-8", "replace") for file in outcome.release.path.rglob("*") if file.is_file()
    )

    assert [name for name in (*PERSONS, "anna.verdi@example.it") if name in published] == []
    assert "Incontro di un processo non pubblicato" in published


def test_the_account_of_the_release_is_whole(outcome: build.Outcome) -> None:
    """Read, kept as text and dropped are all cells of a column that are not empty."""
    coverage = {found.label: found for found in outcome.quality.coverage() if found.source == "bologna"}
    cells = [text for row in making.bologna()["meetings"] for column, text in making.flat(row) if column == "title/it"]

    assert coverage["meetings/title/it"].received == len([text for text in cells if text])
    assert coverage["meetings/title/it"].fields == ("meeting.title",)
    assert coverage["meetings/author/name"].reasons == ("personal data", "the row became no record")


def test_each_instance_has_dumps_of_its_own_records(outcome: build.Outcome) -> None:
    """Together they are all records; none tells of the other's, nor of bodies and places that both share."""
    folder = outcome.release.path / "dumps"
    whole, *parts = (
        set(gzip.decompress((folder / f"{name}.nt.gz").read_bytes()).splitlines())
        for name in ("data", "data-bologna", "data-barcelona")
    )
    records = re.compile(rb"<https://w3id.org/propar/(id|doc)/(process|group)/")
    tables = [
        set((folder / f"processes{name}.csv").read_bytes().splitlines()) for name in ("", "-bologna", "-barcelona")
    ]

    assert [{line for line in whole if records.match(line)}] == [parts[0] | parts[1]]
    assert {re.match(rb"[^#>]*/([a-z]+)-", line)[1] for line in parts[0]} == {b"bo"}  # type: ignore[index]
    assert tables[0] == tables[1] | tables[2]
    assert tables[1] != tables[2]


@pytest.mark.parametrize("change", ["a line less", "a row less"])
def test_a_dump_of_one_source_that_lacks_something_is_found(
    outcome: build.Outcome, change: str, tmp_path: Path
) -> None:
    """As any other: it is read back before it is published."""
    shutil.copytree(outcome.release.path, tmp_path / "copy")
    name = {"a line less": "data-bologna.nt.gz", "a row less": "processes-barcelona.csv"}[change]
    path = tmp_path / "copy" / "dumps" / name
    content = gzip.decompress(path.read_bytes()) if name.endswith("gz") else path.read_bytes()
    shorter = b"".join(content.splitlines(keepends=True)[:-1])
    path.write_bytes(gzip.compress(shorter) if name.endswith("gz") else shorter)
    manifest = outcome.release.manifest
    only = [dump for dump in manifest["dumps"] if dump["path"].endswith(name) or dump["covers"] == "processes"]
    told = [dump for dump in only if not dump["compression"] or name.endswith("gz")]

    assert [damage.file for damage in unreadable(tmp_path / "copy", {**manifest, "dumps": told})] == [f"dumps/{name}"]


def test_catalogue_and_page_lead_to_the_files_of_each_instance(client: FlaskClient, outcome: build.Outcome) -> None:
    """With size and checksum in its dataset; under a heading that names it on the page of the dumps."""
    said = Graph().parse(data=client.get("/doc/dataset/bologna.ttl").data, format="turtle")
    downloads = {str(address).rpartition("/")[2] for address in said.objects(None, DCAT.downloadURL)}
    sizes = {int(str(size)) for size in said.objects(None, DCAT.byteSize)}
    files = {
        d["path"].rpartition("/")[2]: d["bytes"] for d in outcome.release.manifest["dumps"] if d["source"] == "bologna"
    }
    text = client.get("/dumps?lang=it").text

    assert downloads == {name for name in files if not name.endswith(".zst")}
    assert {"data-bologna.nt.gz", "data-bologna.ttl.gz", "processes-bologna.csv"} <= downloads
    assert sizes == {files[name] for name in downloads}
    assert "Dati delle schede come RDF – bologna" in text
    assert [name for name in files if f'href="/dumps/{name}"' not in text] == []
