"""A record page as a browser saves it: which of its lines are the record, and what their links and images say."""

import re
from dataclasses import dataclass

from lod.findings import Code, Severity
from lod.sentences import Sentence, quoted
from lod.sources import markup
from lod.sources.osservatorio import extent, metadata, rendering, shown
from lod.sources.osservatorio.labels import SOURCE
from lod.sources.osservatorio.reading import Reading
from lod.sources.osservatorio.roles import Line, Page, Role
from lod.sources.osservatorio.rows import number_of
from lod.sources.osservatorio.saying import Saying
from lod.sources.osservatorio.shown import Shown
from lod.sources.text import cleaned

_SAVED_FROM = re.compile(r"<!--\s{0,9}saved from url=\([0-9]{1,9}\)(\S{1,2000})\s{0,9}-->")
_ADDRESS = re.compile(r"https?://[^\s/]{1,200}/(?:[^\s/?#]{1,100}/){0,5}scheda-processo/([0-9]{1,9})/?")
_LOCAL = re.compile(r"(?:\./)?[^/:]{1,200}_files?/([^/]{1,200})")
_BEGINNING = 4_096


@dataclass(frozen=True, slots=True)
class _Own:
    """What a page says of itself.

    Args:
        address: Its address in the register; empty if it does not say.
        number: The number in it.
    """

    address: str = ""
    number: str | None = None


class Saved:
    """A saved page.

    Args:
        text: Its source, line feeds only.

    Raises:
        ValueError: it is larger, or has more tags or attributes, than is read.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._title, addresses = markup.head(text)
        self._own = _own(text, addresses)
        self._lines = shown.lines(markup.pieces(text))

    @property
    def number(self) -> str | None:
        """The number of the record in the address that the page says is its own."""
        return self._own.number

    def read(self, file: str, prefix: str, number: str) -> Page:
        """The page, read as the record *number*."""
        saying = Saying(file, prefix, number, 1)
        self._address(saying, number)
        part = extent.part(self._lines, self._title)
        rendered = list(rendering.rendered(part))
        reading = Reading(saying, metadata.labels(line.text for line in rendered))
        for line in rendered:
            _take(reading, line)
        reading.finish()
        inside = {id(line) for line in part}
        around = [
            Line(s.number, cleaned(s.text)[0], Role.FURNITURE) for s in self._lines if id(s) not in inside and s.text
        ]
        lines = sorted((*reading.lines, *around), key=lambda line: line.number)
        # who reports may be written in the source in ways in which nobody would find the name
        raw = self._text if not saying.says_person else "\n".join(line.text for line in lines)
        return Page(saying.record(raw), saying.findings, lines, reading.is_record, len(around))

    def _address(self, saying: Saying, number: str) -> None:
        if self._own.number == number:
            saying.say(SOURCE, self._own.address, 1)
        elif self._own.number:
            message = Sentence("the page says that it is another record's: the file's name counts")
            saying.tell(
                Code.SOURCES_DIFFER,
                Severity.WARNING,
                message,
                1,
                SOURCE.field,
                self._own.address,
                quoted(f"…/{number}"),
            )


def _take(reading: Reading, line: Shown) -> None:
    text, removed = cleaned(line.text)
    if removed:
        reading.removed(line.number, removed)
    if line.is_image:
        local = _LOCAL.fullmatch(text)
        if local:
            message = Sentence("the image's address is that of the browser's copy")
            reading.saying.tell(Code.LOCAL_COPY, Severity.INFO, message, line.number, reading.field, text)
            text = local[1]
    text = "\n".join(one.strip() for one in text.split("\n"))
    if text:
        reading.take(line.number, text, is_image=line.is_image)


def _own(text: str, addresses: tuple[str, ...]) -> _Own:
    comment = _SAVED_FROM.search(text[:_BEGINNING])
    for address in (*addresses, *([comment[1]] if comment else [])):
        found = _ADDRESS.match(address[:2_000])
        if found:
            return _Own(found[0].rstrip("/"), number_of(found[1]))
    return _Own()
