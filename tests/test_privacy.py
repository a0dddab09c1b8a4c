"""Privacy: what leads to a person is masked, what does not is left alone, and nobody repeats it."""

from dataclasses import replace
from pathlib import Path

import pytest

from lod import build
from lod.config import OSSERVATORIO, Settings
from lod.findings import Code, Finding, Origin, Severity, shown
from lod.model import Model
from lod.privacy import masked, protected, silenced
from lod.record import Record, Value
from tests.conftest import page_of

# made up, with valid check characters
FISCAL_CODE = "RSSMRA80A01H501U"

MASKED = [
    ("Scrivere a mario.rossi@comune.example.it entro maggio", "Scrivere a [e-mail] entro maggio"),
    ("mario.rossi+urp@pec.comune.example.it.", "[e-mail]."),
    ("mario [at] example.org", "[e-mail]"),
    ("tel. 0523 492111", "tel. [telefono]"),
    ("Tel 0521/218111 o 0521-218112", "Tel [telefono] o [telefono]"),
    ("cell. 333 1234567", "cell. [telefono]"),
    ("+39 051 219 3031", "[telefono]"),
    ("numero verde 800662200", "numero verde [telefono]"),
    (f"c.f. {FISCAL_CODE}", "c.f. [codice fiscale]"),
    (f"C.F. {FISCAL_CODE.lower()}, tel 051.2193031", "C.F. [codice fiscale], tel [telefono]"),
]
LEFT_ALONE = [
    "dal 2015 al 2019",
    "2007-2013",
    "15.000,00 € su 18.750,00 €",
    "1.234.567 abitanti",
    "Prot. n. 2019/0012345 del 12/03/2019",
    "PG/2021/0333444",
    "delibera n. 1234567",
    "Via Roma, 12, 40121 Bologna",
    "Piazza Roosevelt, n.7, 47841 Cattolica, RN, Italia",
    "CIG 7654321098",
    "P.IVA 00337870406",
    "Lr 20/2000; Lr 6/2005",
    "11/12/2019 ore 18.30",
    "codice ISTAT 033032",
    "6 / 30",
    "Comune di Piacenza / Unione dei Comuni Valle del Reno, Lavino e Samoggia",
    "https://www.example.org/doc/3331234567",
    "RSSMRA80A01H501X",
    "il gruppo @partecipa",
    "incontri il 10.12.2013 e l'11.01.2014",
]


@pytest.mark.parametrize(("text", "expected"), MASKED)
def test_what_leads_to_a_person_is_masked(text: str, expected: str) -> None:
    """The rest of the text stays."""
    assert masked(text)[0] == expected


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_what_only_looks_like_it_is_left_alone(text: str) -> None:
    """Years, amounts, protocol numbers, addresses, names of organisations."""
    assert masked(text) == (text, [])


@pytest.mark.parametrize("text", ["1 " * 50_000, "0" * 200_000, "a@" * 100_000, "a." * 100_000, "A1" * 100_000])
def test_a_hostile_text_is_looked_through(text: str) -> None:
    """In time that grows with its length only."""
    assert masked(text)[0] is not None


@pytest.fixture
def told(tmp_path: Path, few_places: Path, model: Model) -> list[Finding]:
    """What is found about a page full of contacts."""
    pages = tmp_path / "pages"
    pages.mkdir()
    body = [
        "Obiettivi e Risultati",
        "Obiettivi",
        "Chiamare 0523 492111",
        "Gestione di Processo",
        "Titolari della decisione",
        "Comune di Piacenza / Comitato anna.bianchi@example.org",
        "Processo",
        "Durata (mesi)",
        "sei, chiedere a luca.verdi@example.org",
        "Etichetta ignota maria.neri@example.org",
    ]
    (pages / "7.txt").write_text(page_of(7, *body), "utf-8")
    settings = replace(
        Settings(), site=tmp_path / "site", sources=(replace(OSSERVATORIO, path=pages),), reference_dir=few_places
    )
    return build.build(settings, model).findings


def test_nothing_of_it_is_in_the_release(told: list[Finding], tmp_path: Path) -> None:
    """Neither in texts nor in names, nor in what could not be read, nor in the findings."""
    release = tmp_path / "site" / "current"
    published = "".join(p.read_text("utf-8") for p in release.rglob("*") if p.suffix in (".nt", ".json", ".jsonld"))

    for secret in ("0523 492111", "anna.bianchi", "luca.verdi", "maria.neri"):
        assert secret not in published
        assert secret not in " ".join(f"{finding}" for finding in told)


def test_a_masked_text_is_told(told: list[Finding]) -> None:
    """With line and field, so that the officer can look whether it was the contact of an office."""
    found = {(f.field, f.origin.line) for f in told if f.code is Code.MASKED}

    assert ("objectives", 13) in found
    assert "decisionHolder" in {field for field, _ in found}


def test_what_is_said_of_a_part_is_masked() -> None:
    """The finding names the file that the part stands in."""
    value = Value("Scrivere a maria.rossi@example.it", 3, "description", file="meetings.csv")
    record = Record("Process", "bo-1", Origin("processes.csv", 2), {"meeting[7].description": (value,)})
    kept, told = protected(record, {"meeting.description"})

    assert kept.fields["meeting[7].description"][0].lexical == "Scrivere a [e-mail]"
    assert [str(finding.origin) for finding in told] == ["meetings.csv:3"]


def test_a_finding_repeats_no_contact() -> None:
    """Whatever it is about."""
    origin = Origin("a.txt", 1)
    finding = Finding(Code.UNKNOWN_LINE, Severity.WARNING, "an unknown line", origin, value="tel. 0523 492111")

    assert shown(silenced(finding).value) == "tel. [telefono]"
