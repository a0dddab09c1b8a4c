"""Reading the history of a release."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from lod.release import HISTORY

GONE = "withdrawn"


@dataclass(frozen=True, slots=True)
class Past:
    """A release that was published, kept or not.

    Args:
        number: Its place in the order of publication, from 1.
        id: Its name.
        issued: When it was published.
    """

    number: int
    id: str
    issued: datetime


@dataclass(frozen=True, slots=True)
class Version:
    """What a document says, and since when.

    Args:
        document: IRI of the document.
        since: The release that said it first.
        start: Where its statements begin in the data of the release that was asked.
        length: How many bytes they have; 0 where it is gone.
    """

    document: str
    since: Past
    start: int
    length: int

    @property
    def is_gone(self) -> bool:
        """Whether the document was withdrawn."""
        return not self.length


@dataclass(frozen=True, slots=True)
class Change:
    """What a release did to a document.

    Args:
        kind: ``added``, ``changed`` or ``withdrawn``.
        version: What the document says since.
    """

    kind: str
    version: Version


class History:
    """The history that one release tells; any thread may ask.

    Args:
        folder: The folder of the release.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.is_known = (folder / HISTORY).is_file()
        self._address = f"{(folder / HISTORY).resolve().as_uri()}?mode=ro&immutable=1"

    def releases(self) -> Sequence[Past]:
        """All releases until this one, the first one first."""
        with self._asked() as connection:
            return [_past(*row) for row in connection.execute("SELECT number, id, issued FROM release ORDER BY number")]

    def version(self, document: str) -> Version | None:
        """What *document* says since when; None for what never was."""
        with self._asked() as connection:
            found = connection.execute(
                "SELECT iri, number, id, issued, start, length FROM document"
                " JOIN release ON number = since WHERE iri = ?"
                " UNION ALL SELECT iri, number, id, issued, 0, 0 FROM gone JOIN release ON number = at WHERE iri = ?",
                (document, document),
            ).fetchone()
        return _version(found) if found else None

    def counts(self) -> Mapping[str, int]:
        """How many documents this release added, changed and withdrew."""
        with self._asked() as connection:
            found = dict(connection.execute("SELECT kind, count(*) FROM change GROUP BY kind"))
        return {kind: found.get(kind, 0) for kind in ("added", "changed", GONE)}

    def withdrew(self, beginning: str) -> tuple[int, int]:
        """Of the documents whose IRIs start with *beginning*: how many this release withdrew, of how many before."""
        span = (beginning, beginning + "\U0010ffff")
        with self._asked() as connection:
            asked = "SELECT kind, count(*) FROM change WHERE iri >= ? AND iri < ? GROUP BY kind"
            kinds = dict(connection.execute(asked, span))
            (now,) = connection.execute("SELECT count(*) FROM document WHERE iri >= ? AND iri < ?", span).fetchone()
        gone = kinds.get(GONE, 0)
        return gone, now - kinds.get("added", 0) + gone

    def total(self) -> int:
        """How many documents there are, and were."""
        with self._asked() as connection:
            asked = "SELECT (SELECT count(*) FROM document) + (SELECT count(*) FROM gone)"
            return int(connection.execute(asked).fetchone()[0])

    def changes(self, limit: int, offset: int = 0) -> Sequence[Change]:
        """What this release changed, by IRI of the document."""
        with self._asked() as connection:
            found = connection.execute(
                "SELECT kind, change.iri, number, id, issued, coalesce(start, 0), coalesce(length, 0) FROM change"
                " LEFT JOIN document USING (iri) JOIN release ON number = (SELECT max(number) FROM release)"
                " WHERE position > ? ORDER BY position LIMIT ?",
                (offset, limit),
            )
            return [Change(kind, _version(row)) for kind, *row in found]

    def versions(self, limit: int, offset: int = 0) -> Sequence[Version]:
        """All documents as this release says them, then those that are gone: the oldest versions first."""
        with self._asked() as connection:
            found = connection.execute(
                "SELECT iri, number, id, issued, start, length FROM ("
                " SELECT iri, since, start, length FROM document UNION ALL SELECT iri, at, 0, 0 FROM gone)"
                " JOIN release ON number = since ORDER BY number, iri LIMIT ? OFFSET ?",
                (limit, offset),
            )
            return [_version(row) for row in found]

    def latest(self, beginning: str, limit: int) -> Sequence[Version]:
        """The documents whose IRIs start with *beginning* that changed last, the newest first."""
        with self._asked() as connection:
            found = connection.execute(
                "SELECT iri, number, id, issued, start, length FROM document JOIN release ON number = since"
                " WHERE iri >= ? AND iri < ? ORDER BY since DESC, iri LIMIT ?",
                (beginning, beginning + "\U0010ffff", limit),
            )
            return [_version(row) for row in found]

    def dates(self, beginning: str) -> Iterator[tuple[str, datetime]]:
        """The documents whose IRIs start with *beginning*, by IRI, and since when they say what they say."""
        with self._asked() as connection:
            for iri, issued in connection.execute(
                "SELECT iri, issued FROM document JOIN release ON number = since"
                " WHERE iri >= ? AND iri < ? ORDER BY iri",
                (beginning, beginning + "\U0010ffff"),
            ):
                yield str(iri), datetime.fromisoformat(issued).astimezone(UTC)

    @contextmanager
    def _asked(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._address, uri=True)) as connection:
            yield connection


def lines(data: IO[bytes], start: int, length: int) -> list[bytes]:
    """The statements that stand in *data* there, a line each."""
    data.seek(start)
    return data.read(length).splitlines(keepends=True)


def _past(number: int, identifier: str, issued: str) -> Past:
    return Past(number, identifier, datetime.fromisoformat(issued).astimezone(UTC))


def _version(row: Sequence[object]) -> Version:
    iri, number, identifier, issued, start, length = row
    return Version(str(iri), _past(int(str(number)), str(identifier), str(issued)), int(str(start)), int(str(length)))
