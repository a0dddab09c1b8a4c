"""The spool: answers that are too large for memory, in files that are kept as long as there is room for them."""

import hashlib
import shutil
import tempfile
import threading
import weakref
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

import brotli
import zstandard

from lod.errors import OverloadError

MAX_BYTES = 1_000_000_000
# window bits of zlib: with the head and foot of a gzip file
_GZIP = 31


class _Plain:
    def compress(self, piece: bytes) -> bytes:
        return piece

    def flush(self) -> bytes:
        return b""


class _Brotli:
    def __init__(self) -> None:
        self._compressor = brotli.Compressor(quality=5)

    def compress(self, piece: bytes) -> bytes:
        return bytes(self._compressor.process(piece))

    def flush(self) -> bytes:
        return bytes(self._compressor.finish())


class _Compressor(Protocol):
    def compress(self, piece: bytes, /) -> bytes:
        """What comes out for *piece*."""

    def flush(self) -> bytes:
        """What is left."""


_COMPRESSORS: Mapping[str, Callable[[], _Compressor]] = MappingProxyType(
    {
        "": _Plain,
        "br": _Brotli,
        "zstd": lambda: zstandard.ZstdCompressor(level=9).compressobj(),
        "gzip": lambda: zlib.compressobj(6, zlib.DEFLATED, _GZIP),
    }
)


@dataclass(frozen=True, slots=True)
class Spooled:
    """A file that was written once.

    Args:
        path: Where it is.
        etag: The strong tag of what is in it, before its coding, without quotes.
        size: Its bytes.
    """

    path: Path
    etag: str
    size: int


class Spool:
    """Files by what is in them; the least used give way. Safe in many threads.

    Args:
        max_bytes: What all of them may take; the last one is kept in any case.
    """

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        self._files: OrderedDict[object, Spooled] = OrderedDict()
        self._folder: Path | None = None

    def get(self, key: object) -> Spooled | None:
        """The file that was kept as *key*."""
        with self._lock:
            if key in self._files:
                self._files.move_to_end(key)
            return self._files.get(key)

    def put(self, key: object, pieces: Iterable[bytes], coding: str = "") -> Spooled:
        """Writes *pieces* in a content *coding*, and keeps them as *key*.

        Raises:
            OverloadError: the disk has no room.
        """
        try:
            made = self._written(pieces, coding)
        except OSError as error:
            raise OverloadError("there is no room for so large an answer just now; try again later") from error
        with self._lock:
            former = self._files.pop(key, None)
            gone = [former] if former else []
            self._files[key] = made
            while len(self._files) > 1 and sum(file.size for file in self._files.values()) > self._max_bytes:
                gone.append(self._files.popitem(last=False)[1])
        for file in gone:
            # whoever has opened it reads on
            file.path.unlink(missing_ok=True)
        return made

    def _written(self, pieces: Iterable[bytes], coding: str) -> Spooled:
        digest, compressor = hashlib.sha256(), _COMPRESSORS[coding]()
        with tempfile.NamedTemporaryFile(dir=self._place(), delete=False) as file:
            try:
                for piece in pieces:
                    digest.update(piece)
                    file.write(compressor.compress(piece))
                file.write(compressor.flush())
            except BaseException:
                Path(file.name).unlink()
                raise
            return Spooled(Path(file.name), digest.hexdigest()[:24], file.tell())

    def _place(self) -> Path:
        """The folder of the files, which goes with the spool."""
        with self._lock:
            if self._folder is None:
                self._folder = Path(tempfile.mkdtemp(prefix="propar-"))
                weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
            return self._folder
