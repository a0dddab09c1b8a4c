"""The Osservatorio Partecipazione of Regione Emilia-Romagna: record pages, saved or as text, and JSON Lines."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from lod.findings import Code, Finding, Origin, Severity
from lod.record import Record
from lod.sources.base import Dropped, Item, Rejected
from lod.sources.osservatorio import pages, rows, saved
from lod.sources.osservatorio.comparing import completed, differences
from lod.sources.osservatorio.files import HTML, ROWS, STAYS, TEXT, found, of_kind, text_of, violation
from lod.sources.osservatorio.labels import FIELDS, LABELS
from lod.sources.osservatorio.roles import Page
from lod.sources.text import MAX_FILE_BYTES, MAX_LINE_CHARACTERS, decoded

_NUMBERED = re.compile(r"([0-9]{1,9})\.(?:txt|html?)", re.IGNORECASE)
_MAX_ROW_BYTES = MAX_LINE_CHARACTERS
_PAGE_COUNTS = "told only: the page counts"
_AROUND = "(around the record)"

__all__ = ["FIELDS", "LABELS", "read"]


def read(path: Path, prefix: str) -> Iterator[Item]:
    """The records of a page, a JSON Lines file, or a folder of them: saved pages, then text, then rows.

    A saved page counts before the text of the same record, because in the text the values that were links are lost;
    what only the text says completes it. A row that has a page is compared with it.

    Args:
        path: File or folder.
        prefix: What keys begin with (``er``).

    Raises:
        SettingsError: there is nothing at *path*, or nothing that can be read as a source.
    """
    files = found(path)
    shelf = _Shelf(prefix, of_kind(files, TEXT))
    for file, name in of_kind(files, HTML):
        yield from shelf.saved(file, name)
    for file, name in shelf.texts:
        yield from shelf.text(file, name)
    told: set[str] = set()
    for file, name in of_kind(files, ROWS):
        yield from _rows(file, name, prefix, shelf.seen, told)


class _Shelf:
    """The pages of a source, by number.

    Args:
        prefix: What keys begin with.
        texts: The text pages.
    """

    def __init__(self, prefix: str, texts: list[tuple[Path, str]]) -> None:
        self.texts = texts
        self.seen: dict[str, Record] = {}
        self._prefix = prefix
        self._used: set[Path] = set()
        self._numbered: dict[str, tuple[Path, str]] = {}
        for file, name in reversed(texts):
            self._numbered[_number(file) or ""] = file, name

    def text(self, file: Path, name: str) -> Iterator[Item]:
        """A text page, unless it has completed a saved one."""
        if file in self._used:
            return
        raw, text, told = text_of(file, name)
        number = _number(file)
        read = self._refused(name, raw, told, number) or self._page(text, name, number or "", raw)
        yield from self._told(read, number, told)

    def saved(self, file: Path, name: str) -> Iterator[Item]:
        """A saved page, completed by the text of the same number."""
        raw, text, told = text_of(file, name)
        try:
            page = saved.Saved(text)
        except ValueError as error:
            yield Rejected(name, raw, violation(Code.TOO_LONG, f"not read: {error}", name))
            return
        number = _number(file) or page.number
        read: Page | Rejected | None = self._refused(name, raw, told, number)
        if read is None:
            read = _checked(page.read(name, self._prefix, number or ""), name, raw)
        if isinstance(read, Page) and number in self._numbered:
            read = self._completed(read, number)
        yield from self._told(read, number, told)

    def _page(self, text: str, name: str, number: str, raw: bytes) -> Page | Rejected:
        return _checked(pages.read(text, name, self._prefix, number), name, raw)

    def _completed(self, page: Page, number: str) -> Page:
        file, name = self._numbered[number]
        raw, text, told = text_of(file, name)
        if self._refused(name, raw, told, number):
            return page
        read = self._page(text, name, number, raw)
        if isinstance(read, Rejected):
            return page
        self._used.add(file)
        return completed(page, read)

    def _refused(self, name: str, raw: bytes, told: tuple[Finding, ...], number: str | None) -> Rejected | None:
        """What keeps a file from being read as a page."""
        trouble = next((finding for finding in told if finding.severity is Severity.VIOLATION), None)
        if trouble is None and not number:
            message = "the file's name is not the number of a record, such as 65.txt"
            trouble = Finding(Code.NO_NUMBER, Severity.VIOLATION, message, Origin(name), value=Path(name).name)
        if trouble is None and number in self.seen:
            message = f"a second page of the same number: {self.seen[number].origin.file} counts"
            trouble = Finding(Code.SAME_NUMBER, Severity.VIOLATION, message, Origin(name), f"{self._prefix}-{number}")
        return Rejected(name, raw, trouble) if trouble else None

    def _told(self, read: Page | Rejected, number: str | None, told: tuple[Finding, ...]) -> Iterator[Item]:
        if isinstance(read, Rejected):
            yield read
            return
        self.seen[number or ""] = read.record
        yield from (finding.about(read.record.key) for finding in told)
        yield from read.findings
        if read.around:
            reason = "navigation, footer and what else the site puts around a record"
            yield Dropped(read.record.origin.file, _AROUND, reason, read.around)
        yield read.record


def _checked(page: Page, name: str, raw: bytes) -> Page | Rejected:
    """*page*, if it is one."""
    if page.is_record:
        return page
    message = "not a record page: it has no label of a record, and no call to add information"
    return Rejected(name, raw, violation(Code.NOT_A_RECORD, message, name))


def _number(file: Path) -> str | None:
    numbered = _NUMBERED.fullmatch(file.name)
    return rows.number_of(numbered[1]) if numbered else None


def _rows(file: Path, name: str, prefix: str, seen: dict[str, Record], told: set[str]) -> Iterator[Item]:
    for line, raw in _lines(file):
        if not raw.strip():
            continue
        rejected = f"{name}-{line}.json"
        if len(raw) > _MAX_ROW_BYTES:
            yield _too_long(rejected, raw, name, line)
            continue
        try:
            text = decoded(raw).strip()
            row = rows.parsed(text)
        except (UnicodeDecodeError, ValueError) as error:
            code = Code.NOT_TEXT if isinstance(error, UnicodeDecodeError) else Code.NOT_JSON
            yield Rejected(rejected, raw, violation(code, f"not a readable row: {_reason(error)}", name, line))
            continue
        number = rows.number_of(row.get("id"))
        if number is None:
            message = "the row has no id that is a number"
            yield Rejected(rejected, raw, violation(Code.NO_NUMBER, message, name, line))
        elif number in told:
            message = "a second row of the same number: the first counts"
            yield Rejected(rejected, raw, violation(Code.SAME_NUMBER, message, name, line).about(f"{prefix}-{number}"))
        else:
            told.add(number)
            record, findings = rows.read(row, text, name, prefix, line)
            if number in seen:
                yield from (_told_only(finding) for finding in findings if finding.severity is not Severity.INFO)
                yield from differences(seen[number], record)
            else:
                yield from findings
                yield record


def _too_long(rejected: str, raw: bytes, name: str, line: int) -> Rejected:
    """A row that is too long to be read: kept verbatim, as a page would be, unless it is larger than any page."""
    if len(raw) > MAX_FILE_BYTES:
        message = f"a row of more than {MAX_FILE_BYTES} bytes, at most {_MAX_ROW_BYTES} are read"
        return Rejected(rejected, b"", violation(Code.TOO_LONG, message, name, line, STAYS))
    message = f"a row of {len(raw)} bytes, at most {_MAX_ROW_BYTES} are read"
    return Rejected(rejected, raw, violation(Code.TOO_LONG, message, name, line))


def _lines(file: Path) -> Iterator[tuple[int, bytes]]:
    """The lines of a file with their numbers; of one that is larger than any page only the beginning is held."""
    with file.open("rb") as stream:
        number = 0
        while raw := stream.readline(MAX_FILE_BYTES + 1):
            number += 1
            rest = raw
            while len(rest) > MAX_FILE_BYTES and not rest.endswith(b"\n"):
                rest = stream.readline(MAX_FILE_BYTES + 1)
            yield number, raw


def _reason(error: Exception) -> str:
    return " ".join(str(error).split())[:200]


def _told_only(finding: Finding) -> Finding:
    return replace(finding, message=finding.message.removesuffix(": kept as the text it is"), done=_PAGE_COUNTS)
