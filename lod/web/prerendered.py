"""What a build has rendered of its release before anybody asks: a file beside the releases.

It is no part of the release: without it, or where it cannot be read, the server makes everything itself. It counts only
for the release and the very software that it was made with.
"""

import contextlib
import hashlib
import json
import logging
import os
import sqlite3
import sys
import sysconfig
import threading
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Self

from zstandard import DICT_TYPE_RAWCONTENT, ZstdCompressionDict, ZstdCompressor, ZstdDecompressor, ZstdError

import lod
from lod.web.rendered import Rendered
from lod.web.shared import BODIES, digest

FOLDER = "prerendered"
_SUFFIX = ".sqlite"
_TABLES = (
    "CREATE TABLE dictionary (content BLOB NOT NULL)",
    "CREATE TABLE made (key BLOB PRIMARY KEY, body BLOB NOT NULL)",
)
_DIGITS = 16
_PAGE_BYTES = 16_384
_LEVEL = 3
# a build has published its release some seconds before it has rendered it
_AGAIN_S = 1.0
# what makes no page: what Python makes of its own files, and what our script is made of
_OTHERS = ("__pycache__", "node_modules", "script")
# what stands in the file: a key, and the head and the bytes of a body, compressed
Entry = tuple[bytes, bytes]
_log = logging.getLogger(__name__)


class Prerendered:
    """The documents that were rendered of one release. Safe in many threads.

    Args:
        site: Folder of the site.
        release: Name of the release's folder, which no other release ever has.
    """

    def __init__(self, site: Path, release: str) -> None:
        self._site = site
        self._release = release
        self._lock = threading.Lock()
        self._opened: tuple[sqlite3.Connection, ZstdDecompressor] | None = None
        self._again = 0.0
        self._is_told = False

    def get(self, key: object) -> Rendered | None:
        """The body that was made as *key*; None where none was, or where it is damaged."""
        with self._lock, contextlib.suppress(OSError, sqlite3.Error, ZstdError):
            self._opened = self._opened or self._found()
            if self._opened:
                file, decompressor = self._opened
                row = file.execute("SELECT body FROM made WHERE key = ?", (digest(BODIES, key),)).fetchone()
                return _body(decompressor.decompress(row[0])) if row else None
        return None

    def _found(self) -> tuple[sqlite3.Connection, ZstdDecompressor] | None:
        now = time.monotonic()
        if now < self._again:
            return None
        self._again = now + _AGAIN_S
        there = set((self._site / FOLDER).glob(f"{self._release}-{'?' * _DIGITS}{_SUFFIX}"))
        if not there:
            return None
        path = place(self._site, self._release)
        if path not in there:
            if not self._is_told:
                self._is_told = True
                _log.warning("%s: of another version or installation; build again to render ahead", there.pop())
            return None
        address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        file = sqlite3.connect(address, uri=True, check_same_thread=False)
        ((content,),) = file.execute("SELECT content FROM dictionary")
        return file, ZstdDecompressor(dict_data=_dictionary(content))


class Writing:
    """A file of documents that is being written; when the block ends without an error, it is whole.

    Args:
        path: The file, which is not there yet.
        dictionary: What the bodies have in common, see `coder`.
    """

    def __init__(self, path: Path, dictionary: bytes) -> None:
        self._file = sqlite3.connect(path, isolation_level=None)
        self._dictionary = dictionary

    def __enter__(self) -> Self:
        self._file.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
        self._file.execute("BEGIN")
        for table in _TABLES:
            self._file.execute(table)
        self._file.execute("INSERT INTO dictionary VALUES (?)", (self._dictionary,))
        return self

    def add(self, entries: Sequence[Entry]) -> None:
        """Writes *entries*."""
        self._file.executemany("INSERT OR IGNORE INTO made VALUES (?, ?)", entries)

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._file.execute("COMMIT")
        self._file.close()


def coder(dictionary: bytes) -> Callable[[object, str, bytes], Entry]:
    """What makes the entry of a key, the head of a body, and its bytes.

    Args:
        dictionary: Bodies like those that come: what they have in common takes no room.
    """
    # a checksum tells what is damaged on the disk
    compressor = ZstdCompressor(_LEVEL, dict_data=_dictionary(dictionary), write_checksum=True)
    return lambda key, head, body: (digest(BODIES, key), compressor.compress(whole(head, body)))


def whole(head: str, body: bytes) -> bytes:
    """What stands for a body before it is compressed."""
    return head.encode() + b"\n" + body


def _dictionary(content: bytes) -> ZstdCompressionDict:
    return ZstdCompressionDict(content, dict_type=DICT_TYPE_RAWCONTENT)


def _body(written: bytes) -> Rendered:
    head, _, body = written.partition(b"\n")
    return Rendered(body, *json.loads(head))


def place(site: Path, release: str) -> Path:
    """Where the documents of *release*, the name of its folder, are, as this software renders them."""
    return site / FOLDER / f"{release}-{software()}{_SUFFIX}"


@cache
def software() -> str:
    """Hexadecimal digits that follow from all that pages are made with: our files, and the packages beside them."""
    # a folder that tells of a package says its version
    packages = sorted(path.name for path in Path(sysconfig.get_path("purelib")).iterdir())
    found = hashlib.sha256(repr((sys.version, packages)).encode())
    own = Path(lod.__file__).parent
    for folder, below, names in os.walk(own):
        below[:] = sorted(name for name in below if name not in _OTHERS)
        for name in sorted(names):
            path = Path(folder, name)
            found.update(f"{path.relative_to(own)} ".encode())
            found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()[:_DIGITS]
