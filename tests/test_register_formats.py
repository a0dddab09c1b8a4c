"""The formats of registers: CSV, JSON, JSON Lines and Excel, well made, badly made, and made to do harm."""

import io
import json
import struct
import zipfile
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from lod.findings import Code, Finding, Severity
from lod.record import Record
from lod.sources.base import Rejected
from lod.sources.register import read

SAMPLES = Path(__file__).parent / "sources" / "register"
PROFILE = 'name = "R"\nkey = "Id"\n[columns."T"]\nfield = "title"\n'
SHEET = "xl/worksheets/sheet1.xml"
NUMBERS = f"""{PROFILE}
[columns."N"]
field = "grantAmount"
form = "decimal"
[columns."D"]
field = "day"
date = "%d/%m/%Y"
"""


def read_bytes(folder: Path, name: str, content: bytes, profile: str = PROFILE):
    """Records, findings, and what was rejected, of a file with *content*."""
    (folder / name).write_bytes(content)
    (folder / "profile.toml").write_text(profile, encoding="utf-8")
    items = list(read(folder / name, "x", folder / "profile.toml"))
    records = [i for i in items if isinstance(i, Record)]
    return records, [i for i in items if isinstance(i, Finding)], [i for i in items if isinstance(i, Rejected)]


def said(records: Iterable[Record], field: str = "title") -> list[str]:
    return [value.lexical for record in records for value in record.fields.get(field, ())]


def lines(rejected: Iterable[Rejected]) -> list[int]:
    return [one.finding.origin.line for one in rejected]


def workbook(*rows: Iterable[object]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def formulas_without_values(content: bytes) -> bytes:
    """The workbook with empty values written in one way, whatever the XML library does."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        has_empty = b"</f><v></v>" in archive.read(SHEET)
    return content if has_empty else repacked(content, SHEET, b"</f><v />", b"</f><v></v>")


def repacked(content: bytes, member: str, old: bytes, new: bytes) -> bytes:
    """The workbook with *old* replaced in one member."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            part = before.read(name)
            assert name != member or old in part
            after.writestr(name, part.replace(old, new) if name == member else part)
    return stream.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", " "])
def test_any_delimiter(tmp_path: Path, delimiter: str) -> None:
    """Quoted cells hold it."""
    content = f'Id{delimiter}T\n1{delimiter}"a{delimiter}""b"""\n'.encode()
    profile = PROFILE.replace("[columns", f"[format]\ndelimiter = {json.dumps(delimiter)}\n[columns", 1)
    records, findings, rejected = read_bytes(tmp_path, "r.csv", content, profile)

    assert (said(records), findings, rejected) == ([" ".join(f'a{delimiter}"b"'.split())], [], [])


def test_a_tab_is_the_delimiter_of_tsv(tmp_path: Path) -> None:
    """As the name of the file says."""
    assert said(read_bytes(tmp_path, "r.tsv", b"Id\tT\n1\ta, b\n")[0]) == ["a, b"]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_any_line_end(tmp_path: Path, end: bytes) -> None:
    """Lines are counted alike."""
    records, _, rejected = read_bytes(tmp_path, "r.csv", end.join([b"Id,T", b'1,"a', b'b"', b"2", b"3,c", b""]))

    assert said(records) == ["a b", "c"]
    assert lines(rejected) == [4]


def test_a_byte_order_mark_is_no_part_of_the_first_name(tmp_path: Path) -> None:
    """As Excel writes CSV."""
    records, findings, _ = read_bytes(tmp_path, "r.csv", b"\xef\xbb\xbfId,T\n1,\xc3\xa8\n")

    assert (said(records), findings) == (["è"], [])


def test_windows_1252_is_read_and_told(tmp_path: Path) -> None:
    """One finding, at the first such line."""
    records, findings, _ = read_bytes(tmp_path, "r.csv", "Id,T\n1,a\n2,Mobilità – €\n3,città\n".encode("cp1252"))

    assert said(records) == ["a", "Mobilità – €", "città"]
    assert [(f.severity, f.origin.line) for f in findings] == [(Severity.WARNING, 3)]
    assert "2 lines" in findings[0].message


def test_a_line_of_another_encoding_does_not_change_the_others(tmp_path: Path) -> None:
    """UTF-8 stays UTF-8; the rejected row keeps the bytes it had."""
    records, findings, rejected = read_bytes(tmp_path, "r.csv", b"Id,T\n1,\xc3\xa8\n2,\xe8\n3,\xe8,x\n")

    assert said(records) == ["è", "è"]
    assert [f.origin.line for f in findings] == [3]
    assert [r.raw for r in rejected] == [b"3,\xe8,x\n"]


def test_an_encoding_that_the_profile_names_is_not_told(tmp_path: Path) -> None:
    """It is expected."""
    profile = PROFILE.replace("[columns", '[format]\nencoding = "windows-1252"\n[columns', 1)

    assert read_bytes(tmp_path, "r.csv", "Id,T\n1,è\n".encode("cp1252"), profile)[1] == []


def test_a_text_that_is_not_in_the_encoding_named_is_rejected(tmp_path: Path) -> None:
    """The finding says what was expected."""
    profile = PROFILE.replace("[columns", '[format]\nencoding = "utf-8"\n[columns', 1)
    _, _, rejected = read_bytes(tmp_path, "r.csv", b"Id,T\n1,\xe8\n", profile)

    assert [(r.finding.code, r.raw) for r in rejected] == [(Code.NOT_TEXT, b"Id,T\n1,\xe8\n")]
    assert "utf-8" in rejected[0].finding.message


@pytest.mark.parametrize("name", ["r.csv", "r.json", "r.jsonl"])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_utf_16_with_its_mark_is_read_and_told_without_it_rejected(tmp_path: Path, name: str, encoding: str) -> None:
    """What Excel calls Unicode text."""
    text = "Id,T\n1,è\n" if name == "r.csv" else json.dumps([{"Id": "1", "T": "è"}], ensure_ascii=False)
    text = text.strip("[]") if name == "r.jsonl" else text
    records, findings, rejected = read_bytes(tmp_path, name, text.encode(encoding))

    if encoding == "utf-16":
        assert (said(records), len(findings), rejected) == (["è"], 1, [])
    else:
        assert (records, [r.finding.code for r in rejected]) == ([], [Code.NOT_TEXT])


def test_two_columns_of_one_name_are_both_kept(tmp_path: Path) -> None:
    """The second gets a number, and a finding."""
    profile = PROFILE + '[columns."T (2)"]\nfield = "alternative"\n'
    records, findings, _ = read_bytes(tmp_path, "r.csv", b"Id,T,T\n1,a,b\n", profile)

    assert (said(records), said(records, "alternative")) == (["a"], ["b"])
    assert [(f.code, f.field) for f in findings] == [(Code.REPEATED_LABEL, "T")]


def test_a_column_without_name_is_called_by_its_number(tmp_path: Path) -> None:
    """It is told only if it says something."""
    _, findings, _ = read_bytes(tmp_path, "r.csv", b"Id,T,,\n1,a,,x\n")

    assert [f.field for f in findings] == ["(column 4)"]


@pytest.mark.parametrize("bad", ["2", "2,b,c", '2,"b', '2,"b"c', '2,"b""', '"2,b'])
def test_a_bad_row_is_rejected_alone(tmp_path: Path, bad: str) -> None:
    """Too few cells, too many, a quote that is not closed: its neighbours are read."""
    records, _, rejected = read_bytes(tmp_path, "r.csv", f'Id,T\n1,"a"\n{bad}\n3,"c"\n4,d\n'.encode())

    assert said(records) == ["a", "c", "d"]
    assert [(line, r.raw.decode()) for line, r in zip(lines(rejected), rejected, strict=True)] == [(3, f"{bad}\n")]


def test_a_bad_last_row_is_rejected_alone(tmp_path: Path) -> None:
    """A file that was cut."""
    records, _, rejected = read_bytes(tmp_path, "r.csv", b'Id,T\n1,a\n2,"b')

    assert (said(records), lines(rejected), rejected[0].raw) == (["a"], [3], b'2,"b')


def test_a_row_of_several_lines_next_to_a_bad_one_is_read(tmp_path: Path) -> None:
    """Recovery begins at the next line, whatever it is."""
    records, _, rejected = read_bytes(tmp_path, "r.csv", b'Id,T\n1,"a\n2,"b\nb"\n3,c\n')

    assert (said(records), lines(rejected)) == (["b b", "c"], [2])


def test_a_quote_within_a_bare_cell_is_a_character(tmp_path: Path) -> None:
    """As most programs read it."""
    assert said(read_bytes(tmp_path, "r.csv", b'Id,T\n1,a "b" c\n')[0]) == ['a "b" c']


def test_empty_cells_too_many_do_no_harm(tmp_path: Path) -> None:
    """As spreadsheets write them."""
    assert said(read_bytes(tmp_path, "r.csv", b"Id,T\n1,a,,\n")[0]) == ["a"]


def test_a_cell_that_holds_a_row_is_told(tmp_path: Path) -> None:
    """Two quotes that are not closed could look so: the finding says how it was read."""
    records, findings, _ = read_bytes(tmp_path, "r.csv", b'Id,T,N\n1,"a,x\n2,b,y\n3,c",z\n')

    assert said(records) == ["a,x 2,b,y 3,c"]
    assert [(f.origin.line, "read as one row" in f.message) for f in findings][:1] == [(2, True)]


def test_rows_without_any_value_are_counted(tmp_path: Path) -> None:
    """Hundreds of them end many a spreadsheet."""
    records, findings, rejected = read_bytes(tmp_path, "r.csv", b"Id,T\n1,a\n,\n\n , \n,,,,\n")

    assert (len(records), rejected) == (1, [])
    assert [f.message for f in findings] == ["3 rows without any value"]


def test_what_stands_above_the_header_is_told(tmp_path: Path) -> None:
    """The profile says where the header is."""
    profile = PROFILE.replace("[columns", "[format]\nheader_row = 3\n[columns", 1)
    records, findings, _ = read_bytes(tmp_path, "r.csv", b"Registro dei percorsi\n\nId,T\n1,a\n", profile)

    assert (records[0].origin.line, [f.value for f in findings]) == (4, ["Registro dei percorsi"])


@pytest.mark.parametrize("content", [b"\n1,a\n", b'"Id,T\n1,a\n', b",,\n1,a\n", b"c," * 501 + b"\n"])
def test_a_file_without_header_is_rejected(tmp_path: Path, content: bytes) -> None:
    """Nothing is guessed."""
    _, _, rejected = read_bytes(tmp_path, "r.csv", content)

    assert [r.raw for r in rejected] == [content]


def test_many_unclosed_quotes_take_no_long_time(tmp_path: Path) -> None:
    """Every line is looked at a few times, not as often as there are lines."""
    rows = b'1,"a\n2,"b""\n""c""",d""\n' * 20_000
    records, _, rejected = read_bytes(tmp_path, "r.csv", b"Id,T\n" + rows + b'last,"z"\n')

    assert (len(rejected) > 10_000, said(records)[-1]) == (True, "z")


def test_rows_beyond_the_bound_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And kept."""
    for module in ("delimited", "objects"):
        monkeypatch.setattr(f"lod.sources.register.{module}.MAX_ROWS", 2)
    rows = [{"Id": str(n), "T": "t"} for n in range(5)]
    texts = {
        "r.csv": "Id,T\n" + "".join(f"{row['Id']},t\n" for row in rows),
        "r.json": json.dumps(rows),
        "r.jsonl": "".join(json.dumps(row) + "\n" for row in rows),
    }
    for name, text in texts.items():
        records, _, rejected = read_bytes(tmp_path, name, text.encode())

        assert [len(records), *(r.finding.code for r in rejected)] == [2, Code.TOO_LONG]


@pytest.mark.parametrize(
    "text",
    [
        '[{"Id": "1", "T": "a"}]',
        '{"data": [{"Id": "1", "T": "a"}]}',
        '{"count": 1, "tags": ["x"], "data": [{"Id": 1, "T": ["a"]}]}',
    ],
)
def test_an_array_of_objects_or_an_object_with_one(tmp_path: Path, text: str) -> None:
    """Without a word in the profile."""
    assert said(read_bytes(tmp_path, "r.json", text.encode())[0]) == ["a"]


def test_a_pointer_says_where_the_records_are(tmp_path: Path) -> None:
    """A JSON pointer, with its escapes."""
    text = '{"a/b": {"items": [{"Id": "1", "T": "a"}], "other": [{"Id": "2"}]}}'
    profile = PROFILE.replace("[columns", '[format]\nrecords = "/a~1b/items"\n[columns', 1)

    assert said(read_bytes(tmp_path, "r.json", text.encode(), profile)[0]) == ["a"]


@pytest.mark.parametrize(
    "text",
    [
        '{"a": [{"Id": "1"}], "b": [{"Id": "2"}]}',
        '{"a": []}',
        '{"a": [{"Id": "1"}], "a": []}',
        '{"a": [{"Id": "1"}]',
        '{"a" [{"Id": "1"}]}',
        "{",
        "nonsense",
        "3",
        "[" * 200_000,
    ],
)
def test_a_file_whose_records_cannot_be_found_is_rejected(tmp_path: Path, text: str) -> None:
    """None, several, or no JSON at all."""
    records, _, rejected = read_bytes(tmp_path, "r.json", text.encode())

    assert (records, [(r.finding.code, r.raw) for r in rejected]) == ([], [(Code.NOT_JSON, text.encode())])


@pytest.mark.parametrize(
    "bad",
    [
        '{"Id": "2", "T": NaN}',
        '{"Id": "2", "T": -Infinity}',
        '{"Id": "2", "Id": "3"}',
        '{"Id": "2", "T": {"a": 1, "a": 2}}',
        '{"Id": "2", "T": ' + "[" * 200_000 + "]" * 200_000 + "}",
        '{"Id": "2", "T": 01}',
        '{"Id": "2", "T": "\t"}',
        '"2"',
        "null",
        "[]",
    ],
)
@pytest.mark.parametrize("name", ["r.json", "r.jsonl"])
def test_an_object_that_is_no_json_is_rejected_alone(tmp_path: Path, name: str, bad: str) -> None:
    """Its neighbours are read; it is kept as it was."""
    rows = ['{"Id": "1", "T": "a"}', bad, '{"Id": "3", "T": "c"}']
    text = "[\n" + ",\n".join(rows) + "\n]" if name == "r.json" else "\n" + "\n".join(rows)
    records, _, rejected = read_bytes(tmp_path, name, text.encode())

    assert said(records) == ["a", "c"]
    assert [(r.finding.code, r.finding.origin.line, r.raw.decode()) for r in rejected] == [(Code.NOT_JSON, 3, bad)]


@pytest.mark.parametrize("end", ["", ", ", ", {", ', {"Id": "2"', "] x", ",]", "}]", ' {"Id": "2"}]'])
def test_what_stands_before_a_broken_end_is_read(tmp_path: Path, end: str) -> None:
    """A file that was cut, or a comma that is missing."""
    records, _, rejected = read_bytes(tmp_path, "r.json", ('[{"Id": "1", "T": "a"}' + end).encode())

    assert (said(records), [r.finding.code for r in rejected]) == (["a"], [Code.NOT_JSON])


@pytest.mark.parametrize(("number", "expected"), [("8000", "8000"), ("1.50", "1.5"), ("1e3", "1000"), ("-0.5", "-0.5")])
def test_a_number_of_json_is_a_number(tmp_path: Path, number: str, expected: str) -> None:
    """Whatever signs the profile expects in texts."""
    profile = NUMBERS.replace('form = "decimal"', 'decimal = ","\nthousands = "."')
    records, _, _ = read_bytes(tmp_path, "r.json", f'[{{"Id": 1, "N": {number}}}]'.encode(), profile)

    assert said(records, "grantAmount") == [expected]


@pytest.mark.parametrize("number", ["9" * 6_000, "1e999", "1e-999", "true", '"NaN"'])
def test_a_number_beyond_reason_is_told_and_kept(tmp_path: Path, number: str) -> None:
    """No traceback, no endless digits."""
    records, findings, _ = read_bytes(tmp_path, "r.json", f'[{{"Id": 1, "N": {number}}}]'.encode(), NUMBERS)

    assert [(u.label, u.text) for u in records[0].unread] == [("N", number.strip('"'))]
    assert Code.NOT_UNDERSTOOD in [f.code for f in findings]


def test_lone_surrogates_are_taken_out_and_told(tmp_path: Path) -> None:
    """In values, keys and names."""
    records, findings, _ = read_bytes(tmp_path, "r.json", rb'[{"Id": "1\ud800", "T": "a\udfff", "K\ud800": "b"}]')

    assert (records[0].key, said(records)) == ("x-1", ["a"])
    assert [f.code for f in findings].count(Code.CONTROL_CHARACTER) == 2
    json.dumps([f.as_json() for f in findings], ensure_ascii=False).encode()
    assert records[0].raw.encode()


def test_an_object_with_too_many_keys_is_rejected(tmp_path: Path) -> None:
    """As are objects that have ever new ones."""
    rows = [{"Id": "1", **{f"k{n}": 1 for n in range(600)}}, {"Id": "2", **{f"a{n}": 1 for n in range(400)}}]
    rows += [{"Id": "3", **{f"b{n}": 1 for n in range(400)}}, {"Id": "4", "T": "a"}]
    records, _, rejected = read_bytes(tmp_path, "r.json", json.dumps(rows).encode())

    assert [record.key for record in records] == ["x-2", "x-4"]
    assert [r.finding.code for r in rejected] == [Code.NOT_JSON, Code.TOO_LONG]


def test_the_same_register_as_excel_says_the_same(tmp_path: Path) -> None:
    """With dates as dates and numbers as numbers, CSV and Excel give the same records."""
    import csv  # noqa: PLC0415  # only here

    with (SAMPLES / "percorsi.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file, delimiter=";")

    def typed(name: str, text: str) -> object:
        if name in {"Avvio", "Conclusione"} and text != "-":
            return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007  # a day has no zone
        if "€" in text:
            return float(text.removesuffix(" €").replace(".", "").replace(",", "."))
        return int(text) if text.isdecimal() else text

    cells = [[typed(name, text) for name, text in zip(header, row, strict=True)] for row in rows]
    profile = (SAMPLES / "percorsi.toml").read_text("utf-8").replace('delimiter = ";"', "")
    by_sheet, _, rejected = read_bytes(tmp_path, "r.xlsx", saved(workbook(header, *cells)), profile)
    by_text = [i for i in read(SAMPLES / "percorsi.csv", "x", SAMPLES / "percorsi.toml") if isinstance(i, Record)]

    def values(records: list[Record]) -> list[dict[str, list[str]]]:
        return [{name: [v.lexical for v in found] for name, found in r.fields.items()} for r in records]

    assert rejected == []
    assert values(by_sheet) == values(by_text)
    assert [record.origin.line for record in by_sheet] == list(range(2, 14))


def test_dates_and_numbers_of_excel_need_no_form(tmp_path: Path) -> None:
    """They are what they are; a time is left out where a day is asked for."""
    book = workbook(["Id", "T", "N", "D"], [1, 2019.0, 1234.5, date(2020, 2, 1)], [2, True, 3, datetime(2020, 2, 1, 9)])  # noqa: DTZ001
    records, _, _ = read_bytes(tmp_path, "r.xlsx", saved(book), NUMBERS)

    assert [record.key for record in records] == ["x-1", "x-2"]
    assert said(records) == ["2019", "true"]
    assert said(records, "grantAmount") == ["1234.5", "3"]
    assert said(records, "day") == ["2020-02-01", "2020-02-01"]


def test_numbers_shown_as_percents_are_read_as_people_see_them(tmp_path: Path) -> None:
    """And that is told."""
    book = workbook(["Id", "N"], [1, 0.3])
    book.active["B2"].number_format = "0.00%"
    records, findings, _ = read_bytes(tmp_path, "r.xlsx", saved(book), NUMBERS)

    assert said(records, "grantAmount") == ["30"]
    assert ["0.3 is read as 30" in f.message for f in findings if f.field == "N"] == [True]


def test_a_formula_is_never_executed(tmp_path: Path) -> None:
    """Its last value is read; without one the cell is empty, and told."""
    content = saved(workbook(["Id", "T", "N"], [1, "a", "=1+1"], [2, "b", "=1+2"], [3, "c", 4]))
    content = repacked(formulas_without_values(content), SHEET, b"<f>1+1</f><v></v>", b"<f>1+1</f><v>7</v>")
    records, findings, _ = read_bytes(tmp_path, "r.xlsx", content, NUMBERS)

    assert said(records, "grantAmount") == ["7", "4"]
    assert [f.value for f in findings if "never computed" in f.message] == ["C3"]
    assert ["2 cells are formulas" in f.message for f in findings if "formulas" in f.message] == [True]


def test_an_error_cell_is_told_and_kept(tmp_path: Path) -> None:
    """#N/D is no value."""
    records, findings, _ = read_bytes(tmp_path, "r.xlsx", saved(workbook(["Id", "T"], [1, "#N/A"], [2, "#N/D"])))

    assert said(records) == []
    assert [(f.code, f.value, f.origin.line) for f in findings] == [
        (Code.NOT_UNDERSTOOD, "#N/A", 2),
        (Code.NOT_UNDERSTOOD, "#N/D", 3),
    ]


def test_merged_cells_are_told(tmp_path: Path) -> None:
    """The value is that of the first."""
    book = workbook(["Id", "T"], [1, "a"], [2, None])
    book.active.merge_cells("B2:B3")
    records, findings, _ = read_bytes(tmp_path, "r.xlsx", saved(book))

    assert said(records) == ["a"]
    assert [(f.value, f.origin.line) for f in findings] == [("B2:B3", 2)]


def test_a_sheet_is_chosen_by_name_and_its_header_by_line(tmp_path: Path) -> None:
    """What stands above is told."""
    book = workbook(["nothing"])
    sheet = book.create_sheet("Dati")
    for row in (["Registro"], [], ["Id", "T"], [1, "a"]):
        sheet.append(row)
    profile = PROFILE.replace("[columns", '[format]\nsheet = "Dati"\nheader_row = 3\n[columns', 1)
    records, findings, _ = read_bytes(tmp_path, "r.xlsx", saved(book), profile)

    assert (said(records), records[0].origin.line, [f.value for f in findings]) == (["a"], 4, ["Registro"])


def test_a_sheet_that_declares_less_than_it_holds_is_read_whole(tmp_path: Path) -> None:
    """Its dimension is not believed."""
    content = repacked(saved(workbook(["Id", "T"], [1, "a"])), SHEET, b'"A1:B2"', b'"A1"')

    assert said(read_bytes(tmp_path, "r.xlsx", content)[0]) == ["a"]


def test_a_row_far_away_does_not_take_long(tmp_path: Path) -> None:
    """Neither the last row nor the last column of a sheet."""
    book = workbook(["Id", "T"], [1, "a"])
    book.active["A1048576"] = 2
    book.active["XFD2"] = "z"
    records, findings, _ = read_bytes(tmp_path, "r.xlsx", saved(book))

    assert [record.origin.line for record in records] == [2, 1_048_576]
    assert [f.value for f in findings if f.code is Code.TOO_LONG] == ["z"]


def _bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/workbook.xml", "w") as member:
        for _ in range(70):
            member.write(b" " * 1_000_000)
    return stream.getvalue()


def _entities() -> bytes:
    lots = b"<!DOCTYPE a [<!ENTITY a0 'aaaaaaaaaa'>" + b"".join(
        b"<!ENTITY a%d '%s'>" % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12)
    )
    content = repacked(saved(workbook(["Id", "T"], [1, "a"])), SHEET, b"<worksheet ", lots + b"]><worksheet ")
    return repacked(content, SHEET, b"<t>a</t>", b"<t>&a11;</t>")


def _encrypted() -> bytes:
    content = bytearray(saved(workbook(["Id"], [1])))
    start = 0
    while (start := content.find(b"PK\x01\x02", start)) >= 0:
        struct.pack_into("<H", content, start + 8, 1)
        start += 4
    return bytes(content)


@pytest.mark.parametrize(
    "content",
    [
        b"no zip",
        b"PK\x03\x04 no zip either",
        saved(workbook(["Id"], [1]))[:-40],
        saved(workbook()),
        saved(workbook([], ["Id"])),
        repacked(saved(workbook(["Id"], [1])), "xl/workbook.xml", b"sheetId", b"sheetId x="),
        repacked(saved(workbook(["Id"], [1])), "xl/workbook.xml", b"<sheet ", b"<sheet " * 60),
        repacked(saved(workbook(["Id"], [1])), SHEET, b"<v>1</v>", b"<v>" + b"9" * 6_000 + b"</v>"),
        repacked(saved(workbook(["Id"], [1])), SHEET, b'r="A2"', b'r="AAAA2"'),
        _bomb(),
        _entities(),
        _encrypted(),
    ],
    ids=["text", "zip", "cut", "empty", "no-header", "xml", "sheets", "digits", "column", "bomb", "entities", "locked"],
)
def test_a_workbook_that_cannot_be_read_is_rejected(tmp_path: Path, content: bytes) -> None:
    """No traceback, no endless memory: one finding, and the file is kept."""
    records, _, rejected = read_bytes(tmp_path, "r.xlsx", content)

    assert (records, [(r.finding.severity, r.raw) for r in rejected]) == ([], [(Severity.VIOLATION, content)])


def test_a_sheet_that_is_not_there_is_told(tmp_path: Path) -> None:
    """With the names of those that are."""
    profile = PROFILE.replace("[columns", '[format]\nsheet = "Dati"\n[columns', 1)
    _, _, rejected = read_bytes(tmp_path, "r.xlsx", saved(workbook(["Id"], [1])), profile)

    assert ["no sheet 'Dati', only: Sheet" in r.finding.message for r in rejected] == [True]


def large(name: str) -> tuple[bytes, list[str]]:
    """A file of a few megabytes in which rows of all kinds come again and again, and the titles of those to read."""
    long, many = "x" * 70_000, 60
    if name == "r.csv":
        rows = [f'{{n}},"a\nb {{n}}"\n{{n}}bad,"open\n{{n}}b,{long}\n\n{{n}}c,"quoted ""{{n}}"""\n']
        titles = ["a b {n}", long, 'quoted "{n}"']
    else:
        rows = ['{{"Id": "{n}", "T": "a ] {n}"}}', f'{{{{"Id": "{{n}}b", "T": "{long}"}}}}', "nonsense"]
        titles = ["a ] {n}", long]
    made = [row.format(n=n) for n in range(many) for row in rows]
    said = [title.format(n=n) for n in range(many) for title in titles]
    joined = {
        "r.csv": "Id,T\n" + "".join(made),
        "r.jsonl": "\n".join(made),
        "r.json": "[" + " ,\n\n".join(made) + "]\n",
    }
    return joined[name].encode(), said


@pytest.mark.parametrize("name", ["r.csv", "r.jsonl", "r.json"])
def test_rows_are_read_wherever_the_window_ends(tmp_path: Path, name: str) -> None:
    """Short rows, rows longer than the window, rows over several lines, broken ones: each comes once, with its line."""
    content, titles = large(name)
    records, _, rejected = read_bytes(tmp_path, name, content)
    told = content.decode().split("\n")

    assert [" ".join(text.split()) for text in said(records)] == titles
    assert len(rejected) == len(titles) // (3 if name == "r.csv" else 2)
    assert all("open" in told[line - 1] or "nonsense" in told[line - 1] for line in lines(rejected))


@pytest.mark.parametrize("tail", ["", ",", ', {"Id": "z"', ', "z', "] behind"])
def test_a_broken_array_of_many_keeps_what_follows(tmp_path: Path, tail: str) -> None:
    """What was read before counts; all that was not is kept, from its line on."""
    rows = [f'{{"Id": "{n}", "T": "{"t" * 2_000}"}}' for n in range(200)]
    records, _, rejected = read_bytes(tmp_path, "r.json", ("[" + ",\n".join(rows) + tail).encode())

    assert len(records) == 200
    assert [(r.finding.code, r.finding.origin.line) for r in rejected] == [(Code.NOT_JSON, 200)]
    assert rejected[0].raw.decode() == tail.removeprefix("]")
