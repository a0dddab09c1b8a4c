"""The forms in which the Osservatorio writes values: money, percents, dates, years, lists, addresses.

Every form raises ValueError for what it cannot read; it never guesses. All patterns are linear.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache

from lod.sentences import Sentence

MAX_CHARACTERS = 2_000
# amounts, days and the like come again and again
MAX_KEPT = 4_096

_MONEY = re.compile(r"([0-9]{1,3}(?:\.[0-9]{3})*|[0-9]{1,12})(?:,([0-9]{1,2}))?\s*€?")
_PERCENT = re.compile(r"([0-9]{1,3})(?:,([0-9]{1,4}))?\s*%?")
_DATE = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_WHOLE = re.compile(r"[0-9]{1,9}")
_INDEX = re.compile(r"([0-9]{1,3})\s*/\s*([0-9]{1,3})")
_POST_CODE = re.compile(r"(?<![0-9])[0-9]{5}(?![0-9])")
_PROVINCE_AT_END = re.compile(r"\s*(?:,\s*[A-Z]{2}|\([A-Z]{2}\))$")

# one value of the source can say several fields: what follows the field's own name, and the canonical form
Parts = Mapping[str, str]
Form = Callable[[str], Parts]


def bounded(text: str) -> str:
    """*text*, if a pattern may look at it.

    Raises:
        ValueError: it is too long for a value of this kind.
    """
    if len(text) > MAX_CHARACTERS:
        raise ValueError(Sentence("a value of at most {most} characters", most=MAX_CHARACTERS))
    return text


@lru_cache(MAX_KEPT)
def money(text: str) -> Parts:
    """``15.000,00 €`` gives ``15000``."""
    found = _MONEY.fullmatch(bounded(text))
    if not found:
        raise ValueError(Sentence("an amount such as 15.000,00 €"))
    return {"": _decimal(found[1].replace(".", ""), found[2])}


@lru_cache(MAX_KEPT)
def percent(text: str) -> Parts:
    """``16,67`` and ``30%`` give ``16.67`` and ``30``."""
    found = _PERCENT.fullmatch(bounded(text))
    if not found:
        raise ValueError(Sentence("a percentage such as 16,67 or 30%"))
    return {"": _decimal(found[1], found[2])}


@lru_cache(MAX_KEPT)
def day(text: str) -> Parts:
    """``27/04/2018`` gives ``2018-04-27``."""
    found = _DATE.fullmatch(bounded(text))
    try:
        return {"": date(int(found[3]), int(found[2]), int(found[1])).isoformat()} if found else _no_day()
    except ValueError as error:
        raise ValueError(Sentence("a day of the calendar, as dd/mm/yyyy")) from error


@lru_cache(MAX_KEPT)
def year(text: str) -> Parts:
    """``2018`` gives ``2018``."""
    if not _YEAR.fullmatch(bounded(text)):
        raise ValueError(Sentence("a year from 1900 to 2099"))
    return {"": text}


@lru_cache(MAX_KEPT)
def whole(text: str) -> Parts:
    """``60`` gives ``60``."""
    if not _WHOLE.fullmatch(bounded(text)):
        raise ValueError(Sentence("a whole number"))
    return {"": str(int(text))}


@lru_cache(MAX_KEPT)
def index(text: str) -> Parts:
    """``6 / 30`` gives ``6``, and ``30`` for the field's maximum."""
    found = _INDEX.fullmatch(bounded(text))
    if not found:
        raise ValueError(Sentence("an index such as 6 / 30"))
    return {"": str(int(found[1])), "Max": str(int(found[2]))}


def words(text: str) -> Parts:
    """The text, its white space folded."""
    return {"": " ".join(bounded(text).split())}


def prose(text: str) -> Parts:
    """The text as it stands."""
    return {"": text}


def address(text: str) -> Parts:
    """``Piazza Cavalli, 2, 29121 Piacenza`` also gives post code and town, where both are beyond doubt."""
    whole_text = " ".join(bounded(text).split())
    found = _POST_CODE.findall(whole_text)
    if len(found) != 1:
        return {".fullAddress": whole_text}
    town = whole_text.partition(found[0])[2].strip(" ,").removesuffix("Italia").rstrip(" ,")
    town = _PROVINCE_AT_END.sub("", town).strip()
    parts = {".fullAddress": whole_text, ".postCode": found[0]}
    return {**parts, ".postName": town} if town and "," not in town else parts


def listed(text: str, separator: str) -> list[str]:
    """The members of a list, none empty.

    Raises:
        ValueError: a member is missing.
    """
    members = [" ".join(member.split()) for member in text.split(separator)]
    if not all(members):
        raise ValueError(Sentence("names separated by {mark!r}", mark=separator.strip()))
    return members


def canonical(number: Decimal) -> str:
    """*number* without leading and trailing zeros: ``15000.50`` gives ``15000.5``."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _decimal(whole_part: str, fraction: str | None) -> str:
    return canonical(Decimal(f"{whole_part}.{fraction or 0}"))


def _no_day() -> Parts:
    raise ValueError
