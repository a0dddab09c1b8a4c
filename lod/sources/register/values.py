"""The values of a register: how a cell becomes what a field holds, as the profile says; never a guess.

All raise ValueError with what was expected.
"""

import html
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

from lod.sentences import Sentence
from lod.sources.markup import plain
from lod.sources.register.profile import Column
from lod.sources.register.rows import Cell, Kind

MAX_CHARACTERS = 100_000
_MAX_SHORT = 200
_JSON_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,30})?(?:[eE][+-]?[0-9]{1,2})?")
_POINT = re.compile(r"POINT ?\( ?(-?[0-9]{1,3}(?:\.[0-9]{1,20})?) (-?[0-9]{1,2}(?:\.[0-9]{1,20})?) ?\)")
# what a person sees though it has no words
_SHOWS = re.compile("<(?:img|iframe|video|audio|object|embed|svg)", re.IGNORECASE)
_MOST_DEGREES = (180, 90)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_UNIT_BEFORE = re.compile(r"(?:€|EUR|Euro|euro|£|GBP|\$|USD|CHF)\s*")
_UNIT_AFTER = re.compile(r"\s*(?:€|EUR|Euro|euro|£|GBP|\$|USD|CHF|%)(?:,-{1,2})?")
# what spreadsheets write where a formula failed, in Italian and English
ERRORS = frozenset(
    {
        "#N/D",
        "#N/A",
        "#RIF!",
        "#REF!",
        "#VALORE!",
        "#VALUE!",
        "#DIV/0!",
        "#NOME?",
        "#NAME?",
        "#NUM!",
        "#NULLO!",
        "#NULL!",
    }
)

# lexical form and XSD datatype, empty where the field knows it
Said = tuple[str, str]


def said(cell: Cell, column: Column) -> Said:
    """What *cell* says in the form that *column* has: ``15.000,00 €`` gives ``15000``; empty HTML says nothing.

    Raises:
        ValueError: it cannot be read in that form; the message says what was expected.
    """
    if cell.kind is Kind.ERROR or cell.text.strip() in ERRORS:
        raise ValueError(Sentence("a value, not the error of a formula"))
    if len(cell.text) > MAX_CHARACTERS:
        raise ValueError(Sentence("a value of at most {most} characters", most=MAX_CHARACTERS))
    return _FORMS[column.form](cell, column)


def _text(cell: Cell, _column: Column) -> Said:
    return " ".join(cell.text.split()), ""


def _prose(cell: Cell, _column: Column) -> Said:
    return cell.text.strip(), ""


def _html(cell: Cell, _column: Column) -> Said:
    """What a person would read of it; a text without tags keeps its lines."""
    text = plain(cell.text) if "<" in cell.text else html.unescape(cell.text).strip()
    if not text and _SHOWS.search(cell.text):
        raise ValueError(Sentence("HTML that has words"))
    return text, ""


def _truth(cell: Cell, _column: Column) -> Said:
    text = cell.text.strip().casefold()
    if text not in ("true", "false"):
        raise ValueError(Sentence("true or false"))
    return text, "boolean"


def _point(cell: Cell, _column: Column) -> Said:
    """Rounded to a millionth of a degree, some ten centimetres."""
    found = _POINT.fullmatch(cell.text.strip())
    degrees = [Decimal(number) for number in found.groups()] if found else []
    if not found or any(abs(number) > most for number, most in zip(degrees, _MOST_DEGREES, strict=True)):
        raise ValueError(Sentence("a longitude from -180 to 180 and a latitude from -90 to 90, as POINT(9.695 45.052)"))
    shown = (format(round(number, 6).normalize(), "f") for number in degrees)
    return f"POINT({' '.join(shown)})", "wktLiteral"


def _decimal(cell: Cell, column: Column) -> Said:
    number = _number(cell, column)
    text = format(number, "f")
    return (text.rstrip("0").rstrip(".") or "0") if "." in text else text, ""


def _integer(cell: Cell, column: Column) -> Said:
    number = _number(cell, column)
    if number != number.to_integral_value():
        raise ValueError(Sentence("a whole number"))
    return format(number.to_integral_value(), "f"), ""


def _year(cell: Cell, _column: Column) -> Said:
    text = cell.text[:4] if cell.kind is Kind.MOMENT else cell.text.strip()
    if not _YEAR.fullmatch(text):
        raise ValueError(Sentence("a year from 1900 to 2099"))
    return text, "gYear"


def _date(cell: Cell, column: Column) -> Said:
    if cell.kind is Kind.MOMENT:
        return cell.text[:10], "date"
    moment, form = _moment(cell, column)
    return (moment.date().isoformat(), "date") if "%d" in form else (f"{moment.year:04}", "gYear")


def _datetime(cell: Cell, column: Column) -> Said:
    if cell.kind is Kind.MOMENT:
        moment = datetime.fromisoformat(cell.text)
    else:
        moment, _ = _moment(cell, column)
    if moment.tzinfo is None:
        if not column.zone:
            raise ValueError(Sentence("a time with its zone"))
        moment = moment.replace(tzinfo=ZoneInfo(column.zone))
    return moment.replace(microsecond=0).isoformat(), "dateTime"


def _moment(cell: Cell, column: Column) -> tuple[datetime, str]:
    """The moment that *cell* says, and the form that it is written in."""
    text = " ".join(cell.text.split())
    for form in column.date if text.isascii() and len(text) <= _MAX_SHORT else ():
        try:
            return datetime.strptime(text, form), form  # noqa: DTZ007  # the zone comes with the column, or there is none
        except ValueError:
            continue
    raise ValueError(Sentence("a date of the calendar, as {forms}", forms=" / ".join(column.date)))


def _number(cell: Cell, column: Column) -> Decimal:
    if cell.kind is Kind.NUMBER:
        if not _JSON_NUMBER.fullmatch(cell.text):
            raise ValueError(Sentence("a number of at most 15 digits"))
        return Decimal(cell.text)
    text = cell.text.strip()
    example = f"1{column.thousands}234{column.decimal}50"
    if cell.kind is not Kind.TEXT or len(text) > _MAX_SHORT:
        raise ValueError(Sentence("a number such as {example}", example=example))
    before = _UNIT_BEFORE.match(text)
    found = _pattern(column.decimal, column.thousands).fullmatch(text[before.end() :] if before else text)
    if found is None or (found["rest"] and not _UNIT_AFTER.fullmatch(found["rest"])):
        raise ValueError(Sentence("a number such as {example}", example=example))
    whole = re.sub(r"[^0-9]", "", found["whole"])
    return Decimal(f"{found['sign']}{whole}.{found['fraction'] or 0}")


@lru_cache(maxsize=64)
def _pattern(decimal: str, thousands: str) -> re.Pattern[str]:
    """Numbers with these two signs; digits are grouped by three, or not at all."""
    grouped = rf"[0-9]{{1,3}}(?:{re.escape(thousands)}[0-9]{{3}}){{1,4}}|" if thousands else ""
    return re.compile(
        rf"(?P<sign>-?)(?P<whole>{grouped}[0-9]{{1,15}})(?:{re.escape(decimal)}(?P<fraction>[0-9]{{1,15}}))?"
        rf"(?P<rest>[^0-9]{{0,20}})"
    )


_FORMS: Mapping[str, Callable[[Cell, Column], Said]] = MappingProxyType(
    {
        "text": _text,
        "prose": _prose,
        "html": _html,
        "integer": _integer,
        "decimal": _decimal,
        "year": _year,
        "date": _date,
        "datetime": _datetime,
        "truth": _truth,
        "point": _point,
    }
)


def datatype_of(lexical: str) -> str:
    """Datatype of a fixed value, by its form: that of a day or a year, empty for any other."""
    if _YEAR.fullmatch(lexical):
        return "gYear"
    try:
        return "date" if len(lexical) == len("2009-02-28") and date.fromisoformat(lexical) else ""
    except ValueError:
        return ""
