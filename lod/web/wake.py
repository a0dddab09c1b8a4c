"""What the main loop of the first process waits for."""

import threading
from collections.abc import Callable

_WAKE_S = 0.5


class Wake(threading.Event):
    """What the main loop waits for: no signal is lost, and none finds the loop locked, whenever it comes.

    Stopped by a signal to the whole group (Ctrl+C, a supervisor), processes end and signals come all at once.

    Args:
        is_ending: Whether a signal said that this is the end.
    """

    def __init__(self, is_ending: Callable[[], bool]) -> None:
        super().__init__()
        self._is_ending = is_ending
        # a handler runs in the thread that may hold the lock just then: it must be able to take it again
        self._cond = threading.Condition(threading.RLock())

    def wait(self, timeout: float | None = None) -> bool:
        """Returns once it is set, also if that came between looking and waiting."""
        while timeout is None and not super().wait(_WAKE_S):
            pass
        return super().wait(timeout)

    def clear(self) -> None:
        """Forgets what it was set for, but not that this is the end."""
        super().clear()
        if self._is_ending():
            self.set()
