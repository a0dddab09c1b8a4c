"""Turtle and RDF/XML as dumps are written, cut into pieces that can each be read alone, however many there are.

Where it is cut follows from what stands there: subjects that two dumps have in common are in the same pieces of both.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from types import MappingProxyType
from typing import IO, NamedTuple
from zlib import crc32

from lod.rdf import RDF_XML, TURTLE

# a piece ends after one subject of so many, and where it is as large as this
_SUBJECTS = 64
_MAX_BYTES = 1 << 18


class _Form(NamedTuple):
    """Where things end in a format.

    Args:
        in_head: Whether a line belongs to what each piece needs before it.
        ends_subject: Whether a line is the last one about a subject.
        tail: The last line of all, empty without.
    """

    in_head: Callable[[bytes], bool]
    ends_subject: Callable[[bytes], bool]
    tail: bytes


# a text can neither hold the end of a line in Turtle nor a tag in XML; if it did, no parser would take the pieces
_FORMS: Mapping[str, _Form] = MappingProxyType(
    {
        TURTLE: _Form(lambda line: line.startswith(b"@prefix "), lambda line: line.endswith(b" .\n"), b""),
        RDF_XML: _Form(
            lambda line: line.startswith((b"<?xml ", b"<rdf:RDF ")),
            lambda line: line.startswith(b"\t</"),
            b"</rdf:RDF>",
        ),
    }
)


def of(stream: IO[bytes], media_type: str) -> Iterator[bytes]:
    """The pieces of a dump, each whole by itself.

    Raises:
        ValueError: it does not end as it should.
    """
    form = _FORMS[media_type]
    head, first = _head(stream, form)
    gathered: list[bytes] = []
    size, is_whole = 0, True
    start = first
    for line in chain((first,) if first else (), stream):
        if form.tail and line == form.tail:
            break
        start = line if is_whole else start
        gathered.append(line)
        size += len(line)
        is_whole = form.ends_subject(line)
        if is_whole and (crc32(start) % _SUBJECTS == 0 or size >= _MAX_BYTES):
            yield b"".join((head, *gathered, form.tail))
            gathered, size = [], 0
    else:
        if form.tail:
            raise ValueError("the dump has no end")
    if next(stream, b"") or not is_whole:
        raise ValueError("the dump does not end as it should")
    if gathered:
        yield b"".join((head, *gathered, form.tail))


def is_chosen(piece: bytes, every: int) -> bool:
    """Whether *piece* is of the sample that has one piece of *every*; which ones follows from what stands in them."""
    return crc32(piece) % every == 0


def _head(stream: IO[bytes], form: _Form) -> tuple[bytes, bytes]:
    """The head, and the line after it."""
    lines: list[bytes] = []
    for line in stream:
        if not form.in_head(line):
            return b"".join(lines), line
        lines.append(line)
    return b"".join(lines), b""
