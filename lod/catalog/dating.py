"""When each document changed last: the day of the first release that says what it says now."""

import hashlib
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from lod import sorting
from lod.iris import VOCABULARIES

_DIGEST_CHARACTERS = 16


class Dated(NamedTuple):
    """A document, by the thing that it is about.

    Args:
        iri: The thing.
        day: When the document changed last: ``2026-11-25``.
        digest: What follows from all that it says, in hexadecimal digits.
    """

    iri: str
    day: str
    digest: str


def write(data: Path, target: Path, base: str, day: str, former: Path | None) -> None:
    """Writes the documents of sorted *data*, one a line, in its order.

    Args:
        data: The sorted N-Triples of the release.
        target: The file to write.
        base: What the IRIs of the publisher's data start with.
        day: When the release is published.
        former: The same file of the release before it; None without.
    """
    known = read(former) if former is not None and former.is_file() else iter(())
    with data.open("rb") as lines, target.open("w", encoding="utf-8") as file:
        for document in _dated(_digests(lines, base), known, day):
            file.write(f"{document.day} {document.digest} {document.iri}\n")


def read(path: Path) -> Iterator[Dated]:
    """The documents of a file that `write` made, in its order; none where there is no such file."""
    if not path.is_file():
        return
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            day, digest, iri = line.rstrip("\n").split(" ", 2)
            yield Dated(iri, day, digest)


def _digests(lines: Iterable[bytes], base: str) -> Iterator[tuple[str, str]]:
    """Each document of a thing or a concept, with its digest."""
    ours = (f"{base}id/".encode(), VOCABULARIES.encode())
    for document, groups in groupby(sorting.groups(lines, base), key=lambda group: group.document):
        if document.startswith(ours):
            digest = hashlib.sha256()
            for group in groups:
                digest.update(b"".join(group.lines))
            yield document.decode(), digest.hexdigest()[:_DIGEST_CHARACTERS]


def _dated(found: Iterable[tuple[str, str]], known: Iterator[Dated], day: str) -> Iterator[Dated]:
    """Both come in the same order, so that one of each is in memory at a time."""
    before = next(known, None)
    for iri, digest in found:
        while before is not None and before.iri.encode() < iri.encode():
            before = next(known, None)
        is_same = before is not None and (before.iri, before.digest) == (iri, digest)
        yield Dated(iri, before.day if before is not None and is_same else day, digest)
