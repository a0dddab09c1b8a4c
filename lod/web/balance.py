"""The balance of the processes: clients that ask all the time are shared out evenly among them.

The system leads each connection to a process by chance. Of eight that are always busy, six may so be with one process
and wait there, while another one has nothing to do. Some of the six are then asked to come again: their connections are
closed after an answer, as HTTP lets a server do at any time, and who comes just then is led to the other process.
"""

import mmap
import struct
import threading
import time
from collections.abc import Callable
from pathlib import Path

from lod.web.doors import Doors

WINDOW_S = 0.1
# who asks less often than that in a window keeps nobody waiting
BUSY = 2
# windows until all who were sent away are back, and counted where they are
_REST = 10
# of each process: when it last counted, how many busy clients it had, how many of them shall come again
_COUNTED, _WANTED = struct.Struct("dI"), struct.Struct("I")
_SEAT_BYTES = _COUNTED.size + _WANTED.size


class Seats:
    """What the processes tell the first one about their clients, and it them, in memory that they share.

    Args:
        path: A file in a folder of this server's own.
        count: How many processes there are.
    """

    def __init__(self, path: Path, count: int) -> None:
        with path.open("a+b") as file:
            file.truncate(_SEAT_BYTES * count)
            self._memory = mmap.mmap(file.fileno(), _SEAT_BYTES * count)

    def tell(self, process: int, moment: float, busy: int) -> None:
        """Says how many busy clients *process* had at *moment*."""
        _COUNTED.pack_into(self._memory, process * _SEAT_BYTES, moment, busy)

    def busy(self, process: int, now: float) -> int:
        """How many busy clients *process* has; a process that nobody asks anything does not count."""
        moment, busy = _COUNTED.unpack_from(self._memory, process * _SEAT_BYTES)
        return int(busy) if now - moment < 2 * WINDOW_S else 0

    def ask(self, process: int, number: int) -> None:
        """Asks *process* to send as many of its busy clients away."""
        _WANTED.pack_into(self._memory, process * _SEAT_BYTES + _COUNTED.size, number)

    def asked(self, process: int) -> int:
        """How many clients *process* shall send away; it is told once."""
        (number,) = _WANTED.unpack_from(self._memory, process * _SEAT_BYTES + _COUNTED.size)
        if number:
            self.ask(process, 0)
        return int(number)


class Clients:
    """The clients of one process; asked by one thread.

    Args:
        seats: The memory.
        process: Its number, from 0.
        now: The clock, the same in all processes.
    """

    def __init__(self, seats: Seats, process: int, now: Callable[[], float] = time.monotonic) -> None:
        self._seats = seats
        self._process = process
        self._now = now
        self._since = 0.0
        self._leaving = 0
        self._counts: dict[str, int] = {}

    def shall_leave(self, client: str) -> bool:
        """Counts a request of *client*, his address and port; whether he shall come again after its answer."""
        now = self._now()
        if now - self._since > WINDOW_S:
            self._seats.tell(self._process, now, sum(count >= BUSY for count in self._counts.values()))
            self._leaving = self._seats.asked(self._process)
            self._counts, self._since = {}, now
        count = self._counts[client] = self._counts.get(client, 0) + 1
        if not self._leaving or count < BUSY:
            return False
        self._leaving -= 1
        del self._counts[client]
        return True


class Balance(threading.Thread):
    """Looks now and then how the busy clients are shared out, in the first process.

    Args:
        seats: The memory.
        doors: The doors of all processes.
        count: How many processes there are.
    """

    def __init__(self, seats: Seats, doors: Doors, count: int) -> None:
        super().__init__(name="balance", daemon=True)
        self._seats = seats
        self._doors = doors
        self._processes = range(count)
        self._rest = 0
        self._over = threading.Event()

    def run(self) -> None:
        """Looks until it is told to stop."""
        while not self._over.wait(WINDOW_S):
            self.look(time.monotonic())

    def stop(self) -> None:
        """Ends it."""
        self._over.set()

    def look(self, now: float) -> None:
        """Has half of the clients that one process has more than another one led there."""
        if self._rest:
            self._rest -= 1
            if not self._rest:
                self._doors.lead_to(None)
            return
        busy = [self._seats.busy(process, now) for process in self._processes]
        most, least = (choose(self._processes, key=busy.__getitem__) for choose in (max, min))
        if excess := (busy[most] - busy[least]) // 2:
            self._doors.lead_to(least)
            self._seats.ask(most, excess)
            self._rest = _REST
