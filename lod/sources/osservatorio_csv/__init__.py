"""The open data of the Osservatorio Partecipazione: its own export as CSV, with all its defects."""

from collections.abc import Iterator
from pathlib import Path

from lod.findings import Code
from lod.sources import files
from lod.sources.base import Item, Rejected
from lod.sources.osservatorio_csv.columns import FIELDS, LABELS
from lod.sources.osservatorio_csv.export import Export
from lod.sources.osservatorio_csv.reading import Reading
from lod.sources.register.accounting import Use
from lod.sources.register.delimited import MAX_ROW_CHARACTERS
from lod.sources.register.formats import opened
from lod.sources.register.rows import withheld
from lod.sources.seen import Seen
from lod.sources.window import Window

_DELIMITERS = ",;\t"

__all__ = ["FIELDS", "LABELS", "coverage", "read"]


def read(path: Path, prefix: str) -> Iterator[Item]:
    """The records of an export, or of all exports (``*.csv``) in a folder.

    Args:
        path: File or folder.
        prefix: What keys begin with (``er``).

    Raises:
        SettingsError: there is nothing at *path*.
    """
    with Seen() as numbers:
        for file, name in files.found(path, {".csv"}, "no export (*.csv)"):
            yield from _items(file, name, Reading(prefix, name, numbers))


def coverage(path: Path) -> tuple[Use, ...]:
    """What became of every cell of one export: one account a column, in the order of the file."""
    with Seen() as numbers:
        reading = Reading("x", path.name, numbers)
        for _ in _items(path, path.name, reading):
            pass
    return reading.account.uses()


def _items(path: Path, file: str, reading: Reading) -> Iterator[Item]:
    text = _text(path, file)
    if isinstance(text, Rejected):
        yield text
        return
    yield from text.findings
    header_row, delimiter = _head(text)
    yield from reading.items(Export(text, file, delimiter), header_row)


def _text(path: Path, file: str) -> Window | Rejected:
    """The text of an export; or why it is none. What is no text is not kept: nobody could blank persons in it."""
    found = opened(path, file)
    if isinstance(found, Rejected) and found.finding.code is Code.NOT_TEXT:
        return withheld(found)
    return found


def _head(text: Window) -> tuple[int, str]:
    """The line of the header, which is the first that says something, and what stands between its cells."""
    text.need(0, MAX_ROW_CHARACTERS)
    start = len(text.text) - len(text.text.lstrip("\n "))
    end = text.text.find("\n", start)
    line = text.text[start : end if end >= 0 else len(text.text)]
    return text.text.count("\n", 0, start) + 1, max(_DELIMITERS, key=line.count)
