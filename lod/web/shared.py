"""What one process of the server has made is there for the others: a file of bodies and answers, bounded by bytes."""

import contextlib
import hashlib
import sqlite3
import threading
import weakref
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

# what is kept, and how many bytes of it each process adds at most
BODIES, ANSWERS = "body", "answer"
MAX_BYTES: Mapping[str, int] = MappingProxyType({BODIES: 256_000_000, ANSWERS: 32_000_000})
_SUFFIX = ".sqlite"
# a body is written in less than a tenth of that
_BUSY_S = 0.005
# a process that is killed while it writes leaves a file that is whole; what a loss of power leaves nobody reads again.
# Nothing is moved from the log to the file, where it would be written a second time
_SETTINGS = ("page_size = 32768", "journal_mode = WAL", "synchronous = OFF", "wal_autocheckpoint = 0")
_TABLE = "CREATE TABLE IF NOT EXISTS made (key BLOB PRIMARY KEY, head TEXT NOT NULL, body BLOB NOT NULL)"
_GET = "SELECT head, body FROM made WHERE key = ?"
_PUT = "INSERT OR IGNORE INTO made VALUES (?, ?, ?)"


class Shared:
    """What was made of one release. Safe in many threads; where the file cannot be used, each process makes its own.

    Args:
        folder: A folder of this server's own; what is there of other releases is taken away.
        release: Name of the release's folder, which no other release ever has.
        max_bytes: How much of each kind this process adds at most.
    """

    def __init__(self, folder: Path, release: str, max_bytes: Mapping[str, int] = MAX_BYTES) -> None:
        self._left = dict(max_bytes)
        self._lock = threading.Lock()
        self._file = _opened(folder / f"{release}{_SUFFIX}")
        if self._file:
            weakref.finalize(self, self._file.close)
        for other in folder.iterdir() if folder.is_dir() else ():
            if not other.name.startswith(f"{release}{_SUFFIX}"):
                # whoever has opened it still reads it
                other.unlink(missing_ok=True)

    def get(self, kind: str, key: object) -> tuple[str, bytes] | None:
        """Head and body that some process has put there as *key*; None where nobody has."""
        rows = self._done(_GET, digest(kind, key))
        return rows[0] if rows else None

    def put(self, kind: str, key: object, head: str, body: bytes = b"") -> None:
        """Puts a head and a body there, while there is room."""
        size = len(head) + len(body)
        if size <= self._left[kind]:
            self._left[kind] -= size
            self._done(_PUT, digest(kind, key), head, body)

    def _done(self, statement: str, *values: object) -> list[tuple[str, bytes]]:
        # without room on the disk, or when somebody else writes for long, it is made again elsewhere
        with self._lock, contextlib.suppress(sqlite3.Error):
            return self._file.execute(statement, values).fetchall() if self._file else []
        return []


def _opened(path: Path) -> sqlite3.Connection | None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False)
        for setting in _SETTINGS:
            file.execute(f"PRAGMA {setting}")
        file.execute(_TABLE)
    except (OSError, sqlite3.Error):
        return None
    return file


def digest(kind: str, key: object) -> bytes:
    """SHA-256 of a key, made of texts, numbers and tuples: under it stands what is kept in files, also for later."""
    return hashlib.sha256(repr((kind, key)).encode("utf-8", "backslashreplace")).digest()
