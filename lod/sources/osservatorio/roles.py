"""What the lines of a page are."""

from dataclasses import dataclass
from enum import StrEnum

from lod.findings import Finding
from lod.record import Record


class Role(StrEnum):
    """What a line is."""

    SOURCE = "source"
    FURNITURE = "furniture"
    TITLE = "title"
    BADGE = "badge"
    GROUP = "group"
    LABEL = "label"
    VALUE = "value"
    DEFINITIONS = "definitions"
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
        is_record: Whether it has anything that only record pages have: a label, a group, the call.
        around: How many lines of a saved page stand around the record.
    """

    record: Record
    findings: list[Finding]
    lines: list[Line]
    is_record: bool
    around: int = 0
