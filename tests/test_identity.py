"""Records of different sources that speak of one thing: linked where a number or a key says so, else only told."""

from dataclasses import replace
from pathlib import Path

import pytest

from lod import build, config
from lod.errors import SettingsError
from lod.findings import Code, Finding
from lod.model import Model
from tests.conftest import page_of

SAME = "<http://www.w3.org/2002/07/owl#sameAs>"
THING = "<https://w3id.org/propar/id/process/{}>"
SETTINGS = """site = "site"
max_rejected = 0.5
[[source]]
name = "osservatorio"
kind = "osservatorio"
path = "pages"
prefix = "er"
[[source]]
name = "comune"
kind = "register"
path = "comune.csv"
profile = "comune.toml"
prefix = "pc"
[[source]]
name = "copia"
kind = "osservatorio"
path = "copy"
prefix = "cp"
"""
PROFILE = """name = "Registro del Comune"
key = "Codice"
[columns."Titolo"]
field = "title"
[columns."Ente"]
field = "decisionHolder"
[columns."Inizio"]
field = "temporal.startDate"
date = "%d/%m/%Y"
[columns."Luogo"]
field = "spatial"
[columns."Scheda regionale"]
field = "sameAs"
"""
BODY = (
    "Processo",
    "Data inizio",
    "15/03/2019",
    "Gestione di Processo",
    "Titolari della decisione",
    "Comune di Piacenza",
    "Territorio Interessato",
    "Piacenza",
)
HEAD = "Codice,Titolo,Ente,Inizio,Luogo,Scheda regionale\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three sources: pages, a register that names them, and a copy of the pages under another prefix."""
    for name in ("pages", "copy"):
        (tmp_path / name).mkdir()
    (tmp_path / "pages" / "1.txt").write_text(page_of(1, *BODY, title="Piazza di tutti"), "utf-8")
    (tmp_path / "pages" / "2.txt").write_text(page_of(2, *BODY, title="Il parco"), "utf-8")
    (tmp_path / "copy" / "7.txt").write_text(page_of(7, title="Altro ancora"), "utf-8")
    (tmp_path / "propar.toml").write_text(SETTINGS, "utf-8")
    (tmp_path / "comune.toml").write_text(PROFILE, "utf-8")
    (tmp_path / "comune.csv").write_text(HEAD + "A,Il fiume,,,,\n", "utf-8")
    return tmp_path


def built(folder: Path, model: Model, few_places: Path) -> tuple[set[str], list[Finding]]:
    """The lines of what was published, and the findings."""
    # three files in a process of their own each would take a second more to start than to read
    settings = replace(config.load(folder / "propar.toml"), reference_dir=few_places, workers=1)
    outcome = build.build(settings, model)
    return set((outcome.release.path / "data.nt").read_text("utf-8").splitlines()), outcome.findings


def links(lines: set[str]) -> set[str]:
    return {line for line in lines if line.split()[1] == SAME}


def both_ways(one: str, other: str) -> set[str]:
    one, other = THING.format(one), THING.format(other)
    return {f"{one} {SAME} {other} .", f"{other} {SAME} {one} ."}


def test_the_same_page_number_in_two_sources_is_one_thing(folder: Path, model: Model, few_places: Path) -> None:
    """Whatever prefix they have; and it is told."""
    (folder / "copy" / "1.txt").write_text(page_of(1, title="Tutt'altro titolo"), "utf-8")
    lines, findings = built(folder, model, few_places)
    told = [(f.source, f.record, f.value) for f in findings if f.code is Code.SAME_THING]

    assert links(lines) == both_ways("er-1", "cp-1")
    assert told in ([("copia", "cp-1", "er-1")], [("osservatorio", "er-1", "cp-1")])


@pytest.mark.parametrize("declared", ["er-1", "https://w3id.org/propar/id/process/er-1"])
def test_a_declared_key_makes_one_thing_of_two(folder: Path, model: Model, few_places: Path, declared: str) -> None:
    """A key or an IRI of ours."""
    (folder / "comune.csv").write_text(HEAD + f"A,Il fiume,,,,{declared}\n", "utf-8")
    lines, _ = built(folder, model, few_places)

    assert links(lines) == both_ways("er-1", "pc-A")


def test_a_declared_address_elsewhere_is_said_as_it_is(folder: Path, model: Model, few_places: Path) -> None:
    """Another publisher's IRI."""
    (folder / "comune.csv").write_text(HEAD + "A,Il fiume,,,,https://other.example/id/5\n", "utf-8")
    lines, _ = built(folder, model, few_places)

    assert links(lines) == {f"{THING.format('pc-A')} {SAME} <https://other.example/id/5> ."}


def test_a_declared_key_that_no_source_has_is_told_and_kept(folder: Path, model: Model, few_places: Path) -> None:
    """No link leads nowhere, and nothing is lost."""
    (folder / "comune.csv").write_text(HEAD + "A,Il fiume,,,,er-99\n", "utf-8")
    lines, findings = built(folder, model, few_places)
    told = [(f.record, f.origin.line, f.value) for f in findings if f.code is Code.NO_SUCH_RECORD]

    assert links(lines) == set()
    assert told == [("pc-A", 2, "er-99")]
    assert any('onto#unmapped> "Scheda regionale: er-99"' in line for line in lines)


def test_a_record_declared_the_same_as_itself_is_told_and_kept(folder: Path, model: Model, few_places: Path) -> None:
    """It was silently dropped."""
    (folder / "comune.csv").write_text(HEAD + "A,Il fiume,,,,pc-A\n", "utf-8")
    lines, findings = built(folder, model, few_places)
    told = [(f.record, f.origin.line, f.value) for f in findings if f.code is Code.SAME_AS_ITSELF]

    assert links(lines) == set()
    assert told == [("pc-A", 2, "pc-A")]
    assert any('onto#unmapped> "Scheda regionale: pc-A"' in line for line in lines)


def test_two_rows_that_declare_one_key_are_told(folder: Path, model: Model, few_places: Path) -> None:
    """By their links they are one thing; nobody said so."""
    (folder / "comune.csv").write_text(HEAD + "A,Il fiume,,,,er-1\nB,Il lago,,,,er-1\n", "utf-8")
    lines, findings = built(folder, model, few_places)

    assert links(lines) == both_ways("er-1", "pc-A") | both_ways("er-1", "pc-B")
    assert [(f.record, f.value) for f in findings if f.code is Code.TWICE_THE_SAME] == [("pc-B", "pc-A")]


def test_a_cycle_of_declarations_is_linked_once(folder: Path, model: Model, few_places: Path) -> None:
    """Each pair both ways, and no pair is suspected."""
    (folder / "comune.csv").write_text(HEAD + "A,Uno,,,,pc-B\nB,Due,,,,pc-C\nC,Tre,,,,pc-A\n", "utf-8")
    lines, findings = built(folder, model, few_places)

    assert links(lines) == both_ways("pc-A", "pc-B") | both_ways("pc-B", "pc-C") | both_ways("pc-A", "pc-C")
    assert not [f for f in findings if f.code in (Code.TWICE_THE_SAME, Code.MAYBE_SAME, Code.NO_SUCH_RECORD)]


def test_a_rejected_record_is_linked_to_nothing(folder: Path, model: Model, few_places: Path) -> None:
    """It has no IRI."""
    (folder / "copy" / "1.txt").write_text(page_of(1, title=""), "utf-8")
    lines, findings = built(folder, model, few_places)

    assert links(lines) == set()
    assert Code.SAME_THING not in {f.code for f in findings}


LIKELY = {
    "title and holder": ("Piazza di tutti,Comune di Piacenza,,,", ["title", "decision holder"]),
    "title in capitals, and day": ("PIAZZA DI TUTTI,,15/03/2019,,", ["title", "start"]),
    "all but the title": ("Mercato,Comune di Piacenza,15/03/2019,Piacenza,", ["decision holder", "territory"]),
}


@pytest.mark.parametrize("case", LIKELY)
def test_what_is_alike_is_told_with_its_reasons_and_not_linked(
    folder: Path, model: Model, few_places: Path, case: str
) -> None:
    """A likeness is never a link."""
    row, reasons = LIKELY[case]
    (folder / "comune.csv").write_text(HEAD + f"A,{row}\n", "utf-8")
    lines, findings = built(folder, model, few_places)
    told = [f for f in findings if f.code is Code.MAYBE_SAME]

    assert links(lines) == set()
    assert {frozenset((f.record, f.value)) for f in told} >= {frozenset(("pc-A", "er-1"))}
    assert all(reason in f.message for f in told if "er-1" in (f.value, f.record) for reason in reasons)


def test_a_title_alone_is_no_reason(folder: Path, model: Model, few_places: Path) -> None:
    """Many towns have a participatory budget."""
    (folder / "comune.csv").write_text(HEAD + "A,Piazza di tutti,Comune di Bologna,01/01/2001,Bologna,\n", "utf-8")
    _, findings = built(folder, model, few_places)

    assert Code.MAYBE_SAME not in {f.code for f in findings}


def test_what_is_linked_is_not_suspected(folder: Path, model: Model, few_places: Path) -> None:
    """One finding is enough."""
    row = "A,Piazza di tutti,Comune di Piacenza,15/03/2019,Piacenza,er-1"
    (folder / "comune.csv").write_text(HEAD + row + "\n", "utf-8")
    _, findings = built(folder, model, few_places)

    assert {(f.record, f.value) for f in findings if f.code is Code.MAYBE_SAME} <= {("er-2", "pc-A"), ("pc-A", "er-2")}


def test_two_sources_cannot_share_a_prefix(folder: Path) -> None:
    """Their records would get one IRI."""
    file = folder / "propar.toml"
    file.write_text(SETTINGS.replace('"cp"', '"er"'), "utf-8")

    with pytest.raises(SettingsError, match="prefix = 'er' twice"):
        config.load(file)
