"""Noting the history in the folder of a release that is about to be published."""

import gzip
import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import IO, cast

from lod import sorting
from lod.history.reading import lines
from lod.history.tables import CARRY_ON, COMPARE, FIRST, SCHEMA
from lod.iris import Iris
from lod.release import DATA, HISTORY, PATCH, Publication, Release

_DIGEST_BYTES = 16
_ISSUED = "%Y-%m-%dT%H:%M:%SZ"

_Row = tuple[str, int, int, bytes, int]


def note(draft: Path, publication: Publication, iris: Iris) -> None:
    """Writes since which release each document says what it says, and the patch from the release before.

    Args:
        draft: The folder of the release; its data is sorted by document.
        publication: When it is published, and after which release.
        iris: The publisher's IRIs.
    """
    former = publication.former
    before = former if former and (former.path / HISTORY).is_file() else None
    with closing(sqlite3.connect(draft / HISTORY, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.executescript(SCHEMA)
        if before:
            connection.execute("ATTACH ? AS former", (_read_only(before),))
            connection.executescript(CARRY_ON)
        last, latest = connection.execute(
            "SELECT coalesce(max(number), 0), coalesce(max(issued), '') FROM release"
        ).fetchone()
        number = last + 1
        connection.execute(
            "INSERT INTO release VALUES (?, ?, ?)", (number, publication.id, _issued(publication, latest))
        )
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO document VALUES (?, ?, ?, ?, ?)", _documents(draft / DATA, iris, number))
        connection.execute("COMMIT")
        connection.executescript(COMPARE if before else FIRST)
        if before:
            _patch(connection, draft, before, publication, iris)
            connection.execute("DETACH former")
        connection.execute("VACUUM")


def _issued(publication: Publication, latest: str) -> str:
    """When it is published: after *latest*, whatever the clock says; clients ask for what came after what they have."""
    issued = publication.issued.strftime(_ISSUED)
    if issued > latest:
        return issued
    return (datetime.strptime(latest, _ISSUED) + timedelta(seconds=1)).strftime(_ISSUED)  # noqa: DTZ007  # it ends in Z


def _read_only(release: Release) -> str:
    return f"{(release.path / HISTORY).resolve().as_uri()}?mode=ro&immutable=1"


def _documents(data: Path, iris: Iris, number: int) -> Iterator[_Row]:
    """Each document with its place in the data."""
    start = 0
    with data.open("rb") as file:
        for name, groups in groupby(sorting.groups(file, iris.base), lambda group: group.document.decode()):
            digest, length = hashlib.blake2b(digest_size=_DIGEST_BYTES), 0
            for group in groups:
                for line in group.lines:
                    digest.update(line)
                    length += len(line)
            yield iris.document_of(name), start, length, digest.digest(), number
            start += length


def _patch(connection: sqlite3.Connection, draft: Path, former: Release, publication: Publication, iris: Iris) -> None:
    """Writes what a copy of the former release must leave out and take in, as an RDF patch."""
    asked = """SELECT before.start, before.length, document.start, document.length FROM change
        LEFT JOIN former.document AS before USING (iri) LEFT JOIN document USING (iri) ORDER BY position"""
    with (draft / PATCH).open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as patch:
        patch.write(f"H id <{iris.release(publication.id)}> .\nH prev <{iris.release(former.id)}> .\nTX .\n".encode())
        with (former.path / DATA).open("rb") as old, (draft / DATA).open("rb") as new:
            for then_start, then_length, start, length in connection.execute(asked):
                _write(cast("IO[bytes]", patch), _at(old, then_start, then_length), _at(new, start, length))
        patch.write(b"TC .\n")


def _at(data: IO[bytes], start: int | None, length: int | None) -> list[bytes]:
    return [] if start is None or length is None else lines(data, start, length)


def _write(patch: IO[bytes], then: list[bytes], now: list[bytes]) -> None:
    before, after = set(then), set(now)
    patch.writelines(b"D " + line for line in then if line not in after)
    patch.writelines(b"A " + line for line in now if line not in before)
