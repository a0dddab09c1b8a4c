"""Reading a release again by a parser that did not write it: how many statements there are, and which.

N-Triples are checked against the grammar of the standard, line by line; other formats are read by pyoxigraph, or, where
time and memory do not matter, by rdflib, as N-Triples are then, too.
"""

import gzip
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast
from xml.sax import SAXException

import rdflib
import zstandard
from rdflib.exceptions import Error as RdflibError

from lod import rdf
from lod.errors import ReleaseError
from lod.rdf import Literal, NamedNode, Triple
from lod.store.embedded import EmbeddedStore

_BLOCK_BYTES = 1 << 20
_PACKED = (".gz", ".zst")
_N_TRIPLES = "nt"

_ESCAPED = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_IRI = rf'<[A-Za-z][A-Za-z0-9+.-]*:(?:[^\x00-\x20<>"{{}}|^`\\]++|{_ESCAPED})*+>'
_BLANK = r"_:[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?"
_TEXT = rf'"(?:[^"\\\n\r]++|\\[tbnrf"\'\\]|{_ESCAPED})*+"(?:\^\^{_IRI}|@[A-Za-z]+(?:-[A-Za-z0-9]+)*+)?'
_LINE = rf"(?:{_IRI}|{_BLANK}) {_IRI} (?:{_IRI}|{_BLANK}|{_TEXT}) \."
# possessive: in linear time; a block is one match, a hundred times as fast as a match for each line
_LINES = re.compile(rf"(?:{_LINE}\n)*+")
_ONE_LINE = re.compile(rf"{_LINE}\n")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read.

    Args:
        count: How many statements.
        digest: A number that follows from them, whatever their order; it can be compared within this process only.
    """

    count: int
    digest: int


def of_store(store: EmbeddedStore) -> Reading:
    """All that a store holds, read triple by triple: its length alone does not notice a damaged one.

    Raises:
        StoreError: it cannot be read.
    """
    return _reading([_line(triple)] for triple in store.triples())


def is_graph(file: Path) -> bool:
    """Whether the name of a dump says that it holds RDF, packed or not."""
    return rdf.is_extension(_extension(file))


def of_file(file: Path, *, deep: bool = False) -> Reading:
    """All that a dump says.

    Args:
        file: N-Triples, Turtle, JSON-LD or RDF/XML, by its name; may be packed by gzip or zstd.
        deep: Whether rdflib reads it: some 60,000 statements a second, and but for N-Triples 1 kB of memory for each.

    Raises:
        ReleaseError: it cannot be read as what it says it is.
    """
    extension = _extension(file)
    try:
        with _unpacked(file) as stream:
            if extension == _N_TRIPLES:
                checked = _checked(stream)
                return (
                    _reading(_by_rdflib("\n".join(lines), extension) for lines in checked)
                    if deep
                    else _reading(checked)
                )
            if deep:
                return _reading([_by_rdflib(stream.read().decode(), extension)])
            return _reading([_line(triple)] for triple in rdf.read_stream(stream, extension))
    except (SyntaxError, ValueError, IndexError, OSError, EOFError, zlib.error) as error:
        raise ReleaseError(f"{file.name}: cannot be read: {' '.join(str(error).split())[:300]}") from error
    except (zstandard.ZstdError, RdflibError, SAXException) as error:
        raise ReleaseError(f"{file.name}: cannot be read: {' '.join(str(error).split())[:300]}") from error


def _reading(blocks: Iterable[list[str]]) -> Reading:
    count = digest = 0
    for lines in blocks:
        count += len(lines)
        digest += sum(map(hash, lines))
    return Reading(count, digest)


def _line(triple: Triple) -> str:
    return f"{triple} ."


def _extension(file: Path) -> str:
    bare = file.with_suffix("") if file.suffix in _PACKED else file
    return bare.suffix.removeprefix(".")


def _unpacked(file: Path) -> IO[bytes]:
    if file.suffix == ".gz":
        return cast("IO[bytes]", gzip.open(file, "rb"))
    return zstandard.open(file, "rb") if file.suffix == ".zst" else file.open("rb")


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


def _by_rdflib(text: str, extension: str) -> list[str]:
    """The statements of a text, as lines of N-Triples in the spelling of our store."""
    before = rdflib.NORMALIZE_LITERALS
    # else "007" becomes "7"
    rdflib.NORMALIZE_LITERALS = False
    try:
        graph = rdflib.Graph(bind_namespaces="none").parse(data=text, format=rdflib.util.guess_format(f".{extension}"))
    finally:
        rdflib.NORMALIZE_LITERALS = before
    return [_line(Triple(_term(s), _term(p), _term(o))) for s, p, o in graph]  # type: ignore[arg-type]


def _term(term: rdflib.term.Node) -> NamedNode | Literal:
    if not isinstance(term, rdflib.Literal):
        return NamedNode(str(term))
    if term.language:
        return Literal(str(term), language=term.language)
    return Literal(str(term), datatype=NamedNode(str(term.datatype)) if term.datatype else None)
