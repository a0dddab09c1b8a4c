"""A flattened record page: its lines told apart, its record read."""

import re
from dataclasses import dataclass
from enum import StrEnum

from lod.findings import Code, Finding, Severity
from lod.record import Record
from lod.sources.osservatorio.labels import (
    BADGES,
    BANNER,
    CALL,
    GROUPS,
    LABELS,
    MAPS,
    MODIFIED,
    MUNICIPALITIES,
    SOURCE,
    SOURCE_LINE,
    TERRITORY,
    TITLE,
    Label,
)
from lod.sources.osservatorio.saying import Saying
from lod.sources.text import cleaned

_IMAGE = re.compile(r"[\w./ -]{1,300}\.(?:jpe?g|png|gif|svg|webp|bmp)", re.IGNORECASE)
_SHORTEST_CUT = 4


class Role(StrEnum):
    """What a line is."""

    SOURCE = "source"
    FURNITURE = "furniture"
    TITLE = "title"
    BADGE = "badge"
    GROUP = "group"
    LABEL = "label"
    VALUE = "value"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page that is not empty.

    Args:
        number: From 1.
        text: Without blanks around it.
        role: What it is.
    """

    number: int
    text: str
    role: Role


@dataclass(frozen=True, slots=True)
class Page:
    """A page, read.

    Args:
        record: What it says.
        findings: What there is to know about it.
        lines: All its lines that are not empty.
    """

    record: Record
    findings: list[Finding]
    lines: list[Line]


def read(text: str, file: str, prefix: str, number: str) -> Page:
    """The page in *text*.

    Args:
        text: The flattened page, line feeds only.
        file: The file, as findings name it.
        prefix: Prefix of the source's keys.
        number: The record's number.
    """
    reading = _Reading(Saying(file, prefix, number, 1))
    numbered = [(n, *cleaned(line)) for n, line in enumerate(text.split("\n"), 1)]
    filled = [(n, line.strip(), removed) for n, line, removed in numbered if line.strip() or removed]
    for n, line, removed in filled:
        if removed:
            reading.removed(n, removed)
        if line:
            reading.take(n, line, is_last=n == filled[-1][0])
    reading.finish()
    record = reading.saying.record(text)
    return Page(record, reading.saying.findings, reading.lines)


class _Reading:
    """Where the reader stands on a page."""

    def __init__(self, saying: Saying) -> None:
        self.saying = saying
        self.lines: list[Line] = []
        self._in_head = True
        self._has_title = False
        self._seen: set[str] = set()
        self._group = ""
        self._label: Label | None = None
        self._label_line = 0
        self._value: list[str] = []
        self._value_line = 0

    def removed(self, number: int, characters: str) -> None:
        """Tells of characters that were taken out of a line."""
        message = f"taken out of the line: {characters}"
        self.saying.tell(Code.CONTROL_CHARACTER, Severity.WARNING, message, number, value=characters)

    def take(self, number: int, text: str, *, is_last: bool) -> None:
        """Takes one line."""
        role = self._role(number, text, is_last=is_last)
        self.lines.append(Line(number, text, role))

    def finish(self) -> None:
        """Takes the end of the page."""
        self._flush()
        if not self._has_title:
            self.saying.tell(Code.NO_TITLE, Severity.VIOLATION, "the record has no title", 1, TITLE.field)

    def _role(self, number: int, text: str, *, is_last: bool) -> Role:
        if number == 1 and text.startswith(SOURCE_LINE):
            self.saying.say(SOURCE, text.removeprefix(SOURCE_LINE).strip(), number)
            return Role.SOURCE
        if text in GROUPS and text not in self._seen:
            return self._enter(text)
        if text in LABELS and text not in self._seen:
            return self._open(LABELS[text], number)
        if text.startswith(MODIFIED) and MODIFIED not in self._seen:
            self._seen.add(MODIFIED)
            self._open(LABELS[MODIFIED.removesuffix(":")], number)
            self._begin(text.removeprefix(MODIFIED).strip(), number)
            return Role.VALUE
        return self._elsewhere(number, text, is_last=is_last)

    def _elsewhere(self, number: int, text: str, *, is_last: bool) -> Role:
        if self._in_head:
            return self._head(number, text)
        return self._cut(number, text) if is_last and _is_cut(text) else self._body(number, text)

    def _head(self, number: int, text: str) -> Role:
        if text in (BANNER, CALL):
            return Role.FURNITURE
        if text in BADGES:
            self.saying.badge(text, number)
            return Role.BADGE
        if not self._has_title:
            self._has_title = True
            self.saying.say(TITLE, text, number)
            return Role.TITLE
        return self._unknown(number, text)

    def _enter(self, group: str) -> Role:
        self._flush()
        self._in_head = False
        self._seen.add(group)
        self._group, self._label = group, None
        return Role.GROUP

    def _open(self, label: Label, number: int) -> Role:
        self._flush()
        self._in_head = False
        self._seen.add(label.text)
        self._label, self._label_line = label, number
        return Role.LABEL

    def _body(self, number: int, text: str) -> Role:
        if self._group == TERRITORY and self._is_place_line(text):
            self._flush()
            self._label = None
            self._seen.add(MUNICIPALITIES.field)
            self.saying.say(MUNICIPALITIES, text, number)
            return Role.VALUE
        if self._label is None or (self._value and not self._label.is_prose):
            return self._unknown(number, text)
        if text in LABELS or text in GROUPS:
            message = "a known label for the second time: taken as text"
            self.saying.tell(Code.REPEATED_LABEL, Severity.INFO, message, number, self._label.field, text)
        self._begin(text, number)
        return Role.VALUE

    def _is_place_line(self, text: str) -> bool:
        """Whether a line under the territory group is its list: a map's image comes before it, or no map at all."""
        if self._label is not None and self._label.text not in MAPS:
            return False
        return not _IMAGE.fullmatch(text) and MUNICIPALITIES.field not in self._seen

    def _begin(self, text: str, number: int) -> None:
        if not self._value:
            self._value_line = number
        self._value.append(text)

    def _unknown(self, number: int, text: str) -> Role:
        if text in LABELS or text in GROUPS:
            code, message = Code.REPEATED_LABEL, "a known label for the second time: kept as the text it is"
        else:
            code, message = Code.UNKNOWN_LINE, "neither a known label nor a value: kept as the text it is"
        self.saying.unread("", text, number)
        self.saying.tell(code, Severity.WARNING, message, number, value=text)
        return Role.UNKNOWN

    def _cut(self, number: int, text: str) -> Role:
        self.saying.unread("", text, number)
        message = "the page ends in the middle of a label: what follows is missing"
        self.saying.tell(Code.CUT_PAGE, Severity.WARNING, message, number, value=text)
        return Role.UNKNOWN

    def _flush(self) -> None:
        if self._label is None:
            return
        if any(self._value):
            self.saying.say(self._label, "\n".join(self._value), self._value_line)
        else:
            self.saying.nothing(self._label, self._label_line)
        self._label, self._value = None, []


def _is_cut(text: str) -> bool:
    """Whether *text* is the beginning of a label, and no more than that."""
    return len(text) >= _SHORTEST_CUT and any(label != text and label.startswith(text) for label in LABELS)
