"""The Osservatorio's reader: every line of every page is accounted for."""

from pathlib import Path

import pytest

from lod.errors import SettingsError
from lod.findings import Code, Finding, Severity
from lod.record import Record
from lod.sources import Rejected, osservatorio
from lod.sources.osservatorio import pages, rows, values
from lod.sources.osservatorio.labels import LABELS
from lod.sources.osservatorio.roles import Role
from tests.conftest import PAGES, ROOT, page_of

ALL_PAGES = sorted(PAGES.glob("*.txt"), key=lambda p: int(p.stem))
SAMPLE = ROOT / "data" / "sources" / "osservatorio"


def read(path: Path) -> tuple[dict[str, Record], list[Finding], list[Rejected]]:
    items = list(osservatorio.read(path, "er"))
    return (
        {i.key: i for i in items if isinstance(i, Record)},
        [i for i in items if isinstance(i, Finding)],
        [i for i in items if isinstance(i, Rejected)],
    )


def page(*body: str, badge: str = "", title: str = "Un processo") -> pages.Page:
    return pages.read(page_of(1, *body, badge=badge, title=title), "1.txt", "er", "1")


def said(record: Record) -> dict[str, list[str]]:
    return {name: [value.lexical for value in found] for name, found in record.fields.items()}


@pytest.mark.parametrize("path", ALL_PAGES, ids=lambda p: p.stem)
def test_every_line_of_a_page_is_accounted_for(path: Path) -> None:
    """A label, a group, furniture, or its text is in a value, in the unread, or told as elided: nothing is dropped."""
    text = path.read_text("utf-8")
    made = pages.read(text, path.name, "er", path.stem)
    received = "\n".join(v.received for found in made.record.fields.values() for v in found)
    told = {finding.origin.line for finding in made.findings}
    by_number = {line.number: line for line in made.lines}

    filled = [n for n, line in enumerate(text.split("\n"), 1) if line.strip()]
    assert sorted(by_number) == filled
    for line in made.lines:
        if line.role in (Role.VALUE, Role.TITLE, Role.SOURCE, Role.BADGE):
            names = [name.strip() for name in line.text.removeprefix("#source ").split(" / ")]
            is_said = all(name in received or name.partition(": ")[2] in received for name in names if name)
            assert is_said or line.number in told or line.role is Role.BADGE, line
        elif line.role is Role.LABEL:
            assert line.text in LABELS, line
        elif line.role is Role.UNKNOWN:
            assert line.text in {unread.text for unread in made.record.unread}
    assert not [line for line in made.lines if line.role is Role.UNKNOWN]


@pytest.mark.parametrize("path", ALL_PAGES, ids=lambda p: p.stem)
def test_a_label_has_values_or_is_told_as_not_captured(path: Path) -> None:
    """No label vanishes: each supplies a field, or stands among the not captured."""
    made = pages.read(path.read_text("utf-8"), path.name, "er", path.stem)
    supplied = {value.label for found in made.record.fields.values() for value in found}
    missing = {unread.label for unread in (*made.record.not_captured, *made.record.unread)}
    labels = {line.text for line in made.lines if line.role is Role.LABEL}

    assert labels - supplied - missing == set()


def test_pages_and_rows_of_the_sample_agree() -> None:
    """26 records, and not one difference to tell."""
    records, findings, rejected = read(SAMPLE)

    assert len(records) == 26
    assert rejected == []
    assert [f for f in findings if f.severity is not Severity.INFO] == []


def test_rows_alone_say_the_same_but_for_prose(tmp_path: Path) -> None:
    """The JSON rows hold all short values of the pages."""
    (tmp_path / "records.jsonl").write_bytes((SAMPLE / "records.jsonl").read_bytes())
    by_row, by_page = read(tmp_path)[0], read(PAGES)[0]
    prose = {label.field for label in LABELS.values() if label.is_prose} | {"isPrimaryTopicOf.wasDerivedFrom"}

    assert set(by_row) == set(by_page)
    for key, record in by_page.items():
        short = {name: found for name, found in said(record).items() if name not in prose}
        assert {name: found for name, found in said(by_row[key]).items() if name in short} | {} == {
            name: found for name, found in short.items() if name in said(by_row[key])
        }
        # what is elided on the page is elided in the row
        assert set(short) - set(said(by_row[key])) <= {"managedBy.prefLabel"}


@pytest.mark.parametrize(
    ("number", "field", "expected"),
    [
        ("1018", "spatial", ["Castello D'Argile", "Pieve Di Cento"]),
        ("1018", "professionalFigure", ["Mediatori (Esterni)"]),
        ("1181", "grantAmount", ["5600"]),
        ("1181", "cofundingPercent", ["30"]),
        ("1181", "temporal.startDate", ["2017-09-09"]),
        ("2945", "cofundingPercent", ["16.67"]),
        ("2569", "temporal.startDate", ["2023-01-25"]),
        ("2569", "participantCount", ["100"]),
        (
            "2936",
            "otherGuaranteeFunction",
            ["Individuazione e proposta di indicatori (di output e outcome) aggiuntivi per valutare il processi"],
        ),
        (
            "2976",
            "guaranteeFunction",
            [
                "Monitoraggio degli esiti del processo",
                "Supervisione del corretto svolgimento del processo",
                "Supervisione sull’imparzialità del conduttore del processo",
            ],
        ),
        ("303", "legalBasis", ["Lr 20/2000", "Lr 6/2005"]),
        ("303", "managedBy.address.postName", ["Piacenza"]),
        ("2205", "managedBy.address.postName", ["Vezzano Sul Crostolo"]),
        ("564", "managedBy.prefLabel", ["CIRF (Centro Italiano per la Riqualificazione Fluviale)"]),
        ("564", "temporal.endDate", ["2018-12-31"]),
        ("65", "temporal.endDate", ["2009"]),
        ("65", "participationIndexMax", ["30"]),
        ("65", "isPrimaryTopicOf.modified", ["2022-04-19"]),
        ("65", "isPrimaryTopicOf.wasDerivedFrom", ["https://www.osservatoriopartecipazione.it/scheda-processo/65"]),
        ("84", "managedBy.address.postName", ["Bologna"]),
        ("2240", "decisionHolder", ["Unione dei Comuni Valle del Reno, Lavino e Samoggia"]),
        ("2240", "managedBy.address.fullAddress", ["via Marconi, 70, Loc. Castelletto, 40053, Valsamoggia"]),
    ],
)
def test_values_of_real_pages(number: str, field: str, expected: list[str]) -> None:
    """Of all generations and both flattenings."""
    made = pages.read((PAGES / f"{number}.txt").read_text("utf-8"), "x", "er", number)

    assert said(made.record)[field] == expected


def test_a_page_reads_the_same_with_and_without_blank_lines() -> None:
    """Both flattenings."""
    for path in ALL_PAGES:
        text = path.read_text("utf-8")
        tight = "\n".join(line for line in text.split("\n") if line.strip())
        loose = "\r\n\r\n".join(line for line in text.split("\n") if line.strip())

        assert said(pages.read(text, "x", "er", "1").record) == said(pages.read(tight, "x", "er", "1").record)
        assert said(pages.read(text, "x", "er", "1").record) == said(
            pages.read(loose.replace("\r", ""), "x", "er", "1").record
        )


def test_a_topic_label_is_not_the_value_of_the_area_label() -> None:
    """A label after a label means that the first has no value."""
    made = page(
        "Caratteristiche",
        "Ambito di intervento",
        "Tematica specifica",
        "Tipo di partecipazione",
        "Partecipazione volontaria",
    )

    assert "policyArea" not in made.record.fields
    assert [u.label for u in made.record.not_captured] == ["Ambito di intervento", "Tematica specifica"]


@pytest.mark.parametrize(
    ("badge", "nature", "code"),
    [
        ("Certificato", "Processo certificato non finanziato", None),
        ("CertificatoFinanziato", "Processo certificato e finanziato", None),
        ("Certificato", "Processo certificato e finanziato", Code.BADGE_CONTRADICTS),
        ("CertificatoFinanziato", "Processo certificato non finanziato", Code.BADGE_CONTRADICTS),
        ("Certificato", "Processo non certificato", Code.BADGE_CONTRADICTS),
    ],
)
def test_the_badge_is_checked_against_the_nature(badge: str, nature: str, code: Code | None) -> None:
    """The nature counts; a contradiction is a warning on the badge's line."""
    made = page("Processo", "Natura Processo", nature, badge=badge)
    told = [(f.code, f.severity, f.origin.line) for f in made.findings]

    assert said(made.record)["nature"] == [nature]
    assert told == ([(code, Severity.WARNING, 9)] if code else [])


def test_a_badge_alone_gives_the_nature() -> None:
    """Where the label is missing."""
    assert said(page("Processo", badge="CertificatoFinanziato").record)["nature"] == [
        "Processo certificato e finanziato"
    ]


def test_an_unknown_label_and_its_value_are_told_and_kept() -> None:
    """Two lines, two findings, nothing swallowed by the label before."""
    made = page("Processo", "Stato di avanzamento", "Concluso", "Colore del logo", "Verde", "Durata (mesi)", "3")

    assert said(made.record)["status"] == ["Concluso"]
    assert said(made.record)["durationMonths"] == ["3"]
    assert [u.text for u in made.record.unread] == ["Colore del logo", "Verde"]
    assert [(f.code, f.value) for f in made.findings] == [
        (Code.UNKNOWN_LINE, "Colore del logo"),
        (Code.UNKNOWN_LINE, "Verde"),
    ]


def test_prose_takes_all_its_lines() -> None:
    """Until the next label; a label that was there before is text, and told."""
    made = page("Obiettivi e Risultati", "Obiettivi", "Uno", "due", "Obiettivi", "tre", "Risultati Attesi", "quattro")

    assert said(made.record)["objectives"] == ["Uno\ndue\nObiettivi\ntre"]
    assert said(made.record)["expectedResults"] == ["quattro"]
    assert [f.code for f in made.findings] == [Code.REPEATED_LABEL]


def test_a_list_of_municipalities_needs_no_map() -> None:
    """With the image, without it, without the label."""
    for body in (["Mappa", "media/x.jpg", "Bologna / Faenza"], ["Mappa", "Bologna / Faenza"], ["Bologna / Faenza"]):
        made = page("Territorio Interessato", *body)

        assert said(made.record)["spatial"] == ["Bologna", "Faenza"]
        assert [f for f in made.findings if f.severity is Severity.WARNING] == []


@pytest.mark.parametrize(
    "reporter", ["Osservatorio Partecipazione", "Redazione Osservatorio Partecipazione", "Comune di Faenza"]
)
def test_an_organisation_that_reports_stays(reporter: str) -> None:
    """It is no person."""
    assert said(page("Crediti", "Processo segnalato da", reporter).record)["isPrimaryTopicOf.reportedBy"] == [reporter]


def test_a_person_who_reports_is_dropped_and_not_repeated() -> None:
    """Neither in a field, nor in a finding, nor in what is kept of the page."""
    made = page("Crediti", "Processo segnalato da", "Maria Bianchi")
    everything = repr((made.record, made.findings))

    assert "Bianchi" not in everything
    assert [f.code for f in made.findings] == [Code.PERSONAL_DATA]


@pytest.mark.parametrize(
    ("form", "text", "expected"),
    [
        (values.money, "15.000,00 €", {"": "15000"}),
        (values.money, "1.234.567,89 €", {"": "1234567.89"}),
        (values.money, "0,50", {"": "0.5"}),
        (values.money, "14991", {"": "14991"}),
        (values.percent, "28,57", {"": "28.57"}),
        (values.percent, "30%", {"": "30"}),
        (values.percent, "15 %", {"": "15"}),
        (values.day, "09/09/2017", {"": "2017-09-09"}),
        (values.day, "29/02/2024", {"": "2024-02-29"}),
        (values.year, "2009", {"": "2009"}),
        (values.whole, "060", {"": "60"}),
        (values.index, "6 / 30", {"": "6", "Max": "30"}),
        (values.index, "6/30", {"": "6", "Max": "30"}),
        (
            values.address,
            "Piazza Cavalli, 2, 29121 Piacenza",
            {".fullAddress": "Piazza Cavalli, 2, 29121 Piacenza", ".postCode": "29121", ".postName": "Piacenza"},
        ),
        (
            values.address,
            "Piazza Roosevelt, n.7, 47841 Cattolica, RN, Italia",
            {
                ".fullAddress": "Piazza Roosevelt, n.7, 47841 Cattolica, RN, Italia",
                ".postCode": "47841",
                ".postName": "Cattolica",
            },
        ),
        (
            values.address,
            "via Roma 1, 43058 Sorbolo (PR)",
            {".fullAddress": "via Roma 1, 43058 Sorbolo (PR)", ".postCode": "43058", ".postName": "Sorbolo"},
        ),
        (values.address, "Piazza Saffi, 8, Forlì, FC, Italia", {".fullAddress": "Piazza Saffi, 8, Forlì, FC, Italia"}),
        (values.address, "via 12345 x 54321 y", {".fullAddress": "via 12345 x 54321 y"}),
    ],
)
def test_a_form_reads_its_values(form: values.Form, text: str, expected: dict[str, str]) -> None:
    """Into the canonical form."""
    assert form(text) == expected


@pytest.mark.parametrize(
    ("form", "text"),
    [
        *[
            (values.money, t)
            for t in ("", "15.00,00 €", "1,234.50", "€ 15", "-5", "1e9", "٣", "15.000,000", "9" * 3000)
        ],
        *[(values.percent, t) for t in ("", "1000%", "-1", "28.57", "tanto")],
        *[(values.day, t) for t in ("", "13/25/2020", "30/02/2020", "2020-01-01", "1/1/20", "00/01/2020")],
        *[(values.year, t) for t in ("", "209", "20099", "1899", "２００９", "2_009", " 2009")],
        *[(values.whole, t) for t in ("", "-1", "1.0", "3,5", "1_0", "９", "9" * 6000)],
        *[(values.index, t) for t in ("", "6", "6 su 30", "6 / 30 / 2", "-1 / 30")],
    ],
)
def test_a_form_refuses_what_it_cannot_read(form: values.Form, text: str) -> None:
    """It never guesses."""
    with pytest.raises(ValueError):  # noqa: PT011  # every form says something else
        form(text)


@pytest.mark.parametrize("text", ["0", "000", "-1", "1.5", "", " 1", "１", "1" * 12, None, True, [], 1.5])
def test_a_number_of_a_record_is_a_plain_number(text: object) -> None:
    """Anything else would be another IRI, or none."""
    assert rows.number_of(text) is None


def test_leading_zeros_are_no_part_of_a_number() -> None:
    """065 is 65."""
    assert (rows.number_of("065"), rows.number_of(65)) == ("65", "65")


def test_unknown_keys_of_a_row_are_told_and_kept(tmp_path: Path) -> None:
    """With line and key."""
    (tmp_path / "r.jsonl").write_text('{"id": "1", "title": "x", "Colore": "verde", "Link": ["a"]}\n', "utf-8")
    records, findings, _ = read(tmp_path)

    assert [(u.label, u.text) for u in records["er-1"].unread] == [("Colore", "verde"), ("Link", '["a"]')]
    assert {(f.code, f.field, f.origin.line) for f in findings} == {
        (Code.UNKNOWN_LINE, "Colore", 1),
        (Code.UNKNOWN_LINE, "Link", 1),
    }


def test_a_row_that_differs_from_its_page_is_told(tmp_path: Path) -> None:
    """The page counts; both values are in the finding."""
    (tmp_path / "1.txt").write_text(page_of(1, "Processo", "Stato di avanzamento", "Concluso"), "utf-8")
    (tmp_path / "r.jsonl").write_text(
        '{"id": "1", "title": "Un processo", "Stato di avanzamento": "Progetto", "Logo": "l.png"}\n', "utf-8"
    )
    records, findings, _ = read(tmp_path)
    told = [(f.field, f.value, f.expected) for f in findings if f.code is Code.SOURCES_DIFFER]

    assert said(records["er-1"])["status"] == ["Concluso"]
    assert told == [("status", "Progetto", "Concluso"), ("logo", "l.png", "")]


def test_a_byte_order_mark_and_windows_line_ends_are_no_trouble(tmp_path: Path) -> None:
    """As editors on Windows write them."""
    text = (PAGES / "84.txt").read_text("utf-8")
    (tmp_path / "84.txt").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    records, findings, _ = read(tmp_path)

    assert said(records["er-84"]) == said(pages.read(text, "84.txt", "er", "84").record)
    assert [f for f in findings if f.severity is not Severity.INFO] == []


def test_files_that_are_no_source_are_left_alone(tmp_path: Path) -> None:
    """A folder named like a page, a link that leads nowhere, a picture."""
    (tmp_path / "1.txt").mkdir()
    (tmp_path / "2.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "logo.png").write_bytes(b"\x89PNG")
    with pytest.raises(SettingsError, match="no page"):
        read(tmp_path)


def test_a_path_that_is_not_there_is_said() -> None:
    """With its name."""
    with pytest.raises(SettingsError, match="no/such/path"):
        list(osservatorio.read(Path("no/such/path"), "er"))


def test_a_huge_row_leaves_its_neighbours_unharmed(tmp_path: Path) -> None:
    """It is kept verbatim, as a page of its size would be."""
    (tmp_path / "r.jsonl").write_bytes(
        b'{"id": "1", "title": "a"}\n{"id": "2", "title": "' + b"x" * 3_000_000 + b'"}\n{"id": "3", "title": "c"}\n'
    )
    records, _, rejected = read(tmp_path)

    assert set(records) == {"er-1", "er-3"}
    assert [(r.finding.code, r.finding.origin.line) for r in rejected] == [(Code.TOO_LONG, 2)]
    assert rejected[0].raw == b'{"id": "2", "title": "' + b"x" * 3_000_000 + b'"}\n'


def test_a_row_larger_than_any_page_is_not_said_to_be_kept(tmp_path: Path) -> None:
    """What is done is what the finding says."""
    (tmp_path / "r.jsonl").write_bytes(
        b'{"id": "1", "title": "a"}\n' + b"x" * 45_000_000 + b'\n{"id": "3", "title": "c"}\n'
    )
    records, _, rejected = read(tmp_path)

    assert set(records) == {"er-1", "er-3"}
    assert [(r.raw, r.finding.action) for r in rejected] == [(b"", "left out; it stays in the source only")]


def test_what_a_row_says_under_an_unknown_key_is_told_though_its_page_counts(tmp_path: Path) -> None:
    """Nothing is dropped silently: a column that only the rows have, a date that cannot be read."""
    (tmp_path / "1.txt").write_text(page_of(1), "utf-8")
    row = '{"id": "1", "title": "Un processo", "Popolazione": "1200", "Durata (mesi)": "molti", "Logo": ["a"]}\n'
    (tmp_path / "r.jsonl").write_text(row, "utf-8")
    _, findings, _ = read(tmp_path)
    told = {(f.field, f.value, f.action) for f in findings if f.origin.file == "r.jsonl"}

    assert told == {
        ("Popolazione", "1200", "told only: the page counts"),
        ("durationMonths", "molti", "told only: the page counts"),
        ("Logo", '["a"]', "told only: the page counts"),
    }
    assert not any("kept" in f.sentence for f in findings if f.origin.file == "r.jsonl")


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig", "utf-16", "utf-8"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_page_is_read_in_the_encoding_that_it_has(tmp_path: Path, encoding: str, line_end: str) -> None:
    """What is not UTF-8 is told; the words are the same."""
    text = page_of(90, "Obiettivi e Risultati", "Obiettivi", "Perché la città\u00a0è di tutti", title="Società e città")
    (tmp_path / "90.txt").write_bytes(text.replace("\n", line_end).encode(encoding))
    records, findings, _ = read(tmp_path)
    record = records["er-90"]
    told = [finding for finding in findings if finding.code is Code.OTHER_ENCODING]

    assert record.fields["title"][0].lexical == "Società e città"
    assert record.fields["objectives"][0].lexical == "Perché la città è di tutti"
    assert len(told) == (0 if encoding.startswith("utf-8") else 1)
    assert all(finding.record == "er-90" for finding in told)


ELSEWHERE = ROOT / "tests" / "sources" / "osservatorio" / "1928.txt"


def test_a_process_of_another_region_keeps_its_address_and_its_names(tmp_path: Path) -> None:
    """No nature, no badge; the banner of the site says nothing of the process."""
    (tmp_path / "1928.txt").write_bytes(ELSEWHERE.read_bytes())
    records, findings, rejected = read(tmp_path)
    found = said(records["er-1928"])

    assert found["isPrimaryTopicOf.wasDerivedFrom"] == [
        "https://www.osservatoriopartecipazione.it/italia/scheda-processo/1928"
    ]
    assert found["decisionHolder"] == ["Comune di Camaiore (LU)", "Comune di Viareggio (LU)"]
    assert found["spatial"] == ["Camaiore", "Viareggio"]
    assert "nature" not in found
    assert "Emilia" not in repr(records["er-1928"].fields)
    assert rejected == []
    assert [f.code for f in findings if f.severity is not Severity.INFO] == [Code.NOT_UNDERSTOOD]


@pytest.mark.parametrize(
    "law", ["L.R. 15/2018", "LR 15/2018", "Lr 15/2018", "l.r. n. 15/2018", "L.R. 22 ottobre 2018 n. 15"]
)
def test_a_regional_law_is_not_taken_for_that_of_another_region(law: str) -> None:
    """Number and year are no name across regions: here it is the region's own, elsewhere it is kept and told."""
    here = page_of(1, "Caratteristiche", "Legge di riferimento", f"{law}; D.lgs. 50/2016")
    elsewhere = here.replace("/scheda-processo/", "/italia/scheda-processo/")
    at_home, abroad = (pages.read(text, "1.txt", "er", "1") for text in (here, elsewhere))

    assert said(at_home.record)["legalBasis"] == [law, "D.lgs. 50/2016"]
    assert said(abroad.record)["legalBasis"] == ["D.lgs. 50/2016"]
    assert [(u.label, u.text) for u in abroad.record.unread] == [("Legge di riferimento", law)]
    assert [(f.code, f.value) for f in abroad.findings] == [(Code.NOT_UNDERSTOOD, law)]


def test_a_row_of_another_region_is_read_like_its_page(tmp_path: Path) -> None:
    """Its address says so, wherever it stands in the row."""
    row = '{"id": "1", "title": "x", "Legge di riferimento": "LR 15/2018", "url": "https://a.it/italia/scheda-processo/1"}'
    (tmp_path / "r.jsonl").write_text(row + "\n", "utf-8")
    records, findings, _ = read(tmp_path)

    assert "legalBasis" not in records["er-1"].fields
    assert [f.code for f in findings] == [Code.NOT_UNDERSTOOD]
