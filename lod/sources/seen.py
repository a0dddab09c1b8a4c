"""What was seen: keys, and where each stood first, on disk, so that memory does not grow with the records."""

import sqlite3
from types import TracebackType
from typing import Self

_CACHE_KB = 2_000
_SETTINGS = ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{_CACHE_KB}")


def scratch(*made: str) -> sqlite3.Connection:
    """A database in a file that has no name, with what the statements *made* make; closed, it is gone."""
    database = sqlite3.connect("", isolation_level=None)
    for statement in (*(f"PRAGMA {setting}" for setting in _SETTINGS), *made, "BEGIN"):
        database.execute(statement)
    return database


class Seen:
    """Keys of one reading."""

    def __init__(self) -> None:
        self._database = scratch("CREATE TABLE seen (key TEXT PRIMARY KEY, place TEXT) WITHOUT ROWID")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()

    def place(self, key: str) -> str | None:
        """Where *key* stood first; None if it was not seen."""
        found = self._database.execute("SELECT place FROM seen WHERE key = ?", (key,)).fetchone()
        return None if found is None else str(found[0])

    def add(self, key: str, place: str = "") -> bool:
        """Whether *key* is seen for the first time; then *place* is where it stands."""
        return self._database.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (key, place)).rowcount == 1
