"""Characters that have no place in a text are taken out and told; the same text is the same characters."""

import json
import sys
import unicodedata
from pathlib import Path

import pytest

from lod.findings import Code, Finding, Severity
from lod.record import Record
from lod.sources import osservatorio
from lod.sources.text import _SPACES, _UNWANTED, cleaned
from tests.conftest import page_of


@pytest.mark.parametrize(
    ("received", "kept", "removed"),
    [
        ("perche\u0301", "perch\u00e9", ""),
        ("perch\u200be\u0301", "perch\u00e9", "\\u200b"),
        ("a\u00a0b\u2009c\u3000d", "a b c d", ""),
        ("uno\u202edue\u2066", "unodue", "\\u202e \\u2066"),
        ("\ufeffuno\u00addue", "unodue", "\\u00ad \\ufeff"),
        ("a\x00b\x07c\x7fd\x9fe", "abcde", "\\u0000 \\u0007 \\u007f \\u009f"),
        ("uno\u2028due\x85tre\x0bquattro", "uno due tre quattro", "\\u000b \\u0085 \\u2028"),
        ("uno\U000e0041", "uno", "\\ue0041"),
        ("\ud800x", "x", "\\ud800"),
        ("a\tb\nc", "a\tb\nc", ""),
        ("\uff12\uff10\uff11\uff18", "\uff12\uff10\uff11\uff18", ""),
        ("\u2126 \ufb01", "\u03a9 \ufb01", ""),
    ],
)
def test_a_text_is_cleaned(received: str, kept: str, removed: str) -> None:
    """What is taken out is named; what only looks the same is left alone."""
    assert cleaned(received) == (kept, removed)


def _page(folder: Path, *body: str, title: str) -> None:
    (folder / "1.txt").write_text(page_of(1, *body, title=title), "utf-8", errors="surrogatepass")


def _row(folder: Path, *body: str, title: str) -> None:
    row = {"id": "1", "title": title, **dict(zip(body[1::2], body[2::2], strict=True))}
    (folder / "r.jsonl").write_text(json.dumps(row) + "\n", "utf-8")


def read(folder: Path) -> tuple[Record, list[Finding]]:
    items = list(osservatorio.read(folder, "er"))
    (record,) = (item for item in items if isinstance(item, Record))
    return record, [item for item in items if isinstance(item, Finding) and item.severity is not Severity.INFO]


@pytest.mark.parametrize("write", [_page, _row])
def test_decomposed_letters_are_the_same_text(tmp_path: Path, write: object) -> None:
    """As files made on a Mac have them: nothing to tell, and code lists know the words."""
    nfd = unicodedata.normalize("NFD", "Città di tutti, perché sì")
    write(tmp_path, "Crediti", "Struttura responsabile del processo", nfd, title=nfd)  # type: ignore[operator]
    record, findings = read(tmp_path)

    assert record.fields["title"][0].lexical == "Città di tutti, perché sì"
    assert record.fields["managedBy.prefLabel"][0].lexical == "Città di tutti, perché sì"
    assert findings == []


@pytest.mark.parametrize("write", [_page, _row])
@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("Anno di chiusura", "\uff12\uff10\uff11\uff18"),
        ("Durata (mesi)", "\uff16"),
        ("Importo finanziato dal Bando", "\uff11.000,00 €"),
        ("Data fine", "0\uff11/02/2018"),
        ("Indice di partecipazione", "\u0666 / 30"),
    ],
)
def test_digits_of_other_scripts_are_told_and_kept(tmp_path: Path, write: object, label: str, value: str) -> None:
    """No number is made of them; the text is kept as it is."""
    write(tmp_path, "Processo", label, value, title="Uno")  # type: ignore[operator]
    record, findings = read(tmp_path)

    assert [(u.label, u.text) for u in record.unread] == [(label, value)]
    assert [(f.code, f.value) for f in findings] == [(Code.NOT_UNDERSTOOD, value)]


@pytest.mark.parametrize("write", [_page, _row])
def test_blanks_of_all_kinds_are_blanks(tmp_path: Path, write: object) -> None:
    """A non-breaking space in a label or an amount is no trouble."""
    write(
        tmp_path,
        "Processo",
        "Costo complessivo del processo" if write is _row else "Costo\u00a0complessivo del\u202fprocesso",
        "15.000,00\u00a0€",
        title="\u00a0Uno\u2003due\u00a0",
    )  # type: ignore[operator]
    record, findings = read(tmp_path)

    assert record.fields["totalCost"][0].lexical == "15000"
    assert record.fields["title"][0].lexical == "Uno due"
    assert findings == []


@pytest.mark.parametrize("write", [_page, _row])
def test_invisible_characters_are_taken_out_and_told(tmp_path: Path, write: object) -> None:
    """Bidi overrides, zero width, controls of both kinds."""
    write(tmp_path, "Processo", "Stato di avanzamento", "Con\u200bclu\x9fso", title="Uno\u202edue\x07")  # type: ignore[operator]
    record, findings = read(tmp_path)

    assert record.fields["title"][0].lexical == "Unodue"
    assert record.fields["status"][0].lexical == "Concluso"
    assert [(f.code, f.value) for f in findings] == [
        (Code.CONTROL_CHARACTER, "\\u0007 \\u202e"),
        (Code.CONTROL_CHARACTER, "\\u009f \\u200b"),
    ]


def test_labels_and_keys_are_known_in_any_normal_form(tmp_path: Path) -> None:
    """Also with blanks of other kinds in them."""
    label = unicodedata.normalize("NFD", "Bonus\u00a0 Parità\tdi Genere")
    (tmp_path / "1.txt").write_text(page_of(1, "Bonus assegnati al Processo", label, "No"), "utf-8")
    (tmp_path / "r.jsonl").write_text(json.dumps({"id": "2", "title": "Due", label: "No"}) + "\n", "utf-8")
    items = list(osservatorio.read(tmp_path, "er"))
    records = [item for item in items if isinstance(item, Record)]

    assert [r.fields["assessment[parita-genere].outcome"][0].lexical for r in records] == ["No", "No"]
    assert [item for item in items if isinstance(item, Finding)] == []


def test_the_glance_at_a_text_overlooks_no_character() -> None:
    """Every character of Unicode fares as the two patterns say, though most texts never meet them."""
    odd = [c for c in map(chr, range(sys.maxunicode + 1)) if _UNWANTED.fullmatch(c) or _SPACES.fullmatch(c)]

    assert len(odd) > 2_000
    assert [c for c in odd if cleaned(f"a{c}b")[0] == f"a{c}b"] == []
