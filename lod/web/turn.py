"""Turns: threads that do one thing after the other, in the order in which they come."""

import threading
from collections import deque


class Turn:
    """One thread at a time has its turn; it may take it again while it has it. Nobody overtakes.

    A lock of the library goes to whoever is awake when it is let go: where many come, some wait for long.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[tuple[threading.Lock, int]] = deque()
        self._who = 0
        self._depth = 0

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def take(self, most_s: float) -> bool:
        """Waits for one's turn, *most_s* seconds at most; whether it has come."""
        me = threading.get_ident()
        with self._lock:
            if not self._depth or self._who == me:
                self._who = me
                self._depth += 1
                return True
            door = threading.Lock()
            door.acquire()
            self._waiting.append((door, me))
        if door.acquire(timeout=most_s):
            return True
        with self._lock:
            if (door, me) in self._waiting:
                self._waiting.remove((door, me))
                return False
        # it came just now
        return True

    def leave(self) -> None:
        """Gives the turn to the one who has waited longest."""
        with self._lock:
            self._depth -= 1
            if not self._depth and self._waiting:
                door, self._who = self._waiting.popleft()
                self._depth = 1
                door.release()
