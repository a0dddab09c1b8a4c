"""The file of what was rendered ahead: bodies by key, compressed with what they have in common (SQLite, zstd)."""

import sqlite3
import weakref
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Self

from zstandard import (
    DICT_TYPE_RAWCONTENT,
    ZstdCompressionDict,
    ZstdCompressor,
    ZstdDecompressor,
    ZstdError,
    frame_content_size,
)

from lod.web.rendered import Rendered
from lod.web.shared import BODIES, digest

_TABLES = (
    "CREATE TABLE about (dictionary BLOB NOT NULL, purpose TEXT NOT NULL)",
    "CREATE TABLE made (key BLOB PRIMARY KEY, body BLOB NOT NULL)",
)
_PAGE_BYTES = 16_384
_ZSTD_LEVEL = 3
# no page is so large; a frame that is damaged may claim any size
_MAX_BODY_BYTES = 64_000_000
# whatever is not as it was written shows in one of these
DAMAGE = (OSError, sqlite3.Error, ZstdError, ValueError, TypeError, MemoryError)
# what stands in the file: a key, and what `framed` makes of it and its body, compressed
Entry = tuple[bytes, bytes]


class File:
    """A file of documents, open; whatever is damaged there raises one of `DAMAGE`."""

    def __init__(self, path: Path) -> None:
        address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        self._file = sqlite3.connect(address, uri=True, check_same_thread=False)
        weakref.finalize(self, self._file.close)
        ((dictionary, self.purpose),) = self._file.execute("SELECT dictionary, purpose FROM about")
        self._decompressor = ZstdDecompressor(dict_data=_dictionary(dictionary))

    def get(self, key: object) -> Rendered | None:
        """The body that was made as *key*."""
        sought = digest(BODIES, key)
        row = self._file.execute("SELECT body FROM made WHERE key = ?", (sought,)).fetchone()
        return self._read(sought, row[0]) if row else None

    def check(self) -> None:
        """Reads all of them."""
        ((found,),) = self._file.execute("PRAGMA quick_check(1)")
        if found != "ok":
            raise ValueError(found)
        for key, body in self._file.execute("SELECT key, body FROM made"):
            self._read(key, body)

    def _read(self, key: bytes, compressed: bytes) -> Rendered:
        if frame_content_size(compressed) > _MAX_BODY_BYTES:
            raise ValueError("a body is too large to be one")
        written = self._decompressor.decompress(compressed)
        if not written.startswith(key):
            raise ValueError("a body stands under the key of another one")
        head, _, body = written[len(key) :].partition(b"\n")
        return Rendered.of(head, body)


class Writer:
    """A file of documents that is being written; when the block ends without an error, it is whole.

    Args:
        path: The file, which is not there yet.
        dictionary: What the bodies have in common, see `encoder`.
        max_bytes: How much there may be in it.
        purpose: What it is made for, see `is_whole`.
    """

    def __init__(self, path: Path, dictionary: bytes, max_bytes: int, purpose: str = "") -> None:
        self._path = path
        self._about = dictionary, purpose
        self._left = max_bytes - len(dictionary)

    def __enter__(self) -> Self:
        self._file = sqlite3.connect(self._path, isolation_level=None)
        self._file.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
        self._file.execute("BEGIN")
        for table in _TABLES:
            self._file.execute(table)
        self._file.execute("INSERT INTO about VALUES (?, ?)", self._about)
        return self

    def add(self, entries: Sequence[Entry]) -> bool:
        """Writes *entries*, if there is room for them; whether there was."""
        self._left -= sum(len(part) for entry in entries for part in entry)
        if self._left >= 0:
            self._file.executemany("INSERT INTO made VALUES (?, ?)", entries)
        return self._left >= 0

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        with closing(self._file):
            if kind is None:
                self._file.execute("COMMIT")


def is_whole(path: Path, purpose: str) -> bool:
    """Whether all that was written to a file for that purpose is there."""
    try:
        file = File(path)
        file.check()
    except DAMAGE:
        return False
    return bool(file.purpose == purpose)


def encoder(dictionary: bytes) -> Callable[[object, Rendered], Entry]:
    """What makes the entry of a key and its body.

    Args:
        dictionary: Bodies like those that come: what they have in common takes no room.
    """
    # zstd's checksum tells what is damaged on the disk
    compressor = ZstdCompressor(_ZSTD_LEVEL, dict_data=_dictionary(dictionary), write_checksum=True)
    return lambda key, body: (digest(BODIES, key), compressor.compress(framed(key, body)))


def framed(key: object, body: Rendered) -> bytes:
    """What stands for a body before it is compressed; the key tells it from one that got there by a damage."""
    return b"".join((digest(BODIES, key), body.head.encode(), b"\n", body.body))


def _dictionary(content: bytes) -> ZstdCompressionDict:
    return ZstdCompressionDict(content, dict_type=DICT_TYPE_RAWCONTENT)
