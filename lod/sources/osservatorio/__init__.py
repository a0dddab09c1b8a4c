"""The Osservatorio Partecipazione of Regione Emilia-Romagna: record pages and JSON Lines."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from lod.errors import SettingsError
from lod.findings import Code, Finding, Origin, Severity
from lod.record import Record
from lod.sources import encoding
from lod.sources.base import Item, Rejected
from lod.sources.osservatorio import pages, rows
from lod.sources.osservatorio.labels import FIELDS, LABELS
from lod.sources.seen import Seen
from lod.sources.text import MAX_FILE_BYTES, MAX_LINE_CHARACTERS, decoded

_NUMBERED = re.compile(r"([0-9]{1,9})\.txt")
_MAX_ROW_BYTES = MAX_LINE_CHARACTERS
# the address of the page is not part of what page and row could disagree about: http or https, two paths
_NOT_COMPARED = ("isPrimaryTopicOf.wasDerivedFrom",)

__all__ = ["FIELDS", "LABELS", "read"]


def read(path: Path, prefix: str) -> Iterator[Item]:
    """The records of a page, a JSON Lines file, or a folder of them; pages first, then rows without a page.

    Args:
        path: File or folder.
        prefix: What keys begin with (``er``).

    Raises:
        SettingsError: there is nothing at *path*, or nothing that can be read as a source.
    """
    files = _files(path)
    with Seen() as read_pages, Seen() as read_rows:
        for file, name in files:
            if file.suffix == ".txt":
                yield from _page(file, name, prefix, read_pages)
        for file, name in files:
            if file.suffix == ".jsonl":
                yield from _rows(file, name, prefix, _Before(path, prefix, read_pages, read_rows))


@dataclass(frozen=True, slots=True)
class _Before:
    """What was read before: the numbers of pages, with their files, and those of rows."""

    folder: Path
    prefix: str
    pages: Seen
    rows: Seen

    def page(self, number: str) -> Record | None:
        """The record of the page of that number, read once more: pages are too many to be kept."""
        name = self.pages.place(number)
        if name is None:
            return None
        _, text, _ = _text(self.folder / name, name)
        return pages.read(text, name, self.prefix, number).record


def _files(path: Path) -> list[tuple[Path, str]]:
    """The files to read, each with the name that findings give it."""
    if path.is_file():
        return [(path, path.name)]
    if not path.is_dir():
        raise SettingsError(f"{path}: no such file or folder")
    found = sorted(p for p in path.rglob("*") if p.suffix in (".txt", ".jsonl") and p.is_file())
    if not found:
        raise SettingsError(f"{path}: no page (*.txt) and no JSON Lines file (*.jsonl) there")
    return [(p, p.relative_to(path).as_posix()) for p in found]


def _page(file: Path, name: str, prefix: str, seen: Seen) -> Iterator[Item]:
    raw, text, found = _text(file, name)
    trouble = next((finding for finding in found if finding.severity is Severity.VIOLATION), None)
    numbered = _NUMBERED.fullmatch(file.name)
    number = rows.number_of(numbered[1]) if numbered else None
    if trouble is None and number is None:
        message = "the file's name is not the number of a record, such as 65.txt"
        trouble = Finding(Code.NO_NUMBER, Severity.VIOLATION, message, Origin(name), value=file.name)
    if trouble is None and number is not None and not seen.add(number, name):
        message = f"a second page of the same number: {seen.place(number)} counts"
        trouble = Finding(Code.SAME_NUMBER, Severity.VIOLATION, message, Origin(name), f"{prefix}-{number}")
    if trouble is not None or number is None:
        if trouble is not None:
            yield Rejected(name, raw, trouble)
        return
    page = pages.read(text, name, prefix, number)
    yield from (finding.about(page.record.key) for finding in found)
    yield from page.findings
    yield page.record


def _text(file: Path, name: str) -> tuple[bytes, str, tuple[Finding, ...]]:
    """The bytes and the text of a page, with what there is to tell of it; a violation keeps it from being read."""
    try:
        size = file.stat().st_size
        raw = file.read_bytes() if size <= MAX_FILE_BYTES else b""
    except OSError as error:
        return b"", "", _violations(Code.NOT_TEXT, f"cannot be read: {error.strerror}", name)
    if size > MAX_FILE_BYTES:
        message = f"the file has {size} bytes, at most {MAX_FILE_BYTES} are read; it stays where it is"
        return b"", "", _violations(Code.TOO_LONG, message, name)
    try:
        found = encoding.decoded(raw, name)
        text = found.mended(found.text)
    except ValueError as error:
        return raw, "", _violations(Code.NOT_TEXT, f"not text: {error}", name)
    if not text.strip():
        return raw, "", _violations(Code.EMPTY_FILE, "the file is empty", name)
    for number, line_text in enumerate(text.split("\n"), 1):
        if len(line_text) > MAX_LINE_CHARACTERS:
            message = f"a line of {len(line_text)} characters, at most {MAX_LINE_CHARACTERS} are read"
            return raw, "", _violations(Code.TOO_LONG, message, name, number)
    return raw, text, found.findings


def _violations(code: Code, message: str, name: str, line: int = 0) -> tuple[Finding, ...]:
    return (_violation(code, message, name, line),)


def _violation(code: Code, message: str, name: str, line: int = 0) -> Finding:
    return Finding(code, Severity.VIOLATION, message, Origin(name, line))


def _rows(file: Path, name: str, prefix: str, before: _Before) -> Iterator[Item]:
    for line, raw in _lines(file):
        if not raw.strip():
            continue
        rejected = f"{name}-{line}.json"
        if len(raw) > _MAX_ROW_BYTES:
            message = f"a row of more than {_MAX_ROW_BYTES} bytes; it stays where it is"
            yield Rejected(rejected, b"", _violation(Code.TOO_LONG, message, name, line))
            continue
        try:
            text = decoded(raw).strip()
            row = rows.parsed(text)
        except (UnicodeDecodeError, ValueError) as error:
            code = Code.NOT_TEXT if isinstance(error, UnicodeDecodeError) else Code.NOT_JSON
            yield Rejected(rejected, raw, _violation(code, f"not a readable row: {_reason(error)}", name, line))
            continue
        number = rows.number_of(row.get("id"))
        if number is None:
            message = "the row has no id that is a number"
            yield Rejected(rejected, raw, _violation(Code.NO_NUMBER, message, name, line))
        elif not before.rows.add(number):
            message = "a second row of the same number: the first counts"
            yield Rejected(rejected, raw, _violation(Code.SAME_NUMBER, message, name, line).about(f"{prefix}-{number}"))
        else:
            record, findings = rows.read(row, text, name, prefix, line)
            page = before.page(number)
            if page is not None:
                yield from _differences(page, record)
            else:
                yield from findings
                yield record


def _lines(file: Path) -> Iterator[tuple[int, bytes]]:
    """The lines of a file with their numbers; of one that is too long only the beginning is held."""
    with file.open("rb") as stream:
        number = 0
        while raw := stream.readline(_MAX_ROW_BYTES + 1):
            number += 1
            rest = raw
            while len(rest) > _MAX_ROW_BYTES and not rest.endswith(b"\n"):
                rest = stream.readline(_MAX_ROW_BYTES + 1)
            yield number, raw


def _reason(error: Exception) -> str:
    return " ".join(str(error).split())[:200]


def _differences(page: Record, row: Record) -> Iterator[Finding]:
    """What the row says otherwise than the page, which counts; what only one of them says is no difference."""
    for field in sorted(set(page.fields) & set(row.fields)):
        ours, theirs = _said(page, [field]), _said(row, [field])
        if field not in _NOT_COMPARED and ours != theirs:
            yield _difference(page, row, field, "says otherwise than the page", theirs, ours)
    for field in sorted(set(row.fields) - set(page.fields)):
        yield _difference(page, row, field, "says what the page does not say", _said(row, [field]), "")


def _difference(page: Record, row: Record, field: str, what: str, value: str, expected: str) -> Finding:
    message = f"the row {what}; the page {page.origin.file} counts"
    line = row.fields[field][0].line
    return Finding(
        Code.SOURCES_DIFFER,
        Severity.WARNING,
        message,
        replace(row.origin, line=line),
        row.key,
        field,
        value,
        expected,
    )


def _said(record: Record, fields: Iterable[str]) -> str:
    return " / ".join(value.lexical for field in fields for value in record.fields[field])
