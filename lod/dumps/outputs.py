"""The files of one dump: plain, gzip and zstd, written at once from one stream of bytes."""

import gzip
import hashlib
import io
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any, Protocol, cast

import zstandard

# what a file's name ends in, by how it is compressed
ENDINGS = {"": "", "gzip": ".gz", "zstd": ".zst"}
_GZIP_LEVEL = 6
_ZSTD_LEVEL = 9
_BUFFER_BYTES = 1 << 20


class _Sink(Protocol):
    """What takes bytes."""

    def write(self, data: bytes, /) -> Any:
        """Takes *data*."""


class Summed(io.RawIOBase):
    """A file that counts and sums what is written to it.

    Args:
        file: Where the bytes go.
    """

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__()
        self._file = file
        self._digest = hashlib.sha256()
        self.bytes = 0

    @property
    def sha256(self) -> str:
        """Of all that was written, in hexadecimal."""
        return self._digest.hexdigest()

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: Any, /) -> int:
        """Writes *data*, all of it."""
        self._file.write(data)
        self._digest.update(data)
        self.bytes += len(data)
        return len(data)


class _Several(io.RawIOBase):
    """Gives what is written to it to several others."""

    def __init__(self, sinks: Sequence[_Sink]) -> None:
        super().__init__()
        self._sinks = sinks

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        content = bytes(data)
        for sink in self._sinks:
            sink.write(content)
        return len(content)


@contextmanager
def opened(path: Path, compressions: Sequence[str], files: dict[Path, Summed]) -> Iterator[IO[bytes]]:
    """A stream whose bytes go to *path*, once for each of *compressions*, each file with its own ending.

    Args:
        path: The plain file's path; it is written only where ``""`` is among the compressions.
        compressions: Keys of `ENDINGS`.
        files: Takes each file that was written, by its path.
    """
    with ExitStack() as stack:
        sinks: list[_Sink] = []
        for compression in compressions:
            file = path.with_name(path.name + ENDINGS[compression])
            files[file] = Summed(stack.enter_context(file.open("wb")))
            sinks.append(_compressed(stack, files[file], compression))
        with io.BufferedWriter(_Several(sinks), _BUFFER_BYTES) as stream:
            # whoever writes the bytes may close what he writes to; the files are closed here
            yield stream
            stream.flush()


def _compressed(stack: ExitStack, file: Summed, compression: str) -> _Sink:
    if compression == "gzip":
        # neither a time nor a name: the bytes depend on the content only
        return stack.enter_context(
            gzip.GzipFile(filename="", mode="wb", compresslevel=_GZIP_LEVEL, fileobj=file, mtime=0)
        )
    if compression == "zstd":
        made = zstandard.ZstdCompressor(level=_ZSTD_LEVEL, write_checksum=True)
        return stack.enter_context(made.stream_writer(cast("IO[bytes]", file), closefd=False))
    return file
