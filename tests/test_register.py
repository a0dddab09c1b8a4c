"""The reader of any register: a profile says which column is which field, and every value is accounted for."""

import csv
import json
from collections import Counter
from pathlib import Path

import pytest

from lod.errors import SettingsError
from lod.findings import Code, Finding, Severity
from lod.iris import is_key
from lod.record import Record
from lod.sentences import said as in_words
from lod.sources.base import Rejected
from lod.sources.register import coverage, fields, profile, read
from lod.translations import Catalogue

SAMPLES = Path(__file__).parent / "sources" / "register"
HEAD = 'name = "Registro"\nkey = "Codice"\n'


def read_all(path: Path, described: Path) -> tuple[dict[str, Record], list[Finding], list[Rejected]]:
    items = list(read(path, "pc", described))
    return (
        {i.key: i for i in items if isinstance(i, Record)},
        [i for i in items if isinstance(i, Finding)],
        [i for i in items if isinstance(i, Rejected)],
    )


def read_text(folder: Path, text: str, body: str = "", head: str = HEAD):
    """What a small CSV gives with the profile *head* and *body*."""
    (folder / "r.csv").write_bytes(text.encode())
    (folder / "r.toml").write_text(head + body, encoding="utf-8")
    return read_all(folder / "r.csv", folder / "r.toml")


def said(record: Record) -> dict[str, list[str]]:
    return {name: [value.lexical for value in values] for name, values in record.fields.items()}


def column(name: str, body: str) -> str:
    return f'[columns."{name}"]\n{body}\n'


def one(folder: Path, value: str, body: str) -> tuple[list[str], list[Finding]]:
    """What the value of one column becomes, and what is told of it."""
    buffer = f'Codice,X\n1,"{value}"\n'
    records, findings, _ = read_text(folder, buffer, column("X", f'field = "x"\n{body}'))
    return said(records["pc-1"]).get("x", []), findings


def test_a_municipality_s_register_is_read_as_its_profile_says() -> None:
    """Dates, amounts, lists, codes, fixed values, null words."""
    records, _, rejected = read_all(SAMPLES / "percorsi.csv", SAMPLES / "percorsi.toml")

    assert (len(records), rejected) == (12, [])
    assert said(records["pc-PP-2019-02"]) == {
        "identifier": ["pc:PP-2019-02"],
        "title": ["Bilancio partecipativo 2019"],
        "description": ["Proposte dei cittadini per 100.000 euro di lavori."],
        "temporal.startDate": ["2019-04-01"],
        "temporal.endDate": ["2019-12-15"],
        "decisionHolder": ["Comune di Esempio", "Unione Valle Alta"],
        "totalCost": ["8000"],
        "status": ["Concluso"],
        "participantCount": ["340"],
        "spatial": ["Piacenza"],
        "page": ["https://comune.example/percorsi/bilancio-2019"],
        "participationLevel": ["Consultazione"],
        "isPrimaryTopicOf.wasDerivedFrom": ["https://comune.example/registro/PP-2019-02"],
    }


def test_a_value_keeps_its_line_its_column_and_how_it_was_written() -> None:
    """A row after a cell of two lines stands where it stands."""
    records, _, _ = read_all(SAMPLES / "percorsi.csv", SAMPLES / "percorsi.toml")
    value = records["pc-PP-2020-01"].fields["grantAmount"][0]

    assert (value.lexical, value.text, value.line, value.label) == ("12500.5", "12.500,50 €", 5, "Importo finanziato")
    assert records["pc-PP-2020-01"].origin.line == 5


def test_an_english_json_register_is_read() -> None:
    """Objects in objects, lists, numbers, null, and the rest of the file told."""
    records, findings, rejected = read_all(SAMPLES / "processes.json", SAMPLES / "processes.toml")
    first = records["pc-101"]

    assert rejected == []
    assert said(first)["spatial"] == ["Piacenza", "Gossolengo"]
    assert said(first)["decisionHolder"] == ["Exampleton Council"]
    assert said(first)["grantAmount"] == ["12000.5"]
    assert "grantAmount" not in records["pc-103"].fields
    assert first.language == "en"
    assert [f.value for f in findings if "beside" in f.message] == ["licence, generated"]


@pytest.mark.parametrize("name", ["percorsi.csv", "processes.json"])
def test_every_value_is_accounted_for(name: str) -> None:
    """What was said, null, unread, dropped and rejected is together what the file holds, column by column."""
    path = SAMPLES / name
    held: Counter[str] = Counter()
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter=";"):
                held.update(column for column, text in row.items() if text.strip())
    else:
        for row in json.loads(path.read_text("utf-8"))["processes"]:
            for key, value in row.items():
                inner = {f"{key}/{name}": text for name, text in value.items()} if isinstance(value, dict) else {}
                for column_name, text in (inner or {key: value}).items():
                    held[column_name] += len(text) if isinstance(text, list) else text is not None
    uses = coverage(path, "pc", path.with_suffix(".toml"))

    assert {use.column: use.filled for use in uses} == dict(held)
    assert all(use.field or use.reason or use.unread == use.filled for use in uses)


def test_values_of_rejected_rows_are_accounted_for(tmp_path: Path) -> None:
    """The account has them under their own head."""
    read_text(tmp_path, "Codice,X,Y\n1,a,n.d.\n1,b,c\n,d,\n", 'null = "n.d."\n' + column("X", 'field = "title"'))
    uses = {use.column: use for use in coverage(tmp_path / "r.csv", "pc", tmp_path / "r.toml")}

    assert (uses["X"].said, uses["X"].rejected) == (1, 2)
    assert (uses["Y"].null, uses["Y"].rejected) == (1, 1)


def test_personal_data_is_dropped_counted_and_not_repeated() -> None:
    """Neither fields nor unread nor raw nor findings hold it."""
    records, findings, _ = read_all(SAMPLES / "percorsi.csv", SAMPLES / "percorsi.toml")
    told = [f for f in findings if f.code is Code.PERSONAL_DATA]

    assert [(f.field, f.message.partition(" ")[0]) for f in told] == [("Referente", "12"), ("E-mail referente", "12")]
    everything = repr(list(records.values())) + repr(findings)
    assert "Maria" not in everything
    assert "maria.rossi@" not in everything


def test_a_rejected_row_does_not_keep_personal_data(tmp_path: Path) -> None:
    """A row with a key that was there before is kept without its dropped columns."""
    _, _, rejected = read_text(tmp_path, "Codice,P\n1,Ann Doe\n1,Ann Doe\n", column("P", 'drop = "personal data"'))

    assert [b"Ann" in r.raw for r in rejected] == [False]


def test_a_column_that_the_profile_does_not_name_is_told_once_and_kept() -> None:
    """Its values are unread, each with its line."""
    records, findings, _ = read_all(SAMPLES / "percorsi.csv", SAMPLES / "percorsi.toml")
    told = [f for f in findings if f.field == "Note interne"]
    unread = [(u.label, u.text, u.line) for r in records.values() for u in r.unread]

    assert [f.message for f in told] == ["a column that the profile does not name, with 3 values"]
    assert unread == [
        ("Note interne", "rivedere", 2),
        ("Note interne", "manca il verbale", 7),
        ("Note interne", "in attesa", 13),
    ]


def test_a_column_that_the_file_lacks_is_told(tmp_path: Path) -> None:
    """The register may have renamed it."""
    _, findings, _ = read_text(tmp_path, "Codice\n1\n", column("Titolo", 'field = "title"'))

    assert [(f.field, f.origin.line) for f in findings] == [("Titolo", 1)]


def test_a_file_without_the_key_column_is_rejected_once(tmp_path: Path) -> None:
    """One finding says which column was expected and which there are."""
    records, _, rejected = read_text(tmp_path, "Id,X\n1,a\n2,b\n")

    assert records == {}
    assert [(r.finding.field, r.finding.value) for r in rejected] == [("Codice", "Id, X")]


def test_a_second_row_of_the_same_key_is_rejected(tmp_path: Path) -> None:
    """The first counts; the finding says where it stands."""
    records, _, rejected = read_text(tmp_path, "Codice,T\nA,uno\nA,due\nB,tre\n", column("T", 'field = "title"'))

    assert [said(r)["title"] for r in records.values()] == [["uno"], ["tre"]]
    assert [(r.finding.code, r.finding.origin.line, r.finding.record) for r in rejected] == [
        (Code.SAME_NUMBER, 3, "pc-A")
    ]
    assert "r.csv:2" in rejected[0].finding.message


def test_a_row_without_key_is_rejected(tmp_path: Path) -> None:
    """A null word is no key either."""
    records, _, rejected = read_text(tmp_path, "Codice,T\n,uno\nn.d.,due\nC,tre\n", 'null = ["n.d."]\n')

    assert list(records) == ["pc-C"]
    assert [(r.finding.code, r.finding.origin.line) for r in rejected] == [(Code.NO_NUMBER, 2), (Code.NO_NUMBER, 3)]


@pytest.mark.parametrize(
    ("code", "key"),
    [("PP-01", "pc-PP-01"), ("2023/14", "pc-2023-14"), ("È 1", "pc-e-1"), ("007", "pc-007")],
)
def test_a_key_can_be_the_last_part_of_an_iri(tmp_path: Path, code: str, key: str) -> None:
    """What identifies the record in the source stays in its identifier."""
    records, _, _ = read_text(tmp_path, f"Codice\n{code}\n")

    assert is_key(key)
    assert said(records[key])["identifier"] == [f"pc:{code}"]


def test_several_columns_may_identify_a_record(tmp_path: Path) -> None:
    """They are joined by a hyphen."""
    records, _, _ = read_text(tmp_path, "Anno,Numero\n2023,1\n2024,1\n", head='name="R"\nkey=["Anno","Numero"]\n')

    assert list(records) == ["pc-2023-1", "pc-2024-1"]


@pytest.mark.parametrize(
    ("value", "body", "expected"),
    [
        ("15.000,00 €", 'decimal=","\nthousands="."', "15000"),
        ("€ 1.234,50", 'decimal=","\nthousands="."', "1234.5"),
        ("15000", 'decimal=","\nthousands="."', "15000"),
        ("-3,10", 'decimal=","', "-3.1"),
        ("1,234.50 EUR", 'decimal="."\nthousands=","', "1234.5"),
        ("1 234,50", 'decimal=","\nthousands=" "', "1234.5"),
        ("30%", 'form="decimal"', "30"),
        ("1.200", 'form="integer"\ndecimal=","\nthousands="."', "1200"),
        ("0", 'form="integer"', "0"),
        ("2019", 'form="year"', "2019"),
        ("15/03/2019", 'date="%d/%m/%Y"', "2019-03-15"),
        ("2019-03-15", 'date=["%d/%m/%Y", "%Y-%m-%d"]', "2019-03-15"),
        ("2019", 'date=["%d/%m/%Y", "%Y"]', "2019"),
        ("2017-02-07 07:58:01 UTC", 'date="%Y-%m-%d %H:%M:%S UTC"', "2017-02-07"),
        ("01/07/2020 18:30", 'date="%d/%m/%Y %H:%M"\nzone="Europe/Rome"', "2020-07-01T18:30:00+02:00"),
        ("2020-01-01T18:30:00Z", 'form="datetime"\ndate="%Y-%m-%dT%H:%M:%S%z"', "2020-01-01T18:30:00+00:00"),
        ("CHIUSO", 'values={"chiuso"="Concluso"}', "Concluso"),
        ("due\nrighe", "", "due righe"),
        ("due\nrighe", 'form="prose"', "due\nrighe"),
        ("<p>Ciao <b>a tutti</b></p><ul><li>uno</li></ul>", 'form="html"', "Ciao a tutti\n- uno"),
        ("Rocca &amp; Corte\nPiacenza", 'form="html"', "Rocca & Corte\nPiacenza"),
        ("True", 'form="truth"', "true"),
        ("POINT(9.6951234567 45.052)", 'form="point"', "POINT(9.695123 45.052)"),
    ],
)
def test_a_value_is_read_in_the_form_that_its_column_has(tmp_path: Path, value: str, body: str, expected: str) -> None:
    """The canonical form."""
    assert one(tmp_path, value, body) == ([expected], [])


@pytest.mark.parametrize(
    ("value", "body"),
    [
        ("15.000,00", 'form="decimal"'),
        ("1.50", 'decimal=","\nthousands="."'),
        ("15.00.0", 'decimal=","\nthousands="."'),
        ("circa 120", 'form="integer"'),
        ("1,5", 'form="integer"\ndecimal=","'),
        ("2_009", 'form="integer"'),
        ("２００９", 'form="year"'),
        ("9" * 6000, 'form="integer"'),
        ("1999999", 'form="year"'),
        ("31/02/2019", 'date="%d/%m/%Y"'),
        ("03/15/2019", 'date="%d/%m/%Y"'),
        ("１２/０２/2019", 'date="%d/%m/%Y"'),
        ("#N/D", 'form="prose"'),
        ("sì", 'form="truth"'),
        ("45.052", 'form="point"'),
        ("POINT(45.052 100.5)", 'form="point"'),
        ("<p><img src='x.png'></p>", 'form="html"'),
        ("#VALUE!", ""),
    ],
)
def test_a_value_that_is_not_understood_is_told_and_kept(tmp_path: Path, value: str, body: str) -> None:
    """Never a guess; the finding says line, value and what was expected."""
    got, findings = one(tmp_path, value, body)

    assert got == []
    assert [(f.code, f.origin.line, f.field, f.value) for f in findings] == [(Code.NOT_UNDERSTOOD, 2, "x", value)]
    assert findings[0].expected


def test_html_without_words_says_nothing(tmp_path: Path) -> None:
    """An editor leaves ``<p><br></p>`` where nobody wrote."""
    assert one(tmp_path, "<p><br></p>", 'form="html"') == ([], [])


def test_a_date_or_a_year_says_which_it_is(tmp_path: Path) -> None:
    """The field may allow both."""
    body = column("A", 'field = "temporal.startDate"\ndate = ["%d/%m/%Y", "%Y"]')
    records, _, _ = read_text(tmp_path, "Codice,A\n1,01/02/2020\n2,2021\n", body)

    assert [r.fields["temporal.startDate"][0].datatype for r in records.values()] == ["date", "gYear"]


def test_a_list_has_no_empty_members(tmp_path: Path) -> None:
    """A separator at the end is no member."""
    assert one(tmp_path, "a; b ;;", 'separator=";"')[0] == ["a", "b"]


def test_a_fixed_value_counts_where_the_row_says_nothing(tmp_path: Path) -> None:
    """The row's own value goes before."""
    body = column("E", 'field = "decisionHolder"') + '[fixed]\ndecisionHolder = "Comune"\n'
    records, _, _ = read_text(tmp_path, "Codice,E\n1,Unione\n2,\n", body)

    assert [said(r)["decisionHolder"] for r in records.values()] == [["Unione"], ["Comune"]]


def test_a_part_gets_its_key_from_the_value(tmp_path: Path) -> None:
    """Two records of one group name the same group."""
    body = column("G", 'field = "isPartOf[pc-*].title"')
    records, _, _ = read_text(tmp_path, "Codice,G\n1,Bilancio 2023\n2,???\n", body)

    assert said(records["pc-1"])["isPartOf[pc-bilancio-2023].title"] == ["Bilancio 2023"]
    assert [u.text for u in records["pc-2"].unread] == ["???"]


def test_control_characters_are_taken_out_and_told(tmp_path: Path) -> None:
    """The value is read without them."""
    records, findings, _ = read_text(tmp_path, "Codice,T\n1,a\x00b\u202ec\n", column("T", 'field = "title"'))

    assert said(records["pc-1"])["title"] == ["abc"]
    assert [(f.code, f.value) for f in findings] == [(Code.CONTROL_CHARACTER, "\\u0000 \\u202e")]


def test_texts_of_another_language_say_so(tmp_path: Path) -> None:
    """One column a language."""
    body = column("title/en", 'field = "title"\nlanguage = "en"') + column("title/it", 'field = "title"')
    records, _, _ = read_text(tmp_path, "Codice,title/en,title/it\n1,River,Fiume\n", body)

    assert [(v.lexical, v.language) for v in records["pc-1"].fields["title"]] == [("River", "en"), ("Fiume", "")]


def test_a_folder_of_files_is_one_register(tmp_path: Path) -> None:
    """A key counts once in all of them."""
    (tmp_path / "r.toml").write_text(HEAD, encoding="utf-8")
    for name, code in (("a.csv", "1"), ("b.csv", "1"), ("c.csv", "2")):
        (tmp_path / name).write_text(f"Codice\n{code}\n", encoding="utf-8")
    records, _, rejected = read_all(tmp_path, tmp_path / "r.toml")

    assert list(records) == ["pc-1", "pc-2"]
    assert [(r.finding.origin.file, "a.csv:2" in r.finding.message) for r in rejected] == [("b.csv", True)]


@pytest.mark.parametrize(("name", "content"), [("r.csv", b""), ("r.json", b" \n"), ("r.xlsx", b"")])
def test_an_empty_file_is_rejected(tmp_path: Path, name: str, content: bytes) -> None:
    """Whatever its kind."""
    (tmp_path / name).write_bytes(content)
    (tmp_path / "r.toml").write_text(HEAD, encoding="utf-8")

    assert [r.finding.code for r in read_all(tmp_path / name, tmp_path / "r.toml")[2]] == [Code.EMPTY_FILE]


@pytest.mark.parametrize("name", ["r.json", "r.xlsx"])
def test_a_file_that_must_be_held_whole_may_not_be_too_big(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """It stays where it is."""
    for module in ("formats", "objects"):
        monkeypatch.setattr(f"lod.sources.register.{module}.MAX_FILE_BYTES", 5)
    (tmp_path / name).write_text('{"records": [{"Codice": "1"}]}', encoding="utf-8")
    (tmp_path / "r.toml").write_text(HEAD, encoding="utf-8")
    _, _, rejected = read_all(tmp_path / name, tmp_path / "r.toml")

    assert [(r.finding.code, r.raw) for r in rejected] == [(Code.TOO_LONG, b"")]


@pytest.mark.parametrize("path", ["nothing.csv", "."])
def test_nothing_to_read_is_a_wrong_setting(tmp_path: Path, path: str) -> None:
    """No file, or a folder without registers."""
    (tmp_path / "r.toml").write_text(HEAD, encoding="utf-8")

    with pytest.raises(SettingsError):
        list(read(tmp_path / path, "pc", tmp_path / "r.toml"))


def test_a_file_of_unknown_kind_needs_a_word_in_the_profile(tmp_path: Path) -> None:
    """Its name says nothing."""
    (tmp_path / "r.dat").write_text("Codice\n1\n", encoding="utf-8")
    (tmp_path / "r.toml").write_text(HEAD, encoding="utf-8")

    with pytest.raises(SettingsError, match=r"format\.kind"):
        list(read(tmp_path / "r.dat", "pc", tmp_path / "r.toml"))


def test_the_fields_of_a_profile_can_be_checked_against_the_shapes() -> None:
    """By shape, without items."""
    assert fields(SAMPLES / "processes.toml") == {
        "Process": frozenset(
            {
                *("title", "abstract", "temporal.startDate", "temporal.endDate", "decisionHolder", "spatial"),
                *("grantAmount", "participantCount", "status", "identifier"),
            }
        )
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name = ", "r.toml: not a readable TOML file: "),
        ('key = "Codice"', "r.toml: name is missing: expected what the register is called"),
        ('name = "R"', "r.toml: key is missing: expected the column, or columns, that identify a record"),
        (HEAD + "nulls = ['-']", "r.toml: nulls = ['-']: no such key; did you mean null?"),
        (HEAD + "language = 3", "r.toml: language = 3: expected a text"),
        (HEAD + "columns = 3", "r.toml: columns = 3: expected a table of at most"),
        (HEAD + "[columns]\nX = 3", 'r.toml: columns."X" = 3: expected a table'),
        (HEAD + "[format]\ndelimiter = ';;'", "r.toml: format.delimiter = ';;': expected one character"),
        (HEAD + "[format]\nencoding = 'klingon'", "r.toml: format.encoding = 'klingon': expected an encoding such as"),
        (HEAD + "[format]\nencoding = 'hex'", "r.toml: format.encoding = 'hex': expected an encoding such as"),
        (HEAD + "[format]\nheader_row = 0", "r.toml: format.header_row = 0: expected a whole number from 1"),
        (HEAD + "[format]\nrecords = 'data'", "r.toml: format.records = 'data': expected a JSON pointer"),
        (HEAD + "[format]\nkind = 'xls'", "r.toml: format.kind = 'xls': expected one of csv, json, jsonl, xlsx"),
        (HEAD + "[fixed]\n'1a' = 'b'", "r.toml: fixed.1a = 'b': expected the name of a field"),
        (HEAD + "[fixed]\ntitle = 3", "r.toml: fixed.title = 3: expected a text, or a list of texts"),
        (HEAD + column("X", ""), 'r.toml: columns."X": expected either field or drop'),
        (HEAD + column("X", 'field = "a"\ndrop = "b"'), 'r.toml: columns."X": expected either field or drop'),
        (HEAD + column("X", 'field = "a b"'), "r.toml: columns.\"X\".field = 'a b': expected the name of a field"),
        (HEAD + column("X", 'field = "identifier"'), "expected another field: the key gives the identifier"),
        (HEAD + column("X", 'field="a"\ndate="%d/%m/%y"'), "columns.\"X\".date = '%d/%m/%y': expected a form such as"),
        (HEAD + column("X", 'field="a"\ndate="%d/%Y"'), "expected a form such as %d/%m/%Y"),
        (HEAD + column("X", 'field="a"\nform="date"'), 'r.toml: columns."X".date is missing: expected how dates are'),
        (HEAD + column("X", 'field="a"\nform="datetime"\ndate="%Y"'), "zone is missing: expected a time zone"),
        (HEAD + column("X", 'field="a"\ndate="%Y"\nzone="Rome"'), "zone = 'Rome': expected a time zone such as"),
        (HEAD + column("X", 'field="a"\ndecimal=","\nthousands=","'), "thousands = ',': expected another sign"),
        (
            HEAD + column("X", 'field="a"\nform="text"\ndecimal=","'),
            "form = 'text': expected decimal or integer",
        ),
        (HEAD + column("X", 'field="a"\nvalues=["b"]'), "values = ['b']: expected what each spelling stands for"),
        (HEAD + column("X", 'field="a"\nlanguage="en-ab-cd"'), "language = 'en-ab-cd': expected a language tag"),
        (HEAD + column("X", 'field="a"\nseparator=""'), "separator = '': expected what stands between"),
        (HEAD + column("X", 'drop={it="a"}'), "expected a text, or one for it and one for en"),
        (HEAD + column("Codice", 'drop="personal data"'), "key = 'Codice': expected a column that is not dropped"),
    ],
)
def test_a_wrong_profile_says_file_key_value_and_what_was_expected(text: str, message: str) -> None:
    """In one plain sentence."""
    with pytest.raises(SettingsError) as caught:
        profile.parsed(text, "r.toml")

    assert message in str(caught.value)


def test_a_missing_profile_says_how_to_make_one(tmp_path: Path) -> None:
    """By the command that guesses one."""
    with pytest.raises(SettingsError, match="lod profile"):
        profile.load(tmp_path / "none.toml")


def test_a_finding_of_the_sample_is_never_a_violation() -> None:
    """The samples are good registers."""
    _, findings, _ = read_all(SAMPLES / "percorsi.csv", SAMPLES / "percorsi.toml")

    assert {f.severity for f in findings} == {Severity.INFO, Severity.WARNING}


def test_a_finding_names_the_column_of_the_table(tmp_path: Path) -> None:
    """Who opens the file sees at once which cell is meant."""
    (tmp_path / "r.csv").write_text("Codice;Titolo;Avvio;Altro\n1;Uno;ieri;x\n", "utf-8")
    profile = (
        '[format]\ndelimiter=";"\n[columns."Titolo"]\nfield="title"\n[columns."Avvio"]\nfield="temporal.startDate"\n'
    )
    (tmp_path / "p.toml").write_text('name="R"\nkey="Codice"\n' + profile + 'date="%d/%m/%Y"\n', "utf-8")
    told = [i for i in read(tmp_path / "r.csv", "pc", tmp_path / "p.toml") if isinstance(i, Finding)]

    assert {(f.code, str(f.origin)) for f in told} == {
        (Code.NOT_UNDERSTOOD, "r.csv:2:3"),
        (Code.UNKNOWN_COLUMN, "r.csv:1:4"),
    }


def test_a_key_that_leads_to_a_person_is_no_key(tmp_path: Path) -> None:
    """It would be in the record's address; the row is rejected, and its key not repeated."""
    (tmp_path / "r.csv").write_text("Codice,Titolo\nanna@example.it,Uno\n3331234567,Due\n", "utf-8")
    (tmp_path / "p.toml").write_text('name="R"\nkey="Codice"\n[columns."Titolo"]\nfield="title"\n', "utf-8")
    items = list(read(tmp_path / "r.csv", "pc", tmp_path / "p.toml"))
    (out,) = [i for i in items if isinstance(i, Rejected)]

    assert [i.key for i in items if isinstance(i, Record)] == ["pc-3331234567"]
    assert (out.finding.code, out.finding.record, out.finding.value) == (Code.KEY_OF_PERSON, "", "")


def test_a_key_without_letters_or_digits_is_not_called_empty(tmp_path: Path) -> None:
    """The officer who looks at the cell sees that there is something in it."""
    (tmp_path / "r.csv").write_text("Codice,Titolo\n..,Uno\na#b,Due\na?b,Tre\n", "utf-8")
    (tmp_path / "p.toml").write_text('name="R"\nkey="Codice"\n[columns."Titolo"]\nfield="title"\n', "utf-8")
    told = [i.finding for i in read(tmp_path / "r.csv", "pc", tmp_path / "p.toml") if isinstance(i, Rejected)]

    assert [(f.message, f.value) for f in told] == [
        ("no key can be made of what stands under Codice: neither letters nor digits", ".."),
        ("a second row of the key pc-a-b: that in r.csv:3 counts", "a?b"),
    ]


@pytest.mark.parametrize(("name", "text"), [("r.csv", "Codice,Titolo\n"), ("r.json", "[]")])
def test_a_register_without_a_row_is_told(tmp_path: Path, name: str, text: str) -> None:
    """Else all that it had published before would be gone without a word."""
    (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "r.toml").write_text(HEAD, "utf-8")
    records, findings, rejected = read_all(tmp_path / name, tmp_path / "r.toml")

    assert (records, rejected) == ({}, [])
    assert [f.severity for f in findings if f.code is Code.EMPTY_FILE] == [Severity.WARNING]


def test_a_register_whose_rows_are_all_broken_is_not_told_to_have_none(tmp_path: Path) -> None:
    """Each of them is told."""
    _, findings, rejected = read_text(tmp_path, "Codice,Titolo\n1\n2\n")

    assert len(rejected) == 2
    assert [f for f in findings if f.code is Code.EMPTY_FILE] == []


def test_a_reason_in_both_languages_is_told_in_both(tmp_path: Path) -> None:
    """What an officer says of a column need not stay in one language."""
    body = column("Note", 'drop = { it = "appunti dell’ufficio", en = "notes of the office" }')
    _, findings, _ = read_text(tmp_path, "Codice,Note\n1,x\n", body)
    (told,) = [f.message for f in findings if f.code is Code.DROPPED_COLUMN]

    assert str(told) == "1 value: notes of the office"
    assert in_words(told, Catalogue("it").gettext) == "1 valore: appunti dell’ufficio"


def test_utf_32_is_no_utf_16(tmp_path: Path) -> None:
    """Its mark begins like the other's, and each row would be told to be no object."""
    (tmp_path / "r.jsonl").write_bytes('{"Codice": "1"}\n{"Codice": "2"}\n'.encode("utf-32"))
    (tmp_path / "r.toml").write_text(HEAD, "utf-8")
    _, _, rejected = read_all(tmp_path / "r.jsonl", tmp_path / "r.toml")

    assert [r.finding.code for r in rejected] == [Code.NOT_TEXT]
    assert "UTF-32" in rejected[0].finding.message
