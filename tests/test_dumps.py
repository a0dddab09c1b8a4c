"""The dumps of a release: each says what the store says, the same bytes for the same release."""

import csv
import gzip
import io
import json
import subprocess
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import rdflib
import zstandard
from rdflib import compare

from lod import dumps, rdf, release
from lod.build import build
from lod.config import Settings
from lod.dumps import making, parquet, tables
from lod.dumps.columns import Survey, has_form
from lod.dumps.features import point
from lod.dumps.flat import Flat
from lod.dumps.graphs import Document
from lod.jsonld import Context
from lod.model import Model
from lod.rdf import Triple
from lod.release import Release
from lod.store.embedded import EmbeddedStore

PARTS = ("data", "vocabularies", "all")
BASE = "https://data.example.org/"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, model: Model) -> Release:
    """A release of the sample."""
    settings = Settings(base_iri=BASE, site=tmp_path_factory.mktemp("dumped"))
    return build(settings, model).release


@pytest.fixture(scope="module")
def stored(made: Release) -> set[Triple]:
    """All that its store says."""
    with EmbeddedStore.opened(made.path / release.STORE) as store:
        return set(store.triples())


def unpacked(made: Release, name: str) -> bytes:
    content = (made.path / dumps.FOLDER / name).read_bytes()
    if name.endswith(".gz"):
        return gzip.decompress(content)
    return zstandard.ZstdDecompressor().decompressobj().decompress(content) if name.endswith(".zst") else content


def covered(stored: set[Triple], part: str) -> set[Triple]:
    ours = (f"{BASE}id/", f"{BASE}doc/")
    return {t for t in stored if part == "all" or rdf.plain(t.subject).startswith(ours) == (part == "data")}


def rows(made: Release) -> list[dict[str, str]]:
    text = unpacked(made, "processes.csv").decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(
    ("extension", "media_type"),
    [("nt", rdf.N_TRIPLES), ("ttl", rdf.TURTLE), ("rdf", rdf.RDF_XML), ("jsonld", rdf.JSON_LD)],
)
def test_a_dump_says_what_the_store_says(
    made: Release, stored: set[Triple], part: str, extension: str, media_type: str
) -> None:
    """No statement more, none less, no letter changed."""
    found = list(rdf.read(unpacked(made, f"{part}.{extension}.gz"), media_type))

    assert set(found) == covered(stored, part)
    assert len(found) == len(set(found))


def test_each_line_of_json_lines_is_a_document(made: Release, stored: set[Triple], model: Model) -> None:
    """Whoever takes one line has a whole thing, and all lines are all."""
    context = Context(model, BASE + release.CONTEXT)
    documents = [json.loads(line) for line in unpacked(made, "data.jsonl.gz").splitlines()]

    assert {document["@context"] for document in documents} == {BASE + "context.jsonld"}
    assert set(context.triples(documents)) == covered(stored, "data")
    assert len({document["id"] for document in documents}) == len(documents)


@pytest.mark.parametrize("name", ["vocabularies.ttl", "vocabularies.rdf", "vocabularies.nt"])
def test_another_library_reads_the_same(made: Release, stored: set[Triple], name: str) -> None:
    """What rdflib reads is the graph that Oxigraph gives."""
    formats = {"rdf": "xml", "ttl": "turtle", "nt": "nt"}
    graph = rdflib.Graph().parse(data=unpacked(made, name), format=formats[name.rpartition(".")[2]])
    expected = rdflib.Graph()
    expected.parse(data=rdf.write(covered(stored, "vocabularies"), rdf.N_TRIPLES), format="nt")

    assert compare.to_isomorphic(graph) == compare.to_isomorphic(expected)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("extension", ["nt", "ttl", "rdf"])
def test_raptor_counts_the_same_triples(made: Release, stored: set[Triple], part: str, extension: str) -> None:
    """A third parser, of another house, agrees."""
    syntax = {"ttl": "turtle", "rdf": "rdfxml", "nt": "ntriples"}[extension]
    told = subprocess.run(
        ["rapper", "-q", "-i", syntax, "-o", "ntriples", "-", BASE],
        input=unpacked(made, f"{part}.{extension}.gz"), capture_output=True, check=True, timeout=60,
    )  # fmt: skip

    assert len(told.stdout.splitlines()) == len(covered(stored, part))


def test_gzip_and_zstd_hold_the_same(made: Release) -> None:
    """It does not matter which one is taken."""
    names = sorted(path.name.removesuffix(".gz") for path in (made.path / dumps.FOLDER).glob("*.gz"))

    assert len(names) == 17
    assert [name for name in names if unpacked(made, f"{name}.gz") != unpacked(made, f"{name}.zst")] == []


def test_a_plain_file_is_what_the_compressed_ones_hold(made: Release) -> None:
    """Where a dump is small enough to stand plain, it is the same."""
    plain = sorted(p.stem for p in (made.path / dumps.FOLDER).glob("*.gz") if p.with_suffix("").exists())

    assert "processes.csv" in plain
    assert [name for name in plain if unpacked(made, name) != unpacked(made, f"{name}.gz")] == []


def test_the_same_release_gives_the_same_bytes(made: Release, model: Model, tmp_path: Path) -> None:
    """Another build elsewhere, by two processes, makes no other byte."""
    settings = Settings(base_iri=BASE, site=tmp_path, workers=2)
    again = build(settings, model).release

    assert again.manifest["dumps"] == made.manifest["dumps"]


def test_processes_share_the_work_and_make_the_same_bytes(
    made: Release, model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who wrote a dump cannot be seen."""
    monkeypatch.setattr(making, "_ALONE_BYTES", 0)
    asked = dumps.Making(made.path / release.DATA, tmp_path / dumps.FOLDER, BASE, BASE + release.CONTEXT, model)
    with EmbeddedStore.opened(made.path / release.STORE) as store:
        told = dumps.make(asked, store, workers=2)

    assert told == made.manifest["dumps"]


def test_sha256sum_finds_every_file_in_order(made: Release) -> None:
    """The checksums are of the form that the program of that name reads."""
    folder = made.path / dumps.FOLDER
    told = subprocess.run(
        ["sha256sum", "--strict", "-c", dumps.SUMS], cwd=folder, capture_output=True, text=True, check=True
    )

    assert len(told.stdout.splitlines()) == len(list(folder.iterdir())) - 1


def test_the_manifest_tells_size_type_and_checksum_of_each_dump(made: Release) -> None:
    """What the catalogue says of a file is what the file is."""
    told = {dump["path"]: (dump["bytes"], dump["sha256"]) for dump in made.manifest["dumps"]}
    files = {path: said for path, said in made.manifest["files"].items() if path.startswith("dumps/")}
    del files[f"dumps/{dumps.SUMS}"]

    assert told == {path: (said["bytes"], said["sha256"]) for path, said in files.items()}
    assert all(dump["media_type"] and dump["file_type"] for dump in made.manifest["dumps"])


def test_the_table_has_one_row_a_process(made: Release) -> None:
    """Each once, by its IRI."""
    found = [row["iri"] for row in rows(made)]

    assert len(found) == len(set(found)) == made.manifest["records"] == 26


def test_every_value_of_every_process_is_in_its_row(made: Release, stored: set[Triple]) -> None:
    """A table that says less than the graph would hide something: only types and links between parts may miss."""
    links = {"type", "primaryTopic", "isPrimaryTopicOf", "temporal", "assessment"}
    said = {row["iri"]: set(cells(row)) for row in rows(made)}
    missing = [
        triple
        for triple in covered(stored, "data")
        if (iri := rdf.plain(triple.subject).partition("#")[0].replace("/doc/", "/id/")) in said
        and rdf.plain(triple.object) not in said[iri]
        and rdf.plain(triple.predicate).replace("#", "/").rpartition("/")[2] not in links
    ]

    assert missing == []


def cells(row: dict[str, str]) -> Iterator[str]:
    for cell in row.values():
        yield cell
        for value in cell.removeprefix("'").split(" | "):
            yield value
            yield from value.split("; ")


def test_parquet_has_the_cells_of_the_table(made: Release) -> None:
    """Numbers as numbers, lists as lists, the same values."""
    table = pq.read_table(made.path / dumps.FOLDER / "processes.parquet").to_pylist()
    written = rows(made)

    assert [*table[0]] == [*written[0]]
    assert [{name: plain(cell) for name, cell in row.items()} for row in table] == [
        {name: cell.removeprefix("'") for name, cell in row.items()} for row in written
    ]


def plain(cell: Any) -> str:
    if isinstance(cell, list):
        return " | ".join(plain(value).replace("|", "¦") for value in cell)
    if isinstance(cell, Decimal):
        return f"{cell.normalize():f}"
    return "" if cell is None else str(cell)


def test_parquet_counts_with_numbers(made: Release) -> None:
    """A duration is a whole number there, a cost has its cents."""
    schema = pq.read_schema(made.path / dumps.FOLDER / "processes.parquet")

    assert str(schema.field("durationMonths").type) == "int64"
    assert str(schema.field("totalCost").type).startswith("decimal128")
    assert str(schema.field("decisionHolder").type) == "list<element: string>"


def test_the_table_is_described_column_by_column(made: Release, model: Model) -> None:
    """CSV on the Web: the names of the header in their order, each with what it means in both languages."""
    described = json.loads(unpacked(made, "processes.csv-metadata.json"))
    columns = described["tableSchema"]["columns"]
    by_name = {column["name"]: column for column in columns}

    assert [column["titles"] for column in columns if "virtual" not in column] == [*rows(made)[0]]
    assert described["url"] == "processes.csv"
    assert by_name["durationMonths"]["datatype"] == "integer"
    assert by_name["title.it"]["lang"] == "it"
    title = model.shapes["Process"].properties["title"]
    assert by_name["title.it"]["propertyUrl"] == title.path[0]
    assert {"@value": title.label["en"], "@language": "en"} in by_name["title.it"]["dc:title"]


def test_each_process_is_a_feature_where_its_places_are(made: Release) -> None:
    """GeoJSON: longitude first, within the region; none without a place is lost."""
    collection = json.loads(unpacked(made, "processes.geojson"))
    by_iri = {feature["id"]: feature for feature in collection["features"]}
    located = {iri[-7:]: feature["geometry"] for iri, feature in by_iri.items() if feature["geometry"]}
    coordinates = [c for where in located.values() for c in flat(where["coordinates"])]

    assert len(by_iri) == 26
    assert {iri: where["type"] for iri, where in located.items()} == {
        "er-1018": "MultiPoint", "er-2240": "MultiPoint", "s/er-65": "Point", "s/er-84": "Point",
    }  # fmt: skip
    assert len(coordinates) == 9
    assert all(9 < longitude < 13 and 43 < latitude < 46 for longitude, latitude in coordinates)


def flat(coordinates: list[Any]) -> list[list[float]]:
    return coordinates if isinstance(coordinates[0], list) else [coordinates]


@pytest.mark.parametrize(
    ("wkt", "expected"),
    [
        ("POINT(11.3 44.5)", (11.3, 44.5)),
        ("POINT (11 -44.5)", (11.0, -44.5)),
        ("<http://www.opengis.net/def/crs/OGC/1.3/CRS84> POINT(11.3 44.5)", (11.3, 44.5)),
        ("POINT(11.3)", None),
        ("LINESTRING(1 2, 3 4)", None),
        ("POINT(" + "1" * 400 + " 2)", None),
    ],
)
def test_a_point_is_read_and_nothing_else(wkt: str, expected: tuple[float, float] | None) -> None:
    """What is no point has no place on the map."""
    assert point(wkt) == expected


@pytest.mark.parametrize(
    ("text", "datatype", "expected"),
    [
        ("2009", "gYear", True),
        ("-2009", "gYear", False),
        ("12", "integer", True),
        ("9" * 19, "integer", False),
        ("1.5", "decimal", True),
        ("1.1234567", "decimal", False),
        ("9" * 60, "decimal", False),
        ("2020-02-30", "date", False),
        ("2020-02-29", "date", True),
        ("2020-02-29Z", "date", False),
        ("true", "boolean", True),
        ("1", "boolean", False),
        ("x" * 60, "string", True),
        ("x" * 60, "", True),
    ],
)
def test_a_column_has_a_type_only_if_every_value_fits(text: str, datatype: str, expected: bool) -> None:
    """Nothing is rounded, cut or refused for the sake of a type."""
    survey = Survey()
    survey.see("field", datatype, [(text, "")])

    assert has_form(text, datatype) is expected
    assert survey.other == (set() if expected else {"field"})


def written(model: Model, scratch: Path, *statements: str) -> tuple[list[dict[str, str]], Any]:
    """The table of a process of which *statements* (predicate and object, or whole lines of parts) are said."""
    shape = model.shapes["Process"]
    iri = f"{BASE}id/process/x-1"
    lines = [f"<{iri}> <{rdf.RDF_TYPE.value}> <{shape.target}> ."]
    lines += [said if said.startswith(f"<{iri}") else f"<{iri}> {said} ." for said in statements]
    flat = Flat(model, shape, scratch / "rows")
    flat.gather([Document(iri, [f"{line}\n".encode() for line in lines])])
    output, table = io.BytesIO(), io.BytesIO()
    tables.write_csv(output, flat.columns(), flat.rows(), model.concept_labels, flat.survey)
    parquet.write(table, flat.columns(), flat.rows(), model.concept_labels, flat.survey)
    text = io.StringIO(output.getvalue().decode(), newline="")
    return list(csv.DictReader(text)), pq.read_table(io.BytesIO(table.getvalue()))


@pytest.mark.parametrize(("text", "kind"), [("9" * 20, "string"), ("60", "int64")])
def test_a_value_of_another_form_makes_the_column_one_of_texts(
    model: Model, tmp_path: Path, text: str, kind: str
) -> None:
    """A duration beyond what whole numbers hold there is in the table all the same."""
    path = model.shapes["Process"].properties["durationMonths"].path[0]
    found, table = written(model, tmp_path, f'<{path}> "{text}"^^<{rdf.XSD}integer>')

    assert [row["durationMonths"] for row in found] == [text]
    assert str(table.schema.field("durationMonths").type) == kind


def test_each_language_of_a_text_has_its_column(model: Model, tmp_path: Path) -> None:
    """A title in Catalan is not lost among the Italian ones, nor is one whose language nobody told."""
    path = model.shapes["Process"].properties["title"].path[0]
    (row,), _ = written(model, tmp_path, f'<{path}> "Uno"@it', f'<{path}> "Un"@ca', f'<{path}> "One"')

    assert (row["title.it"], row["title.ca"], row["title"]) == ("Uno", "Un", "One")


def test_the_cells_of_parts_stay_in_step(model: Model, tmp_path: Path) -> None:
    """The second bonus has no outcome: the third outcome does not move to its place."""
    process = model.shapes["Process"].properties
    part = {name: prop.path[0] for name, prop in model.shapes[process["assessment"].part].properties.items()}
    iri = f"{BASE}id/process/x-1"
    said = [
        line
        for number, outcome in enumerate(["si", "", "no"])
        for line in (
            f"<{process['assessment'].path[0]}> <{iri}#{number}>",
            f"<{iri}#{number}> <{part['bonus']}> <urn:bonus:{number}> .",
            *([f"<{iri}#{number}> <{part['outcome']}> <urn:{outcome}> ."] if outcome else []),
        )
    ]
    (row,), table = written(model, tmp_path, *said)

    assert row["assessment.bonus"] == "urn:bonus:0 | urn:bonus:1 | urn:bonus:2"
    assert row["assessment.outcome"] == "urn:si |  | urn:no"
    assert table["assessment.outcome"].to_pylist() == [["urn:si", None, "urn:no"]]


def test_no_cell_is_a_formula(model: Model, tmp_path: Path) -> None:
    """A spreadsheet that opens the table runs nothing."""
    path = model.shapes["Process"].properties["title"].path[0]
    (row,), _ = written(model, tmp_path, f"<{path}> \"=cmd|'/c calc'!A1\"@it")

    assert row["title.it"] == "'=cmd¦'/c calc'!A1"


def test_the_longest_prefix_tells_the_source() -> None:
    """A record of er-bis is none of er; what no record gave is of no source."""
    belonging = dumps.Belonging(BASE, ["process"], {"one": "er", "other": "er-bis"})
    keys = ("process/er-1", "process/er-bis-1", "agent/er-go", "process/ers-1")

    assert [belonging.source_of(f"{BASE}id/{key}") for key in keys] == ["one", "other", "", ""]
    assert belonging.beginnings_of("one") == ((f"{BASE}id/process/er-",), (f"{BASE}id/process/er-bis-",))
    assert belonging.beginnings_of("other") == ((f"{BASE}id/process/er-bis-",), ())


def test_of_one_source_nothing_is_written_twice(made: Release) -> None:
    """Its dumps are those of all data."""
    assert {dump["source"] for dump in made.manifest["dumps"]} == {""}
