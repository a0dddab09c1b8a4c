"""Reading a release again: how many statements there are, and which.

What reads a format has not written it: N-Triples, which the store wrote, are checked against the grammar of the
standard line by line; JSON-LD, which we wrote, is read by pyoxigraph; of Turtle and RDF/XML, which pyoxigraph wrote,
rdflib reads a sample, small ones as a whole, and pyoxigraph the rest. Where time does not matter rdflib reads all.
"""

import json
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import IO, Any, NamedTuple

from lod import rdf
from lod.rdf import JSON_LD, N_TRIPLES, RDF_XML, TURTLE, Triple
from lod.release import listed, pieces, second
from lod.release.reading import Reading, of_all
from lod.store.embedded import EmbeddedStore

# one document of JSON-LD a line, whose context stands at an address: nothing is fetched, it is put in its place
JSON_LINES = "application/x-ndjson"
_BLOCK_BYTES = 1 << 20
_DOCUMENTS_AT_ONCE = 1_000

_ESCAPED = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_IRI = rf'<[A-Za-z][A-Za-z0-9+.-]*:(?:[^\x00-\x20<>"{{}}|^`\\]++|{_ESCAPED})*+>'
_BLANK = r"_:[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?"
_TEXT = rf'"(?:[^"\\\n\r]++|\\[tbnrf"\'\\]|{_ESCAPED})*+"(?:\^\^{_IRI}|@[A-Za-z]+(?:-[A-Za-z0-9]+)*+)?'
_LINE = rf"(?:{_IRI}|{_BLANK}) {_IRI} (?:{_IRI}|{_BLANK}|{_TEXT}) \."
# possessive: in linear time; a block is one match, a hundred times as fast as a match for each line
_LINES = re.compile(rf"(?:{_LINE}\n)*+")
_ONE_LINE = re.compile(rf"{_LINE}\n")


class Beginnings(NamedTuple):
    """Which lines belong to a part.

    Args:
        own: What they begin with.
        but: What they do not begin with all the same.
    """

    own: tuple[str, ...]
    but: tuple[str, ...] = ()

    def choice(self, lines: list[str]) -> list[str]:
        """Those of *lines*."""
        chosen = [line for line in lines if line.startswith(self.own)]
        return [line for line in chosen if not line.startswith(self.but)] if self.but else chosen


def of_store(store: EmbeddedStore) -> Reading:
    """All that a store holds, read triple by triple: its length alone does not notice a damaged one.

    Raises:
        StoreError: it cannot be read.
    """
    return of_all([_line(triple)] for triple in store.triples())


def of_n_triples(stream: IO[bytes], parts: Mapping[str, Beginnings]) -> tuple[Reading, dict[str, Reading]]:
    """What N-Triples say, and what they say in each of some parts.

    Args:
        stream: Their bytes.
        parts: What the subjects of a part begin with, by its name.

    Raises:
        SyntaxError: a line is none.
    """
    whole = Reading()
    found = dict.fromkeys(parts, Reading())
    for lines in _checked(stream):
        whole += of_all([lines])
        for name, beginnings in parts.items():
            found[name] += of_all([beginnings.choice(lines)])
    return whole, found


def of_stream(
    stream: IO[bytes], media_type: str, context: Mapping[str, Any], *, deep: bool = False, every: int = 1
) -> Reading:
    """All that a dump says.

    Args:
        stream: Its bytes, without compression.
        media_type: What they are; one of `lod.rdf`, or `JSON_LINES`.
        context: The published context, for lines of JSON-LD.
        deep: Whether rdflib reads all of it, some 60,000 statements a second.
        every: Of Turtle and RDF/XML, which pyoxigraph has written, rdflib reads one piece of so many in any case.

    Raises:
        SyntaxError, ValueError: it is not what it says it is.
    """
    if media_type == N_TRIPLES:
        checked = _checked(stream)
        return of_all(second.lines("\n".join(lines), "nt") for lines in checked) if deep else of_all(checked)
    if media_type in (TURTLE, RDF_XML):
        return _of_pieces(stream, media_type, 1 if deep else every)
    if media_type == JSON_LINES:
        documents, said = listed.lines(stream), context["@context"]
    else:
        # a parser would hold all of it, at seven times its size
        head, documents = listed.opened(stream)
        said = head["@context"]
    read = second.lines if deep else _by_pyoxigraph
    return of_all(read(text, "json-ld") for text in _joined(documents, said))


def _of_pieces(stream: IO[bytes], media_type: str, every: int) -> Reading:
    whole = Reading()
    for piece in pieces.of(stream, media_type):
        if pieces.is_chosen(piece, every):
            whole += second.reading(piece, media_type)
        else:
            whole += of_all([[_line(triple) for triple in rdf.read(piece, media_type)]])
    return whole


def _line(triple: Triple) -> str:
    return f"{triple} ."


def _checked(stream: IO[bytes]) -> Iterator[list[str]]:
    """The lines of N-Triples, block by block, without what ends them.

    Raises:
        SyntaxError: one is none.
    """
    number = 0
    while lines := stream.readlines(_BLOCK_BYTES):
        text = b"".join(lines).decode()
        if not _LINES.fullmatch(text):
            wrong = next(n for n, line in enumerate(lines, number + 1) if not _ONE_LINE.fullmatch(line.decode()))
            raise SyntaxError(f"line {wrong} is no N-Triples")
        number += len(lines)
        yield text.split("\n")[:-1]


def _joined(documents: Iterator[dict[str, Any]], context: object) -> Iterator[str]:
    """Documents of some thousand each, with the context that they may only name."""
    while some := list(islice(documents, _DOCUMENTS_AT_ONCE)):
        graph = [{name: value for name, value in document.items() if name != "@context"} for document in some]
        yield json.dumps({"@context": context, "@graph": graph})


def _by_pyoxigraph(text: str, _form: str) -> list[str]:
    return [_line(triple) for triple in rdf.read(text.encode(), JSON_LD)]
