"""A line in which a page shows the definitions of its fields, glued together: the values that stand among them.

``-{value}-{code}{label}VISIBLE=…;ORDER=…;TYPE=…;EDITOR=…;TAB={guid}{order}{type or editor}True{guid}{help}``, repeated.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lod.sources.osservatorio.labels import CODES, GROUPS, LABELS, Label

_BEGINS = "VISIBLE="
_MARKS = (_BEGINS, ";UPDATABLE=", ";TAB=")
_GUID = r"[0-9a-f]{32}"
_ATTRIBUTES = re.compile(rf"[^;=]{{0,200}};((?:[A-Z]{{2,20}}=[^;=]{{0,200}};){{0,30}})TAB={_GUID}")
_CLOSING = re.compile(rf"(?:True|False){_GUID}")
_CODE = re.compile(r"(?:[A-Z][A-Za-z0-9_]{0,80})?")
_MAX_CHARACTERS = 5_000
_LONGEST_FIRST = sorted(LABELS, key=len, reverse=True)


@dataclass(frozen=True, slots=True)
class Segment:
    """What stands between two definitions.

    Args:
        label: The label, None where there is none that we know.
        value: Its value; empty if none stands there.
        text: What could not be understood; empty where all was.
    """

    label: Label | None
    value: str = ""
    text: str = ""


def is_definitions(line: str) -> bool:
    """Whether *line* is such a line."""
    return all(mark in line for mark in _MARKS)


def labels(lines: Iterable[str]) -> frozenset[str]:
    """The labels of which the definitions among *lines* speak."""
    found = (segment.label for line in lines if is_definitions(line) for segment in segments(line))
    return frozenset(label.text for label in found if label)


def segments(line: str) -> Iterator[Segment]:
    """The segments of a line, in order; a definition that breaks the rule gives one that holds its text."""
    first, *chunks = line.split(_BEGINS)
    before, segment = _split(first)
    if before and before not in LABELS and before not in GROUPS:
        yield Segment(None, text=before)
    yield segment
    for number, chunk in enumerate(chunks, 1):
        after = _after(chunk)
        if after is None:
            yield Segment(None, text=_BEGINS + chunk)
        elif number < len(chunks):
            yield _split(after)[1]
        elif "-" in after:
            # help, or the beginning of a definition that was cut off
            last = _split(after)[1]
            yield last if last.value else Segment(None, text=after)


def _after(chunk: str) -> str | None:
    """What follows the attributes of a definition: help, and the beginning of the next; None if it is not regular."""
    found = _ATTRIBUTES.match(chunk)
    if found is None:
        return None
    attributes = dict(part.partition("=")[::2] for part in found[1].split(";"))
    kind = attributes.get("TYPE") or attributes.get("EDITOR") or ""
    repeated = attributes.get("ORDER", "") + kind
    closing = _CLOSING.match(chunk, found.end() + len(repeated))
    if closing is None or not chunk.startswith(repeated, found.end()):
        return None
    return chunk[closing.end() :]


def _split(text: str) -> tuple[str, Segment]:
    """Help of the field before, and what is said of the next."""
    name = next((name for name in _LONGEST_FIRST if text.endswith(name)), "")
    if name:
        told, value = _value(text.removesuffix(name))
        return told, Segment(LABELS[name], value)
    for code, label in CODES.items():
        at = text.rfind(f"-{code}")
        if at >= 0:
            told, value = _value(text[: at + 1 + len(code)])
            return told, Segment(label, value)
    return "", Segment(None, text=text)


def _value(text: str) -> tuple[str, str]:
    """Help and value of ``{help}-{value}-{code}``; no value if nothing is written so."""
    start, end = text[:-_MAX_CHARACTERS], text[-_MAX_CHARACTERS:]
    before, dash, code = end.rpartition("-")
    if not dash or not _CODE.fullmatch(code):
        return text, ""
    # a value that is an address or a path may have signs like these of its own
    word = before.rfind(" ") + 1
    slash = before.find("/", word)
    at = before.rfind("-", 0, slash) if slash >= 0 else before.rfind("-")
    return (text, "") if at < 0 else (start + before[:at], before[at + 1 :])
