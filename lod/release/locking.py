"""The lock of a site: one process at a time changes it; a lock goes with the process that has it."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from lod.errors import ReleaseError

_LOCK = ".lock"


@contextmanager
def locked(folder: Path, when_waiting: Callable[[], None] | None = None) -> Iterator[None]:
    """While the block runs no other process has the lock of the site in *folder*.

    Args:
        folder: The site; it must be there.
        when_waiting: Is called before this waits for a process that has the lock; None to wait for nobody.

    Raises:
        ReleaseError: another process has the lock.
        OSError: the site cannot be written.
    """
    with (folder / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if when_waiting is None:
                raise ReleaseError(f"{folder}: another build is at work there; --wait waits for its end") from error
            when_waiting()
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
