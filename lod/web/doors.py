"""The doors of the server: a listening socket for each process, and to which of them the system leads who comes.

At one door for all, the first process that wakes up takes everybody who has come meanwhile: eight connections at once
were all one process's, and the others had nothing to do.
"""

import contextlib
import ctypes
import socket
import struct
import sys
import threading
from collections.abc import Sequence

# see Linux's socket filters: load a random number, divide it, compare the rest, return the number of a socket
_RANDOM = 0xFFFFF000 + 56
_LOAD, _MODULO, _IF_EQUAL, _RETURN = 0x20, 0x94, 0x15, 0x06
_SO_ATTACH_REUSEPORT_CBPF = 51
_Instruction = tuple[int, int, int, int]


class Doors:
    """Listening sockets of one address; the first process holds all, so that who waits at one outlives its process.

    Args:
        host: Name or address to listen at.
        port: The port.
        backlog: How many may wait at each.
        count: How many processes there are. Other systems than Linux do not share out who comes: they have one door.
    """

    def __init__(self, host: str, port: int, backlog: int, count: int) -> None:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        self._sockets: list[socket.socket] = []
        for _ in range(count if sys.platform == "linux" else 1):
            door = socket.socket(family, kind, protocol)
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            door.bind(address)
            door.listen(backlog)
            door.setblocking(False)
            door.set_inheritable(True)
            self._sockets.append(door)
        self._lock = threading.Lock()
        self._gone: Sequence[int] = ()
        self._wanted: int | None = None

    def of(self, process: int) -> socket.socket:
        """The door of one process, counted from 0."""
        return self._sockets[process % len(self._sockets)]

    def lead_past(self, processes: Sequence[int]) -> None:
        """Leads who comes from now on to the doors of the other processes; to all doors if there are no others.

        Where the system cannot be told, it goes on as it did: who comes to a closed door waits until it opens again.
        """
        with self._lock:
            self._gone = processes
            self._lead()

    def lead_to(self, process: int | None) -> None:
        """Leads who comes from now on to the door of one process, if it is not gone; by chance again after None."""
        with self._lock:
            self._wanted = process
            self._lead()

    def _lead(self) -> None:
        count = len(self._sockets)
        others = [number for number in range(count) if number not in self._gone] or list(range(count))
        if self._wanted in others:
            others = [number for number in others if number == self._wanted]
        if count > 1:
            with contextlib.suppress(OSError):
                _attach(self._sockets[0], _choosing(others))

    def close(self) -> None:
        """Closes all doors of this process."""
        with self._lock:
            for door in self._sockets:
                door.close()


def _choosing(numbers: Sequence[int]) -> list[_Instruction]:
    """A filter that gives one of *numbers* by chance."""
    chosen = [(_LOAD, 0, 0, _RANDOM), (_MODULO, 0, 0, len(numbers))]
    for place, number in enumerate(numbers[:-1]):
        chosen += [(_IF_EQUAL, 0, 1, place), (_RETURN, 0, 0, number)]
    return [*chosen, (_RETURN, 0, 0, numbers[-1])]


def _attach(door: socket.socket, instructions: Sequence[_Instruction]) -> None:
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *one) for one in instructions))
    program = struct.pack("HL", len(instructions), ctypes.addressof(code))
    door.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_REUSEPORT_CBPF, program)
