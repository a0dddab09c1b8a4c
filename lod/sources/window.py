"""A window on a source's text: it moves on, so that a text may be longer than memory."""

import codecs
from collections.abc import Callable, Iterable, Iterator
from io import IncrementalNewlineDecoder
from pathlib import Path

from lod.findings import Finding
from lod.sources.encoding import Coded, Survey, named

# what is kept of a text that cannot be read, and what a line may have
MAX_KEPT_CHARACTERS = 50_000_000
NEAR = 65_536
_PIECE_BYTES = 262_144

# gives the bytes of a source, piece by piece; as often as it is called
Pieces = Callable[[], Iterable[bytes]]


class Window(Coded):
    """A text of which only the part under work is held; line feeds only, without a byte order mark.

    Places are those in the part that is held: each call of a method that moves the window gives the new ones.

    Args:
        pieces: The text, piece by piece.
        encoding: What it was encoded in.
        findings: What there is to know about that.
    """

    def __init__(self, pieces: Iterable[str], encoding: str = "utf-8", findings: tuple[Finding, ...] = ()) -> None:
        super().__init__(encoding)
        self.text = ""
        self.findings = findings
        self.is_whole = False
        self._pieces = iter(pieces)

    def need(self, start: int, ahead: int) -> int:
        """Where *start* is, once *ahead* characters from there on are held, or all there are."""
        held = len(self.text) - start
        if held >= ahead or self.is_whole:
            return start
        # some more than is needed: what is held is copied whenever it moves
        parts, most = [self.text[start:]], ahead + ahead // 2
        while held < most:
            piece = next(self._pieces, None)
            if piece is None:
                self.is_whole = True
                break
            parts.append(piece)
            held += len(piece)
        self.text = "".join(parts)
        return 0

    def need_line(self, start: int) -> tuple[int, bool]:
        """Where *start* is, once its line is held to its end; and whether it is, for one that is too long is not."""
        while self.text.find("\n", start) < 0 and not self.is_whole:
            held = len(self.text) - start
            if held > MAX_KEPT_CHARACTERS:
                return start, False
            start = self.need(start, max(NEAR, 2 * held))
        return start, True

    def next_line(self, start: int) -> int:
        """Where the line after that of *start* begins, however long that is; none of it is held."""
        while (end := self.text.find("\n", start)) < 0 and not self.is_whole:
            start = self.need(len(self.text), NEAR)
        return len(self.text) if end < 0 else end + 1

    def rest(self, start: int) -> bytes | None:
        """All bytes from *start* on; None if they are too many to keep."""
        start = self.need(start, MAX_KEPT_CHARACTERS + 1)
        held = len(self.text) - start
        return self.encoded(self.text[start:]) if held <= MAX_KEPT_CHARACTERS else None


def surveyed(pieces: Pieces, file: str, encoding: str = "") -> Window | None:
    """The window on a text, which is gone over once to know its encoding, see `encoding.named`; None if it is blank.

    Raises:
        ValueError: it is no text; the message says why.
        OSError: it cannot be read.
    """
    first = next(iter(pieces()), b"")
    found = named(first, file, encoding)
    survey, is_blank = Survey(found.is_mended), True
    for text in _texts(pieces(), found.encoding, found.errors):
        survey.add(text)
        is_blank = is_blank and not text.strip()
    if is_blank:
        return None
    findings = (*found.findings, *survey.told(file))
    return Window(_texts(pieces(), found.encoding, found.errors), found.encoding, findings)


def of_file(path: Path) -> Iterator[bytes]:
    """The bytes of a file, piece by piece.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE_BYTES):
            yield piece


def _texts(pieces: Iterable[bytes], encoding: str, errors: str) -> Iterator[str]:
    decoder = IncrementalNewlineDecoder(codecs.getincrementaldecoder(encoding)(errors), translate=True)
    is_first = True
    for piece, is_last in _last_told(pieces):
        text = decoder.decode(piece, final=is_last)
        if text:
            yield text.removeprefix("\ufeff") if is_first else text
            is_first = False


def _last_told(pieces: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    for piece in pieces:
        yield piece, False
    yield b"", True
