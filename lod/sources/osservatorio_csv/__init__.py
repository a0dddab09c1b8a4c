"""The open data of the Osservatorio Partecipazione: its own export as CSV, with all its defects."""

from collections.abc import Iterator
from pathlib import Path

from lod.findings import Code
from lod.sources import files
from lod.sources.base import Item, Rejected
from lod.sources.encoding import Text, decoded
from lod.sources.osservatorio_csv.columns import FIELDS, LABELS
from lod.sources.osservatorio_csv.export import Export
from lod.sources.osservatorio_csv.reading import Reading
from lod.sources.register.accounting import Use
from lod.sources.register.formats import opened
from lod.sources.register.rows import rejected

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
    numbers: dict[str, str] = {}
    for file, name in files.found(path, {".csv"}, "no export (*.csv)"):
        yield from _items(file, name, Reading(prefix, name, numbers))


def coverage(path: Path) -> tuple[Use, ...]:
    """What became of every cell of one export: one account a column, in the order of the file."""
    reading = Reading("x", path.name, {})
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


def _text(path: Path, file: str) -> Text | Rejected:
    """The text of an export; or why it is none. What is no text is not kept: nobody could blank persons in it."""
    raw = opened(path, file)
    if isinstance(raw, Rejected):
        return raw
    try:
        return decoded(raw, file)
    except ValueError as error:
        return rejected(Code.NOT_TEXT, f"not text: {error}; it stays where it is", file, 0, b"")


def _head(text: Text) -> tuple[int, str]:
    """The line of the header, which is the first that says something, and what stands between its cells."""
    start = len(text.text) - len(text.text.lstrip("\n "))
    end = text.text.find("\n", start)
    line = text.text[start : end if end >= 0 else len(text.text)]
    return text.text.count("\n", 0, start) + 1, max(_DELIMITERS, key=line.count)
