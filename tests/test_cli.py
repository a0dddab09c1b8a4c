"""The ``lod`` command as a script and a person meet it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rdflib import RDF, SKOS, Graph, Namespace
from rdflib.namespace import DCTERMS, SH

import lod
from lod.cli import main
from tests.conftest import PAGES, page_of

CLV = Namespace("https://w3id.org/italia/onto/CLV/")
PLACE = Namespace("https://w3id.org/propar/id/place/")


def run(*arguments: str | Path, **environment: str) -> Result:
    """The command's output and exit code, run in this process."""
    return CliRunner().invoke(main, [str(a) for a in arguments], env=environment, catch_exceptions=False)


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """A folder with a page that has a warning, and one with a violation."""
    folder = tmp_path / "bad"
    folder.mkdir()
    (folder / "90.txt").write_text(page_of(90, "Processo", "Durata (mesi)", "molti"), "utf-8")
    (folder / "91.txt").write_text(page_of(91, title=""), "utf-8")
    return folder


def test_version_is_the_packages() -> None:
    """One number, in one place."""
    assert run("--version").output == f"propar, version {lod.__version__}\n"


def test_build_makes_a_release_and_says_so(tmp_path: Path) -> None:
    """How many records came through, and where they are."""
    result = run("build", "--site", tmp_path / "site", "--source", f"osservatorio={PAGES}")

    assert result.exit_code == 0
    assert "26 records published, 0 rejected" in result.output
    assert (tmp_path / "site" / "current" / "manifest.json").is_file()


def test_build_tells_a_script_what_it_did(tmp_path: Path) -> None:
    """The manifest as JSON, and whether it is new."""
    arguments = ("build", "--json", "--site", tmp_path / "site", "--source", f"osservatorio={PAGES / '65.txt'}")
    first, second = (json.loads(run(*arguments).stdout) for _ in range(2))

    assert (first["records"], first["new"], second["new"]) == (1, True, False)
    assert first["id"] == second["id"]


def test_validate_gives_a_list_of_objects(bad: Path) -> None:
    """With the keys that scripts rely on; exit code 1 where there is a violation."""
    result = run("validate", bad, "--json")
    findings = json.loads(result.stdout)

    assert result.exit_code == 1
    keys = {"code", "severity", "source", "file", "line", "column", "record", "field", "value"}
    keys |= {"expected", "message", "done"}
    assert all(set(finding) == keys for finding in findings)
    assert {f["severity"] for f in findings} == {"violation", "warning", "info"}
    assert ("90.txt", 13, "er-90", "durationMonths", "molti", "a whole number") in [
        (f["file"], f["line"], f["record"], f["field"], f["value"], f["expected"]) for f in findings
    ]


def test_validate_names_the_line_of_a_row(tmp_path: Path) -> None:
    """A line of a JSON Lines file is its line."""
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"id": "1", "title": "a"}\n\n{"id": "2", "title": "b", "Durata (mesi)": "molti"}\n', "utf-8")
    findings = json.loads(run("validate", rows, "--json").stdout)

    assert [(f["file"], f["line"]) for f in findings if f["severity"] == "warning"] == [("rows.jsonl", 3)]


def test_validate_groups_by_severity_for_people(bad: Path) -> None:
    """The worst first, each with file and line."""
    result = run("validate", bad)
    lines = result.output.splitlines()
    heads = [line.partition(":")[0] for line in lines if not line.startswith(" ")]

    assert heads == ["violation", "warning", "info"]
    assert any(line.startswith("    90.txt:13 er-90 durationMonths") for line in lines)


SEVERAL = """
[[source]]
name = "pagine"
kind = "osservatorio"
path = "pages"
prefix = "er"
[[source]]
name = "esempio"
kind = "register"
path = "register.csv"
profile = "profile.toml"
prefix = "pc"
"""


@pytest.fixture
def several(tmp_path: Path, bad: Path) -> Path:
    """Settings of two sources: a page with a warning, and a register with a column that nobody knows."""
    bad.rename(tmp_path / "pages")
    (tmp_path / "register.csv").write_text("Codice;Titolo;Altro\n1;Uno;x\n", "utf-8")
    (tmp_path / "profile.toml").write_text('name = "R"\nkey = "Codice"\n[columns."Titolo"]\nfield = "title"\n', "utf-8")
    (tmp_path / "propar.toml").write_text(SEVERAL, "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("path", "source"), [("pages", "pagine"), ("pages/90.txt", "pagine"), ("register.csv", "esempio")]
)
def test_validate_reads_a_file_as_the_source_that_it_belongs_to(several: Path, path: str, source: str) -> None:
    """A register is no page of the first source, of which there would be nothing to tell."""
    told = json.loads(run("validate", several / path, "--config", several / "propar.toml", "--json").stdout)

    assert told
    assert {finding["source"] for finding in told} == {source}


def test_validate_reads_a_file_as_the_source_that_is_named(several: Path) -> None:
    """A file that came by mail is not yet among those of the source."""
    moved = (several / "register.csv").rename(several / "new.csv")
    settings = ("--config", several / "propar.toml")
    told = json.loads(run("validate", moved, *settings, "--source", "esempio", "--json").stdout)
    refused = run("validate", moved, *settings)

    assert {finding["code"] for finding in told} >= {"PP0035"}
    assert refused.exit_code == 2
    assert "with --source: pagine, esempio" in refused.output


@pytest.mark.parametrize("name", ["open-data.zip", "export.csv", "register.xlsx"])
def test_validate_does_not_read_a_table_as_pages(tmp_path: Path, name: str) -> None:
    """It said that there was nothing to tell."""
    (tmp_path / name).write_text("x", "utf-8")
    result = run("validate", tmp_path / name)

    assert result.exit_code == 2
    assert "neither a page" in result.output


def test_validate_gives_the_shacl_report(bad: Path) -> None:
    """As Turtle, with the standard's own terms."""
    result = run("validate", bad, "--format", "ttl")

    assert result.exit_code == 1
    assert "sh:ValidationReport" in result.stdout
    assert "sh:resultSeverity sh:Violation" in result.stdout


def test_the_shacl_report_says_nothing_of_places_and_bodies_that_records_only_name() -> None:
    """What the records lack is in it, once; that a place is not described in a page is no violation."""
    report = Graph().parse(data=run("validate", PAGES, "--format", "ttl").stdout)

    assert len(set(report.subjects(RDF.type, SH.ValidationReport))) == 1
    assert set(report.objects(predicate=SH.resultSeverity)) <= {SH.Info}
    assert all("/id/process/" in str(node) or "-unit" in str(node) for node in report.objects(predicate=SH.focusNode))


def test_the_shacl_report_of_good_data_says_that_it_conforms() -> None:
    """Also where there is no result at all."""
    report = Graph().parse(data=run("validate", PAGES / "65.txt", "--format", "ttl").stdout)

    assert [bool(o) for o in report.objects(predicate=SH.conforms)] == [True]


def test_validate_is_content_with_the_real_pages() -> None:
    """No violation: exit code 0."""
    result = run("validate", PAGES)

    assert result.exit_code == 0
    assert "violation" not in result.output


def test_check_finds_the_house_in_order() -> None:
    """What is committed passes its own check."""
    result = run("check")

    assert (result.exit_code, result.output) == (0, "ontology, vocabularies and shapes are in order\n")


MISTAKES = {
    "a folder that is not there": (["validate", "nowhere"], "nowhere: no such file or folder"),
    "a site that is not there": (["serve", "--site", "nowhere"], "no release there"),
    "a source without path": (["build", "--source", "osservatorio"], "expected NAME=PATH"),
    "an unknown source": (["build", "--source", "other=x"], "no source of that name"),
    "a wrong base IRI": (["build", "--base-iri", "x"], "ends in /"),
    "a wrong port": (["serve", "--port", "many"], "--port many: expected a whole number"),
    "a wrong share": (["build", "--max-rejected", "half"], "expected a number from 0 to 1"),
    "a configuration that is not there": (["check", "--config", "none.toml"], "none.toml: no such file"),
    "an endpoint that is not there": (
        ["serve", "--endpoint", "http://127.0.0.1:9/sparql"],
        "http://127.0.0.1:9/sparql: cannot be reached: Connection refused",
    ),
    "a host that is elsewhere": (
        ["serve", "--host", "192.0.2.1", "--port", "80"],
        "192.0.2.1: no address of this machine",
    ),
    "a site without a name": (["build", "--site", ""], "--site : expected a path"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_one_plain_sentence(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And exit code 2; never a traceback."""
    monkeypatch.chdir(tmp_path)
    arguments, said = MISTAKES[name]
    result = run(*arguments)

    assert result.exit_code == 2
    assert said in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_an_empty_folder_is_a_plain_sentence(tmp_path: Path) -> None:
    """Nothing to read is no empty release."""
    result = run("validate", tmp_path)

    assert result.exit_code == 2
    assert "no page (*.txt, *.html) and no JSON Lines file" in result.stderr


def test_a_site_that_cannot_be_written_is_a_plain_sentence(tmp_path: Path) -> None:
    """A file where the folder should be."""
    (tmp_path / "site").write_text("")
    result = run("build", "--site", tmp_path / "site", "--source", f"osservatorio={PAGES / '65.txt'}")

    assert result.exit_code == 2
    assert "cannot be written" in result.stderr


def test_too_many_rejected_records_are_exit_code_1(bad: Path, tmp_path: Path) -> None:
    """The data is wrong, not the call."""
    result = run("build", "--site", tmp_path / "site", "--source", f"osservatorio={bad}")

    assert result.exit_code == 1
    assert "1 of 2 records have violations" in result.stderr
    assert not (tmp_path / "site" / "current").exists()


def test_settings_come_from_the_environment_too() -> None:
    """A wrong variable is named."""
    result = run("check", LOD_WORKERS="many")

    assert result.exit_code == 2
    assert "LOD_WORKERS='many'" in result.stderr


def test_reference_makes_turtle_of_the_tables(tmp_path: Path) -> None:
    """Region, provinces, municipalities with what replaced them, and all bodies; on request into a file."""
    result = run("reference", "--output", tmp_path / "places.ttl")
    graph = Graph().parse(tmp_path / "places.ttl")
    counts = {name: len(set(graph.subjects(RDF.type, CLV[name]))) for name in ("Region", "Province", "City")}
    of_bologna = {str(same) for same in graph.objects(PLACE["comune-037006"], SKOS.exactMatch)}

    assert result.exit_code == 0
    assert counts == {"Region": 1, "Province": 9, "City": 330 + 33}
    assert len(set(graph.subjects(DCTERMS.isReplacedBy))) == 33
    assert "http://www.wikidata.org/entity/Q1891" in of_bologna


def test_reference_prints_where_no_file_is_named() -> None:
    """For a pipe."""
    assert run("reference").stdout.startswith("@prefix")


def test_reference_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    """And exit code 2."""
    result = run("reference", "--output", tmp_path / "no" / "places.ttl")

    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)


def test_w3id_prints_the_rules() -> None:
    """Ready to be sent to w3id.org."""
    assert (
        "RewriteRule ^(.*)$ https://dati.example.org/$1 [R=303,L]"
        in run("w3id", "--target", "https://dati.example.org/").stdout
    )


def test_w3id_of_no_address_is_one_sentence() -> None:
    """And exit code 2."""
    result = run("w3id", "--target", "dati.example.org")

    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
