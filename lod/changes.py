"""What changed between two releases: document by document, the statements that went and those that came."""

import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from lod import rdf
from lod.iris import Iris
from lod.rdf import N_TRIPLES, Triple

# that many documents are compared at once; with their statements they take some 100 MB
_AT_ONCE = 5_000
_FORMER, _LATTER = b"-", b"+"


class Kind(StrEnum):
    """What became of a document."""

    ADDED = "added"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one document.

    Args:
        document: Its IRI, see `lod.iris.Iris.document_of`.
        kind: Whether it is new, says something else, or is gone.
        removed: The statements that it makes no longer, sorted.
        added: Those that it did not make before, sorted.
    """

    document: str
    kind: Kind
    removed: tuple[Triple, ...]
    added: tuple[Triple, ...]


def between(former: Path, latter: Path, iris: Iris, scratch: Path | None = None) -> Iterator[Change]:
    """The documents of which two releases do not say the same; those compared at once come sorted by IRI.

    Memory grows with the number of documents (some 150 bytes each), never with that of the statements: both files are
    read twice, the second time for the documents that differ.

    Args:
        former: N-Triples of the older release, each line once, in any order.
        latter: The same of the newer one.
        iris: The IRIs of the newer one; they say which document a statement belongs to.
        scratch: Folder for what must be put aside when many documents differ; files there have no name.

    Raises:
        OSError: one of them cannot be read.
    """
    sought = _differing(former, latter, iris)
    if not sought:
        return
    with ExitStack() as stack:
        count = 1 + len(sought) // _AT_ONCE
        parts = [stack.enter_context(TemporaryFile(dir=scratch)) for _ in range(count)]
        for side, file in ((_FORMER, former), (_LATTER, latter)):
            for document, line in _statements(file, iris):
                if hash(document) in sought:
                    parts[zlib.crc32(document.encode()) % count].write(side + line)
        for part in parts:
            yield from _compared(part, iris)


def _differing(former: Path, latter: Path, iris: Iris) -> frozenset[int]:
    """The hashes of the documents whose statements, whatever their order, do not have the same sum."""
    sums: dict[int, int] = {}
    for sign, file in ((-1, former), (1, latter)):
        for document, line in _statements(file, iris):
            key = hash(document)
            sums[key] = sums.get(key, 0) + sign * hash(line)
    return frozenset(key for key, total in sums.items() if total)


def _statements(file: Path, iris: Iris) -> Iterator[tuple[str, bytes]]:
    """Each line of N-Triples with the IRI of the document that it belongs to."""
    with file.open("rb") as lines:
        yield from _with_documents(lines, iris)


def _with_documents(lines: IO[bytes], iris: Iris) -> Iterator[tuple[str, bytes]]:
    beginning, document = b"\n", ""
    for line in lines:
        if not line.startswith(beginning):
            beginning = line[: line.find(b" ") + 1]
            document = iris.document_of(beginning[1:-2].decode())
        yield document, line


def _compared(part: IO[bytes], iris: Iris) -> Iterator[Change]:
    """The changes of the documents whose statements were put into *part*, each after the sign of its side."""
    said: dict[str, tuple[set[bytes], set[bytes]]] = {}
    part.seek(0)
    for signed in part:
        side, line = signed[:1], signed[1:]
        document = iris.document_of(line[1 : line.find(b"> ")].decode())
        former, latter = said.setdefault(document, (set(), set()))
        (former if side == _FORMER else latter).add(line)
    for document in sorted(said):
        former, latter = said[document]
        if former != latter:
            kind = Kind.CHANGED if former and latter else Kind.ADDED if latter else Kind.WITHDRAWN
            yield Change(document, kind, _read(former - latter), _read(latter - former))


def _read(lines: set[bytes]) -> tuple[Triple, ...]:
    return tuple(sorted(rdf.read(b"".join(lines), N_TRIPLES), key=rdf.sort_key))
