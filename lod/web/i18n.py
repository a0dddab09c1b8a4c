"""The pages' language: which one a reader gets, and how texts, dates and money are written in it."""

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal
from babel.units import format_unit
from flask import Request

from lod.ontology import LANGUAGES
from lod.presentation import Shown

_THOUSAND, _TEN = 1000, 10
_MARKUP = re.compile(r"-?[0-9]{4}-[0-9]{2}-[0-9]{2}")
_POINT = re.compile(r"POINT ?\((-?[0-9]{1,3}(?:\.[0-9]{1,15})?) (-?[0-9]{1,2}(?:\.[0-9]{1,15})?)\)")
_MARKUP_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:Z|[+-][0-9]{2}:[0-9]{2})"
)


def language_of(request: Request) -> str:
    """The language asked for by ``?lang=``, else by Accept-Language, else Italian."""
    asked = request.args.get("lang", "")
    if asked in LANGUAGES:
        return asked
    return request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]


def prepare() -> None:
    """Reads what dates and money are written by: the first one who needs it would keep all others waiting for 0.1 s."""
    for language in LANGUAGES:
        date_in("2000-01-01", language)
        _number("1", "EUR", language)


def value_in(value: Shown, unit: str, language: str) -> str:
    """A literal as a reader of *language* writes it: dates, times, money, numbers, points."""
    if value.datatype == "date" and _MARKUP.fullmatch(value.text):
        return date_in(value.text, language)
    if value.datatype == "dateTime" and _MARKUP_TIME.fullmatch(value.text):
        return _moment(value.text, language)
    if value.datatype == "wktLiteral":
        return _position(value.text, language)
    if value.datatype in ("decimal", "integer"):
        return _number(value.text, unit, language)
    return value.text


def degrees_in(degrees: Decimal, letters: str, language: str) -> str:
    """*degrees* with the letter of their direction.

    Args:
        degrees: Latitude or longitude.
        letters: The letter of what is positive, and the one of what is negative.
        language: The reader's.
    """
    return f"{format_decimal(degrees.copy_abs(), '0.######', locale=language)}° {letters[degrees < 0]}"


def number_in(number: Decimal | int, language: str) -> str:
    """*number* with the thousands marked as a reader of *language* does."""
    return format_decimal(number, locale=language)


def day_in(moment: datetime, language: str) -> str:
    """The day and the time of *moment* as a reader of *language* writes them."""
    return format_datetime(moment, "long", locale=language)


def size_in(size: int, language: str) -> str:
    """*size* in bytes as a reader of *language* writes it: ``1.2 MB``, by thousands."""
    amount, unit = float(size), "byte"
    for larger in ("kilobyte", "megabyte", "gigabyte", "terabyte"):
        if amount < _THOUSAND:
            break
        amount, unit = amount / _THOUSAND, larger
    shown = round(amount, 1 if unit != "byte" and amount < _TEN else None)
    return format_unit(shown, f"digital-{unit}", "short", locale=language)


def date_in(text: str, language: str) -> str:
    """A day as people write it; the text itself where it is none."""
    try:
        return format_date(date.fromisoformat(text), "long", locale=language)
    except ValueError:
        return text


def _position(text: str, language: str) -> str:
    """Latitude and longitude of a point, in the order in which people say them."""
    found = _POINT.fullmatch(text)
    if found is None:
        return text
    east, north = (Decimal(part) for part in found.groups())
    return f"{degrees_in(north, 'NS', language)}, {degrees_in(east, 'EW', language)}"


def _moment(text: str, language: str) -> str:
    """A time with its zone, as the data say it: where the reader is nobody knows."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    day = format_date(moment.date(), "long", locale=language)
    zone = moment.strftime("%z")
    return f"{day}, {moment:%H:%M} UTC" + (f"{zone[:3]}:{zone[3:]}" if moment.utcoffset() else "")


def _number(text: str, unit: str, language: str) -> str:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    if unit == "EUR":
        return format_currency(number, "EUR", locale=language)
    written = format_decimal(number, locale=language)
    return f"{written} {unit}" if unit == "%" else written
