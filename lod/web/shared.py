"""What one process of the server has made is there for the others: a file of bodies, bounded by bytes."""

import contextlib
import hashlib
import json
import sqlite3
import threading
from pathlib import Path

from lod.web.rendered import Rendered

MAX_BYTES = 256_000_000
_SUFFIX = ".sqlite"
# a body is written in less than a tenth of that
_BUSY_S = 0.005
# a process that is killed while it writes leaves a file that is whole; what a loss of power leaves nobody reads again.
# Nothing is moved from the log to the file, where it would be written a second time
_SETTINGS = ("page_size = 32768", "journal_mode = WAL", "synchronous = OFF", "wal_autocheckpoint = 0")
_TABLE = "CREATE TABLE IF NOT EXISTS body (key BLOB PRIMARY KEY, head TEXT NOT NULL, body BLOB NOT NULL)"
_GET = "SELECT head, body FROM body WHERE key = ?"
_PUT = "INSERT OR IGNORE INTO body VALUES (?, ?, ?)"


class Shared:
    """The bodies of one release. Safe in many threads; where the file cannot be used, each process makes its own.

    Args:
        folder: A folder of this server's own; what is there of other releases is taken away.
        release: Name of the release's folder, which no other release ever has.
        max_bytes: How much this process adds at most.
    """

    def __init__(self, folder: Path, release: str, max_bytes: int = MAX_BYTES) -> None:
        self._left = max_bytes
        self._lock = threading.Lock()
        self._file = _opened(folder / f"{release}{_SUFFIX}")
        for other in folder.iterdir() if folder.is_dir() else ():
            if not other.name.startswith(f"{release}{_SUFFIX}"):
                # whoever has opened it still reads it
                other.unlink(missing_ok=True)

    def get(self, key: object) -> Rendered | None:
        """What some process has put there as *key*; None where nobody has."""
        rows = self._done(_GET, _digest(key))
        if not rows:
            return None
        ((head, body),) = rows
        etag, content_type, link = json.loads(head)
        return Rendered(body, etag, content_type, link)

    def put(self, key: object, rendered: Rendered) -> None:
        """Puts *rendered* there, while there is room."""
        head = json.dumps([rendered.etag, rendered.content_type, rendered.link])
        size = len(head) + len(rendered.body)
        if size <= self._left:
            self._left -= size
            self._done(_PUT, _digest(key), head, rendered.body)

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


def _digest(key: object) -> bytes:
    return hashlib.sha256(repr(key).encode("utf-8", "backslashreplace")).digest()
