"""The Osservatorio Partecipazione of Regione Emilia-Romagna: record pages, saved or as text, and JSON Lines."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from lod.findings import Code, Finding, Severity
from lod.record import Record
from lod.sentences import Sentence
from lod.sources.base import STAYS, Given, Item, Rejected, read_here
from lod.sources.osservatorio import rows
from lod.sources.osservatorio.apart import Row, by_number, with_persons
from lod.sources.osservatorio.comparing import differences
from lod.sources.osservatorio.files import ROWS, found, of_kind, violation
from lod.sources.osservatorio.labels import FIELDS, LABELS
from lod.sources.osservatorio.leaving import NO_RECORD, SAID_BY_A_PAGE, LeftOut
from lod.sources.osservatorio.shelf import Shelf
from lod.sources.reasons import reason
from lod.sources.seen import Seen
from lod.sources.text import MAX_FILE_BYTES, MAX_LINE_CHARACTERS, decoded

_MAX_ROW_BYTES = MAX_LINE_CHARACTERS
_PAGE_COUNTS = Sentence("told only: the page counts")

__all__ = ["FIELDS", "LABELS", "given", "read"]


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
    return read_here(given(path, prefix))


def given(path: Path, prefix: str) -> Iterator[Given]:
    """What `read` gives, rows and pages that have nothing to do with any other not read yet.

    Args:
        path: As of `read`.
        prefix: As of `read`.

    Raises:
        SettingsError: as `read`.
    """
    left_out = LeftOut()
    yield from with_persons(_items(path, prefix, left_out))
    yield from left_out.dropped()


def _items(path: Path, prefix: str, left_out: LeftOut) -> Iterator[Given]:
    files = found(path)
    apart = by_number(files, prefix) if not of_kind(files, ROWS) else None
    if apart is not None:
        yield from apart
        return
    with Seen() as read_pages, Seen() as read_rows:
        shelf = Shelf(path, prefix, files, read_pages, left_out)
        yield from shelf.items()
        for file, name in of_kind(files, ROWS):
            yield from _rows(file, name, prefix, shelf, read_rows, left_out)


def _rows(file: Path, name: str, prefix: str, shelf: Shelf, read: Seen, left_out: LeftOut) -> Iterator[Given]:
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
            kept = rows.without_persons(raw.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
            yield Rejected(
                rejected,
                kept,
                violation(code, Sentence("not a readable row: {why}", why=reason(error)), name, line),
            )
            continue
        number = rows.number_of(row.get("id"))
        if number is None:
            message = Sentence("the row has no id that is a number")
            yield Rejected(rejected, _kept(row, text, name, left_out), violation(Code.NO_NUMBER, message, name, line))
        elif not read.add(number):
            message = Sentence("a second row of the same number: the first counts")
            yield Rejected(
                rejected,
                _kept(row, text, name, left_out),
                violation(Code.SAME_NUMBER, message, name, line).about(f"{prefix}-{number}"),
            )
        else:
            page = shelf.page(number)
            if page is None:
                yield Row(text, name, prefix, line)
            else:
                yield from _compared(page, *rows.read(row, text, name, prefix, line), left_out)


def _compared(page: Record, record: Record, findings: list[Finding], left_out: LeftOut) -> Iterator[Item]:
    """What there is to tell of a row that has a page: the page counts."""
    yield from (_told_only(finding) for finding in findings if finding.severity is not Severity.INFO)
    left_out.add(record, SAID_BY_A_PAGE, findings)
    yield from differences(page, record)


def _kept(row: Mapping[str, Any], text: str, file: str, left_out: LeftOut) -> bytes:
    """What to keep of a row that becomes no record, persons left out; its values are counted."""
    record, findings = rows.read({**row, "id": "0"}, text, file, "", 1)
    left_out.add(record, NO_RECORD, findings)
    return record.raw.encode("utf-8", "surrogatepass")


def _too_long(rejected: str, raw: bytes, name: str, line: int) -> Rejected:
    """A row that is too long to be read: kept verbatim, as a page would be, unless it is larger than any page."""
    if len(raw) > MAX_FILE_BYTES:
        message = Sentence(
            "a row of more than {size} bytes, at most {most} are read", size=MAX_FILE_BYTES, most=_MAX_ROW_BYTES
        )
        return Rejected(rejected, b"", violation(Code.TOO_LONG, message, name, line, STAYS))
    message = Sentence("a row of {count} bytes, at most {most} are read", count=len(raw), most=_MAX_ROW_BYTES)
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


def _told_only(finding: Finding) -> Finding:
    return replace(finding, done=_PAGE_COUNTS)
