"""Masks: e-mail addresses, phone numbers and fiscal codes of persons, found in any text and covered."""

import re
from collections.abc import Iterator
from functools import lru_cache

from phonenumbers import Leniency, PhoneNumberMatcher
from stdnum.it import codicefiscale

from lod.sentences import Sentence

REGION = "IT"
MASKS = {"e-mail address": "[e-mail]", "phone number": "[telefono]", "fiscal code": "[codice fiscale]"}
KINDS = {str(kind): kind for kind in (Sentence("e-mail address"), Sentence("phone number"), Sentence("fiscal code"))}

# each part is bounded, so that a text without any match costs no more than its length; a blank before the sign alone
# is that of a name on some platform: ``il gruppo @partecipa.modena``
_AT = r"(?:[@\uff20]\s?|\s[@\uff20]\s|%40|\s?[\[({<]\s?(?:at|@|chiocciola)\s?[\])}>]\s?|\schiocciola\s)"
_DOT = r"(?:\.|\s?[\[({]\s?(?:dot|punto)\s?[\])}]\s?)"
_MAIL = re.compile(
    rf"(?:[\w.%+'-]{{1,64}}|\"[^\"\n]{{1,64}}\"){_AT}[^\W_][\w-]{{0,62}}(?:{_DOT}[\w-]{{1,63}}){{1,8}}", re.IGNORECASE
)
# letters stand for digits where two persons would have one code (omocodia)
_FISCAL = re.compile(
    r"(?<![A-Za-z0-9])[A-Za-z]{6}[0-9LMNPQRSTUVlmnpqrstuv]{2}[A-Za-z][0-9A-Za-z]{2}[A-Za-z][0-9A-Za-z]{3}[A-Za-z]"
    r"(?![A-Za-z0-9])"
)
_FISCAL_CHARACTERS = 16
# digits where digits belong, a month and a day that there are: a person's, also where it is mistyped or written apart
_APART = "[ ./-]?"
_BORN = r"[0-9]{2}{0}[ABCDEHLMPRST]{0}(?:0[1-9]|[12][0-9]|3[01]|4[1-9]|[56][0-9]|7[01]){0}[A-Z]{0}[0-9]{3}".replace(
    "{0}", _APART
)
_FISCAL_APART = re.compile(
    rf"(?<![A-Z0-9])[A-Z]{{3}}{_APART}[A-Z]{{3}}{_APART}{_BORN}{_APART}[A-Z](?![A-Z0-9])", re.IGNORECASE
)
# looking for phone numbers is slow: only where there are digits enough
_MAYBE_PHONE = re.compile(r"[0-9](?:[ ./()-]{0,3}[0-9]){6}")
# the same, and what is in the middle of a fiscal code
_MAYBE = re.compile(rf"[0-9](?:(?:[ ./()-]{{0,3}}[0-9]){{6}}|[0-9]{_APART}[A-Za-z]{_APART}[0-9]{{2}}{_APART}[A-Za-z])")
_ADDRESS = re.compile(r"https?://\S{1,2000}")
# addresses that call a number
_CALL = re.compile(r"(?:\bwa\.me/|\bwhatsapp\.com/send/?\?phone=)\+?([0-9]{7,15})", re.IGNORECASE)

# what has the digits of a phone number and is none: amounts, and what stands under a word for something else
_AMOUNT = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3}){1,5}")
_DAY = re.compile(r"(?<![0-9])[0-9]{1,2}([./-])[0-9]{1,2}\1(?:1[89]|20)[0-9]{2}(?![0-9])")
_BEFORE_AMOUNT = re.compile(r"(?:€|\beuro?)\s{0,3}$", re.IGNORECASE)
_AFTER_AMOUNT = re.compile(r"(?:[.,][0-9]{1,3}\b)?\s{0,3}(?:€|euro?\b)", re.IGNORECASE)
_BEFORE_NUMBER = re.compile(
    r"\b(?:prot|protocollo|pg|cig|cup|dgr|iban|codice|repertorio|delibera|deliberazione|determina|determinazione|"
    r"atto|decreto|ordinanza|istat|iva|cf|c\.f|fiscale|id|rif|isbn|issn|fattura|particella|mappale|foglio)\b"
    r"[\s.:n°/-]{0,6}(?:[0-9]{4}[./-])?$",
    re.IGNORECASE,
)
# a number of a year: ``0512345/2021``
_OF_YEAR = re.compile(r"/(?:19|20)[0-9]{2}(?![0-9])")
_LOOK_BACK_CHARACTERS = 40
_NUMERIC = re.compile(r"[0-9.,:/+%TZ-]{0,64}")
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSUVWXY")
# codes and numbers: letters and digits without a blank, or digits only
_CODE = re.compile(r"(?!tel:)(?:(?:POINT ?)?[0-9.,:/+%TZ() -]{0,64}|[A-Z0-9.,:/_+-]{0,64})", re.IGNORECASE)
# where a text is too long for the slow look
_LONG_CHARACTERS = 1_000_000
_ANY_PHONE = re.compile(r"\+?[0-9](?:[ ./()-]{0,3}[0-9]){6,14}")

Span = tuple[int, int, str]


def masked(text: str) -> tuple[str, list[str]]:
    """*text* with masks for what leads to a person, and what kinds of thing were masked, in order.

    Years, amounts, dates, protocol numbers, postcodes and VAT numbers stay; so do web addresses and names.
    """
    kinds: list[str] = []
    if not is_suspect(text):
        return text, kinds
    for start, end, kind in reversed(_kept_apart(sorted(_spans(text)))):
        text = text[:start] + MASKS[kind] + text[end:]
        kinds.append(kind)
    return text, kinds[::-1]


@lru_cache(maxsize=20_000)
def named(text: str) -> str:
    """A short text that comes often, such as the name of a column or of a file, masked."""
    return masked(text)[0] if is_suspect(text) else text


def blanked(raw: bytes) -> bytes:
    """What is kept of a source to the letter, masked; bytes that are no text stay.

    In what is very long all that could be a phone number is masked.
    """
    encoding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    try:
        text = raw.decode(encoding, "surrogateescape")
    except UnicodeDecodeError:
        return raw
    if not is_suspect(text):
        return raw
    if len(text) > _LONG_CHARACTERS:
        text = _ANY_PHONE.sub(MASKS["phone number"], text)
    lines = (masked(line)[0] if is_suspect(line) else line for line in text.split("\n"))
    return "\n".join(lines).encode(encoding, "surrogateescape")


def leads_to_person(code: str) -> bool:
    """Whether a number or code, such as the key of a record, is or holds a contact; digits alone are none."""
    kinds = set(masked(code)[1])
    return bool(kinds - {"phone number"}) or (bool(kinds) and not _CODE.fullmatch(code))


def is_numeric(code: str) -> bool:
    """Whether *code* has no letters but those of a time: a number, a day, an interval."""
    # what begins with a letter other than those of a time needs no closer look
    return code[:1] not in _LETTERS and _NUMERIC.fullmatch(code) is not None


def is_suspect(text: str) -> bool:
    """Whether there can be anything to mask in *text*, at a glance."""
    return _has_at(text) or _MAYBE.search(text) is not None or any(map(_FISCAL.search, _long_words(text)))


def _long_words(text: str) -> list[str]:
    """The words in which a fiscal code can be: to take a text apart costs half of what looking at all of it does."""
    return [word for word in text.split() if len(word) >= _FISCAL_CHARACTERS]


def _has_at(text: str) -> bool:
    # on the way of each record: signs that prose seldom has first
    if "@" in text or "\uff20" in text or "hiocciola" in text or ("%" in text and "%40" in text):
        return True
    return _has_at_in_brackets(text)


def _has_at_in_brackets(text: str) -> bool:
    return any(end in text and (f"at{end}" in text or f"AT{end}" in text) for end in "])}>")


def _spans(text: str) -> Iterator[Span]:
    if _has_at(text):
        yield from ((*found.span(), "e-mail address") for found in _MAIL.finditer(text))
    yield from ((*found.span(), "fiscal code") for found in _FISCAL_APART.finditer(text))
    for found in _FISCAL.finditer(text):
        if codicefiscale.is_valid(found[0]):
            yield (*found.span(), "fiscal code")
    yield from ((*found.span(1), "phone number") for found in _CALL.finditer(text))
    if _MAYBE_PHONE.search(text):
        addresses = [found.span() for found in _ADDRESS.finditer(text)]
        for phone in PhoneNumberMatcher(text, REGION, leniency=Leniency.VALID):
            within = any(start <= phone.start < end for start, end in addresses)
            if not within and not _is_other_number(text, phone.start, phone.end):
                yield phone.start, phone.end, "phone number"


def _kept_apart(spans: list[Span]) -> list[Span]:
    """*spans* without those that begin within another."""
    kept: list[Span] = []
    for span in spans:
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept


def _is_other_number(text: str, start: int, end: int) -> bool:
    """Whether what may be a phone number is an amount, or the number of something that is named before it."""
    before = text[max(0, start - _LOOK_BACK_CHARACTERS) : start]
    if _DAY.search(text, start, end):
        return True
    if _AMOUNT.fullmatch(text, start, end) or _AFTER_AMOUNT.match(text, end) or _OF_YEAR.match(text, end):
        return True
    return _BEFORE_AMOUNT.search(before) is not None or _BEFORE_NUMBER.search(before) is not None
