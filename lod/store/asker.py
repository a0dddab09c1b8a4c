"""Whoever asked a query, and may go away before it is answered."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from lod.errors import AskerGoneError


class Asker:
    """One who waits for the answer to a query; one thread answers, another one may notice that the asker has left."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stop: Callable[[], None] | None = None
        self._gone = False

    @property
    def is_gone(self) -> bool:
        """Whether nobody waits any more."""
        return self._gone

    def leave(self) -> None:
        """Stops what is being done for this asker, and what would be begun."""
        with self._lock:
            self._gone = True
            if self._stop is not None:
                self._stop()

    @contextmanager
    def stopping(self, stop: Callable[[], None]) -> Iterator[None]:
        """While inside, *stop* is called once the asker leaves; never afterwards.

        Raises:
            AskerGoneError: the asker has left before.
        """
        with self._lock:
            if self._gone:
                raise AskerGoneError("nobody waits for this answer any more")
            self._stop = stop
        try:
            yield
        finally:
            with self._lock:
                self._stop = None
