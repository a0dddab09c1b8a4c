"""The texts that a dump is put together of: two dumps with the same texts say the same, without a parser.

A text is what can be read alone with the head of its dump: a document of JSON-LD, a line of JSON Lines, all about one
subject in Turtle or RDF/XML. The dump of everything holds those of the data and of the vocabularies, and nothing else.
"""

from collections.abc import Iterator
from typing import IO, NamedTuple

from lod.rdf import JSON_LD, RDF_XML, TURTLE
from lod.release import pieces
from lod.release.reading import Reading

_END = b"]}\n"


class Units(NamedTuple):
    """What a dump is put together of.

    Args:
        frame: What stands before and after the texts.
        texts: The texts.
    """

    frame: bytes
    texts: Reading

    def holds(self, one: "Units", other: "Units") -> bool:
        """Whether these are the texts of *one* and of *other*, and nothing else."""
        return self.frame == one.frame == other.frame and self.texts == one.texts + other.texts


def of(stream: IO[bytes], media_type: str) -> Units:
    """The texts of a dump.

    Raises:
        ValueError: it does not end as it should.
    """
    if media_type in (TURTLE, RDF_XML):
        frame, texts = pieces.subjects(stream, media_type)
    elif media_type == JSON_LD:
        frame, texts = next(stream, b""), _items(stream)
    else:
        frame, texts = b"", iter(stream)
    return Units(frame, _reading(texts))


def _items(stream: IO[bytes]) -> Iterator[bytes]:
    """The lines of a list, without what stands between them."""
    last = b",\n"
    for line in stream:
        if line == _END and not last.endswith(b",\n"):
            break
        if not last.endswith(b",\n"):
            raise ValueError("no comma between two items")
        last = line
        yield line.removesuffix(b"\n").removesuffix(b",")
    else:
        raise ValueError("the list has no end")
    if next(stream, b""):
        raise ValueError("the list does not end as it should")


def _reading(texts: Iterator[bytes]) -> Reading:
    count = digest = 0
    for text in texts:
        count += 1
        digest += hash(text)
    return Reading(count, digest)
