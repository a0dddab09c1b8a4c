"""Why a file could not be read: said in our words and in both languages, whatever its library says."""

import io
import zipfile
import zlib
from collections.abc import Callable

import pytest

from lod.sentences import Sentence, said
from lod.sources.reasons import foreign, reason
from lod.sources.register import objects, workbook
from lod.translations import Catalogue

ITALIAN = Catalogue("it")


def packed(**members: str) -> bytes:
    """A zip of texts."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return held.getvalue()


def damaged() -> bytes:
    """A zip with a wrong byte in what it has packed."""
    whole = bytearray(packed(a="Titolo " * 500))
    whole[len("PK") + 40] ^= 0xFF
    return bytes(whole)


def why(call: Callable[[], object]) -> tuple[str, str]:
    """What *call* says when it fails, in English and in Italian."""
    with pytest.raises(ValueError) as caught:  # noqa: PT011  # which one is what is tested
        call()
    told = caught.value.args[0]
    assert isinstance(told, Sentence)
    return str(told), said(told, ITALIAN.gettext)


@pytest.mark.parametrize(
    ("raw", "english", "italian"),
    [
        (b"hello", "it is no zip, or its end is missing", "non è uno zip, o ne manca la fine"),
        (packed()[:10], "it is no zip, or its end is missing", "non è uno zip, o ne manca la fine"),
        (packed(a="x"), "a part of it is missing", "ne manca una parte"),
        (packed(**{"[Content_Types].xml": "<x"}), "no XML that can be read", "non è XML leggibile"),
        (damaged(), "its content is damaged", "il contenuto è danneggiato"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "save it as .xlsx", "salvarla come .xlsx"),
    ],
)
def test_a_workbook_that_cannot_be_opened_says_why_in_our_words(raw: bytes, english: str, italian: str) -> None:
    """What openpyxl or zipfile said is at most a quotation behind them."""
    in_english, in_italian = why(lambda: workbook.opened(raw))

    assert in_english.startswith("no workbook that can be read: ")
    assert english in in_english.partition(" (the program")[0]
    assert italian in in_italian.partition(" (il programma")[0]


@pytest.mark.parametrize(
    "error",
    [
        zipfile.BadZipFile("Bad magic number for file header"),
        zlib.error("Error -3"),
        EOFError(),
        TypeError("x"),
        OSError(),
    ],
)
def test_whatever_a_library_raises_has_a_sentence_of_ours(error: Exception) -> None:
    """And its own words behind it."""
    told = foreign(error)

    assert str(told).index("(the program that opens it says “") > 0
    assert str(told.values["why"]) in ITALIAN.texts


@pytest.mark.parametrize(
    ("text", "english", "italian"),
    [
        ('{"a": "x\x01"}', "a control character that must not stand there, at character 9", "controllo non ammesso"),
        ('{"a" 1}', "a colon is missing, at character 6", "mancano i due punti"),
        ('{"a": 1 "b": 2}', "a comma is missing, at character 9", "manca una virgola"),
        ('{"a": }', "a value is missing, at character 7", "manca un valore"),
    ],
)
def test_json_that_is_none_says_where_and_why(text: str, english: str, italian: str) -> None:
    """In our words too."""
    with pytest.raises(ValueError) as caught:  # noqa: PT011  # which one is what is tested
        objects.parsed(text)
    told = reason(caught.value)

    assert str(told) == english
    assert italian in said(told, ITALIAN.gettext)
