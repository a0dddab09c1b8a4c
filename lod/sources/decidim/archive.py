"""A zip that nobody has vouched for: the few members that are wanted, read piece by piece, counted as they unpack."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from lod.findings import shown
from lod.sentences import NOTHING, Sentence
from lod.sources.reasons import foreign, reason
from lod.sources.window import Pieces

MAX_ARCHIVE_BYTES = 500_000_000
MAX_MEMBER_BYTES = 2_000_000_000
# some ten thousand members; an export has some thirty
MAX_DIRECTORY_BYTES = 1_000_000
MAX_MEMBERS = 2_000
MAX_RATIO = 200
_RATIO_COUNTS_FROM = 2_000_000
_CHUNK = 65_536
_ENCRYPTED = 1
_COMPRESSIONS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
# what zipfile may raise over a file made to trouble it
_TROUBLE = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, OverflowError, RuntimeError),
    NotImplementedError,
)


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive, or in the folder that one was unpacked to.

    Args:
        name: Its name there, control characters shown.
        trouble: Why it is not read, empty where it can be.
        pieces: Gives its bytes; raises ValueError or OSError where they cannot be had.
    """

    name: str
    trouble: Sentence
    pieces: Pieces


@contextmanager
def members(path: Path) -> Iterator[list[Member]]:
    """The members of an archive, in its order; while it is open, each is unpacked when its bytes are asked for.

    Raises:
        ValueError: it is no archive, is broken, or is larger than is read; the message says which.
    """
    with _stream(path) as stream, _opened(stream) as archive:
        found = archive.infolist()
        if len(found) > MAX_MEMBERS:
            raise ValueError(Sentence("{count} members, at most {most} are read", count=len(found), most=MAX_MEMBERS))
        before: set[str] = set()
        listed = []
        for member in found:
            listed.append(Member(shown(member.filename), _trouble(member, before), _unpacking(archive, member)))
            before.add(member.filename)
        yield listed


class _Careful(io.BufferedReader):
    """A file of which nobody can have more at once than a directory of members may be long."""

    def read(self, size: int | None = -1, /) -> bytes:
        wanted = MAX_DIRECTORY_BYTES + 1 if size is None or size < 0 else size
        read = super().read(min(wanted, MAX_DIRECTORY_BYTES + 1))
        if len(read) > MAX_DIRECTORY_BYTES:
            raise ValueError(
                Sentence("its directory takes more than the {most} bytes that are read", most=MAX_DIRECTORY_BYTES)
            )
        return read


def _stream(path: Path) -> _Careful:
    try:
        size = path.stat().st_size
        if size > MAX_ARCHIVE_BYTES:
            raise ValueError(Sentence("{size} bytes, at most {most} are read", size=size, most=MAX_ARCHIVE_BYTES))
        return _Careful(io.FileIO(path))
    except OSError as error:
        raise ValueError(Sentence("cannot be read: {reason}", reason=reason(error))) from error


def _opened(stream: io.BufferedReader) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(stream)
    except _TROUBLE as error:
        raise ValueError(foreign(error)) from error


def _trouble(member: zipfile.ZipInfo, before: set[str]) -> Sentence:
    """Why a member is not read; that its name leads elsewhere would do no harm, and no honest export has it."""
    name = member.filename.replace("\\", "/")
    if name.startswith("/") or ".." in name.split("/") or name[1:2] == ":":
        return Sentence("its name leads out of the archive")
    if member.filename in before:
        return Sentence("a second member of the same name: the first counts")
    if member.flag_bits & _ENCRYPTED:
        return Sentence("it is encrypted")
    if member.compress_type not in _COMPRESSIONS:
        return Sentence("it is packed in a way that exports are not")
    if member.file_size > MAX_MEMBER_BYTES:
        return Sentence(
            "it says that it unpacks to {size} bytes, at most {most} are read",
            size=member.file_size,
            most=MAX_MEMBER_BYTES,
        )
    return NOTHING


def _unpacking(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Pieces:
    def pieces() -> Iterator[bytes]:
        try:
            with archive.open(member) as packed:
                yield from _counted(packed, member.compress_size)
        except _TROUBLE as error:
            raise ValueError(foreign(error)) from error

    return pieces


def _counted(packed: IO[bytes], packed_bytes: int) -> Iterator[bytes]:
    """The content piece by piece; what a member says of its own size is not believed."""
    size = 0
    while piece := packed.read(_CHUNK):
        size += len(piece)
        if size > MAX_MEMBER_BYTES:
            raise ValueError(Sentence("it unpacks to more than {most} bytes", most=MAX_MEMBER_BYTES))
        if size > _RATIO_COUNTS_FROM and size > packed_bytes * MAX_RATIO:
            raise ValueError(Sentence("it unpacks to more than {most} times its size", most=MAX_RATIO))
        yield piece
