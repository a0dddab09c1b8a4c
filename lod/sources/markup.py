"""HTML as text: what a person would read of it, in lines, with the addresses of its links."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

MAX_CHARACTERS = 5_000_000
# the parser's time grows with the square of these two, so both are bounded before it sees the text
MAX_TAGS = 30_000
MAX_ATTRIBUTES = 10_000

_TAG = re.compile(r"<[^<]*")
_SEPARATOR = re.compile(r"[\s/\"']")
_BLANKS = re.compile(r"\s+")
# what is no text for people, whatever it holds
_SILENT = frozenset({"script", "style", "template", "noscript", "head", "iframe", "object", "svg", "math"})
_BLOCK_NAMES = """
address article aside blockquote body br caption center dd details dialog div dl dt fieldset figcaption figure footer
form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol option p pre section summary table tbody td tfoot th thead
tr ul
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_TEXT = "-text"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text within one element, or an image.

    Args:
        text: The text, a single blank where there was white space; empty for an image.
        href: Address of the link that it stands in, or of the image; empty without.
        starts_block: Whether a new line begins before it.
        starts_item: Whether it is the first of a list item.
        element: Name of the innermost element (``dt``, ``strong``).
        classes: The class attribute of that element.
    """

    text: str
    href: str
    starts_block: bool
    starts_item: bool
    element: str
    classes: str


def pieces(html: str) -> Iterator[Piece]:
    """The pieces of a page, in reading order; scripts and styles are no text.

    Raises:
        ValueError: it is larger, or has more tags or attributes, than is read.
    """
    _bound(html)
    walk = _Walk()
    for node, enters in _steps(LexborHTMLParser(html).root):
        yield from walk.step(node, enters=enters)


def plain(html: str) -> str:
    """*html* as clean text: a line for each block, ``- `` before list items, a link's address behind its words.

    Raises:
        ValueError: as `pieces`.
    """
    lines: list[str] = []
    for piece in pieces(html):
        if piece.starts_block or not lines:
            lines.append("- " if piece.starts_item else "")
        lines[-1] += _with_address(piece)
    return "\n".join(line.strip() for line in lines if line.strip(" -"))


class _Walk:
    """Where a walk through the elements stands."""

    def __init__(self) -> None:
        self._href = ""
        self._breaks = True
        self._item = False
        self._blank = False

    def step(self, node: LexborNode, *, enters: bool) -> Iterator[Piece]:
        """Takes one element, at its beginning or its end; gives what there is to read."""
        name = node.tag or ""
        if name in _BLOCKS:
            self._breaks = True
            self._item = enters and (self._item or name == "li")
        elif name == "a":
            self._href = node.attributes.get("href") or "" if enters else ""
        elif name == "img" and enters:
            yield self._piece(node, "", node.attributes.get("src") or "")
        elif name == _TEXT and enters:
            yield from self._text(node)

    def _text(self, node: LexborNode) -> Iterator[Piece]:
        text = _BLANKS.sub(" ", node.text_content or "")
        if not text.strip():
            self._blank = True
        elif node.parent is not None:
            before = " " if self._blank and not self._breaks else ""
            yield self._piece(node.parent, before + text, self._href)

    def _piece(self, element: LexborNode, text: str, href: str) -> Piece:
        piece = Piece(
            text, href, self._breaks, self._item, element.tag or "", str(element.attributes.get("class") or "")
        )
        self._breaks = self._item = self._blank = False
        return piece


def _steps(root: LexborNode | None) -> Iterator[tuple[LexborNode, bool]]:
    """Each node at its beginning and its end, in reading order, without recursion."""
    node = root
    while node is not None:
        yield node, True
        if node.child is not None and node.tag not in _SILENT:
            node = node.child
            continue
        yield node, False
        while node is not None and node.next is None:
            node = node.parent
            if node is not None:
                yield node, False
        node = node.next if node is not None else None


def _with_address(piece: Piece) -> str:
    words = piece.text
    if not words or not piece.href.startswith(("http://", "https://")) or piece.href == words.strip():
        return words
    return f"{words.rstrip()} ({piece.href}){' ' if words.endswith(' ') else ''}"


def _bound(html: str) -> None:
    if len(html) > MAX_CHARACTERS:
        raise ValueError(f"HTML of at most {MAX_CHARACTERS} characters")
    if html.count("<") > MAX_TAGS:
        raise ValueError(f"HTML of at most {MAX_TAGS} tags")
    if any(len(_SEPARATOR.findall(found[0])) > MAX_ATTRIBUTES for found in _TAG.finditer(html)):
        raise ValueError(f"HTML tags of at most {MAX_ATTRIBUTES} attributes")
