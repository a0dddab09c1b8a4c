"""The lines of a saved page as a browser shows them; a label before its value is a line of its own."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lod.sources.osservatorio.labels import GROUPS, LABELS
from lod.sources.walk import Piece

_AROUND = frozenset({"nav", "footer", "aside", "dialog"})
# elements that a label within a line can stand in
_STANDING_OUT = frozenset({"strong", "b", "span", "label", "em", "i"})
_MOST_PIECES = 4
WEB = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of a page as a browser shows it.

    Args:
        number: Line of the source.
        text: What stands there; for an image its address.
        pieces: What it is made of.
        is_image: Whether it is an image.
    """

    number: int
    text: str
    pieces: tuple[Piece, ...]
    is_image: bool = False

    @property
    def name(self) -> str:
        """The label or group that it is; empty if it is none."""
        name = _name(self.text)
        # a link within the page opens a part of it; any other leads away
        leads_away = any(piece.href.startswith(WEB) and "#" not in piece.href for piece in self.pieces)
        return "" if self.is_image or leads_away else name

    @property
    def is_around(self) -> bool:
        """Whether it stands in the site's navigation, footer or the like."""
        return self.pieces[0].landmark in _AROUND


def lines(pieces: Iterable[Piece]) -> list[Shown]:
    """The lines of a page; a label that stands before its value in one line is a line of its own."""
    splitter = _Splitter()
    found: list[Shown] = []
    line: list[Piece] = []
    for piece in pieces:
        if piece.starts_block and line:
            found.extend(splitter.split(line))
            line = []
        line.append(piece)
    found.extend(splitter.split(line))
    return found


class _Splitter:
    """Tells labels, values and images of one line apart."""

    def __init__(self) -> None:
        # whether the label above is one whose value is prose, in which the words of a label are only words
        self._in_prose = False

    def split(self, pieces: list[Piece]) -> Iterator[Shown]:
        """The lines of label, value and image that a line of the page is."""
        rest: list[Piece] = []
        at = 0
        while at < len(pieces):
            length = self._label(pieces, at, is_first=not rest)
            if length or not pieces[at].text:
                yield from _line(rest)
                rest = []
            if length:
                yield from self._labelled(pieces[at : at + length])
            elif pieces[at].text:
                rest.append(pieces[at])
            else:
                yield Shown(pieces[at].line, pieces[at].href, (pieces[at],), is_image=True)
            at += length or 1
        yield from _line(rest)

    def _label(self, pieces: list[Piece], at: int, *, is_first: bool) -> int:
        may_be = is_first or (not self._in_prose and pieces[at].element in _STANDING_OUT)
        return _label_at(pieces, at) if may_be else 0

    def _labelled(self, pieces: list[Piece]) -> Iterator[Shown]:
        name = _name(_text(pieces))
        self._in_prose = name in LABELS and LABELS[name].is_prose
        yield from _line(pieces)


def _label_at(pieces: list[Piece], at: int) -> int:
    """How many pieces from *at* on are a label; the longest label counts."""
    for length in range(min(_MOST_PIECES, len(pieces) - at), 0, -1):
        if pieces[at].text and pieces[at + length - 1].text and _name(_text(pieces[at : at + length])):
            return length
    return 0


def _line(pieces: list[Piece]) -> Iterator[Shown]:
    text = _text(pieces)
    if text:
        yield Shown(pieces[0].line, text, tuple(pieces))


def _text(pieces: Iterable[Piece]) -> str:
    return " ".join("".join(piece.text for piece in pieces).split())


def _name(text: str) -> str:
    name = text.strip().removesuffix(":").rstrip()
    return name if name in LABELS or name in GROUPS else ""
