"""The guessed profile: right where it is sure, commented out where it is not, readable at once in any case."""

import csv
import io
import json
import tomllib
from pathlib import Path

import openpyxl
import pytest

from lod.errors import SettingsError
from lod.profiling import ColumnGuess, FieldHint, Guess, guess
from lod.record import Record
from lod.sources.register import coverage, read

SAMPLES = Path(__file__).parent / "sources" / "register"
STATUS = frozenset({"Progetto", "In corso", "Concluso", "Planned", "Ongoing", "Closed"})
ANSWERS = frozenset({"Si", "Sì", "No", "Yes"})
KNOWN = {
    hint.name: hint
    for hint in (
        FieldHint("identifier", ("Identificativo", "Identifier"), "string"),
        FieldHint("title", ("Titolo", "Title"), "langString", names_record=True),
        FieldHint("description", ("Descrizione", "Description"), "langString"),
        FieldHint("status", ("Stato di avanzamento", "Status"), "", STATUS),
        FieldHint("temporal.startDate", ("Inizio", "Start", "Data inizio", "Anno di avvio"), "date gYear"),
        FieldHint("temporal.endDate", ("Fine", "End", "Data fine", "Anno di chiusura"), "date gYear"),
        FieldHint("startYear", ("Anno di avvio", "Start year"), "gYear"),
        FieldHint("decisionHolder", ("Titolare della decisione", "Decision holder", "Enti titolari")),
        FieldHint("grantAmount", ("Importo finanziato dal bando", "Grant from the call"), "decimal"),
        FieldHint("totalCost", ("Costo complessivo", "Total cost"), "decimal"),
        FieldHint("participantCount", ("Numero di partecipanti", "Number of participants"), "integer"),
        FieldHint("participantKind", ("Partecipanti", "Participants")),
        FieldHint("coDecision", ("Codecisione", "Co-decision"), "", ANSWERS),
        FieldHint("cofunded", ("Cofinanziamento di altri soggetti", "Co-funding by others"), "", ANSWERS),
        FieldHint("spatial", ("Territorio", "Territory")),
        FieldHint("page", ("Sito", "Website"), "anyURI"),
    )
}


def guessed(folder: Path, text: str, name: str = "r.csv") -> Guess:
    (folder / name).write_text(text, encoding="utf-8")
    return guess(folder / name, KNOWN)


def of(made: Guess, column: str) -> ColumnGuess:
    return next(one for one in made.columns if one.column == column)


def rows(*lines: str) -> str:
    return "\n".join(lines) + "\n"


def read_with(made: Guess, path: Path, folder: Path) -> list[Record]:
    """The records that the guessed profile gives, unedited."""
    (folder / "guessed.toml").write_text(made.text, encoding="utf-8")
    return [item for item in read(path, "pc", folder / "guessed.toml") if isinstance(item, Record)]


@pytest.mark.parametrize(("name", "count"), [("percorsi.csv", 12), ("processes.json", 3)])
def test_a_guessed_profile_reads_its_file_at_once(tmp_path: Path, name: str, count: int) -> None:
    """Without a touch: every row becomes a record with a title, every value is accounted for."""
    made = guess(SAMPLES / name, KNOWN)
    records = read_with(made, SAMPLES / name, tmp_path)
    uses = coverage(SAMPLES / name, "pc", tmp_path / "guessed.toml")
    by_hand = coverage(SAMPLES / name, "pc", (SAMPLES / name).with_suffix(".toml"))

    assert [bool(record.fields.get("title")) for record in records] == [True] * count
    assert sum(use.unread for use in uses if use.field) == 0
    assert {use.column: use.filled for use in uses} == {use.column: use.filled for use in by_hand}


def test_the_guess_of_the_municipality_s_register() -> None:
    """Format, key, language, null words, fields, forms and personal data."""
    table = tomllib.loads(guess(SAMPLES / "percorsi.csv", KNOWN).text)
    fields = {name: column.get("field") or column["drop"] for name, column in table["columns"].items()}

    assert table["format"] == {"kind": "csv", "delimiter": ";"}
    assert (table["key"], table["language"], table["null"]) == ("Codice", "it", ["-", "n.d."])
    assert fields == {
        "Titolo del percorso": "title",
        "Descrizione": "description",
        "Avvio": "temporal.startDate",
        "Enti": "decisionHolder",
        "Importo finanziato": "grantAmount",
        "Costo complessivo": "totalCost",
        "Numero partecipanti": "participantCount",
        "Territorio": "spatial",
        "Sito": "page",
        "Referente": "personal data",
        "E-mail referente": "personal data",
    }
    assert table["columns"]["Avvio"]["date"] == "%d/%m/%Y"
    assert table["columns"]["Importo finanziato"]["decimal"] == ","
    assert table["columns"]["Enti"]["separator"] == ";"
    assert table["columns"]["Descrizione"]["form"] == "prose"


def test_the_guess_of_an_english_json_register() -> None:
    """The records are found in the object, names in other spellings are recognised."""
    made = guess(SAMPLES / "processes.json", KNOWN)

    assert (made.format.kind, made.format.records, made.key) == ("json", "/processes", ("id",))
    assert of(made, "start_date").field == "temporal.startDate"
    assert of(made, "grant_amount").field == "grantAmount"
    assert of(made, "contact_email").drop == "personal data"
    assert of(made, "status").confidence == 1.0


def test_confidence_stands_beside_each_line() -> None:
    """From 0 to 1, with what speaks for it."""
    made = guess(SAMPLES / "percorsi.csv", KNOWN)

    assert 'field = "totalCost"  # confidence 1.00: name is like "Costo complessivo"' in made.text.splitlines()
    assert all(0 <= one.confidence <= 1 for one in made.columns)


def test_what_is_not_sure_is_commented_out(tmp_path: Path) -> None:
    """The column is then kept as unread; its line needs only to be uncommented."""
    made = guessed(tmp_path, rows("Codice,Esito", "A1,In corso", "A2,Concluso", "A3,chiuso"))
    lines = made.text.splitlines()
    at = lines.index('# [columns."Esito"]')

    assert of(made, "Esito").field == "status"
    assert not of(made, "Esito").is_sure
    assert lines[at + 1].startswith('# field = "status"  # confidence 0.37')
    assert "columns" not in tomllib.loads(made.text)
    uncommented = "\n".join(line.removeprefix("# ") if i in {at, at + 1} else line for i, line in enumerate(lines))
    assert tomllib.loads(uncommented)["columns"] == {"Esito": {"field": "status"}}


def test_a_column_like_nothing_is_told(tmp_path: Path) -> None:
    """In a comment: the person who mends the profile sees all columns."""
    made = guessed(tmp_path, rows("Codice,Xyz,Vuota", "A1,u,", "A2,w,"))

    assert '# columns."Xyz": nothing is like it: its values are kept as unread' in made.text
    assert '# columns."Vuota": it has no values' in made.text


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_guessed(tmp_path: Path, delimiter: str) -> None:
    """Though cells hold others."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter).writerows(
        [["Codice", "Titolo"], *([f"A{n}", "a, b; c | d"] for n in range(9))]
    )
    made = guessed(tmp_path, buffer.getvalue())

    assert made.format.delimiter == delimiter
    assert len(read_with(made, tmp_path / "r.csv", tmp_path)) == 9


@pytest.mark.parametrize(("encoding", "named"), [("utf-8", ""), ("utf-8-sig", ""), ("cp1252", "windows-1252")])
def test_the_encoding_is_guessed(tmp_path: Path, encoding: str, named: str) -> None:
    """And written only where it is not UTF-8."""
    (tmp_path / "r.csv").write_bytes("Codice,Titolo\nA1,Mobilità\n".encode(encoding))
    made = guess(tmp_path / "r.csv", KNOWN)

    assert tomllib.loads(made.text)["format"].get("encoding", "") == named
    assert read_with(made, tmp_path / "r.csv", tmp_path)[0].fields["title"][0].lexical == "Mobilità"


def test_utf_16_is_guessed(tmp_path: Path) -> None:
    """What Excel calls Unicode text."""
    (tmp_path / "r.txt").write_bytes("Codice\tTitolo\nA1\tMobilità\n".encode("utf-16"))
    made = guess(tmp_path / "r.txt", KNOWN)

    assert (made.format.encoding, made.format.delimiter) == ("utf-16", "\t")
    assert len(read_with(made, tmp_path / "r.txt", tmp_path)) == 1


def test_the_header_may_stand_below_a_title(tmp_path: Path) -> None:
    """As in many a spreadsheet."""
    made = guessed(tmp_path, rows("Registro;;", "aggiornato al 2024;;", "Codice;Titolo;Sito", "A1;a;x", "A2;b;y"))

    assert made.format.header_row == 3
    assert len(read_with(made, tmp_path / "r.csv", tmp_path)) == 2


def test_a_header_with_a_sign_and_a_year_stands_below_a_title(tmp_path: Path) -> None:
    """As workbooks of offices have it: a title, an empty row, then columns, one of them called ``%``."""
    book = openpyxl.Workbook()
    for line in (
        ["Registro dei percorsi"],
        [],
        ["Codice", "Titolo", "Stato", "Sito", "Note", "%"],
        ["a-1", "Piazza viva", "Concluso", "https://x.example/1", "sì", 20],
        ["a-2", "Fiume nostro", "Progetto", "https://x.example/2", "no", 30],
    ):
        book.active.append(line)
    book.save(tmp_path / "r.xlsx")
    made = guess(tmp_path / "r.xlsx", KNOWN)

    assert (made.format.header_row, made.key, of(made, "Titolo").field) == (3, ("Codice",), "title")


def test_what_records_are_called_is_found_under_any_name(tmp_path: Path) -> None:
    """No record could be published without; whoever looks at the profile is told why that column was taken."""
    made = guessed(
        tmp_path,
        rows(
            "Codice,Ente,Denominazione,Link",
            "a-1,Comune di Bobbio,Piazza viva,https://x.example/1",
            "a-2,Comune di Bobbio,Fiume nostro,https://x.example/2",
            "a-3,Comune di Bobbio,Scuola aperta a tutti,https://x.example/3",
        ),
    )

    assert of(made, "Denominazione").field == "title"
    assert "no column is called like a title" in made.text
    assert [record.fields["title"][0].lexical for record in read_with(made, tmp_path / "r.csv", tmp_path)] == [
        "Piazza viva",
        "Fiume nostro",
        "Scuola aperta a tutti",
    ]


def test_an_excel_file_is_guessed(tmp_path: Path) -> None:
    """Sheet, header, dates and numbers that need no signs; two columns of one name."""
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Dati")
    with (SAMPLES / "percorsi.csv").open(encoding="utf-8", newline="") as file:
        for row in [["Registro dei percorsi"], *csv.reader(file, delimiter=";")]:
            sheet.append([*row[:8], row[7] if len(row) > 7 else None])
    book.save(tmp_path / "r.xlsx")
    made = guess(tmp_path / "r.xlsx", KNOWN)

    assert (made.format.kind, made.format.sheet, made.format.header_row) == ("xlsx", "Dati", 2)
    assert [one.column for one in made.columns][-2:] == ["Costo complessivo", "Costo complessivo (2)"]
    assert len(read_with(made, tmp_path / "r.xlsx", tmp_path)) == 12


@pytest.mark.parametrize(
    ("text", "kind", "records"),
    [
        ('[{"codice": "A1"}, {"codice": "A2"}]', "json", ""),
        ('{"a": {"b/c": [{"codice": "A1"}, {"codice": "A2"}]}, "d": [{"x": 1}]}', "json", "/a/b~1c"),
        ('{"codice": "A1"}\n{"codice": "A2"}\n', "jsonl", ""),
        ('[\n{"codice": "A1"},\n{"codice": "A2"},\n{"codice": NaN}]', "json", ""),
    ],
)
def test_where_the_records_of_json_are_is_guessed(tmp_path: Path, text: str, kind: str, records: str) -> None:
    """The longest array of objects, or lines."""
    made = guessed(tmp_path, text, "r.json")

    assert (made.format.kind, made.format.records) == (kind, records)
    assert len(read_with(made, tmp_path / "r.json", tmp_path)) == 2


@pytest.mark.parametrize(
    ("column", "values", "expected"),
    [
        ("Data inizio", ["15/03/2019", "01/04/2019"], {"date": "%d/%m/%Y"}),
        ("Data inizio", ["2019-03-15", "2019-04-01"], {"date": "%Y-%m-%d"}),
        ("Data inizio", ["03/15/2019", "04/01/2019"], {"date": "%m/%d/%Y"}),
        ("Data inizio", ["2019-03-15 10:00:00 UTC"] * 2, {"date": "%Y-%m-%d %H:%M:%S UTC"}),
        ("Data inizio", ["15/03/2019", "2020-05-01"], {"date": ["%d/%m/%Y", "%Y-%m-%d"]}),
        ("Anno di avvio", ["2019", "2020"], {"form": "year"}),
        ("Costo complessivo", ["1.500,00 €", "20.000 €"], {"form": "decimal", "decimal": ",", "thousands": "."}),
        ("Total cost", ["1,500.00", "20,000.50"], {"form": "decimal", "decimal": ".", "thousands": ","}),
        ("Costo complessivo", ["1500", "200"], {"form": "decimal"}),
        ("Numero di partecipanti", ["1.500", "200"], {"form": "integer", "decimal": ",", "thousands": "."}),
        ("Territorio", ["Piacenza / Rottofreno", "Piacenza", "Gossolengo"], {"separator": " / "}),
        ("Stato di avanzamento", ["In corso, Concluso", "Concluso", "Progetto"], {"separator": ","}),
        ("Territorio", ["Piacenza, centro", "Piacenza"], {}),
        ("Descrizione", ["una riga\naltra riga", "x"], {"form": "prose"}),
    ],
)
def test_the_form_of_values_is_guessed(tmp_path: Path, column: str, values: list[str], expected: object) -> None:
    """And the field is sure; the guessed profile reads them all."""
    buffer = io.StringIO()
    csv.writer(buffer).writerows([["Codice", column], *([f"A{n}", value] for n, value in enumerate(values))])
    made = guessed(tmp_path, buffer.getvalue())
    records = read_with(made, tmp_path / "r.csv", tmp_path)

    assert (of(made, column).options, of(made, column).is_sure) == (expected, True)
    assert [record.unread for record in records] == [()] * len(values)


def test_a_doubtful_order_of_day_and_month_is_told(tmp_path: Path) -> None:
    """Where no day exceeds 12 both can be meant."""
    made = guessed(tmp_path, rows("Codice,Data inizio", "A1,01/02/2020", "A2,03/04/2020"))

    assert of(made, "Data inizio").options == {"date": "%d/%m/%Y"}
    assert "no day exceeds 12: the day is taken to come before the month" in made.text


def test_a_field_whose_values_do_not_fit_is_not_sure(tmp_path: Path) -> None:
    """A name alone is not enough."""
    made = guessed(tmp_path, rows("Codice,Costo complessivo", "A1,molto", "A2,poco"))

    assert not of(made, "Costo complessivo").is_sure


def test_a_field_is_given_to_one_column(tmp_path: Path) -> None:
    """That whose name is most like it."""
    made = guessed(tmp_path, rows("Codice,Titolo,Titolo breve", "A1,a,b", "A2,c,d"))

    assert (of(made, "Titolo").field, of(made, "Titolo breve").field) == ("title", "")


def test_true_and_false_stand_for_the_answers_of_the_list(tmp_path: Path) -> None:
    """JSON says true where a register says yes."""
    made = guessed(tmp_path, json.dumps([{"id": "a", "coDecision": True}, {"id": "b", "coDecision": False}]), "r.json")
    records = read_with(made, tmp_path / "r.json", tmp_path)

    assert [record.fields["coDecision"][0].lexical for record in records] == ["Si", "No"]


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("Contatti", ["a@b.example", "c@d.example"]),
        ("Telefono", ["0523 492111", "333 1234567"]),
        ("Utente creazione", ["17", "pippo"]),
        ("Nickname", ["pippo", "pluto"]),
        ("Responsabile", ["Maria Rossi", "Arch. Luca De Bianchi"]),
        ("Segnalato da", ["Anna Neri", "Luca Bianchi"]),
        ("CF", ["RSSMRA80A01G535X", "BNCLCU75B02G535Y"]),
    ],
)
def test_columns_of_personal_data_are_proposed_to_be_dropped(tmp_path: Path, column: str, values: list[str]) -> None:
    """By their names, by their values."""
    made = guessed(tmp_path, rows(f"Codice,{column}", *(f"A{n},{value}" for n, value in enumerate(values))))

    assert (of(made, column).drop, of(made, column).is_sure) == ("personal data", True)


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("Struttura responsabile", ["Comune di Piacenza", "Ufficio partecipazione"]),
        ("Titolo", ["Piazza Cavalli", "Bilancio Partecipativo"]),
        ("Importo", ["0523492111", "3331234567"]),
    ],
)
def test_other_columns_are_not_dropped(tmp_path: Path, column: str, values: list[str]) -> None:
    """Two words with capitals are not always a person."""
    made = guessed(tmp_path, rows(f"Codice,{column}", *(f"A{n},{value}" for n, value in enumerate(values))))

    assert of(made, column).drop == ""


def test_no_value_of_a_personal_column_is_repeated() -> None:
    """The profile is made to be passed on."""
    assert "maria" not in guess(SAMPLES / "percorsi.csv", KNOWN).text.casefold()


@pytest.mark.parametrize(
    ("header", "first", "second", "key"),
    [
        ("Titolo,Codice", "a,P1", "b,P2", "Codice"),
        ("Anno,Titolo,Id", "2019,a,1", "2019,b,2", "Id"),
        ("Anno,Titolo", "2019,Il parco", "2019,La piazza", "Titolo"),
        ("E-mail,N. percorso", "a@b.example,1", "c@d.example,2", "N. percorso"),
    ],
)
def test_the_key_is_unique_and_like_a_code(tmp_path: Path, header: str, first: str, second: str, key: str) -> None:
    """Never a person's; a title only where there is nothing better, and not sure."""
    made = guessed(tmp_path, rows(header, first, second))

    assert made.key == (key,)
    assert len(read_with(made, tmp_path / "r.csv", tmp_path)) == 2


def test_a_person_s_address_is_never_the_key(tmp_path: Path) -> None:
    """Though it be the only column whose values differ; without any other there is no profile."""
    made = guessed(tmp_path, rows("E-mail,Quartiere", "a@b.example,Centro", "c@d.example,Centro"))

    assert (made.key, of(made, "E-mail").drop) == (("Quartiere",), "personal data")
    with pytest.raises(SettingsError, match="no column can identify"):
        guessed(tmp_path, rows("E-mail,Telefono", "a@b.example,0523 492111", "c@d.example,0523 492112"))


def test_any_name_of_a_column_is_written_well(tmp_path: Path) -> None:
    """Quotes, backslashes, brackets, hashes, control characters."""
    names = ['a "b"', "c\\d", "[e]", "#f", "g\x7fh", "i = 'j'", "è.ù", "k\nl", "Titolo\u2028"]
    buffer = io.StringIO()
    csv.writer(buffer).writerows([["Codice", *names], ["A1", *"abcdefghi"], ["A2", *"abcdefghi"]])
    made = guessed(tmp_path, buffer.getvalue())

    assert tomllib.loads(made.text)["columns"] == {"Titolo": {"field": "title"}}
    assert len(read_with(made, tmp_path / "r.csv", tmp_path)) == 2
    assert tomllib.loads(made.text.replace("# [columns", "[columns")) is not None


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01" * 50, b"PK\x03\x04", b"Codice,Titolo\n", b"[]", b"{", b"[" * 200_000, b"\xff\xfe\x00"]
)
def test_what_is_no_register_is_a_wrong_setting(tmp_path: Path, content: bytes) -> None:
    """In one sentence that names the file."""
    (tmp_path / "r.dat").write_bytes(content)

    with pytest.raises(SettingsError, match=r"r\.dat: no register can be seen in it"):
        guess(tmp_path / "r.dat", KNOWN)


def test_no_file_is_a_wrong_setting(tmp_path: Path) -> None:
    """As for a reader."""
    with pytest.raises(SettingsError, match="none"):
        guess(tmp_path / "none.csv", KNOWN)
