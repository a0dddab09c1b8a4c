"""The pages of the Osservatorio, by number: saved pages first, each completed by its text, then the texts alone."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from lod.findings import Code, Finding, Origin, Severity
from lod.record import Record
from lod.sentences import Sentence
from lod.sources.base import Dropped, Item, Rejected
from lod.sources.osservatorio import pages, rows, saved
from lod.sources.osservatorio.comparing import completed
from lod.sources.osservatorio.files import HTML, TEXT, of_kind, text_of, violation
from lod.sources.osservatorio.leaving import NO_RECORD, LeftOut
from lod.sources.osservatorio.roles import Page
from lod.sources.reasons import reason
from lod.sources.seen import Seen

_NUMBERED = re.compile(r"([0-9]{1,9})\.(?:txt|html?)", re.IGNORECASE)
_AROUND = Sentence("(around the record)")


class Shelf:
    """The pages of a source.

    Args:
        path: The source: a file or a folder.
        prefix: What keys begin with.
        files: The files, each with the name that findings give it.
        seen: Takes the number of each page that is read, with the name of its file; None where no two can share one.
        left_out: Takes what is said by pages that are rejected.
    """

    def __init__(
        self, path: Path, prefix: str, files: list[tuple[Path, str]], seen: Seen | None, left_out: LeftOut
    ) -> None:
        self._folder = path if path.is_dir() else path.parent
        self._prefix = prefix
        self._files = files
        self._seen = seen
        self._left_out = left_out
        self._used: set[Path] = set()
        self._texts = {number_in_name(file) or "": (file, name) for file, name in reversed(of_kind(files, TEXT))}

    def items(self) -> Iterator[Item]:
        """The records of all pages, and what there is to tell of them."""
        for file, name in of_kind(self._files, HTML):
            yield from self._saved(file, name)
        for file, name in of_kind(self._files, TEXT):
            if file not in self._used:
                yield from self._text(file, name)

    def page(self, number: str) -> Record | None:
        """The record of the page of that number, read once more: pages are too many to be kept."""
        name = self._place(number)
        if name is None:
            return None
        file = self._folder / name
        raw, text, _ = text_of(file, name)
        if of_kind([(file, name)], HTML):
            read = self._completed(saved.Saved(text), name, raw, number)
        else:
            read = self._read(text, name, number, raw)
        return read.record if isinstance(read, Page) else None

    def _place(self, number: str) -> str | None:
        """The file of the page of that number that was read."""
        return None if self._seen is None else self._seen.place(number)

    def _text(self, file: Path, name: str) -> Iterator[Item]:
        """A text page."""
        raw, text, told = text_of(file, name)
        number = number_in_name(file)
        read = self._read(text, name, number or "", raw)
        refused = self._refused(name, told, number, lambda: self._kept(read, raw))
        yield from self._told(refused or read, name, number or "", told)

    def _saved(self, file: Path, name: str) -> Iterator[Item]:
        """A saved page, completed by the text of the same number."""
        raw, text, told = text_of(file, name)
        try:
            page = saved.Saved(text)
        except ValueError as error:
            yield Rejected(
                name, raw, violation(Code.TOO_LONG, Sentence("not read: {reason}", reason=reason(error)), name)
            )
            return
        number = number_in_name(file) or page.number
        refused = self._refused(
            name, told, number, lambda: self._kept(page.read(name, self._prefix, number or ""), raw)
        )
        yield from self._told(refused or self._completed(page, name, raw, number or ""), name, number or "", told)

    def _read(self, text: str, name: str, number: str, raw: bytes) -> Page | Rejected:
        return _checked(pages.read(text, name, self._prefix, number), name, raw)

    def _completed(self, page: saved.Saved, name: str, raw: bytes, number: str) -> Page | Rejected:
        """A saved page with what only the text of the same number says, if there is one."""
        read = _checked(page.read(name, self._prefix, number), name, raw)
        if isinstance(read, Rejected) or number not in self._texts:
            return read
        file, of_text = self._texts[number]
        bytes_of_text, text, told = text_of(file, of_text)
        if _trouble(of_text, told, number) is not None:
            return read
        other = self._read(text, of_text, number, bytes_of_text)
        if isinstance(other, Rejected):
            return read
        self._used.add(file)
        return completed(read, other)

    def _refused(
        self, name: str, told: tuple[Finding, ...], number: str | None, kept: Callable[[], bytes]
    ) -> Rejected | None:
        """What keeps a file from being read as a page; *kept* gives what to keep of it."""
        trouble = _trouble(name, told, number)
        first = self._place(number) if trouble is None and number else None
        if first is not None:
            message = Sentence("a second page of the same number: {first} counts", first=first)
            trouble = Finding(Code.SAME_NUMBER, Severity.VIOLATION, message, Origin(name), f"{self._prefix}-{number}")
        return Rejected(name, kept(), trouble) if trouble else None

    def _kept(self, read: Page | Rejected, raw: bytes) -> bytes:
        """What to keep of a page that is refused: its bytes, or its text where it says a person who is left out."""
        if isinstance(read, Rejected):
            return raw
        self._left_out.add(read.record, NO_RECORD, read.findings)
        if all(finding.code is not Code.PERSONAL_DATA for finding in read.findings):
            return raw
        return read.record.raw.encode("utf-8", "surrogatepass")

    def _told(self, read: Page | Rejected, name: str, number: str, told: tuple[Finding, ...]) -> Iterator[Item]:
        if isinstance(read, Rejected):
            yield read
            return
        if self._seen is not None:
            self._seen.add(number, name)
        yield from (finding.about(read.record.key) for finding in told)
        yield from read.findings
        if read.around:
            why = Sentence("navigation, footer and what else the site puts around a record")
            yield Dropped(read.record.origin.file, _AROUND, why, read.around)
        yield read.record


def _trouble(name: str, told: tuple[Finding, ...], number: str | None) -> Finding | None:
    """What is wrong with a file by itself."""
    trouble = next((finding for finding in told if finding.severity is Severity.VIOLATION), None)
    if trouble is None and not number:
        message = Sentence("the file's name is not the number of a record, such as 65.txt")
        trouble = Finding(Code.NO_NUMBER, Severity.VIOLATION, message, Origin(name), value=Path(name).name)
    return trouble


def _checked(page: Page, name: str, raw: bytes) -> Page | Rejected:
    """*page*, if it is one."""
    if page.is_record:
        return page
    message = Sentence("not a record page: it has no label of a record, and no call to add information")
    return Rejected(name, raw, violation(Code.NOT_A_RECORD, message, name))


def number_in_name(file: Path) -> str | None:
    """The number of the record that a page is of, by the name of its file; None if that says none."""
    numbered = _NUMBERED.fullmatch(file.name)
    return rows.number_of(numbered[1]) if numbered else None
