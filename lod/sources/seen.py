"""What was seen: keys, and where each stood first, on disk, so that memory does not grow with the records."""

import sqlite3
from types import TracebackType
from typing import Self

_CACHE_KB = 2_000
_SETTINGS = ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{_CACHE_KB}")


class Seen:
    """Keys of one reading, in a file that has no name and is gone afterwards."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None)

    def __enter__(self) -> Self:
        for setting in _SETTINGS:
            self._database.execute(f"PRAGMA {setting}")
        self._database.execute("CREATE TABLE seen (key TEXT PRIMARY KEY, place TEXT) WITHOUT ROWID")
        self._database.execute("BEGIN")
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
