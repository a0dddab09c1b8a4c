"""HTML as text: what a person would read of it, in lines, with the addresses of its links."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser

from lod.sentences import Sentence
from lod.sources.walk import Piece, Walk, steps

MAX_CHARACTERS = 5_000_000
# the parser's time grows with the square of these two, so both are bounded before it sees the text
MAX_TAGS = 30_000
MAX_ATTRIBUTES = 10_000

_TAG = re.compile(r"<[^<]*")
_SEPARATOR = re.compile(r"[\s/\"']")


def pieces(html: str) -> Iterator[Piece]:
    """The pieces of a page, in reading order; scripts and styles are no text.

    Raises:
        ValueError: it is larger, or has more tags or attributes, than is read.
    """
    _bound(html)
    walk = Walk(html)
    for node, enters in steps(LexborHTMLParser(html).root):
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
        lines[-1] += piece.with_address
    return "\n".join(line.strip() for line in lines if line.strip(" -"))


def head(html: str) -> tuple[str, tuple[str, ...]]:
    """The title of a page, and the addresses that it says are its own, the most reliable first.

    Raises:
        ValueError: as `pieces`.
    """
    _bound(html)
    tree = LexborHTMLParser(html)
    title = tree.css_first("title")
    found = [(node.attributes.get("href") or "") for node in tree.css("link[rel=canonical]")]
    found += [(node.attributes.get("content") or "") for node in tree.css("meta[property='og:url']")]
    return " ".join(title.text().split()) if title else "", tuple(address for address in found if address)


def _bound(html: str) -> None:
    if len(html) > MAX_CHARACTERS:
        raise ValueError(Sentence("HTML of at most {most} characters", most=MAX_CHARACTERS))
    if html.count("<") > MAX_TAGS:
        raise ValueError(Sentence("HTML of at most {most} tags", most=MAX_TAGS))
    if any(len(_SEPARATOR.findall(found[0])) > MAX_ATTRIBUTES for found in _TAG.finditer(html)):
        raise ValueError(Sentence("HTML tags of at most {most} attributes", most=MAX_ATTRIBUTES))
