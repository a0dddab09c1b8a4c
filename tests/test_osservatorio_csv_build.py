"""The Osservatorio's export, from its file to its release."""

import csv
import io
from collections import Counter
from dataclasses import replace

import pytest

from lod import build, config
from lod.findings import Code
from lod.model import Model
from tests.test_osservatorio_csv import PERSONS, SAMPLES

FILE = """site = "site"
max_rejected = 1
[[source]]
name = "open-data"
kind = "osservatorio-csv"
path = "{}"
prefix = "er"
"""
THING = "<https://w3id.org/propar/id/process/er-{}>"


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory, model: Model) -> dict[str, build.Outcome]:
    """What a release of each of three samples is like."""
    found = {}
    for name in ("clean", "values", "broken"):
        folder = tmp_path_factory.mktemp(name)
        (folder / "propar.toml").write_text(FILE.format(SAMPLES / f"{name}.csv"), "utf-8")
        settings = config.load(folder / "propar.toml")
        found[name] = build.build(replace(settings), model)
    return found


def data(outcome: build.Outcome) -> str:
    return (outcome.release.path / "data.nt").read_text("utf-8")


def test_the_export_is_published(outcomes: dict[str, build.Outcome]) -> None:
    """Answers, amounts, codes, bodies and places become what the shapes want."""
    outcome = outcomes["clean"]
    thing = THING.format(101)

    assert (outcome.records, outcome.rejected) == (4, 0)
    for said in (
        "<https://w3id.org/propar/onto#earthquakeArea> <https://w3id.org/propar/voc/answer/no>",
        "<https://w3id.org/propar/onto#certified> <https://w3id.org/propar/voc/answer/si>",
        '<https://w3id.org/propar/onto#affectedPopulation> "2800"',
        '<https://w3id.org/propar/onto#totalCost> "15000"',
        '<https://w3id.org/propar/onto#inclusionMethods> "Inviti a casa, incontri nelle frazioni."@it',
        '<https://w3id.org/propar/onto#territoryNote> "Provincia: Piacenza"@it',
        "<http://purl.org/dc/terms/spatial> <https://w3id.org/propar/id/place/comune-033004>",
    ):
        assert f"{thing} {said}" in data(outcome)


def test_municipality_and_province_name_the_place(outcomes: dict[str, build.Outcome]) -> None:
    """By the province's name or its acronym; one that is not there is told and kept."""
    spatial = f"{THING} <http://purl.org/dc/terms/spatial>"
    told = [f for f in outcomes["values"].findings if f.record == "er-222" and f.code is Code.NOT_IN_REFERENCE]

    assert data(outcomes["clean"]).count(spatial.format(102)) == 2
    assert spatial.format(222) not in data(outcomes["values"])
    assert [(f.field, f.value) for f in told] == [("spatial", "Bettola (Parma)")]


def test_rejected_rows_are_kept_in_the_release(outcomes: dict[str, build.Outcome]) -> None:
    """Those that are broken, those without a number or with one that was there, and records without a title."""
    kept = {name: _kept(outcome) for name, outcome in outcomes.items()}

    assert [name for name in ("clean", "values", "broken") if len(kept[name]) != outcomes[name].rejected] == []
    assert [len(kept[name]) for name in ("clean", "values", "broken")] == [0, 3, 3]
    assert any(text.startswith('"309","Troppo lunga"') for text in kept["broken"])
    assert any(text.startswith('"223",""') for text in kept["values"])


def _kept(outcome: build.Outcome) -> list[str]:
    return [p.read_text("utf-8") for p in sorted((outcome.release.path / "rejected").iterdir())]


def test_what_is_doubtful_is_told_in_the_release(outcomes: dict[str, build.Outcome]) -> None:
    """With file and line."""
    told = {f.code for f in outcomes["values"].findings}
    mended = [f for f in outcomes["broken"].findings if f.code is Code.MENDED_ROW]

    assert told >= {Code.TWO_READINGS, Code.COLUMNS_DIFFER, Code.COMMAND, Code.NOT_UNDERSTOOD, Code.SAME_NUMBER}
    assert [str(f.origin) for f in mended] == [f"broken.csv:{line}" for line in (3, 4, 5, 7, 8)]


def test_no_person_is_in_any_file_of_the_release(outcomes: dict[str, build.Outcome]) -> None:
    """Data, findings, reports, rejected rows, and the store and index as bytes."""
    files = [p for outcome in outcomes.values() for p in outcome.release.path.rglob("*") if p.is_file()]
    persons = [person.encode() for person in PERSONS if not person.isdecimal()]

    assert [(p.name, person) for p in files for person in persons if person in p.read_bytes()] == []


@pytest.mark.parametrize("name", ["clean", "values"])
def test_the_report_accounts_for_every_cell(outcomes: dict[str, build.Outcome], name: str) -> None:
    """Read, unread and dropped are the cells that are not empty, column by column."""
    head, *rows = csv.reader(io.StringIO((SAMPLES / f"{name}.csv").read_text("utf-8"), newline=""), strict=True)
    named = [c if head[:place].count(c) == 0 else f"{c} (2)" for place, c in enumerate(head)]
    counted = Counter(column for row in rows for column, cell in zip(named, row, strict=True) if cell.strip())

    found = [c for c in outcomes[name].quality.coverage() if c.source == "open-data" and c.received]

    assert {c.label: c.received for c in found} == counted
