"""Building: real pages in, a whole release out; bad ones told, kept, and harmless to their neighbours."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from lod import rdf, release, way
from lod.build import Outcome, build
from lod.config import OSSERVATORIO, Settings
from lod.errors import RejectedError, SettingsError
from lod.findings import Code, Finding, Severity
from lod.model import Model
from lod.rdf import Literal, NamedNode, Triple
from lod.release import Release, Site
from lod.sources.text import MAX_LINES
from lod.store.embedded import EmbeddedStore
from tests.conftest import PAGES, page_of

BASE = "https://w3id.org/propar/"
PPO = BASE + "onto#"


def good_pages(scratch: Path) -> Path:
    """A folder of two good pages, made in *scratch*."""
    made = scratch / "pages"
    made.mkdir()
    for number in (65, 84):
        (made / f"{number}.txt").write_bytes((PAGES / f"{number}.txt").read_bytes())
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of two good pages."""
    return good_pages(tmp_path)


@pytest.fixture
def settings(tmp_path: Path, folder: Path, few_places: Path) -> Settings:
    """A site of its own over that folder, which may lose half of its records."""
    source = replace(OSSERVATORIO, path=folder)
    return replace(Settings(), site=tmp_path / "site", sources=(source,), max_rejected=0.5, reference_dir=few_places)


def said(made: Release) -> EmbeddedStore:
    return EmbeddedStore.opened(made.path / release.STORE)


def processes(made: Release) -> set[str]:
    rows = said(made).select(f"SELECT ?p {{ ?p a <{PPO}ParticipatoryProcess> }}")
    return {rdf.plain(row["p"]).rpartition("/")[2] for row in rows}


def test_all_real_records_are_published(sample: Release) -> None:
    """26 pages, 26 processes, none rejected."""
    assert sample.manifest["records"] == 26
    assert sample.manifest["rejected"] == []
    assert processes(sample) == {f"er-{page.stem}" for page in PAGES.glob("*.txt")}


def test_two_processes_make_the_same_release(
    tmp_path: Path, few_places: Path, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its name follows from data, findings and rejected records: whoever examined a batch, all is the same."""
    monkeypatch.setattr(way, "BATCH_RECORDS", 4)
    made = {
        workers: build(
            replace(Settings(), site=tmp_path / str(workers), workers=workers, reference_dir=few_places), model
        )
        for workers in (1, 2)
    }

    assert made[1].release.id == made[2].release.id
    assert made[1].quality == made[2].quality


def test_the_first_record_says_what_the_worked_example_says(sample: Release) -> None:
    """Every statement of the worked example is in the store."""
    expected = Path(__file__).parent / "sources" / "osservatorio" / "er-65.expected.ttl"
    wanted = set(rdf.read(expected.read_bytes(), rdf.TURTLE))
    with said(sample) as store:
        everything = set(store.triples())

    assert wanted - everything == set()
    assert len(wanted) > 60


@pytest.mark.parametrize(
    ("name", "beginning"),
    [
        ("processDesign", "2004 Un bilancio di metà mandato"),
        ("objectives", "Ascolto, partecipazione, comunicazione sociale"),
        ("expectedResults", "Nel 2009 dopo un percorso avviato nel 2004"),
        ("achievedResults", "Coinvolgimento della popolazione . Hanno"),
    ],
)
def test_the_prose_of_the_first_record_is_whole(sample: Release, name: str, beginning: str) -> None:
    """Not a character of the page's line is lost."""
    (row,) = said(sample).select(f"SELECT ?o {{ <{BASE}id/process/er-65> <{PPO}{name}> ?o }}")
    text = rdf.plain(row["o"])

    assert text.startswith(beginning)
    assert text in (PAGES / "65.txt").read_text("utf-8").split("\n")


def test_nothing_published_is_a_blank_node(sample: Release) -> None:
    """Diffs, paging and remote stores stay simple."""
    lines = (sample.path / release.DATA).read_text("utf-8").splitlines()

    assert len(lines) == sample.manifest["triples"] > 5000
    assert [
        line for line in lines if line.startswith("_:") or " _:" in line.partition(" ")[2][:200].split('"')[0]
    ] == []


def test_what_is_inferred_is_said_apart(sample: Release) -> None:
    """2004 follows from 2009 and 60 months, and is no start year of the source."""
    year = Literal("2004", datatype=NamedNode(rdf.XSD + "gYear"))
    process = NamedNode(BASE + "id/process/er-65")
    with said(sample) as store:
        everything = set(store.triples())

    assert Triple(process, NamedNode(PPO + "inferredStartYear"), year) in everything
    assert not [t for t in everything if t.subject == process and t.predicate.value == PPO + "startYear"]


def test_an_external_subject_is_no_office_of_the_decision_holder(sample: Release) -> None:
    """An association runs record 564, which itself calls it external; other units belong to their holders."""
    unit_of = NamedNode("http://www.w3.org/ns/org#unitOf")
    with said(sample) as store:
        units = {t.subject.value.rpartition("/")[2] for t in store.triples() if t.predicate == unit_of}

    assert "er-65-unit" in units
    assert "er-564-unit" not in units


def test_building_twice_gives_the_same_release(settings: Settings, model: Model) -> None:
    """An aggregator sees a change only where there is one."""
    first = build(settings, model)
    second = build(settings, model)

    assert (first.is_new, second.is_new) == (True, False)
    assert first.release.id == second.release.id
    assert len(list((settings.site / "releases").iterdir())) == 1


def test_a_change_gives_another_release(settings: Settings, model: Model, folder: Path) -> None:
    """And the old one stays on disk."""
    first = build(settings, model)
    (folder / "99.txt").write_text(page_of(99), "utf-8")
    second = build(settings, model)

    assert first.release.id != second.release.id
    assert Site(settings.site).current().id == second.release.id
    assert processes(second.release) == {"er-65", "er-84", "er-99"}


# by name: the file and its content, where a page has a number of its own, and what is told
BAD_FILES: dict[str, tuple[str, Callable[[int], bytes] | bytes, Code]] = {
    "UTF-16 without its mark": ("90.txt", lambda number: page_of(number).encode("utf-16-le"), Code.NOT_TEXT),
    "empty": ("90.txt", b"", Code.EMPTY_FILE),
    "blank": ("90.txt", b"\n \n", Code.EMPTY_FILE),
    "a 10 MB line": ("90.txt", b"a" * 10_000_000, Code.TOO_LONG),
    "no number": ("scheda.txt", page_of(1).encode(), Code.NO_NUMBER),
    "second page of a number": ("65.txt", page_of(65).encode(), Code.SAME_NUMBER),
    "second page, leading zero": ("065.txt", page_of(65).encode(), Code.SAME_NUMBER),
    "a shopping list": ("90.txt", b"pane\nlatte\nmele\n", Code.NOT_A_RECORD),
    "a page of the site that is no record": (
        "90.txt",
        b"Regione Emilia-Romagna\n\nPagina non trovata\n",
        Code.NOT_A_RECORD,
    ),
    "junk with the mark of UTF-16": ("90.txt", b"\xff\xfe" + bytes(range(32, 208)) * 4, Code.NOT_A_RECORD),
    "a line more than there may be": ("90.txt", b"x\n" * (MAX_LINES + 1), Code.TOO_LONG),
    "no title": ("90.txt", lambda number: page_of(number, title="").encode(), Code.NO_TITLE),
    "a saved page of 50,000 nested elements": ("90.html", b"<div>" * 50_000, Code.TOO_LONG),
    "a saved page that is no record": ("90.html", b"<h1>Accedi</h1>", Code.NOT_A_RECORD),
    "a saved page without a title": ("90.html", b"<dl><dt>Codecisione<dd>No</dl>", Code.NO_TITLE),
    "a saved page without a number": ("scheda.html", b"<h1>x</h1><dl><dt>Codecisione<dd>No</dl>", Code.NO_NUMBER),
    "JSON NaN": ("rows.jsonl", b'{"id": "90", "title": "x", "Durata (mesi)": NaN}\n', Code.NOT_JSON),
    "JSON cut": ("rows.jsonl", b'{"id": "90", "title": "x', Code.NOT_JSON),
    "JSON list": ("rows.jsonl", b"[1, 2]\n", Code.NOT_JSON),
    "JSON key twice": ("rows.jsonl", b'{"id": "90", "title": "x", "title": "y"}\n', Code.NOT_JSON),
    "JSON nested deep": ("rows.jsonl", b'{"id": ' + b"[" * 100_000 + b"]" * 100_000 + b"}\n", Code.NOT_JSON),
    "JSON number of 6000 digits": ("rows.jsonl", b'{"id": ' + b"9" * 6000 + b"}\n", Code.NOT_JSON),
    "JSON without id": ("rows.jsonl", b'{"title": "x"}\n', Code.NO_NUMBER),
    "JSON 10 MB row": ("rows.jsonl", b'{"id": "90", "title": "' + b"a" * 10_000_000 + b'"}\n', Code.TOO_LONG),
}


def number_of(name: str) -> int:
    """The number of the page in a bad file, where it is 90 in the table."""
    return 900 + list(BAD_FILES).index(name)


def place_of(name: str) -> str:
    """Where a bad file is."""
    number = number_of(name)
    return f"x{number}/{BAD_FILES[name][0].replace('90', str(number))}"


@pytest.fixture(scope="module")
def with_bad_files(tmp_path_factory: pytest.TempPathFactory, few_places: Path, model: Model) -> Outcome:
    """Two good pages, and each bad file in a folder of its own."""
    scratch = tmp_path_factory.mktemp("bad")
    folder = good_pages(scratch)
    for name, (_, content, _) in BAD_FILES.items():
        path = folder / place_of(name)
        path.parent.mkdir()
        path.write_bytes(content if isinstance(content, bytes) else content(number_of(name)))
    source = replace(OSSERVATORIO, path=folder)
    settings = Settings(site=scratch / "site", sources=(source,), max_rejected=1.0, reference_dir=few_places)
    return build(settings, model)


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_is_told(with_bad_files: Outcome, name: str) -> None:
    """A violation that names the file."""
    worst = [f for f in with_bad_files.findings if f.severity is Severity.VIOLATION]

    assert BAD_FILES[name][2] in {f.code for f in worst if f.origin.file == place_of(name)}


def test_bad_files_harm_no_neighbour(with_bad_files: Outcome) -> None:
    """The good pages are published, and nothing is told against them; all else is left out."""
    worst = {f.origin.file for f in with_bad_files.findings if f.severity is Severity.VIOLATION}

    assert processes(with_bad_files.release) == {"er-65", "er-84"}
    assert worst == {place_of(name) for name in BAD_FILES}
    assert with_bad_files.rejected == len(BAD_FILES)


def test_a_rejected_record_is_kept_verbatim(settings: Settings, model: Model, folder: Path) -> None:
    """Byte for byte, in the release's folder of rejected records."""
    content = page_of(90, "Processo", "Stato di avanzamento", "Concluso", title="").encode()
    (folder / "90.txt").write_bytes(content)

    made = build(settings, model).release
    (kept,) = (made.path / release.REJECTED).iterdir()

    assert kept.read_bytes() == content
    assert made.manifest["rejected"] == [kept.name]


def test_a_bytes_wise_bad_file_is_kept_verbatim(settings: Settings, model: Model, folder: Path) -> None:
    """Also what is no text at all."""
    (folder / "90.txt").write_bytes(b"\x00\x01\x00\x02\x00rub")

    made = build(settings, model).release
    (kept,) = (made.path / release.REJECTED).iterdir()

    assert kept.read_bytes() == b"\x00\x01\x00\x02\x00rub"


def test_too_many_rejected_records_stop_the_build(settings: Settings, model: Model, folder: Path) -> None:
    """The old release goes on serving."""
    old = build(settings, model).release
    (folder / "90.txt").write_bytes(b"")
    with pytest.raises(RejectedError, match="1 of 3 records have violations"):
        build(replace(settings, max_rejected=0.05), model)

    assert Site(settings.site).current().id == old.id
    assert [p.name for p in (settings.site / "releases").iterdir()] == [old.id]


def test_strict_stops_at_the_first_violation(settings: Settings, model: Model, folder: Path) -> None:
    """Whatever share is allowed otherwise."""
    (folder / "90.txt").write_bytes(b"")
    with pytest.raises(RejectedError):
        build(replace(settings, strict=True), model)

    assert not (settings.site / "current").exists()


CONTRADICTIONS = {
    "grant over cost": (
        ["Importo finanziato dal Bando", "14.991,00 €", "Costo complessivo del processo", "14.990,00 €"],
        Code.GRANT_EXCEEDS_COST,
        "grantAmount",
    ),
    "no, with a percentage": (
        ["Cofinanziamento altri soggetti", "No", "Percentuale Cofinanziamento", "16,67"],
        Code.PERCENT_WITHOUT_COFUNDING,
        "cofundingPercent",
    ),
    "end year against end date": (
        ["Anno di chiusura", "2023", "Data fine del processo", "27/04/2018"],
        Code.YEAR_AGAINST_DATE,
        "endYear",
    ),
    "end before start": (
        ["Data inizio del processo", "27/04/2018", "Data fine del processo", "01/01/2018"],
        Code.END_BEFORE_START,
        "endDate",
    ),
    "duration against dates": (
        ["Data inizio del processo", "01/01/2018", "Data fine del processo", "31/12/2018", "Durata (mesi)", "3"],
        Code.DURATION_AGAINST_DATES,
        "durationMonths",
    ),
    "a holder born after the process": (
        ["Anno di chiusura", "2009", "Titolari della decisione", "Comune di Valsamoggia"],
        Code.HOLDER_FOUNDED_LATER,
        "decisionHolder",
    ),
    "closed, and nobody knows when": (
        ["Stato di avanzamento", "Concluso"],
        Code.CLOSED_WITHOUT_DATE,
        "status",
    ),
    "no women among many": (
        ["Numero partecipanti (stimate o effettive)", "500", "Presenza femminile rilevata", "No"],
        Code.PRESENCE_AGAINST_PARTICIPANTS,
        "femalePresence",
    ),
    "certified, and not certified": (
        ["Natura Processo", "Processo non certificato", "Anno della certificazione", "2019"],
        Code.CERTIFIED_WITHOUT_CERTIFICATION,
        "certificationYear",
    ),
    "index over maximum": (["Indice di partecipazione", "31 / 30"], Code.INDEX_EXCEEDS_MAXIMUM, "participationIndex"),
}


UNREADABLE = [
    ("Data fine del processo", "13/25/2020", "temporal.endDate"),
    ("Data fine del processo", "30/02/2020", "temporal.endDate"),
    ("Importo finanziato dal Bando", "tanto", "grantAmount"),
    ("Importo finanziato dal Bando", "1.50,00 €", "grantAmount"),
    ("Anno di chiusura", "２００９", "endYear"),
    ("Durata (mesi)", "2_009", "durationMonths"),
    ("Durata (mesi)", "-3", "durationMonths"),
    ("Indice di partecipazione", "sei su trenta", "participationIndex"),
    ("Percentuale Cofinanziamento", "30 per cento", "cofundingPercent"),
]


MONEY = ["15.000,00 €", " 15.000,00  €", "15.000,00\u00a0€", "15000 €", "15.000,00€", "15000,00"]
PERSON = "Maria Bianchi"
# what is odd in a page, by its number
ODD = {
    **{100 + n: ("Processo", *body) for n, (body, _, _) in enumerate(CONTRADICTIONS.values())},
    **{200 + n: ("Processo", label, value) for n, (label, value, _) in enumerate(UNREADABLE)},
    **{300 + n: ("Processo", "Costo complessivo del processo", value) for n, value in enumerate(MONEY)},
    400: ("Processo", "Stato di avanzamento", "In corso", "Natura Proc"),
    401: ("Processo", "Crediti", "Processo segnalato da", PERSON),
}
TITLES = {500: "Uno\x07 due\u202e tre\u200b", 501: "<script>alert(1)</script>"}


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory, few_places: Path, model: Model) -> Outcome:
    """A release of all odd pages."""
    scratch = tmp_path_factory.mktemp("odd")
    pages = {
        **{number: page_of(number, *body, title=f"Processo {number}") for number, body in ODD.items()},
        **{number: page_of(number, "Processo", title=title) for number, title in TITLES.items()},
    }
    for number, page in pages.items():
        (scratch / f"{number}.txt").write_text(page, "utf-8")
    source = replace(OSSERVATORIO, path=scratch)
    return build(Settings(site=scratch / "site", sources=(source,), reference_dir=few_places), model)


def of_page(odd: Outcome, number: int) -> list[Finding]:
    """What is told of a page."""
    return [f for f in odd.findings if f.record == f"er-{number}" and f.severity is not Severity.INFO]


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_a_contradiction_is_a_warning_and_the_record_is_published(odd: Outcome, name: str) -> None:
    """Reported with its line and value, not mended."""
    body, code, field = CONTRADICTIONS[name]
    number = 100 + list(CONTRADICTIONS).index(name)
    told = [f for f in of_page(odd, number) if f.code is code]

    assert [(f.severity, f.field) for f in told] == [(Severity.WARNING, field)]
    assert told[0].origin.line > 1
    assert told[0].value in body or told[0].value in body[-1]
    assert f"er-{number}" in processes(odd.release)


@pytest.mark.parametrize("code", [c for _, c, _ in CONTRADICTIONS.values()])
def test_the_real_pages_are_free_of_contradictions(sample: Release, code: Code) -> None:
    """No false alarm on the stored pages: their durations are off by up to one month."""
    told = json.loads((sample.path / release.FINDINGS).read_text("utf-8"))

    assert [f for f in told if f["code"] == code.value] == []


@pytest.mark.parametrize(("label", "value", "field"), UNREADABLE)
def test_a_value_that_cannot_be_read_is_kept_as_it_was(odd: Outcome, label: str, value: str, field: str) -> None:
    """A warning, and the literal on the document."""
    number = 200 + UNREADABLE.index((label, value, field))
    told = [(f.code, f.field, f.value, f.origin.line) for f in of_page(odd, number)]

    assert told == [(Code.NOT_UNDERSTOOD, field, value, 13)]
    assert said(odd.release).ask(
        f"ASK {{ <{BASE}doc/process/er-{number}> <{PPO}unmapped> {Literal(f'{label}: {value}')} }}"
    )


@pytest.mark.parametrize("value", MONEY)
def test_money_is_read_whatever_its_spaces(odd: Outcome, value: str) -> None:
    """Odd spaces change no amount."""
    process = f"<{BASE}id/process/er-{300 + MONEY.index(value)}>"
    lines = (odd.release.path / release.DATA).read_text("utf-8").splitlines()

    assert f'{process} <{PPO}totalCost> "15000"^^<{rdf.XSD}decimal> .' in lines


def test_control_characters_are_taken_out_and_told(odd: Outcome) -> None:
    """They would make the RDF/XML unreadable for everyone."""
    told = [f for f in odd.findings if f.code is Code.CONTROL_CHARACTER]

    assert [(f.record, f.origin.line, f.value) for f in told] == [("er-500", 5, "\\u0007 \\u200b \\u202e")]
    assert said(odd.release).ask(f"ASK {{ <{BASE}id/process/er-500> ?p 'Uno due tre'@it }}")


def test_a_script_in_a_title_is_a_title(odd: Outcome) -> None:
    """Markup is text; pages escape it."""
    assert said(odd.release).ask(f"ASK {{ <{BASE}id/process/er-501> ?p '<script>alert(1)</script>'@it }}")


def test_a_page_cut_in_a_label_keeps_what_came_before(odd: Outcome) -> None:
    """A warning; status is there, and the stump is kept."""
    assert [(f.code, f.value) for f in of_page(odd, 400)] == [(Code.CUT_PAGE, "Natura Proc")]
    assert said(odd.release).ask(f"ASK {{ <{BASE}id/process/er-400> <{PPO}status> ?s }}")
    assert said(odd.release).ask(f"ASK {{ <{BASE}doc/process/er-400> <{PPO}unmapped> 'Natura Proc' }}")


def test_a_reporter_who_is_a_person_is_nowhere(odd: Outcome) -> None:
    """Not in the data, not in the findings, not in any file of the release."""
    files = [p for p in odd.release.path.rglob("*") if p.is_file()]

    assert [p for p in files if PERSON.encode() in p.read_bytes()] == []
    told = json.loads((odd.release.path / release.FINDINGS).read_text("utf-8"))

    assert {finding["record"] for finding in told if finding["code"] == "PP0018"} == {"er-401"}


def test_a_source_that_is_not_there_is_a_plain_sentence(settings: Settings, model: Model, tmp_path: Path) -> None:
    """No traceback of a missing folder, and no empty release."""
    missing = replace(OSSERVATORIO, path=tmp_path / "nowhere")
    with pytest.raises(SettingsError, match="nowhere"):
        build(replace(settings, sources=(missing,)), model)

    assert not (settings.site / "current").exists()


def test_another_base_iri_names_all_data(settings: Settings, model: Model) -> None:
    """Vocabulary and concepts keep theirs."""
    made = build(replace(settings, base_iri="https://data.example.org/p/"), model).release
    text = (made.path / release.DATA).read_text("utf-8")

    assert "<https://data.example.org/p/id/process/er-65>" in text
    assert "<https://w3id.org/propar/id/process" not in text
    assert "<https://w3id.org/propar/voc/status/concluso>" in text


def test_a_process_of_another_region_is_in_no_place_of_this_one(settings: Settings, model: Model, folder: Path) -> None:
    """The banner of the register stands on its page too; names that the tables do not have are told, and kept."""
    (folder / "1928.txt").write_bytes((Path(__file__).parent / "sources" / "osservatorio" / "1928.txt").read_bytes())
    outcome = build(settings, model)
    own = [
        t
        for t in rdf.read((outcome.release.path / release.DATA).read_bytes(), rdf.N_TRIPLES)
        if "er-1928" in t.subject.value
    ]
    told = {(f.code, f.value) for f in outcome.findings if f.record == "er-1928" and f.severity is Severity.WARNING}

    assert not [t for t in own if "/id/place/" in str(t.object)]
    assert [t for t in own if t.object.value.endswith("/id/agent/comune-di-camaiore-lu")]
    assert [t for t in own if t.object.value.endswith("/italia/scheda-processo/1928")]
    assert {(Code.NOT_IN_REFERENCE, "Camaiore"), (Code.NOT_IN_LIST, "L.R. Toscana 46/2013")} <= told
    assert (Code.NOT_UNDERSTOOD, "L.R. 65/2014") in told
