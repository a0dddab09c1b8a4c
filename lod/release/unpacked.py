"""A dump without its compression, and what is said of one that cannot be read."""

import gzip
import io
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any, cast
from xml.sax import SAXException

import zstandard
from rdflib.exceptions import Error as RdflibError

from lod.release.damage import Damage

# what readers and unpackers say of bytes that are none of theirs
UNREADABLE = (
    SyntaxError,
    ValueError,
    LookupError,
    OSError,
    EOFError,
    zlib.error,
    zstandard.ZstdError,
    RdflibError,
    SAXException,
)


def opened(folder: Path, dump: Mapping[str, Any]) -> IO[bytes]:
    """The bytes of a dump.

    Args:
        folder: The release.
        dump: What its manifest says of the dump.

    Raises:
        OSError: it is not there. What reading raises is in `UNREADABLE`.
    """
    file, compression = folder / str(dump["path"]), dump["compression"]
    if compression == "gzip":
        return cast("IO[bytes]", gzip.open(file, "rb"))
    if compression == "zstd":
        # what zstandard opens knows no lines
        return cast("IO[bytes]", io.BufferedReader(cast("io.RawIOBase", zstandard.open(file, "rb"))))
    return file.open("rb")


def unreadable(path: str, error: BaseException) -> Damage:
    """What is told of a file whose reading ended with *error*."""
    return Damage(path, f"cannot be read: {' '.join(str(error).split())[:300] or type(error).__name__}")
