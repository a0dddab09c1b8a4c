"""Privacy: what leads to a person is masked, what does not is left alone, and nobody repeats it."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from lod import build
from lod.config import OSSERVATORIO, Settings
from lod.findings import Code, Finding, Origin, Severity, shown
from lod.masking import blanked, leads_to_person, masked
from lod.model import Model
from lod.privacy import apart, protected, silenced
from lod.record import Record, Unread, Value
from lod.sentences import Sentence
from lod.sources.base import Dropped
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
    ("RSSMRA80A01H501X, scritto male", "[codice fiscale], scritto male"),
    ("RSS MRA 80A01 H501U", "[codice fiscale]"),
    ("cf rss-mra-80a01-h501u.", "cf [codice fiscale]."),
    ("foto_RSSMRA80A01H501U_2020.jpg", "foto_[codice fiscale]_2020.jpg"),
    ("RSSMRA80A01H50MM", "[codice fiscale]"),
    ("mario.rossi @ example.it", "[e-mail]"),
    ("mario.rossi@ example.it", "[e-mail]"),
    ("mario.rossi\uff20example.it", "[e-mail]"),
    ("mario.rossi[at]example[dot]it", "[e-mail]"),
    ("mario.rossi (AT) example (punto) it", "[e-mail]"),
    ("mario.rossi chiocciola example.it", "[e-mail]"),
    ("mario.rossi%40example.it", "[e-mail]"),
    ("nicolò.d'elia@example.it", "[e-mail]"),
    ("info@città.it", "[e-mail]"),
    ('"mario rossi"@example.it', "[e-mail]"),
    ("https://wa.me/393331234567", "https://wa.me/[telefono]"),
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
    "RSSMRA80Z01H501X",
    "RSSMRA80A99H501X",
    "responsabilmente",
    "il gruppo @partecipa.modena e @parma.partecipa",
    "P.IVA 01234567890",
    "Partita IVA: 01234567890, C.F. 01234567890",
    "codice ISTAT 08037006",
    "Determinazione 2020/0512345",
    "atto n. 0512345/2021",
    "il 40%402",
    "il gruppo @partecipa",
    "incontri il 10.12.2013 e l'11.01.2014",
    "12.05.2019-13.06.2019",
    "03/04/2019 00:00:00",
    "05-06-2019 10:30",
    "01.02.2018 12:00:00 UTC",
    "2019-04-03 10:30:00",
    "3.471.234.567 euro",
    "costo 347.123.456,78",
    "€ 3471234567",
    "3471234567 euro",
    "3114959785.24 euro",
    "PG/2019/345678",
    "PG.2019.0345678",
    "Prot. n. 3331234567",
    "IBAN IT60 X054 2811 1010 0000 0123 456",
    "IT60X0542811101000000123456",
    "CUP J51B21004080006",
    "CIG 0123456789",
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
    finding = Finding(
        Code.UNKNOWN_LINE, Severity.WARNING, Sentence("an unknown line"), origin, value="tel. 0523 492111"
    )

    assert shown(silenced(finding).value) == "tel. [telefono]"


@pytest.mark.parametrize(
    "key", ["anna@example.it", FISCAL_CODE, "tel 347 1234567", "tel:3471234567", "+39 347 1234567 bis"]
)
def test_a_key_may_lead_to_a_person(key: str) -> None:
    """It would stand in the record's address."""
    assert leads_to_person(key)


@pytest.mark.parametrize("key", ["3331234567", "02-2019-1234", "PP-2019-01", "er:65", "2019/0012345"])
def test_a_key_of_digits_is_a_number(key: str) -> None:
    """However much it looks like a phone number."""
    assert not leads_to_person(key)


def test_an_address_with_a_contact_is_no_address_any_more() -> None:
    """It is kept as unread, masked; numbers and identifiers are left alone."""
    address, number = Value("https://example.it/?to=anna@example.it", 3, "Sito"), Value("er:3331234567", 1)
    record = Record("Process", "er-1", Origin("1.txt", 1), {"page": (address,), "identifier": (number,)})
    kept, told = protected(record, ())

    assert dict(kept.fields) == {"identifier": (number,)}
    assert [(one.label, one.text) for one in kept.unread] == [("Sito", "https://example.it/?to=[e-mail]")]
    assert [finding.field for finding in told] == ["page"]


def test_names_of_columns_and_files_are_masked() -> None:
    """A column may be called like a contact, and so may a file."""
    value, unread = Value("x", 2, "chiedi a anna@example.it"), Unread("tel. 0523 492111", "y", 2)
    record = Record("Process", "er-1", Origin("anna@example.it.csv", 2), {"title": (value,)}, unread=(unread,))
    said = repr(apart(record)) + repr(apart(Dropped("a.csv", "anna@example.it", "no reason", 1)))

    assert "anna" not in said
    assert "492111" not in said


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_what_is_kept_to_the_letter_is_masked(encoding: str) -> None:
    """The rest of it stays byte by byte."""
    assert blanked("a;anna@example.it\r\nà;0523 492111\n".encode(encoding)) == "a;[e-mail]\r\nà;[telefono]\n".encode(
        encoding
    )


def test_bytes_that_are_no_text_are_kept() -> None:
    """Broken UTF-8 comes out as it went in, without its contacts."""
    assert blanked(b"\xff;anna@example.it;\xc3") == b"\xff;[e-mail];\xc3"


def test_a_long_text_is_masked_in_time_that_grows_with_it() -> None:
    """Looking for phone numbers one by one would take minutes."""
    assert b"0523" not in blanked(b"0523 492111\n" * 200_000)


ROWS = (
    {
        "id": "1",
        "title": "Una",
        "Utente creazione": "Zoe Neri",
        "Referente": "Ida  Blu",
        "Nominativo": "Zo\u00e8 Viola",
    },
    {"id": "1", "title": "Di nuovo", "Processo segnalato da": "Eva Rosa", "Obiettivi": "anna@example.it"},
    {"id": "x", "title": "Senza numero", "Processo segnalato da": "Eva Rosa", "chiedi a bruno@example.it": "si"},
    {"id": "2", "Processo segnalato da": "Eva  Rosa", "Obiettivi": "tel. 0523 492111"},
)
PAGE_LINES = (
    "Gestione di Processo",
    "Processo segnalato da",
    "Comune di Piacenza",
    "Obiettivi e Risultati",
    "Obiettivi",
    "Nessuno",
    "Processo segnalato da",
    "Eva Rosa",
    "Processo segnalato da: Ida Blu",
)
PERSONS = (
    "Zoe Neri",
    "Ida  Blu",
    "Ida Blu",
    "Zo\u00e8 Viola",
    "Zo\\u00e8",
    "Eva Rosa",
    "Eva  Rosa",
    "@example.it",
    "492111",
)


@pytest.fixture
def refused(tmp_path: Path, few_places: Path, model: Model) -> Path:
    """A release of pages and rows that say persons, most of them rejected."""
    pages = tmp_path / "pages"
    pages.mkdir()
    broken = '{"id": "3", "Processo segnalato da": "Eva Rosa" "Obiettivi": "bruno@example.it"'
    (pages / "rows.jsonl").write_text("\n".join([*map(json.dumps, ROWS), broken]), "utf-8")
    for name in ("7.txt", "again/7.txt", "bruno@example.it.txt"):
        (pages / name).parent.mkdir(exist_ok=True)
        (pages / name).write_text(page_of(7, *PAGE_LINES), "utf-8")
    source = replace(OSSERVATORIO, path=pages)
    settings = Settings(site=tmp_path / "site", sources=(source,), reference_dir=few_places, max_rejected=1)
    return build.build(settings, model).release.path


def test_persons_are_nowhere_in_a_release(refused: Path) -> None:
    """Neither in what is published nor in what is told, nor in what was rejected and is kept."""
    files = [path for path in refused.rglob("*") if path.is_file()]
    said = "".join(path.read_bytes().decode("utf-8", "replace") for path in files)

    assert len(list((refused / "rejected").iterdir())) == 6
    assert [name for name in PERSONS if name in said] == []
    assert [path.name for path in files if "bruno" in path.name] == []


def test_organisations_stay(refused: Path) -> None:
    """The first reporter of the page is one."""
    assert "Comune di Piacenza" in (refused / "data.nt").read_text("utf-8")
