"""The pages' language: which one a reader gets, and how texts, dates and money are written in it."""

import gettext
import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from babel.dates import format_date
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal
from flask import Request

from lod.ontology import LANGUAGES
from lod.presentation import Shown

_TRANSLATIONS = Path(__file__).parent / "translations"
_MARKUP = re.compile(r"-?[0-9]{4}-[0-9]{2}-[0-9]{2}")


def language_of(request: Request) -> str:
    """The language asked for by ``?lang=``, else by Accept-Language, else Italian."""
    asked = request.args.get("lang", "")
    if asked in LANGUAGES:
        return asked
    return request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]


class Catalogue(gettext.NullTranslations):
    """The words of the pages in one language, from its ``.po`` file; English is the source.

    Args:
        language: ``it`` or ``en``.
    """

    def __init__(self, language: str) -> None:
        super().__init__()
        self.texts: dict[str, str] = {}
        path = _TRANSLATIONS / f"{language}.po"
        if path.is_file():
            with path.open("rb") as file:
                found = [(_forms(m.id), _forms(m.string)) for m in read_po(file) if m.id and m.string]
            self.texts = {one: text for ids, texts in found for one, text in zip(ids, texts, strict=True)}

    def gettext(self, message: str) -> str:
        """*message* in the language; the message itself where there is no translation."""
        return self.texts.get(message, message)


def _forms(text: str | Sequence[str]) -> Sequence[str]:
    """Singular and plural of a message, or the message alone."""
    return (text,) if isinstance(text, str) else text


def value_in(value: Shown, unit: str, language: str) -> str:
    """A literal as a reader of *language* writes it: dates, money, numbers."""
    if value.datatype == "date" and _MARKUP.fullmatch(value.text):
        return _day(value.text, language)
    if value.datatype in ("decimal", "integer"):
        return _number(value.text, unit, language)
    return value.text


def number_in(number: int, language: str) -> str:
    """*number* with the thousands marked as a reader of *language* does."""
    return format_decimal(number, locale=language)


def _day(text: str, language: str) -> str:
    try:
        return format_date(date.fromisoformat(text), "long", locale=language)
    except ValueError:
        return text


def _number(text: str, unit: str, language: str) -> str:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    if unit == "EUR":
        return format_currency(number, "EUR", locale=language)
    written = format_decimal(number, locale=language)
    return f"{written} {unit}" if unit == "%" else written
