"""Privacy: e-mail addresses, phone numbers and fiscal codes of persons are masked wherever a text holds them."""

import re
from collections.abc import Container, Iterator
from dataclasses import replace

from phonenumbers import Leniency, PhoneNumberMatcher
from stdnum.it import codicefiscale

from lod.findings import Code, Finding, Severity
from lod.record import Record, Unread, Value, path_of

REGION = "IT"
MAIL, PHONE, FISCAL_CODE = "e-mail address", "phone number", "fiscal code"
MASKS = {MAIL: "[e-mail]", PHONE: "[telefono]", FISCAL_CODE: "[codice fiscale]"}

# each part is bounded, so that a text without any match costs no more than its length
_MAIL = re.compile(
    r"[A-Za-z0-9._%+-]{1,64}(?:@|\s?\[at\]\s?|\s?\(at\)\s?)[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}"
)
# letters stand for digits where two persons would have one code (omocodia)
_FISCAL = re.compile(r"\b[A-Za-z]{6}[0-9LMNPQRSTUVlmnpqrstuv]{2}[A-Za-z][0-9A-Za-z]{2}[A-Za-z][0-9A-Za-z]{3}[A-Za-z]\b")
# looking for phone numbers is slow: only where there are digits enough
_MAYBE_PHONE = re.compile(r"[0-9](?:[ ./()-]{0,3}[0-9]){6}")
_ADDRESS = re.compile(r"https?://\S{1,2000}")

# no pattern goes over it
_BETWEEN = "\x00"

Span = tuple[int, int, str]


def masked(text: str, suspected: Container[str] = MASKS) -> tuple[str, list[str]]:
    """*text* with masks for what leads to a person, and what kinds of thing were masked, in order.

    Years, amounts, dates, protocol numbers, postcodes and VAT numbers stay; so do web addresses and names.

    Args:
        text: The text.
        suspected: The kinds of thing that can be in it; any other is not looked for.
    """
    kinds: list[str] = []
    for start, end, kind in reversed(_kept_apart(sorted(_spans(text, suspected)))):
        text = text[:start] + MASKS[kind] + text[end:]
        kinds.append(kind)
    return text, kinds[::-1]


def protected(record: Record, texts: Container[str]) -> tuple[Record, list[Finding]]:
    """*record* with its texts masked, and a finding for each text that was; none of them repeats what it was.

    Args:
        record: The record.
        texts: The fields that hold texts or names, by path; numbers, codes and addresses of pages are left alone.
    """
    searched = (v for name, values in record.fields.items() if path_of(name) in texts for v in values)
    said = (text for value in searched for text in (value.lexical, value.text))
    suspected = _suspected(_BETWEEN.join([*said, *(one.text for one in record.unread)]))
    if not suspected:
        return record, []
    findings: list[Finding] = []
    fields = {
        name: tuple(_value(record, name, v, suspected, findings) for v in values) if path_of(name) in texts else values
        for name, values in record.fields.items()
    }
    unread = tuple(_unread(record, one, suspected, findings) for one in record.unread)
    return replace(record, fields=fields, unread=unread), findings


def silenced(finding: Finding) -> Finding:
    """*finding* without what leads to a person in the value that it repeats."""
    suspected = _suspected(finding.value) if finding.value else ()
    return replace(finding, value=masked(finding.value, suspected)[0]) if suspected else finding


def _suspected(text: str) -> frozenset[str]:
    """The kinds of thing to mask that there can be in *text*, at a glance."""
    found = {MAIL: _has_at(text), PHONE: _MAYBE_PHONE.search(text), FISCAL_CODE: _FISCAL.search(text)}
    return frozenset(kind for kind, there in found.items() if there)


def _has_at(text: str) -> bool:
    return "@" in text or "at]" in text or "at)" in text


def _value(record: Record, field: str, value: Value, suspected: Container[str], findings: list[Finding]) -> Value:
    lexical, kinds = masked(value.lexical, suspected)
    text = masked(value.text, suspected)[0] if value.text else ""
    if kinds:
        findings.append(_finding(record, field, value, kinds))
    elif text == value.text:
        return value
    return value._replace(lexical=lexical, text=text)


def _unread(record: Record, unread: Unread, suspected: Container[str], findings: list[Finding]) -> Unread:
    text, kinds = masked(unread.text, suspected)
    if not kinds:
        return unread
    findings.append(_finding(record, unread.label, unread, kinds))
    return unread._replace(text=text)


def _finding(record: Record, field: str, said: Value | Unread, kinds: list[str]) -> Finding:
    what = ", ".join(f"{kinds.count(kind)} × {kind}" for kind in dict.fromkeys(kinds))
    message = f"masked, neither published nor repeated: {what}"
    return Finding(Code.MASKED, Severity.INFO, message, record.place(said), record.key, field)


def _spans(text: str, suspected: Container[str]) -> Iterator[Span]:
    if MAIL in suspected and _has_at(text):
        yield from ((*found.span(), MAIL) for found in _MAIL.finditer(text))
    if FISCAL_CODE in suspected:
        for found in _FISCAL.finditer(text):
            if codicefiscale.is_valid(found[0]):
                yield (*found.span(), FISCAL_CODE)
    if PHONE in suspected and _MAYBE_PHONE.search(text):
        addresses = [found.span() for found in _ADDRESS.finditer(text)]
        for phone in PhoneNumberMatcher(text, REGION, leniency=Leniency.VALID):
            if not any(start <= phone.start < end for start, end in addresses):
                yield phone.start, phone.end, PHONE


def _kept_apart(spans: list[Span]) -> list[Span]:
    """*spans* without those that begin within another."""
    kept: list[Span] = []
    for span in spans:
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept
