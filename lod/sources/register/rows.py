"""The rows of a register, whatever its format: cells of a known kind, under the names of their columns."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from lod.findings import Code, Finding, Origin, Severity
from lod.sentences import NOTHING, Sentence, counted
from lod.sources.base import STAYS, Rejected
from lod.sources.text import cleaned
from lod.sources.window import Window

# of a file that is read whole: a workbook, JSON whose records are not its outermost array
MAX_FILE_BYTES = 50_000_000
# of a file that is read row by row, whatever its size
MAX_ROWS = 5_000_000
MAX_COLUMNS = 500
MAX_NAME_CHARACTERS = 200


class Kind(StrEnum):
    """What a format knows of a cell."""

    TEXT = "text"
    NUMBER = "number"  # in the form of JSON: 15000.5
    MOMENT = "moment"  # in the form of ISO 8601: 2009-02-28, 2009-02-28T10:00:00
    TRUTH = "truth"  # true, false
    ERROR = "error"  # what a spreadsheet shows for a formula that failed


class Cell(NamedTuple):
    """One value of a row.

    Args:
        text: The value, in the form of its kind.
        kind: What the format knows of it.
    """

    text: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Header:
    """The names of the columns, each once.

    Args:
        columns: Names in the file's order.
        line: Line where they stand, from 1.
    """

    columns: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Row:
    """One row; an empty cell is not among its cells.

    Args:
        line: Its first line, from 1.
        cells: Cells by name of the column; several where the format has lists of its own (JSON).
    """

    line: int
    cells: Mapping[str, tuple[Cell, ...]]


Part = Header | Row | Finding | Rejected


def column_name(text: str, number: int = 0) -> str:
    """*text* as the name of a column: without invisible characters, blanks folded, at most 200 characters.

    Args:
        text: The name as received.
        number: Place of the column, from 1: what names it where *text* says nothing.
    """
    name = " ".join(cleaned(text)[0].split())[:MAX_NAME_CHARACTERS]
    return name or (f"(column {number})" if number else "")


def header(received: Sequence[str], file: str, line: int) -> tuple[Header, list[Finding]]:
    """The header made of *received*: the second of two equal names, ``Comune``, becomes ``Comune (2)``, and is told."""
    names: dict[str, None] = {}
    findings = []
    for number, text in enumerate(received, 1):
        name = first = column_name(text, number)
        copies = 1
        while name in names:
            copies += 1
            name = f"{first} ({copies})"
        names[name] = None
        if name != first:
            message = Sentence("a second column of this name: it is called {name!r} here", name=name)
            told = warning(Code.REPEATED_LABEL, message, file, line, first)
            findings.append(replace(told, done=Sentence("none of them is lost")))
    return Header(tuple(names), line), findings


def row(line: int, columns: Iterable[str], cells: Iterable[Cell | None]) -> Row:
    """The row of *cells*, in the order of *columns*; None and blanks are empty cells."""
    pairs = zip(columns, cells, strict=False)
    return Row(line, {name: (cell,) for name, cell in pairs if cell is not None and cell.text.strip()})


def warning(  # a finding has that many sides
    code: Code, message: Sentence, file: str, line: int, field: str = "", value: str = "", column: int = 0
) -> Finding:
    """A warning about a place in a file."""
    return Finding(code, Severity.WARNING, message, Origin(file, line, column), field=field, value=value)


def info(  # a finding has that many sides
    code: Code, message: Sentence, file: str, line: int, field: str = "", value: str = "", column: int = 0
) -> Finding:
    """Something to know about a place in a file."""
    return Finding(code, Severity.INFO, message, Origin(file, line, column), field=field, value=value)


def rejected(code: Code, message: Sentence, file: str, line: int, raw: bytes | None, suffix: str = "txt") -> Rejected:
    """What no row could be made of; without *raw* it stays in the source only."""
    name = f"{file}-{line}.{suffix}" if line else file
    done = STAYS if raw is None else NOTHING
    return Rejected(name, raw or b"", Finding(code, Severity.VIOLATION, message, Origin(file, line), done=done))


def rest(  # a finding has that many sides
    window: Window, code: Code, message: Sentence, file: str, start: int, line: int, suffix: str = "txt"
) -> Rejected:
    """All of a text from *start* on, rejected; where that is too much to keep it stays where it is."""
    return rejected(code, message, file, line, window.rest(start), suffix)


def empty_rows(count: int) -> Sentence:
    """What there is to say of rows in which nothing stands."""
    return counted("{count} row without any value", "{count} rows without any value", count)


def withheld(found: Rejected) -> Rejected:
    """*found*, of which nothing is kept: it stays in the source only."""
    return Rejected(found.name, b"", replace(found.finding, done=STAYS, value=""))
