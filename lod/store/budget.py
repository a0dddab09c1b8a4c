"""The time budget of each client: so many seconds of query time in a minute."""

import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from cachetools import LRUCache

from lod.errors import BudgetError

_MINUTE_S = 60.0
# some 200 bytes each; who is forgotten starts anew
_MAX_CLIENTS = 10_000


class Budget:
    """Counts the time of clients; what is spent comes back evenly in a minute. Any thread may ask.

    Args:
        seconds: What a client may spend in a minute.
        clock: Seconds that never go back.
        max_clients: How many are remembered, those who asked last.
    """

    def __init__(
        self, seconds: float, clock: Callable[[], float] = time.monotonic, max_clients: int = _MAX_CLIENTS
    ) -> None:
        self._seconds = seconds
        self._clock = clock
        # client: seconds that it owed, and when
        self._owed: LRUCache[str, tuple[float, float]] = LRUCache(max_clients)
        self._lock = threading.Lock()

    def check(self, client: str) -> None:
        """Nothing, if *client* has time left.

        Raises:
            BudgetError: it has not; says when to come back.
        """
        with self._lock:
            excess = self._debt(client) - self._seconds
        if excess >= 0:
            retry_after_s = max(1, math.ceil((excess + 1) * _MINUTE_S / self._seconds))
            raise BudgetError(
                f"your queries have taken more than {self._seconds:g} seconds of this minute; "
                f"come back in {retry_after_s} seconds",
                retry_after_s,
            )

    @contextmanager
    def spent(self, client: str) -> Iterator[None]:
        """Counts the time inside for *client*, who must have time left when it begins."""
        self.check(client)
        begun = self._clock()
        try:
            yield
        finally:
            with self._lock:
                now = self._clock()
                self._owed[client] = (self._debt(client) + now - begun, now)

    def _debt(self, client: str) -> float:
        """What *client* owes now, in seconds."""
        owed, then = self._owed.get(client, (0.0, 0.0))
        return max(0.0, owed - (self._clock() - then) * self._seconds / _MINUTE_S)
