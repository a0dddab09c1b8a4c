"""Connections to an index on disk: kept for the next question, so that they answer also once the file is gone."""

import queue
import sqlite3
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lod.errors import ReleaseError


class Connections:
    """Read-only connections to one file, as many as there are questions at once; any thread may ask.

    Args:
        path: The SQLite file.

    Raises:
        ReleaseError: it cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._idle: queue.LifoQueue[sqlite3.Connection] = queue.LifoQueue()
        weakref.finalize(self, _close, self._idle)
        # the first one is there before anybody asks
        with self.one():
            pass

    @contextmanager
    def one(self) -> Iterator[sqlite3.Connection]:
        """A connection for one question.

        Raises:
            ReleaseError: the file has gone, and all connections are in use.
        """
        try:
            connection = self._idle.get_nowait()
        except queue.Empty:
            connection = self._connected()
        try:
            yield connection
        finally:
            self._idle.put(connection)

    def _connected(self) -> sqlite3.Connection:
        address = f"{self._path.resolve().as_uri()}?mode=ro&immutable=1"
        try:
            # whoever takes rows may be another thread than the one that asked for them
            connection = sqlite3.connect(address, uri=True, check_same_thread=False)
            # the file is opened now, not at the first question
            connection.execute("SELECT 1 FROM thing LIMIT 1").fetchone()
        except sqlite3.Error as error:
            raise ReleaseError(f"{self._path}: cannot be read as an index: {error}") from error
        return connection


def _close(idle: "queue.LifoQueue[sqlite3.Connection]") -> None:
    """Closes connections that nobody uses."""
    while not idle.empty():
        idle.get_nowait().close()
