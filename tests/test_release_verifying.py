"""Verifying a release: whatever is damaged is found, and named."""

import gzip
import io
import json
import shutil
import subprocess
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from xml.sax import SAXException

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import rdflib
import zstandard

from lod import rdf, release
from lod.rdf import N_TRIPLES, RDF_XML, TURTLE, XSD, Literal, NamedNode, Triple
from lod.release import Release, damages, pieces, rereading, second, tables
from lod.release.described import Columns
from lod.release.reading import Reading
from lod.release.verifying import unreadable
from lod.store.embedded import EmbeddedStore

Change = Callable[[bytes], bytes]


@pytest.fixture
def copy(sample: Release, tmp_path: Path) -> Path:
    """The sample, for a test to damage."""
    subprocess.run(["cp", "-a", sample.path, tmp_path / "copy"], check=True)
    return tmp_path / "copy"


def test_a_flipped_bit_is_found_in_every_file(copy: Path) -> None:
    """And nothing else is blamed."""
    found = {}
    files = [p for p in copy.rglob("*") if p.is_file() and p.stat().st_size]
    for file in files:
        content = file.read_bytes()
        middle = len(content) // 2
        file.write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])
        found[str(file.relative_to(copy))] = {damage.file for damage in damages(copy)}
        file.write_bytes(content)

    assert len(found) > 80
    assert {file: blamed for file, blamed in found.items() if blamed != {file}} == {}


def test_what_is_missing_cut_or_too_much_is_found(copy: Path) -> None:
    """Each told by its name, with what was expected."""
    (copy / release.CONTEXT).unlink()
    (copy / "ontology" / "more.ttl").write_text("")
    findings = copy / release.FINDINGS
    findings.write_bytes(findings.read_bytes()[:-3])
    told = {damage.file: damage.reason for damage in damages(copy)}

    assert set(told) == {release.CONTEXT, "ontology/more.ttl", release.FINDINGS}
    assert told[release.CONTEXT] == "is missing"
    assert told["ontology/more.ttl"] == "does not belong here"
    assert "bytes, " in told[release.FINDINGS]


def test_a_manifest_that_says_something_else_is_found(copy: Path) -> None:
    """It cannot list its own file, so it is sealed."""
    said = json.loads((copy / release.MANIFEST).read_text("utf-8"))
    (copy / release.MANIFEST).write_text(json.dumps({**said, "records": said["records"] + 1}), "utf-8")

    assert [damage.file for damage in damages(copy)] == [release.MANIFEST]


def test_a_store_that_is_no_store_is_found(copy: Path) -> None:
    """Told in one sentence, though the engine would make an empty one."""
    shutil.rmtree(copy / release.STORE)
    found = list(unreadable(copy, json.loads((copy / release.MANIFEST).read_text("utf-8"))))

    assert [damage.file for damage in found] == [release.STORE]


def test_a_store_that_lost_a_triple_is_found(copy: Path) -> None:
    """And the dumps that say more than it."""
    shutil.rmtree(copy / release.STORE)
    lines = (copy / release.DATA).read_text("utf-8").splitlines(keepends=True)
    (copy / "fewer.nt").write_text("".join(lines[1:]), "utf-8")
    with EmbeddedStore.created(copy / release.STORE) as store:
        store.load(copy / "fewer.nt")
        store.persist()
    found = list(unreadable(copy, json.loads((copy / release.MANIFEST).read_text("utf-8"))))

    assert [damage.file for damage in found] == [release.STORE, release.DATA]
    assert "were written" in found[0].reason


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's own, for JSON-LD
def test_the_sample_is_whole_and_rdflib_reads_the_same(sample: Release) -> None:
    """Every dump, by two parsers; what rdflib is told for that is taken back."""
    before = rdflib.NORMALIZE_LITERALS

    assert list(damages(sample.path)) == []
    assert list(damages(sample.path, deep=True)) == []
    assert before == rdflib.NORMALIZE_LITERALS


def dropped(kind: bytes) -> Change:
    """Without the first line that holds *kind*."""

    def change(content: bytes) -> bytes:
        lines = content.splitlines(keepends=True)
        first = next(n for n, line in enumerate(lines) if kind in line)
        return b"".join(lines[:first] + lines[first + 1 :])

    return change


def replaced(old: bytes, new: bytes) -> Change:
    return lambda content: content.replace(old, new, 1)


def cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def changed(content: bytes, column: str) -> bytes:
    """Parquet with another cell in a column; a row less without."""
    table = pq.read_table(io.BytesIO(content))
    rows = table.to_pylist()
    if column:
        row = next(row for row in rows if row[column])
        row[column] = [*row[column], "more"] if isinstance(row[column], list) else f"{row[column]} more"
    made = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows if column else rows[1:], table.schema), made)
    return made.getvalue()


# by file: something that is still what it says it is, but not what it should say; or is broken
LIES: dict[str, tuple[str, Change]] = {
    "N-Triples, a line less": ("dumps/all.nt", dropped(b"title")),
    "N-Triples, one character": ("dumps/data.nt", replaced(b"Processo", b"Processi")),
    "N-Triples, no grammar": ("dumps/data.nt", replaced(b"> <", b"><")),
    "Turtle, another word": ("dumps/all.ttl", replaced(b"Processo", b"Processi")),
    "Turtle, cut": ("dumps/data.ttl", cut),
    "RDF/XML, another word": ("dumps/all.rdf", replaced(b"Processo", b"Processi")),
    "RDF/XML, cut": ("dumps/data.rdf", cut),
    "JSON-LD, another word": ("dumps/all.jsonld", replaced(b"Processo", b"Processi")),
    "JSON-LD, cut": ("dumps/data.jsonld", cut),
    "JSON Lines, a line less": ("dumps/data.jsonl", dropped(b"id/process")),
    "JSON Lines, cut": ("dumps/all.jsonl", cut),
    "JSON-LD, no documents": ("dumps/all.jsonld", replaced(b"[\n{", b"[\n1,\n{")),
    "JSON-LD, no context": ("dumps/all.jsonld", replaced(b"@context", b"context")),
    "JSON Lines, no object": ("dumps/all.jsonl", lambda content: b"1\n" + content),
    "CSV, a row wider": ("dumps/processes.csv", lambda content: content.rstrip(b"\r\n") + b",more\r\n"),
    "GeoJSON, a feature less": ("dumps/processes.geojson", dropped(b'"Feature"')),
    "GeoJSON, cut": ("dumps/processes.geojson", cut),
    "Parquet, cut": ("dumps/processes.parquet", cut),
    "RDF/XML, a byte": ("dumps/data.rdf", replaced(b"Participatory", b"Participatorz")),
    "Turtle, a line less": ("dumps/vocabularies.ttl", dropped(b"skos:altLabel")),
    "CSV, another word": ("dumps/processes.csv", replaced(b"Concluso", b"Conclusa")),
    "CSV, another value": ("dumps/processes.csv", replaced(b"Processo", b"Processi")),
    "CSV, a row less": ("dumps/processes.csv", dropped(b"id/process")),
    "GeoJSON, another word": ("dumps/processes.geojson", replaced(b"Processo", b"Processi")),
    "GeoJSON, elsewhere": ("dumps/processes.geojson", replaced(b'"coordinates":[1', b'"coordinates":[2')),
    "Parquet, another cell": ("dumps/processes.parquet", lambda content: changed(content, "status.it")),
    "Parquet, a row less": ("dumps/processes.parquet", lambda content: changed(content, "")),
    "CSV, other columns told": ("dumps/processes.csv-metadata.json", replaced(b'"title.it"', b'"title.xx"')),
}


def packed(content: bytes, suffix: str) -> bytes:
    """*content* as its file has it."""
    if suffix == ".gz":
        return gzip.compress(content)
    return zstandard.ZstdCompressor().compress(content) if suffix == ".zst" else content


def plain(file: Path) -> bytes:
    content = file.read_bytes()
    if file.suffix == ".zst":
        return zstandard.ZstdDecompressor().stream_reader(content).read()
    return gzip.decompress(content) if file.suffix == ".gz" else content


@pytest.mark.parametrize("name", LIES)
def test_a_dump_that_does_not_say_what_the_release_says_is_found(name: str, copy: Path) -> None:
    """Though its checksum is right, in whichever compression it is; no other is blamed."""
    dump, change = LIES[name]
    manifest = json.loads((copy / release.MANIFEST).read_text("utf-8"))
    only = [
        d for d in manifest["dumps"] if d["path"].startswith(f"{dump}.") or d["path"] == dump or "processes" in dump
    ]
    for told in only:
        file = copy / told["path"]
        if told["path"].removesuffix(".gz").removesuffix(".zst") == dump:
            content = plain(file)
            lie = change(content)
            assert lie != content
            file.write_bytes(packed(lie, file.suffix))
    found = {d.file for d in unreadable(copy, {**manifest, "dumps": [d for d in manifest["dumps"] if d in only]})}

    assert found
    assert all("processes" in file if "processes" in dump else file.startswith(dump) for file in found)


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
@pytest.mark.parametrize("change", [cut, lambda content: content[:-9] + b"\0" * 9, None])
def test_a_compression_that_holds_something_else_is_found(suffix: str, change: Change | None, copy: Path) -> None:
    """Cut, with a wrong check sum, or the same dump without its last line."""
    manifest = json.loads((copy / release.MANIFEST).read_text("utf-8"))
    file = copy / f"dumps/vocabularies.nt{suffix}"
    content = file.read_bytes()
    shorter = packed(plain(file).rpartition(b"\n<")[0] + b"\n", suffix)
    file.write_bytes(change(content) if change else shorter)
    only = [d for d in manifest["dumps"] if d["path"].startswith("dumps/vocabularies.nt")]

    assert [d.file for d in unreadable(copy, {**manifest, "dumps": only})] == [str(file.relative_to(copy))]


S = "<http://example.org/s>"
P = "<http://example.org/p>"
GOOD = [
    f"{S} {P} <urn:x:y> .",
    f"{S} {P} <http://example.org/\\u00e9\\U0001F600é> .",
    f'{S} {P} "" .',
    f'{S} {P} "a\\t\\b\\n\\r\\f\\"\\\'\\\\\\u00e9 é \u2028 \t" .',
    f'{S} {P} "1"^^<http://www.w3.org/2001/XMLSchema#integer> .',
    f'{S} {P} "a"@it .',
    f'{S} {P} "a"@en-t-t0-und .',
    f"_:a {P} _:b.c .",
]
BAD = [
    "",
    f"{S} {P} .",
    f'"a" {P} {S} .',
    f'{S} "a" {S} .',
    f"{S} _:p {S} .",
    f"{S} {P} <relative> .",
    f"{S} {P} <http://example.org/a b> .",
    f"{S} {P} <http://example.org/{{}}> .",
    f"{S} {P} <http://example.org/\\n> .",
    f'{S} {P} "a .',
    f'{S} {P} "a"b" .',
    f'{S} {P} "\\x" .',
    f'{S} {P} "\\u12" .',
    f'{S} {P} "a"@ .',
    f'{S} {P} "a"@i t .',
    f'{S} {P} "a"^^"b" .',
    f'{S} {P} "a"^^<b> .',
    f"{S} {P} {S}",
    f"{S} {P} {S} . {S} {P} {S} .",
    f"{S} {P} {S} {S} .",
]


@pytest.mark.parametrize("line", GOOD)
def test_n_triples_of_the_standard_are_read(line: str) -> None:
    """As pyoxigraph and rdflib read them."""
    text = f"{line}\n"
    graph = rdflib.Graph().parse(data=text, format="nt")

    assert rereading.of_stream(io.BytesIO(text.encode()), N_TRIPLES, {}).count == len(graph) == 1


@pytest.mark.parametrize("line", BAD)
def test_what_is_no_n_triples_is_told_with_its_line(line: str) -> None:
    """Whatever stands before and after it."""
    text = f"{GOOD[0]}\n{GOOD[5]}\n{line}\n{GOOD[0]}\n"
    with pytest.raises(SyntaxError, match="line 3 is no N-Triples"):
        rereading.of_stream(io.BytesIO(text.encode()), N_TRIPLES, {})


@pytest.mark.parametrize("content", [b"\xff\n", GOOD[0].encode(), f"{GOOD[0]}\r\n".encode(), GOOD[2].encode() + b"\r"])
def test_wrong_bytes_and_line_ends_are_no_n_triples_of_ours(content: bytes) -> None:
    """Not even at the end of the file."""
    with pytest.raises((SyntaxError, UnicodeDecodeError)):
        rereading.of_stream(io.BytesIO(content), N_TRIPLES, {})


def test_order_is_no_difference_but_everything_else_is() -> None:
    """The digest follows from which statements there are, and how often."""

    def read(*lines: str) -> Reading:
        return rereading.of_stream(io.BytesIO("".join(f"{line}\n" for line in lines).encode()), N_TRIPLES, {})

    assert read(*GOOD) == read(*reversed(GOOD)) == read(*GOOD[:3]) + read(*GOOD[3:])
    assert len({read(*GOOD), read(*GOOD[1:]), read(*GOOD, GOOD[0]), read(GOOD[1], *GOOD[1:])}) == 4


HEAD = b'{"type": "FeatureCollection", "features": [\n'
FEATURE = b'{"type": "Feature", "id": "a", "geometry": null, "properties": {}}'
KNOWN = Columns("a", "", {}, {"a": "anyURI", "b": "string"}, {})


@pytest.mark.parametrize(
    ("read", "content"),
    [
        (tables.of_csv, b""),
        (tables.of_csv, b'a,b\r\n"1,2\r\n'),
        (tables.of_csv, b"a,b\r\n1\r\n"),
        (tables.of_csv, b"a,b\r\n1,2,3\r\n"),
        (tables.of_csv, b"a,c\r\n1,2\r\n"),
        (tables.of_csv, b"a,b\r\n1,\xff\r\n"),
        (tables.of_csv, b"a,b\r\n,2\r\n"),
        (tables.of_geojson, b""),
        (tables.of_geojson, HEAD + b"\n]}\nmore"),
        (tables.of_geojson, HEAD + FEATURE.replace(b'"a"', b'""') + b"\n]}\n"),
        (tables.of_geojson, b"[\n]}\n"),
        (tables.of_geojson, HEAD + FEATURE + b"\n" + FEATURE + b"\n]}\n"),
        (tables.of_geojson, HEAD + FEATURE + b",\n]}\n"),
        (tables.of_geojson, HEAD + FEATURE + b"\n"),
        (tables.of_geojson, HEAD.replace(b"FeatureCollection", b"Topology") + b"]}\n"),
        (tables.of_parquet, b"PAR1"),
    ],
)
def test_what_is_no_table_is_told(read: Callable[..., object], content: bytes) -> None:
    """As an error of the bytes, never as no rows."""
    with pytest.raises((ValueError, OSError, LookupError)):
        read(io.BytesIO(content), KNOWN)


def test_cells_are_the_same_whatever_holds_them() -> None:
    """A long text is no mistake; numbers, bars and what spreadsheets must not run are told as CSV tells them."""
    known = Columns("a", "", {"b": " | "}, {"a": "anyURI", "b": "decimal"}, {})
    long = tables.of_csv(io.BytesIO(b"a,b\r\nx," + b"1" * 500_000 + b"\r\n"), known)

    assert long[""].rows.count == 1
    assert [known.comparable("b", cell) for cell in ("'-1.50 | 2", "'-1.5 | 2.0", "'-1.5 |  | 2")] == [
        "-1.5 | 2",
        "-1.5 | 2",
        "-1.5 |  | 2",
    ]
    assert known.cell("b", [Decimal("-1.500"), None, "x|y"]) == "'-1.5 |  | x¦y"
    assert [known.cell("a", value) for value in (True, None, "=x", 3)] == ["true", "", "'=x", "3"]


def graph(count: int, media_type: str) -> bytes:
    """A dump of *count* statements, with what is hard in each format."""
    hard = Literal('a .\n\t</x> & "<\r\n é', language="it")
    statements = [
        Triple(
            NamedNode(f"urn:x:{n}"),
            NamedNode("http://example.org/p"),
            hard if n % 2 else Literal("0.0000001", datatype=NamedNode(f"{XSD}decimal")),
        )
        for n in range(count)
    ]
    return rdf.write(statements, media_type, {"ex": "http://example.org/"})


@pytest.mark.parametrize("media_type", [TURTLE, RDF_XML])
def test_pieces_are_all_of_a_dump_and_both_parsers_read_the_same(media_type: str) -> None:
    """Whichever reads which piece, each statement is read once; a carriage return is one for every parser of XML."""
    content = graph(1000, media_type)
    whole = [rereading.of_stream(io.BytesIO(content), media_type, {}, every=every) for every in (1, 3, 10**9)]
    cut_up = list(pieces.of(io.BytesIO(content), media_type))
    expected = rereading.of_stream(io.BytesIO(graph(1000, N_TRIPLES)), N_TRIPLES, {})

    assert whole == [expected] * 3
    assert expected.count == 1000
    assert len(cut_up) > 5
    assert 0 < sum(pieces.is_chosen(piece, 3) for piece in cut_up) < len(cut_up)


@pytest.mark.parametrize("media_type", [TURTLE, RDF_XML])
@pytest.mark.parametrize("end", [-1, -30, 300])
def test_a_dump_without_its_end_is_told(media_type: str, end: int) -> None:
    """Wherever it ends, also between two statements or within one."""
    content = graph(20, media_type)[:end]
    with pytest.raises((SyntaxError, ValueError, SAXException)):
        rereading.of_stream(io.BytesIO(content), media_type, {})


def test_the_sample_that_the_second_parser_reads_is_as_large_as_was_set(
    sample: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    """0 is all; the same pieces each time."""
    read: list[bytes] = []
    reading = second.reading

    def noted(piece: bytes, media_type: str) -> Reading:
        read.append(piece)
        return reading(piece, media_type)

    monkeypatch.setattr(second, "reading", noted)
    graphs = [d for d in sample.manifest["dumps"] if d["covers"] == "all" and d["media_type"] in (TURTLE, RDF_XML)]
    sampled = []
    for statements in (0, 1000, 1000):
        read.clear()
        assert list(unreadable(sample.path, {**sample.manifest, "dumps": graphs}, statements)) == []
        sampled.append(list(read))

    assert sampled[1] == sampled[2]
    assert 0 < len(sampled[1]) < len(sampled[0]) / 4


def test_a_dump_that_changed_on_its_way_to_the_disk_is_not_published(sample: Release) -> None:
    """Its sum was taken before: no format needs to be understood for that."""
    (dump,) = (d for d in sample.manifest["dumps"] if d["path"] == "dumps/processes.csv-metadata.json")
    found = unreadable(sample.path, {**sample.manifest, "dumps": [{**dump, "sha256": "0" * 64}]})

    assert [str(damage) for damage in found] == ["dumps/processes.csv-metadata.json: is not what was written"]
