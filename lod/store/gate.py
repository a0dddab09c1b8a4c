"""The gate: who may ask now, so that many queries or one client do not keep everybody waiting."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import IPv6Address, ip_address

from lod.errors import BudgetError, OverloadError
from lod.store.budget import Budget

MAX_WAIT_S = 5.0
_NETWORK_BITS = 64


class Gate:
    """Lets so many queries in at once, and so many wait; any thread may come.

    One client has at most half of the places, at least one, and its share of time.

    Args:
        at_once: How many queries run at once.
        waiting: How many more may wait, for five seconds at most.
        budget: The time that each client has.
    """

    def __init__(self, at_once: int, waiting: int, budget: Budget) -> None:
        self._running = threading.BoundedSemaphore(at_once)
        self._places = at_once + waiting
        self._per_client = max(1, self._places // 2)
        self._inside: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._budget = budget

    @contextmanager
    def entered(self, address: str) -> Iterator[None]:
        """A place for one query of the client at *address*; its time there is counted.

        Raises:
            BudgetError: the client has had its share of time or of places.
            OverloadError: there is no place, or it does not become free in time.
        """
        client = client_of(address)
        self._budget.check(client)
        self._enter(client)
        try:
            if not self._running.acquire(timeout=MAX_WAIT_S):
                raise OverloadError("all query processes are busy; try again later")
            try:
                with self._budget.spent(client):
                    yield
            finally:
                self._running.release()
        finally:
            self._leave(client)

    def _enter(self, client: str) -> None:
        with self._lock:
            if self._inside[client] >= self._per_client:
                raise BudgetError(f"one client may ask {self._per_client} queries at once", 1)
            if self._inside.total() >= self._places:
                raise OverloadError("too many queries are waiting; try again later")
            self._inside[client] += 1

    def _leave(self, client: str) -> None:
        with self._lock:
            self._inside[client] -= 1
            if not self._inside[client]:
                del self._inside[client]


def client_of(address: str) -> str:
    """Who asks: an IPv4 address, or the network of an IPv6 address, since one household has 2**64 of these."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return f"{int(parsed) >> _NETWORK_BITS:016x}/64"
