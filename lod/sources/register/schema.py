"""What the keys of a profile may hold: each check raises ValueError with what was expected."""

import codecs
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from lod.sentences import in_both
from lod.sources.register.rows import MAX_COLUMNS, column_name
from lod.sources.text import LANGUAGE

KINDS = ("csv", "json", "jsonl", "xlsx")
FORMS = ("text", "prose", "html", "integer", "decimal", "year", "date", "datetime", "truth", "point")
MAX_CHARACTERS = 2_000
MAX_HEADER_ROW = 1_000
_STEP = r"[A-Za-z]\w{0,59}(?:\[[a-z0-9-]{0,60}\*?\])?"
_FIELD = re.compile(rf"{_STEP}(?:\.{_STEP}){{0,3}}", re.ASCII)
_SHAPE = re.compile(r"[A-Z][A-Za-z]{0,59}")
_DATE = re.compile(r"(?:%[YmdHMSfz]|[-/. ,T:Z]|UTC)+")

Checks = Mapping[str, Callable[[Any], Any]]


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > MAX_CHARACTERS:
        raise ValueError("a text")
    return value


def _filled(value: Any) -> str:
    if not _text(value).strip():
        raise ValueError("a text that is not empty")
    return str(value).strip()


def _reason(value: Any) -> str:
    """A reason as readers of either language are told it: a text, or one for each."""
    if not isinstance(value, dict):
        return _filled(value)
    if set(value) != {"it", "en"}:
        raise ValueError("a text, or one for it and one for en")
    return in_both(_filled(value["en"]), _filled(value["it"]))


def texts(value: Any) -> tuple[str, ...]:
    """A text, or a list of texts.

    Raises:
        ValueError: it is neither.
    """
    several = value if isinstance(value, list) else [value]
    if not several or not all(isinstance(one, str) for one in several):
        raise ValueError("a text, or a list of texts")
    return tuple(several)


def field_name(value: Any) -> str:
    """The name of a field: ``temporal.startDate``, ``isPartOf[pc-*].title``.

    Raises:
        ValueError: it is none.
    """
    if not _FIELD.fullmatch(_text(value)):
        raise ValueError("the name of a field, such as title or temporal.startDate")
    if value.partition(".")[0] == "identifier":
        raise ValueError("another field: the key gives the identifier")
    return str(value)


def _columns(value: Any) -> tuple[str, ...]:
    return tuple(column_name(_filled(name)) for name in texts(value))


def _words(value: Any) -> frozenset[str]:
    return frozenset(word.strip().casefold() for word in texts(value))


def _sign(value: Any) -> str:
    if len(_text(value)) != 1 or value.isalnum() or value in '"\n\r':
        raise ValueError("one character that is no letter, digit, quote or line end")
    return str(value)


def _grouping(value: Any) -> str:
    return _sign(value) if _text(value) else ""


def _separator(value: Any) -> str:
    if not _text(value):
        raise ValueError("what stands between the members of a list")
    return str(value)


def _encoding(value: Any) -> str:
    try:
        name = codecs.lookup(_filled(value)).name
        "".encode(name)
    except (LookupError, ValueError) as error:
        raise ValueError("an encoding such as utf-8 or windows-1252") from error
    return name


def _header_row(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MAX_HEADER_ROW:
        raise ValueError(f"a whole number from 1 to {MAX_HEADER_ROW}")
    return value


def _pointer(value: Any) -> str:
    if _text(value) and not value.startswith("/"):
        raise ValueError("a JSON pointer, such as /data/items")
    return str(value)


def _matching(pattern: re.Pattern[str], expected: str) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        if not pattern.fullmatch(_text(value)):
            raise ValueError(expected)
        return str(value)

    return check


def _one_of(allowed: tuple[str, ...]) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        if value not in allowed:
            raise ValueError(f"one of {', '.join(allowed)}")
        return str(value)

    return check


def _dates(value: Any) -> tuple[str, ...]:
    for form in texts(value):
        day = [letters in form for letters in ("%m", "%d")]
        if not _DATE.fullmatch(form) or "%Y" not in form or any(day) != all(day) or not _once(form):
            raise ValueError("a form such as %d/%m/%Y or %Y-%m-%d %H:%M:%S, or %Y alone")
    return texts(value)


def _once(form: str) -> bool:
    letters = re.findall("%[A-Za-z]", form)
    return len(letters) == len(set(letters))


def _zone(value: Any) -> str:
    try:
        return ZoneInfo(_filled(value)).key
    except (LookupError, OSError, ValueError) as error:
        raise ValueError("a time zone such as Europe/Rome") from error


def _meanings(value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(meant, str) for meant in value.values()):
        raise ValueError('what each spelling stands for, such as { "chiuso" = "concluso" }')
    return {" ".join(spelling.split()).casefold(): meant for spelling, meant in value.items()}


def _table(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict) or len(value) > MAX_COLUMNS:
        raise ValueError(f"a table of at most {MAX_COLUMNS} keys")
    return value


def implied_form(said: Mapping[str, Any]) -> str:
    """The form that the keys of a column ask for, where none is said."""
    if "date" in said:
        return "datetime" if "zone" in said else "date"
    return "decimal" if "decimal" in said or "thousands" in said else "text"


PROFILE: Checks = MappingProxyType(
    {
        "name": _filled,
        "language": _matching(LANGUAGE, "a language tag such as it"),
        "shape": _matching(_SHAPE, "the name of a shape such as Process"),
        "key": _columns,
        "null": _words,
        "format": _table,
        "fixed": _table,
        "columns": _table,
    }
)
FORMAT: Checks = MappingProxyType(
    {
        "kind": _one_of(KINDS),
        "delimiter": _sign,
        "encoding": _encoding,
        "sheet": _filled,
        "header_row": _header_row,
        "records": _pointer,
    }
)
COLUMN: Checks = MappingProxyType(
    {
        "field": field_name,
        "drop": _reason,
        "form": _one_of(FORMS),
        "date": _dates,
        "zone": _zone,
        "decimal": _sign,
        "thousands": _grouping,
        "separator": _separator,
        "values": _meanings,
        "null": _words,
        "language": _matching(LANGUAGE, "a language tag such as it"),
    }
)
