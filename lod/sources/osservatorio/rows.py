"""A JSON Lines row: the same labels as a page, as keys of an object."""

import json
import re
from collections.abc import Mapping
from typing import Any

from lod.findings import Code, Finding, Severity
from lod.record import Record
from lod.sentences import Sentence
from lod.sources import persons, strict_json
from lod.sources.osservatorio.labels import BADGES, LABELS, MUNICIPALITIES, SOURCE, TITLE, Label
from lod.sources.osservatorio.saying import REMOVED, Saying
from lod.sources.text import cleaned

_NUMBER = re.compile(r"0{0,9}([1-9][0-9]{0,8})")
_MEMBER = re.compile(r'("((?:[^"\\\\]|\\\\.){1,200})"[ \t]{0,20}:?[ \t]{0,20}")(?:[^"\\\\]|\\\\.){1,2000}')
_NOT_CAPTURED = ("_empty_labels", "_prose_labels_present", "_elided_here")
_FURNITURE = frozenset({"id", "generation", "badge", "_label_order", *_NOT_CAPTURED})
_KEYS: Mapping[str, Label] = {"title": TITLE, "url": SOURCE, MUNICIPALITIES.text: MUNICIPALITIES, **LABELS}


def parsed(line: str) -> dict[str, Any]:
    """The object of a row.

    Raises:
        ValueError: it is not strict JSON, has a key twice, or is no object.
    """
    try:
        row = strict_json.parsed(line)
    except RecursionError as error:
        raise ValueError(Sentence("nested too deep")) from error
    if not isinstance(row, dict):
        raise ValueError(Sentence("not an object"))  # noqa: TRY004  # bad data, not a wrong call
    return row


def number_of(text: object) -> str | None:
    """The number of a record without leading zeros; None if *text* is none."""
    found = _NUMBER.fullmatch(str(text)) if isinstance(text, str | int) and not isinstance(text, bool) else None
    return found[1] if found else None


def read(row: Mapping[str, Any], raw: str, file: str, prefix: str, line: int) -> tuple[Record, list[Finding]]:
    """The record of a row whose ``id`` is a number."""
    saying = Saying(file, prefix, number_of(row["id"]) or "", line)
    for key, value in row.items():
        if key not in _FURNITURE and value is not None:
            _take(saying, key, value, line)
    if isinstance(row.get("badge"), str) and row["badge"] in BADGES:
        saying.badge(row["badge"], line)
    elif row.get("badge") is not None:
        _unknown(saying, "badge", row["badge"], line)
    for key in _NOT_CAPTURED:
        _not_captured(saying, row, key, line)
    if not row.get("title"):
        saying.tell(Code.NO_TITLE, Severity.VIOLATION, Sentence("the record has no title"), line, TITLE.field)
    return saying.record(raw), saying.findings


def without_persons(line: str) -> str:
    """A row that cannot be read, to be kept: without the texts under keys that are called like a person's data."""
    return _MEMBER.sub(lambda found: found[1] + REMOVED if is_of_person(found[2]) else found[0], line)


def is_of_person(key: str) -> bool:
    """Whether a key is called like a person's data (``Utente creazione``)."""
    return persons.is_of_person(key)


def _take(saying: Saying, key: str, value: object, line: int) -> None:
    label = _KEYS.get(key) or _KEYS.get(" ".join(cleaned(key)[0].split()))
    if label is None or not isinstance(value, str | int | float) or isinstance(value, bool):
        _unknown(saying, key, value, line)
        return
    text, removed = cleaned(str(value))
    if removed:
        message = Sentence("taken out of the value: {removed}", removed=removed)
        saying.tell(Code.CONTROL_CHARACTER, Severity.WARNING, message, line, label.field, removed)
    saying.say(label, text if label.is_prose else " ".join(text.split()), line)


def _unknown(saying: Saying, key: str, value: object, line: int) -> None:
    text, _ = cleaned(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
    name, _ = cleaned(key)
    if key not in _KEYS and key not in _FURNITURE and is_of_person(name) and not persons.is_organisation(text):
        saying.person(name, Sentence("a key that is called like a person's data"), text, line)
        return
    saying.unread(name, text, line)
    is_known = key in _KEYS or key in _FURNITURE
    message = Sentence("a known key with a value that is no text") if is_known else Sentence("an unknown key")
    saying.tell(Code.UNKNOWN_LINE, Severity.WARNING, message, line, name, text)


def _not_captured(saying: Saying, row: Mapping[str, Any], key: str, line: int) -> None:
    listed = row.get(key) or []
    if not isinstance(listed, list) or not all(isinstance(name, str) for name in listed):
        _unknown(saying, key, listed, line)
        return
    for name in listed:
        if name in LABELS and not row.get(name):
            saying.nothing(LABELS[name], line)
