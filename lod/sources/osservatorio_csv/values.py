"""How the export writes values: numbers, dates and words in several ways, and which of them can be read in two.

A form gives what is taken, a doubt what else it could be. All raise ValueError for what they cannot read.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from lod.names import fold
from lod.sentences import Sentence
from lod.sources.osservatorio import values
from lod.sources.osservatorio.values import Parts, bounded, canonical
from lod.sources.register.facts import NULL_WORDS

# the other reading of a value, empty where there is none
Doubt = Callable[[str], str]

_UNIT = re.compile(r"(?:€|EUR|Euro|euro)\s*|\s*(?:€|EUR|Euro|euro)")
_KILO = re.compile(r"([0-9]{1,6})(?:[.,]([0-9]{1,2}))?\s?[kK]")
_GROUP = re.compile(r"([1-9][0-9]{0,2})[.,]([0-9]{3})")
_GROUPED = re.compile(r"([0-9]{1,3}(?:\.[0-9]{3}){1,4}|[0-9]{1,3}(?:[ ’'][0-9]{3}){1,4})(?:,([0-9]{1,2}))?")
_ENGLISH = re.compile(r"([0-9]{1,3}(?:,[0-9]{3}){1,4})(?:\.([0-9]{1,2}))?")
_PLAIN = re.compile(r"([0-9]{1,12})(?:[.,]([0-9]{1,4}))?")
_PERCENT = re.compile(r"([0-9]{1,3})(?:[.,]([0-9]{1,4}))?\s*%?")
_DAY = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})")
_ISO = re.compile(r"([0-9]{4})([/.-])([0-9]{1,2})\2([0-9]{1,2})")
_NAMED = re.compile(r"([0-9]{1,2})°?\s([a-z]{3,9})\s([0-9]{4})", re.IGNORECASE)
_TIME = re.compile(r"[ T](?:00?[:.]00(?:[:.]00(?:\.0{1,6})?)?|12:00:00 AM)Z?")
_COMMAND = re.compile(r"[=+@-][A-Za-z.]{1,30}[(|!]|=")
_MONTHS = (
    *("gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno"),
    *("luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"),
)
_NO_VALUE = NULL_WORDS | {"(null)", "<null>", "nil"}
# words that the export writes where there is no value, and that may also be an answer
_ANSWERS: Mapping[str, str] = MappingProxyType(
    {
        "no": "No",
        "non e previsto": "Non è previsto",
        "non e prevista": "Non è previsto",
        "non previsto": "Non è previsto",
        "non prevista": "Non è previsto",
    }
)
_YES = frozenset({"si", "s i"})
_MAX_WORD = 60


def is_null(text: str) -> bool:
    """Whether *text* is a word that means no value, whatever the column."""
    return len(text) <= _MAX_WORD and " ".join(text.split()).casefold() in _NO_VALUE


def is_perhaps_null(text: str) -> bool:
    """Whether *text* means no value in the export, or is an answer: ``no``, ``non è previsto``."""
    # folding is slow, and most cells are no such word
    return text[:1] in "nN" and len(text) <= _MAX_WORD and fold(text) in _ANSWERS


def is_answer(text: str) -> bool:
    """Whether *text* is one of the words that answer yes, no or not foreseen."""
    return is_perhaps_null(text) or (text[:1] in "sS" and len(text) <= _MAX_WORD and fold(text) in _YES)


def is_year(text: str) -> bool:
    """Whether *text* is a year alone."""
    return len(text) == len("2009") and text.isascii() and text.isdecimal()


def is_command(text: str) -> bool:
    """Whether a spreadsheet would carry *text* out: ``=cmd|…``, ``@SUM(…)``; a number with a sign is none."""
    return _COMMAND.match(text[:_MAX_WORD].lstrip()) is not None


def answer(text: str) -> Parts:
    """``NON E' PREVISTO`` gives ``Non è previsto``; what is no such word stays what it is."""
    return {"": _ANSWERS[fold(text)] if is_perhaps_null(text) else " ".join(bounded(text).split())}


def province(text: str) -> Parts:
    """``Piacenza`` gives ``Provincia: Piacenza``, which says by itself what it is."""
    return {"": f"Provincia: {' '.join(bounded(text).split())}"}


def region(text: str) -> Parts:
    """``Toscana`` gives ``Regione: Toscana``."""
    return {"": f"Regione: {' '.join(bounded(text).split())}"}


def whole(text: str) -> Parts:
    """``1.200``, ``1200`` and ``1,2k`` give ``1200``."""
    number = _number(text)[0]
    if number != number.to_integral_value():
        raise ValueError(Sentence("a whole number such as 1200, 1.200 or 1k"))
    return {"": format(number.to_integral_value(), "f")}


def amount(text: str) -> Parts:
    """``15.000,00 €``, ``15000``, ``15000.5`` and ``15k`` give ``15000`` or ``15000.5``."""
    return {"": canonical(_number(text)[0])}


def percent(text: str) -> Parts:
    """``16,67``, ``16.67`` and ``30%`` give ``16.67`` and ``30``."""
    found = _PERCENT.fullmatch(bounded(text))
    if found is None:
        raise ValueError(Sentence("a percentage such as 16,67 or 30%"))
    return {"": canonical(_decimal(found[1], found[2]))}


def index(text: str) -> Parts:
    """``6 / 30`` gives ``6``, and ``30`` for the field's maximum; ``6`` alone says no maximum."""
    return values.whole(text) if text.isascii() and text.isdecimal() else values.index(text)


def day(text: str) -> Parts:
    """``27/04/2018``, ``2018-04-27``, ``27 aprile 2018`` and ``27-4-2018 00:00`` give ``2018-04-27``."""
    return {"": _days(text)[0]}


def doubtful_number(text: str) -> str:
    """The other reading of ``1.200``: ``1.2``."""
    other = _number(text)[1]
    return "" if other is None else canonical(other)


def doubtful_percent(text: str) -> str:
    """The other reading of a percentage below 1, which may be a share: ``0,25`` could be 25 %."""
    number = Decimal(percent(text)[""])
    return canonical(number * 100) if 0 < number < 1 and "%" not in text else ""


def doubtful_day(text: str) -> str:
    """The other reading of ``01/02/2020``: ``2020-01-02``."""
    return _days(text)[1]


def certain(text: str) -> str:  # noqa: ARG001  # what has one reading only, whatever it says
    """No other reading."""
    return ""


def _number(text: str) -> tuple[Decimal, Decimal | None]:
    """The number that *text* says, and the other one that it could say.

    Three digits after the only sign are a group of thousands: people are whole, and amounts have no thousandths.
    """
    bare = _UNIT.sub("", bounded(text)).strip()
    if found := _KILO.fullmatch(bare):
        return _decimal(found[1], found[2]) * 1000, None
    if found := _GROUP.fullmatch(bare):
        return Decimal(found[1] + found[2]), _decimal(found[1], found[2])
    for pattern in (_PLAIN, _GROUPED, _ENGLISH):
        if found := pattern.fullmatch(bare):
            return _decimal("".join(c for c in found[1] if c.isdecimal()), found[2]), None
    raise ValueError(Sentence("a number such as 1200, 1.200, 1.200,50 or 1k"))


def _days(text: str) -> tuple[str, str]:
    """The day that *text* says, as ISO 8601, and the other one that it could say."""
    bare = " ".join(bounded(text).split())
    time = _TIME.search(bare)
    bare = bare[: time.start()] if time and time.end() == len(bare) else bare
    if found := _ISO.fullmatch(bare):
        return _day(found[1], found[3], found[4]), ""
    if (found := _NAMED.fullmatch(bare)) and found[2].lower() in _MONTHS:
        return _day(found[3], str(_MONTHS.index(found[2].lower()) + 1), found[1]), ""
    found = _DAY.fullmatch(bare)
    if found is None:
        raise ValueError(Sentence("a day of the calendar such as 27/04/2018 or 2018-04-27"))
    if int(found[3]) > len(_MONTHS) >= int(found[1]):
        return _day(found[4], found[1], found[3]), Sentence("no day of the calendar")
    is_doubtful = int(found[1]) <= len(_MONTHS) and int(found[1]) != int(found[3])
    return _day(found[4], found[3], found[1]), _day(found[4], found[1], found[3]) if is_doubtful else ""


def _day(year: str, month: str, day_of_month: str) -> str:
    try:
        return date(int(year), int(month), int(day_of_month)).isoformat()
    except ValueError as error:
        raise ValueError(Sentence("a day of the calendar such as 27/04/2018 or 2018-04-27")) from error


def _decimal(whole_part: str, fraction: str | None) -> Decimal:
    return Decimal(f"{whole_part}.{fraction or 0}")
