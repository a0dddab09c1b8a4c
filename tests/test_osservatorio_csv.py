"""The reader of the Osservatorio's own export: every named defect, each cell accounted for, no person let through."""

import csv
import io
import json
import random
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from lod.errors import SettingsError
from lod.findings import Code, Finding, Severity
from lod.record import Record
from lod.sources.base import Dropped, Rejected
from lod.sources.osservatorio_csv import coverage, read
from lod.sources.osservatorio_csv.export import BLANK

SAMPLES = Path(__file__).parent / "sources" / "osservatorio_csv"
WHOLE = ("clean", "windows-1252", "mixed-encodings", "values", "broken.intended")
PERSONS = (
    "mrossi",
    "1042",
    "anna_b82",
    "Maria Verdi",
    "mverdi",
    "Giulia Neri",
    "gneri",
    "Luca Bianchi",
    "luca.bianchi",
)


class Result:
    """What a file gives."""

    def __init__(self, path: Path) -> None:
        self.items = list(read(path, "er"))
        self.records = {i.key: i for i in self.items if isinstance(i, Record)}
        self.findings = [i for i in self.items if isinstance(i, Finding)]
        self.rejected = [i for i in self.items if isinstance(i, Rejected)]
        self.dropped = [i for i in self.items if isinstance(i, Dropped)]

    def told(self, code: Code, key: str = "") -> list[Finding]:
        return [f for f in self.findings if f.code is code and key in ("", f.record)]


def sample(name: str) -> Result:
    return Result(SAMPLES / f"{name}.csv")


def line(cells: Iterable[str]) -> str:
    return ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)


def table(folder: Path, *rows: Iterable[str]) -> Result:
    """What an export of these rows gives; the first is the header."""
    (folder / "x.csv").write_text("\n".join(map(line, rows)) + "\n", "utf-8", newline="")
    return Result(folder / "x.csv")


def text(folder: Path, content: bytes) -> Result:
    (folder / "x.csv").write_bytes(content)
    return Result(folder / "x.csv")


def one(folder: Path, column: str, cell: str) -> Result:
    """What one cell under one column gives."""
    return table(folder, ("Id", "Titolo", column), ("1", "Uno", cell))


def said(record: Record) -> dict[str, list[str]]:
    return {name: [value.lexical for value in values] for name, values in record.fields.items()}


def rows_of(name: str) -> list[dict[tuple[str, int], str]]:
    """The cells of a sample that is whole, read by the csv module; a column that stands twice counts its places."""
    raw = (SAMPLES / f"{name}.csv").read_bytes()
    lines = []
    for one_line in raw.split(b"\n"):
        try:
            lines.append(one_line.decode("utf-8"))
        except UnicodeDecodeError:
            lines.append(one_line.decode("cp1252"))
    head, *rows = list(csv.reader(io.StringIO("\n".join(lines), newline=""), strict=True))
    seen: Counter[str] = Counter()
    names = []
    for column in head:
        seen[column] += 1
        names.append((column, seen[column]))
    return [dict(zip(names, row, strict=True)) for row in rows]


def test_a_row_without_a_defect_is_read_whole() -> None:
    """Every column that has a field gives it, in its canonical form."""
    record = sample("clean").records["er-101"]

    assert said(record) == {
        "identifier": ["er:101"],
        "title": ["Il parco che vogliamo"],
        "isPrimaryTopicOf.wasDerivedFrom": ["https://www.osservatoriopartecipazione.it/scheda-processo/101"],
        "nature": ["Processo certificato e finanziato"],
        "status": ["Concluso"],
        "earthquakeArea": ["No"],
        "territoryNote": ["Provincia: Piacenza", "Regione: Emilia-Romagna", "Regione: Emilia-Romagna"],
        "spatial": ["Bettola (Piacenza)", "Bettola (Piacenza)"],
        "startYear": ["2018"],
        "temporal.startDate": ["2018-01-15"],
        "temporal.endDate": ["2018-06-30"],
        "durationMonths": ["6"],
        "affectedPopulation": ["2800"],
        "participantCount": ["120"],
        "totalCost": ["15000"],
        "cofundingPercent": ["16.67"],
        "decisionHolder": ["Comune di Bettola"],
        "policyArea": ["Ambiente"],
        "objectives": ["Coinvolgere gli abitanti nel disegno del parco."],
        "inclusionMethods": ["Inviti a casa, incontri nelle frazioni."],
        "steeringCommittee": ["Il comitato ha seguito il percorso."],
        "femalePresence": ["Sì"],
        "genderPrevalence": ["Nessuna prevalenza"],
        "coDecision": ["No"],
        "participationLevel": ["CONSULTAZIONE"],
        "participationIndex": ["12"],
        "participationIndexMax": ["30"],
        "certified": ["Sì", "Sì"],
        "isPrimaryTopicOf.reportedBy": ["Osservatorio Partecipazione"],
        "isPrimaryTopicOf.modified": ["2019-04-19"],
    }


@pytest.mark.parametrize("name", ["windows-1252", "mixed-encodings"])
def test_any_encoding_says_the_same(name: str) -> None:
    """A whole file in Windows-1252, or rows of it, told once at the first line."""
    found, clean = sample(name), sample("clean")

    assert {key: said(found.records[key]) for key in clean.records} == {
        key: said(record) for key, record in clean.records.items()
    }
    assert len(found.told(Code.OTHER_ENCODING)) == 1


def test_a_value_keeps_its_line_and_how_it_was_written() -> None:
    """Also in a row after a cell of two lines."""
    value = sample("clean").records["er-103"].fields["totalCost"][0]
    written = sample("clean").records["er-101"].fields["totalCost"][0]

    assert (value.line, value.label) == (5, "Costo complessivo del processo")
    assert (written.lexical, written.text) == ("15000", "15.000,00 €")


@pytest.mark.parametrize(
    ("column", "cell", "field", "lexical", "other"),
    [
        ("Popolazione Impattata", "1200", "affectedPopulation", "1200", ""),
        ("Popolazione Impattata", "1.200", "affectedPopulation", "1200", "1.2"),
        ("Popolazione Impattata", "1,200", "affectedPopulation", "1200", "1.2"),
        ("Popolazione Impattata", "1k", "affectedPopulation", "1000", ""),
        ("Popolazione Impattata", "1,5 K", "affectedPopulation", "1500", ""),
        ("Popolazione Impattata", "1.200.000", "affectedPopulation", "1200000", ""),
        ("Popolazione Impattata", "12 500", "affectedPopulation", "12500", ""),
        ("Costo complessivo del processo", "15.000,50 €", "totalCost", "15000.5", ""),
        ("Costo complessivo del processo", "15,000.50", "totalCost", "15000.5", ""),
        ("Costo complessivo del processo", "15000.5", "totalCost", "15000.5", ""),
        ("Costo complessivo del processo", "€ 15.000", "totalCost", "15000", "15"),
        ("Costo complessivo del processo", "0.500", "totalCost", "0.5", ""),
        ("Percentuale Cofinanziamento", "16.667", "cofundingPercent", "16.667", ""),
        ("Percentuale Cofinanziamento", "30%", "cofundingPercent", "30", ""),
        ("Percentuale Cofinanziamento", "0,25", "cofundingPercent", "0.25", "25"),
        ("Percentuale Cofinanziamento", "0,25 %", "cofundingPercent", "0.25", ""),
        ("Data inizio del processo", "2020-02-01", "temporal.startDate", "2020-02-01", ""),
        ("Data inizio del processo", "01/02/2020", "temporal.startDate", "2020-02-01", "2020-01-02"),
        ("Data inizio del processo", "02/02/2020", "temporal.startDate", "2020-02-02", ""),
        ("Data inizio del processo", "13.02.2020", "temporal.startDate", "2020-02-13", ""),
        ("Data inizio del processo", "02/13/2020", "temporal.startDate", "2020-02-13", "no day of the calendar"),
        ("Data inizio del processo", "13/02/2020 00:00:00", "temporal.startDate", "2020-02-13", ""),
        ("Data inizio del processo", "2020-02-01T00:00:00Z", "temporal.startDate", "2020-02-01", ""),
        ("Data inizio del processo", "1 Febbraio 2020", "temporal.startDate", "2020-02-01", ""),
        ("Data inizio del processo", "2020", "temporal.startDate", "2020", ""),
        ("Indice di partecipazione", "6", "participationIndex", "6", ""),
        ("Anno di avvio", "2018", "startYear", "2018", ""),
        ("PROCESSO IN ZONE TERREMOTATE", "sì", "earthquakeArea", "sì", ""),
        ("Processo in zone terremotate", "NON E' PREVISTO", "earthquakeArea", "Non è previsto", ""),
        ("Comitato di pilotaggio", "si", "steeringCommitteeFormed", "si", ""),
        ("Comitato di pilotaggio", "Tre persone.", "steeringCommittee", "Tre persone.", ""),
        ("Segnalato da persona", "Comune di Bettola", "isPrimaryTopicOf.reportedBy", "Comune di Bettola", ""),
    ],
)
def test_a_value_is_read_and_its_other_reading_told(  # a row of the table is one way of writing
    tmp_path: Path, column: str, cell: str, field: str, lexical: str, other: str
) -> None:
    """Which reading was taken, and what the other would be; nothing where there is only one."""
    found = one(tmp_path, column, cell)
    told = [f.message for f in found.told(Code.TWO_READINGS, "er-1")]

    assert said(found.records["er-1"])[field] == [lexical]
    assert told == ([f"read as {lexical}; the other reading would be {other}"] if other else [])


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("Popolazione Impattata", "1.200k"),
        ("Popolazione Impattata", "12,5"),
        ("Popolazione Impattata", "circa mille"),
        ("Popolazione Impattata", "１２００"),
        ("Popolazione Impattata", "-5"),
        ("Costo complessivo del processo", "15.0.0"),
        ("Costo complessivo del processo", "9" * 6000),
        ("Percentuale Cofinanziamento", "un terzo"),
        ("Data inizio del processo", "31/02/2020"),
        ("Data inizio del processo", "01/02/20"),
        ("Data inizio del processo", "43862"),
        ("Data inizio del processo", "10/03/2020 15:30"),
        ("Anno di avvio", "2.018"),
        ("Titolari della decisione", "Unione; " + "x" * 2000),
    ],
)
def test_a_value_that_cannot_be_read_is_kept_as_it_is(tmp_path: Path, column: str, cell: str) -> None:
    """Never a guess: unread, with a warning that names the line."""
    found = one(tmp_path, column, cell)

    assert [(u.label, u.text) for u in found.records["er-1"].unread] == [(column, cell)]
    assert [f.origin.line for f in found.told(Code.NOT_UNDERSTOOD)] == [2]


@pytest.mark.parametrize("word", ["null", "NULL", "n.d.", "-", "(null)"])
def test_a_word_that_means_no_value_is_counted(tmp_path: Path, word: str) -> None:
    """Neither a value nor unread: dropped, with its reason."""
    found = one(tmp_path, "Obiettivi", word)

    assert "objectives" not in found.records["er-1"].fields
    assert found.dropped == [Dropped("x.csv", "Obiettivi", "a word that means no value", 1)]


@pytest.mark.parametrize(
    ("column", "field", "taken"),
    [
        ("Modalità di inclusione", "", "no value"),
        ("Popolazione Impattata", "", "no value"),
        ("Codecisione", "coDecision", "the answer"),
        ("Comitato di pilotaggio", "steeringCommitteeFormed", "the answer"),
    ],
)
def test_no_is_an_answer_or_no_value_and_told(tmp_path: Path, column: str, field: str, taken: str) -> None:
    """An answer only where the field has answers; the other reading is told once a column."""
    found = one(tmp_path, column, "no")
    told = found.told(Code.TWO_READINGS)

    assert (field in found.records["er-1"].fields) == bool(field)
    assert [(f.field, f"taken for {taken};" in f.message) for f in told] == [(column, True)]


def test_several_values_in_one_cell_are_told_apart() -> None:
    """Whatever stands between them; the province goes with each municipality."""
    fields = said(sample("values").records["er-213"])

    assert fields["spatial"] == ["Bettola (Piacenza)", "Bobbio (Piacenza)", "Alseno (Piacenza)"]
    assert fields["decisionHolder"] == ["Comune di Bettola", "Comune di Bobbio"]
    assert fields["policyArea"] == ["Ambiente", "Welfare"]


def test_an_empty_member_of_a_list_is_no_name(tmp_path: Path) -> None:
    """Two marks in a row, or one at the end."""
    found = one(tmp_path, "Titolari della decisione", "Comune di Bettola;; Unione Montana / ")

    assert said(found.records["er-1"])["decisionHolder"] == ["Comune di Bettola", "Unione Montana"]


def test_two_provinces_go_with_no_municipality(tmp_path: Path) -> None:
    """Which belongs to which cannot be known."""
    found = table(tmp_path, ("Id", "Titolo", "Provincia", "Comune"), ("1", "Uno", "PR, RE", "Bettola, Bobbio"))

    assert said(found.records["er-1"])["spatial"] == ["Bettola", "Bobbio"]


def test_columns_of_one_name_are_both_read() -> None:
    """What they say alike is one thing; where they differ both are kept, and told."""
    found = sample("values")

    assert said(found.records["er-214"])["spatial"] == ["Bettola (Piacenza)", "Bobbio (Piacenza)"]
    assert [(f.field, f.value) for f in found.told(Code.COLUMNS_DIFFER)] == [
        ("Comune", "Bettola ≠ Bobbio"),
        ("Certificati", "Sì ≠ No"),
    ]


def test_the_number_comes_from_its_column_or_an_address() -> None:
    """Any path of the record's page; a title gives none."""
    found = sample("values")

    assert said(found.records["er-217"])["identifier"] == ["er:217"]
    assert [(r.finding.code, r.finding.origin.line) for r in found.rejected if not r.finding.record] == [
        (Code.NO_NUMBER, 20)
    ]


def test_every_record_names_its_page() -> None:
    """So that the same process in two sources can be found."""
    pages = {
        key: said(r)["isPrimaryTopicOf.wasDerivedFrom"] for key, r in sample("values").records.items() if key != "er-x"
    }

    assert pages == {
        key: [f"https://www.osservatoriopartecipazione.it/scheda-processo/{key.removeprefix('er-')}"] for key in pages
    }


def test_an_address_that_contradicts_the_number_is_kept_and_told() -> None:
    """The number counts."""
    found = sample("values")

    assert [u.label for u in found.records["er-218"].unread] == ["Link"]
    assert "record 999" in found.told(Code.TWO_READINGS, "er-218")[0].message


def test_a_second_row_of_a_number_is_rejected() -> None:
    """The first counts; the second is kept, with its line."""
    rejected = [r for r in sample("values").rejected if r.finding.record == "er-201"]

    assert [(r.finding.code, r.finding.origin.line) for r in rejected] == [(Code.SAME_NUMBER, 21)]
    assert "Lo stesso numero un'altra volta" in rejected[0].raw.decode()


def test_a_second_number_column_is_kept_and_told(tmp_path: Path) -> None:
    """The first names the record."""
    found = table(tmp_path, ("Id", "Codice", "Titolo"), ("1", "2", "Uno"), ("3", "3", "Tre"), ("4", "PP-4", "Quattro"))

    assert [(u.label, u.text) for r in found.records.values() for u in r.unread] == [
        ("Codice", "2"),
        ("Codice", "PP-4"),
    ]
    assert [f.code for f in found.findings if f.record] == [Code.TWO_READINGS, Code.NOT_UNDERSTOOD]


def test_a_row_with_a_broken_quote_is_read_as_it_was_meant() -> None:
    """Never closed, not doubled, never opened, over two lines; its neighbours too; each told with its line."""
    found, intended = sample("broken"), sample("broken.intended")

    assert {key: said(r) for key, r in found.records.items()} == {key: said(r) for key, r in intended.records.items()}
    assert [f.origin.line for f in found.told(Code.MENDED_ROW)] == [3, 4, 5, 7, 8]


def test_a_row_that_cannot_be_read_is_rejected_alone() -> None:
    """Too short, too long, beyond repair: each kept, with its line."""
    found = sample("broken")

    assert [(r.finding.code, r.finding.origin.line) for r in found.rejected] == [
        (Code.NOT_A_ROW, 10),
        (Code.NOT_A_ROW, 11),
        (Code.NOT_A_ROW, 12),
    ]
    assert all(title in raw.decode() for title, raw in zip(
        ("Troppo corta", "Troppo lunga", "Non si può dividere"), (r.raw for r in found.rejected), strict=True
    ))  # fmt: skip


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ('"1","Uno, "2018","mrossi""', "a cell lost its quote, and the last one has one too many"),
        ('"1",Uno, due","2018","mrossi"', "the year is where the persons are, or the other way round"),
        ('"1","Uno","mrossi,"2018","', "the cells have moved: the year is no year"),
    ],
)
def test_a_row_whose_cells_may_have_moved_lets_no_person_through(tmp_path: Path, row: str, why: str) -> None:
    """Mended right, or rejected with the person withheld."""
    found = text(tmp_path, ('"Id","Titolo","Anno di avvio","Utente creazione"\n' + row + "\n").encode())

    assert "mrossi" not in repr(found.items), why


def test_a_row_that_is_split_but_makes_no_sense_is_rejected(tmp_path: Path) -> None:
    """As wide as the header, and a text where the year should be."""
    found = text(tmp_path, b'"Id","Titolo","Anno di avvio"\n"1","Uno "due"","tre"\n"2","Due "due"","2018"\n')

    assert (list(found.records), [r.finding.origin.line for r in found.rejected]) == (["er-2"], [2])


def test_a_broken_row_without_columns_of_persons_is_kept_to_the_letter(tmp_path: Path) -> None:
    """In its own encoding too."""
    row = b'"1","Qualit\xe0 "a","b","c","d""\n'
    found = text(tmp_path, b'"Id","Titolo","Obiettivi"\n' + row + b'"2","Due",""\n')

    assert (list(found.records), [r.raw for r in found.rejected]) == (["er-2"], [row])


def test_a_word_for_no_value_is_no_address_and_no_number(tmp_path: Path) -> None:
    """In columns that are there for these, and in one that nobody knows."""
    found = table(tmp_path, ("Id", "Codice", "Titolo", "Link", "Boh"), ("1", "null", "Uno", "null", "null"))

    assert found.records["er-1"].unread == ()
    assert {d.label: d.values for d in found.dropped} == {"Codice": 1, "Link": 1, "Boh": 1}


PROSE = (
    'Il "patto" del quartiere',
    'Un testo "tra virgolette", con virgole',
    '"Inizia" con virgolette',
    'a "," b',
    'due\nrighe, "e" tre',
    'elenco: "a","b" e "c"',
    "Città, quartiere, casa",
)


def damaged(dice: random.Random, cells: list[str]) -> str:
    """*cells* as a row in which one quote is missing, or none is doubled, or both."""
    parts = [line([cell]) for cell in cells]
    place = dice.randrange(1, len(cells))
    kind = dice.randrange(4)
    if kind in (1, 3):
        parts = [f'"{cell}"' for cell in cells]
    if kind in (0, 3):
        parts[place] = parts[place][:-1]
    if kind == 2:
        parts[place] = parts[place][1:]
    return ",".join(parts)


@pytest.mark.parametrize("seed", range(120))
def test_a_mended_row_says_what_was_meant(tmp_path: Path, seed: int) -> None:
    """Or it is rejected; its neighbours are read, and its persons leave the reader in no case."""
    dice = random.Random(seed)  # noqa: S311  # no secret
    head, first, *_ = csv.reader(io.StringIO((SAMPLES / "clean.csv").read_text("utf-8"), newline=""), strict=True)
    cells = ["500", dice.choice(PROSE).replace("\n", " "), *first[2:]]
    cells[head.index("Obiettivi")] = dice.choice(PROSE)
    for place in (place for place, name in enumerate(head) if name.startswith("Utente")):
        cells[place] = "segretissimo"
    meant = said(table(tmp_path, head, cells).records["er-500"])
    rows = (line(head), line(["499", *first[1:]]), damaged(dice, cells), line(["501", *first[1:]]))
    found = text(tmp_path, ("\n".join(rows) + "\n").encode())

    assert {"er-499", "er-501"} <= found.records.keys()
    assert "er-500" not in found.records or said(found.records["er-500"]) == meant
    assert "segretissimo" not in repr(found.items)


def test_rows_that_are_all_empty_are_passed_over(tmp_path: Path) -> None:
    """Told once, with their count."""
    found = table(tmp_path, ("Id", "Titolo"), ("", ""), ("1", "Uno"), ("", ""))

    assert (list(found.records), found.rejected) == (["er-1"], [])
    assert [f.message for f in found.told(Code.EMPTY_ROWS)] == ["2 rows without any value"]


@pytest.mark.parametrize("name", ["clean", "windows-1252", "mixed-encodings", "values", "broken", "broken.intended"])
def test_no_person_leaves_the_reader(name: str) -> None:
    """Neither in records nor in findings, nor in what is kept of rejected rows and of records that will be."""
    given = repr(sample(name).items)

    assert [person for person in PERSONS if person in given] == []


def test_persons_are_dropped_with_a_count_a_column() -> None:
    """Users under both columns of their name, and reporters who are no organisation; told once each."""
    found = sample("clean")
    dropped = {d.label: d.values for d in found.dropped if d.reason == "personal data"}

    assert dropped == {
        "Utente creazione": 4,
        "Utente creazione (2)": 4,
        "Utente modifica": 4,
        "Utente modifica (2)": 4,
        "Segnalato da persona": 1,
    }
    assert {f.field for f in found.told(Code.PERSONAL_DATA)} == set(dropped)


def test_both_names_of_the_staff_are_an_organisation() -> None:
    """Under the column of persons as well."""
    found, clean = sample("values"), sample("clean")

    assert said(found.records["er-215"])["isPrimaryTopicOf.reportedBy"] == ["Redazione Osservatorio Partecipazione"]
    assert said(clean.records["er-102"])["isPrimaryTopicOf.reportedBy"] == ["Osservatorio Partecipazione"]


def test_a_column_of_a_person_that_nobody_foresaw_is_dropped(tmp_path: Path) -> None:
    """Its name says so."""
    found = one(tmp_path, "E-mail referente", "anna@esempio.example")

    assert "anna@" not in repr(found.items)
    assert found.dropped == [Dropped("x.csv", "E-mail referente", "personal data", 1)]


def test_what_is_kept_of_a_rejected_row_is_the_row_without_persons() -> None:
    """Cell by cell where it can be split; where it cannot, what is sure."""
    short, _, lost = (r.raw.decode() for r in sample("broken").rejected)
    cells = next(csv.reader([short], strict=True))

    assert (len(cells), cells[0], [c for c in cells if c == BLANK]) == (33, "308", [BLANK, BLANK])
    assert lost.startswith('"310","Non si può dividere",[[')


@pytest.mark.parametrize("name", WHOLE)
def test_every_cell_is_accounted_for(name: str) -> None:
    """Read, unread, null, dropped and rejected are all cells that are not empty, column by column."""
    counted = Counter(
        column if place == 1 else f"{column} ({place})"
        for row in rows_of(name)
        for (column, place), cell in row.items()
        if cell.strip()
    )
    uses = coverage(SAMPLES / f"{name}.csv")

    assert {use.column: use.filled for use in uses if use.filled} == counted
    assert sum(use.said for use in uses) > sum(use.rejected + use.unread for use in uses)


def test_every_readable_cell_of_a_broken_file_is_accounted_for() -> None:
    """As many as in the rows that were meant."""
    broken, intended = (coverage(SAMPLES / f"{name}.csv") for name in ("broken", "broken.intended"))

    assert broken == intended


def test_most_cells_of_the_samples_are_empty() -> None:
    """As in the real export, of which 61 % are."""
    cells = [cell for name in WHOLE for row in rows_of(name) for cell in row.values()]

    assert sum(not cell for cell in cells) / len(cells) > 0.6


def test_a_formula_stays_a_text_and_is_told() -> None:
    """A number with its sign is none."""
    found = sample("values")

    assert said(found.records["er-221"])["objectives"] == ["=cmd|' /C calc'!A0"]
    assert [f.field for f in found.told(Code.COMMAND)] == ["Obiettivi"]


def test_nul_characters_are_taken_out_and_told(tmp_path: Path) -> None:
    """The neighbours are as they were."""
    found = text(tmp_path, b'"Id","Titolo"\n"1","U\x00no"\n"2","Due"\n' + b'"3","Tre"\n' * 1)

    assert [said(r)["title"] for r in found.records.values()] == [["Uno"], ["Due"], ["Tre"]]
    assert [(f.origin.line, f.value) for f in found.told(Code.CONTROL_CHARACTER)] == [(2, "\\u0000")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", Code.EMPTY_FILE),
        (b" \n\n", Code.EMPTY_FILE),
        (b"\xef\xbb\xbf", Code.EMPTY_FILE),
        (b"\x89PNG\r\n\x1a\n" + bytes(5000), Code.NOT_TEXT),
        (b'"1","Un titolo","2018"\n"2","Un altro","2019"\n', Code.NO_NUMBER),
        (b'"Titolo","Utente creazione"\n"Uno","mrossi"\n', Code.NO_NUMBER),
        (b'"Id,Titolo\n"1","Uno"\n', Code.NOT_TEXT),
        (b",".join(b'"c%d"' % n for n in range(1_000_000)) + b'\n"1","Uno"\n', Code.NOT_TEXT),
    ],
    ids=["empty", "blank", "mark only", "binary", "no header", "no number", "broken header", "a million columns"],
)
def test_a_file_that_is_no_export_is_one_finding(tmp_path: Path, content: bytes, code: Code) -> None:
    """Nothing is read, nothing of it is kept, nothing breaks."""
    found = text(tmp_path, content)

    assert [r.finding.code for r in found.rejected] == [code]
    assert (found.records, found.rejected[0].raw.strip()) == ({}, b"")


def test_a_header_alone_is_told(tmp_path: Path) -> None:
    """No record, no traceback."""
    found = table(tmp_path, ("Id", "Titolo"))

    assert [(f.code, f.severity) for f in found.findings] == [(Code.EMPTY_FILE, Severity.WARNING)]


def test_a_cell_of_100_megabytes_harms_no_neighbour(tmp_path: Path) -> None:
    """Its line is refused and not held; those before and after are read."""
    with (tmp_path / "x.csv").open("wb") as file:
        file.write(b'"Id","Titolo"\n"1","Uno"\n"2","')
        for _ in range(100):
            file.write(b"x" * 1_000_000)
        file.write(b'"\n"3","Tre"\n')
    found = Result(tmp_path / "x.csv")

    assert [(r.finding.code, r.finding.origin.line, r.raw) for r in found.rejected] == [(Code.TOO_LONG, 3, b"")]
    assert list(found.records) == ["er-1", "er-3"]


def test_a_cell_of_10_megabytes_harms_no_neighbour(tmp_path: Path) -> None:
    """Its row is rejected; those before and after are read."""
    long = "x" * 10_000_000
    found = table(tmp_path, ("Id", "Titolo"), ("1", "Uno"), ("2", long), ("3", "Tre"))

    assert list(found.records) == ["er-1", "er-3"]
    assert [r.finding.origin.line for r in found.rejected] == [3]


def test_a_long_cell_is_kept_unread(tmp_path: Path) -> None:
    """A text of more than 100,000 characters is no answer to anything."""
    found = one(tmp_path, "Obiettivi", "x" * 100_001)

    assert [u.label for u in found.records["er-1"].unread] == ["Obiettivi"]
    assert [f.code for f in found.findings] == [Code.TOO_LONG]


@pytest.mark.parametrize("seed", range(20))
def test_no_garbage_stops_the_reader(tmp_path: Path, seed: int) -> None:
    """Quotes, commas and line ends at random: rows or rejected rows, and the last row is read."""
    dice = random.Random(seed)  # noqa: S311  # no secret
    garbage = bytes(dice.choice(b'"",,\n\n1a \x00\xe8') for _ in range(20_000))
    header = b'"Id","Titolo","Comune","Utente creazione"\n'
    found = text(tmp_path, header + garbage + b'\n"900","Ultimo","",""\n"901","Dopo","",""\n')

    assert "er-901" in found.records
    assert len(found.rejected) > 100


def test_columns_of_one_name_by_the_hundred_are_one_field(tmp_path: Path) -> None:
    """Each copy is read as the first is."""
    found = table(tmp_path, ("Id", "Titolo", *["Comune"] * 120), ("1", "Uno", *["Bettola"] * 120))

    assert set(said(found.records["er-1"])["spatial"]) == {"Bettola"}
    assert found.records["er-1"].unread == ()


def test_a_folder_of_exports_is_one_source(tmp_path: Path) -> None:
    """A number of the first file is a second row in the next."""
    for name in ("a.csv", "b.CSV"):
        (tmp_path / name).write_text('"Id","Titolo"\n"1","Uno"\n')
    found = Result(tmp_path)

    assert (list(found.records), [r.finding.origin.file for r in found.rejected]) == (["er-1"], ["b.CSV"])


def test_a_path_without_export_is_an_error(tmp_path: Path) -> None:
    """In one sentence."""
    with pytest.raises(SettingsError, match="no export"):
        list(read(tmp_path, "er"))


def test_semicolons_are_understood(tmp_path: Path) -> None:
    """A spreadsheet that saves the export in Italian writes them."""
    found = text(tmp_path, b'"Id";"Titolo"\n"1";"Uno, due"\n')

    assert said(found.records["er-1"])["title"] == ["Uno, due"]


def test_findings_can_be_written_as_json() -> None:
    """All of them, whatever the cells hold."""
    findings = [f.as_json() for name in ("values", "broken") for f in sample(name).findings]

    assert len(json.dumps(findings)) > 1000


def test_a_finding_names_the_column_of_the_export(tmp_path: Path) -> None:
    """Of some sixty columns, two of which may have one name."""
    file = tmp_path / "export.csv"
    file.write_text('"Id","Titolo","Durata (mesi)","Altro"\n"1","Uno","molti","x"\n', "utf-8")
    told = [item for item in read(file, "er") if isinstance(item, Finding)]

    assert {(f.code, str(f.origin)) for f in told} == {
        (Code.NOT_UNDERSTOOD, "export.csv:2:3"),
        (Code.UNKNOWN_COLUMN, "export.csv:1:4"),
    }
