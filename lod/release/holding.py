"""Holding a release: whoever reads it says so to the kernel, and pruning leaves its folder alone."""

import contextlib
import fcntl
import os
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Hold:
    """A shared lock on the folder of a release, for as long as this object lives, or until its process ends.

    On a file system that knows no such locks nothing is held: there a release is kept by the setting alone.

    Args:
        path: The folder.

    Raises:
        FileNotFoundError: it is not there, or it is being taken away.
    """

    def __init__(self, path: Path) -> None:
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        self.release = weakref.finalize(self, os.close, descriptor)
        if not _locked(descriptor, fcntl.LOCK_SH) or not _is_there(path, descriptor):
            self.release()
            raise FileNotFoundError(f"{path}: it was taken away")


@contextmanager
def alone(path: Path) -> Iterator[bool]:
    """Whether nobody holds the folder at *path*; until the end of the block nobody can.

    Raises:
        OSError: it cannot be opened.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield _locked(descriptor, fcntl.LOCK_EX)
    finally:
        os.close(descriptor)


def _locked(descriptor: int, kind: int) -> bool:
    """Whether the lock was to be had; where the file system knows none, it was."""
    try:
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
            return True
    except OSError:
        return True
    return False


def _is_there(path: Path, descriptor: int) -> bool:
    """Whether *path* still names the folder that was opened."""
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False
