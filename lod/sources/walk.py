"""A walk through the elements of a page: the pieces of text that a person reads, and where they stand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from lod.sources.lines import Lines

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
# what a page has around its content: elements, and roles that say the same of any element
_LANDMARKS = frozenset({"nav", "footer", "aside", "dialog", "header", "main"})
_ROLES = {
    "navigation": "nav",
    "contentinfo": "footer",
    "complementary": "aside",
    "dialog": "dialog",
    "banner": "header",
}
_WEB = ("http://", "https://")


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
        line: Line of the source where it begins, as near as can be told.
        depth: How many elements that element stands in.
        common: The depth of the innermost element that also holds the piece before.
        landmark: The innermost of ``nav footer aside dialog header main`` around it; empty without.
    """

    text: str
    href: str
    starts_block: bool
    starts_item: bool
    element: str
    classes: str
    line: int = 0
    depth: int = 0
    common: int = 0
    landmark: str = ""

    @property
    def with_address(self) -> str:
        """Its words, the address of its link behind them where they do not show it."""
        words = self.text
        if not words or not self.href.startswith(_WEB) or self.href == words.strip():
            return words
        return f"{words.rstrip()} ({self.href}){' ' if words.endswith(' ') else ''}"


class Walk:
    """Where the walk stands.

    Args:
        source: The page's source, line feeds only.
    """

    def __init__(self, source: str) -> None:
        self._lines = Lines(source)
        self._href = ""
        self._breaks = True
        self._item = False
        self._blank = False
        self._depth = 0
        self._common = 0
        self._landmarks: list[tuple[int, str]] = []

    def step(self, node: LexborNode, *, enters: bool) -> Iterator[Piece]:
        """Takes one element, at its beginning or its end; gives what there is to read."""
        name = node.tag or ""
        if name == _TEXT:
            yield from self._text(node) if enters else ()
            return
        if name in _BLOCKS:
            self._breaks = True
            self._item = enters and (self._item or name == "li")
        elif name == "a":
            self._href = node.attributes.get("href") or "" if enters else ""
        elif name == "img" and enters:
            yield self._piece(node, "", node.attributes.get("src") or "")
        self._move(node, name, enters=enters)

    def _move(self, node: LexborNode, name: str, *, enters: bool) -> None:
        """Goes down into an element, or up out of it."""
        if enters:
            self._depth += 1
            landmark = name if name in _LANDMARKS else _ROLES.get(_role(node), "")
            if landmark:
                self._landmarks.append((self._depth, landmark))
            return
        if self._landmarks and self._landmarks[-1][0] == self._depth:
            self._landmarks.pop()
        self._depth -= 1
        self._common = min(self._common, self._depth)

    def _text(self, node: LexborNode) -> Iterator[Piece]:
        text = _BLANKS.sub(" ", node.text_content or "")
        if not text.strip():
            self._blank = True
        elif node.parent is not None:
            before = " " if self._blank and not self._breaks else ""
            yield self._piece(node.parent, before + text, self._href)

    def _piece(self, element: LexborNode, text: str, href: str) -> Piece:
        piece = Piece(
            text=text,
            href=href,
            starts_block=self._breaks,
            starts_item=self._item,
            element=element.tag or "",
            classes=str(element.attributes.get("class") or ""),
            line=self._lines.of(text or href),
            depth=self._depth,
            common=self._common,
            landmark=self._landmarks[-1][1] if self._landmarks else "",
        )
        self._breaks = self._item = self._blank = False
        self._common = self._depth
        return piece


def _role(node: LexborNode) -> str:
    return (node.attributes.get("role") or "").lower()


def steps(root: LexborNode | None) -> Iterator[tuple[LexborNode, bool]]:
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
