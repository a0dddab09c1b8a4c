"""A page that shows the definitions of its fields: the values that stand among them are read, nothing is lost."""

from dataclasses import replace
from pathlib import Path

import pytest

from lod import release
from lod.build import build
from lod.config import OSSERVATORIO, Settings
from lod.findings import Code, Severity
from lod.model import Model
from lod.sources.osservatorio import metadata, pages
from lod.sources.osservatorio.roles import Page, Role
from lod.sources.osservatorio.saved import Saved
from tests.conftest import ROOT, page_of

SAMPLE = ROOT / "tests" / "sources" / "osservatorio" / "2544.txt"
TAB = "a01f06ef6dca4f658ffbe92d7afc0f7f"


def definition(head: str, kind: str = "", editor: str = "", told: str = "") -> str:
    """One definition, as the page glues them."""
    return (
        f"{head}VISIBLE=True;UPDATABLE=True;NEEDED=False;DEFAULT=;ORDER=1004;WIDTH=;TYPE={kind};EDITOR={editor};"
        f"FASTVIEW=False;TAB={TAB}1004{kind or editor}True{TAB}{told}"
    )


def page(*definitions: str) -> Page:
    return pages.read(page_of(1, "Processo", "Stato di avanzamento", "".join(definitions)), "1.txt", "er", "1")


def said(made: Page) -> dict[str, list[str]]:
    return {name: [value.lexical for value in found] for name, found in made.record.fields.items()}


def test_the_values_of_the_sample_are_read() -> None:
    """Title, badge, and what stands among the definitions; what follows them is a page like others."""
    made = pages.read(SAMPLE.read_text("utf-8"), "2544.txt", "er", "2544")
    found = said(made)

    assert found["title"] == ["Via Giuliana 32"]
    assert (found["status"], found["nature"]) == (["1"], ["CF"])
    assert found["logo"] == ["media/odp_files/logo_2544.jpg"]
    assert found["certificationYear"] == ["2022"]
    assert found["decisionHolder"] == ["Comune di Bologna"]
    assert [u.label for u in made.record.not_captured] == ["Link", "CERT_ART18_LR15_2018"]
    assert [f.code for f in made.findings if f.severity is not Severity.INFO] == []
    assert [f.origin.line for f in made.findings if f.code is Code.FIELD_DEFINITIONS] == [12]


def test_codes_are_concepts_and_what_is_no_code_is_kept(tmp_path: Path, model: Model, few_places: Path) -> None:
    """The code of the nature is in the list; nobody knows what status 1 is: told, kept, not guessed."""
    (tmp_path / "2544.txt").write_bytes(SAMPLE.read_bytes())
    source = replace(OSSERVATORIO, path=tmp_path)
    settings = replace(Settings(), site=tmp_path / "site", sources=(source,), reference_dir=few_places)
    outcome = build(settings, model)
    data = (outcome.release.path / release.DATA).read_text("utf-8")
    told = [(f.code, f.field, f.value, f.origin.line) for f in outcome.findings if f.severity is Severity.WARNING]

    assert (
        "er-2544> <https://w3id.org/propar/onto#nature> <https://w3id.org/propar/voc/nature/certificato-finanziato>"
        in data
    )
    assert '"Stato di avanzamento: 1"' in data
    assert (Code.NOT_IN_LIST, "status", "1", 12) in told
    assert Code.BADGE_CONTRADICTS not in {code for code, *_ in told}


VALUES = {
    "a code": ("-CF-NATURA_PROCESSONatura Processo", "nature", ["CF"]),
    "a value without code": ("-CF-Natura Processo", "nature", ["CF"]),
    "an address with hyphens": ("-https://www.a-b.it/c-d-LinkLink", "page", ["https://www.a-b.it/c-d"]),
    "a path with hyphens": ("-media/a-b.jpg-LogoLogo", "logo", ["media/a-b.jpg"]),
    "an answer": ("-Si-CERT_ART18_LR15_2018Certificazione", "qualityCertification", ["Si"]),
    "the longest label": ("-10/02/2020-DataInizioData inizio del processo", "temporal.startDate", ["2020-02-10"]),
    "no value": ("--LinkLink", "page", None),
    "nothing but the label": ("Link", "page", None),
}


@pytest.mark.parametrize("case", VALUES)
@pytest.mark.parametrize("told", ["", "Testo di aiuto: sito curato da chi promuove, anche on-line"])
def test_a_value_is_read_from_its_segment(case: str, told: str) -> None:
    """Whatever help the field before has, hyphens included."""
    segment, field, expected = VALUES[case]
    made = page(definition("-1-ProcessoStatusIdStato di avanzamento", told=told), definition(segment))

    assert said(made).get(field) == expected
    assert said(made)["status"] == ["1"]
    assert [f.code for f in made.findings if f.severity is Severity.WARNING] == []


STRANGE = {
    "an unknown label": (definition("-x-CodiceColore del logo"), "-x-CodiceColore del logo"),
    "attributes that are none": (
        "-1-StatoStato di avanzamentoVISIBLE=True;UPDATABLE=True;boh;TAB=zzz",
        "VISIBLE=True;UPDATABLE=True;boh;TAB=zzz",
    ),
    "a definition that is cut": (
        definition("Link") + "-CF-NATURA_PROCESSONatura ProcessoVISIBLE=True;UPDATABLE=Tr",
        "VISIBLE=True;UPDATABLE=Tr",
    ),
    "a beginning without its attributes": (definition("Link", told="Aiuto") + "-CF-NATURA_PRO", "Aiuto-CF-NATURA_PRO"),
    "something long before the first": (definition("x" * 9_000 + "-1-StatoStato di avanzamento"), "x" * 9_000),
    "something before the first": (definition("prima -1-StatoStato di avanzamento"), "prima "),
}


@pytest.mark.parametrize("case", STRANGE)
def test_what_is_not_understood_is_told_and_kept(case: str) -> None:
    """As the text it is, with its line."""
    text, kept = STRANGE[case]
    made = page(text)
    told = [(f.code, f.value, f.origin.line) for f in made.findings if f.severity is Severity.WARNING]

    assert [u.text for u in made.record.unread] == [kept]
    assert told == [(Code.UNKNOWN_LINE, kept, 13)]


def test_a_value_that_the_definitions_give_is_not_told_as_missing() -> None:
    """The label stands alone before them."""
    made = page(definition("-1-ProcessoStatusIdStato di avanzamento"))

    assert made.record.not_captured == ()
    assert [line.role for line in made.lines][-3:] == [Role.GROUP, Role.LABEL, Role.DEFINITIONS]


@pytest.mark.parametrize(
    "line",
    [
        definition("-1-StatoStato di avanzamento") * 2_000,
        "VISIBLE=;UPDATABLE=;TAB=" * 40_000,
        "-" * 900_000 + "VISIBLE=;UPDATABLE=;TAB=",
        "VISIBLE=" + "AA=;" * 200_000 + ";UPDATABLE=;TAB=",
        "-CERT_ART18_LR15_2018" * 40_000 + "xVISIBLE=;UPDATABLE=;TAB=",
    ],
    ids=["many", "empty ones", "hyphens", "attributes", "codes"],
)
def test_hostile_definitions_are_read_to_the_end(line: str) -> None:
    """All of them to the end: a rule that looks back again and again would never get there."""
    found = list(metadata.segments(line))

    assert len(found) >= min(line.count("VISIBLE="), 2)


def test_definitions_on_a_saved_page_are_read_too() -> None:
    """As on a text page."""
    line = definition("-1-ProcessoStatusIdStato di avanzamento") + definition("-CF-NATURA_PROCESSONatura Processo")
    html = f"<h1>Via Giuliana 32</h1><h2>Processo</h2><h3>Stato di avanzamento</h3><p>{line}</p>"
    html += "<h3>Codecisione</h3><p>No</p>"
    made = Saved(html).read("1.html", "er", "1")

    assert (said(made)["status"], said(made)["nature"], said(made)["coDecision"]) == (["1"], ["CF"], ["No"])
    assert made.record.not_captured == made.record.unread == ()
