"""The processes of the server: how each begins, what they listen to, and what becomes of one that was killed."""

import atexit
import ctypes
import logging
import os
import resource
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from granian.constants import HTTPModes, Interfaces, Loops, RuntimeModes
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.net import SocketHolder  # type: ignore[attr-defined]
from granian.server.mp import MPServer

from lod.config import Settings
from lod.errors import ProparError
from lod.store.gate import MAX_WAIT_S
from lod.web.balance import Balance, Clients, Seats
from lod.web.doors import Doors
from lod.web.fingerprint import fingerprint
from lod.web.handover import Handover, taken
from lod.web.keeping import Kept
from lod.web.prerendered import Prerendered
from lod.web.shared import Shared
from lod.web.wake import Wake

if TYPE_CHECKING:
    from lod.web.entry import Entry

# seconds that a client has to send the head of a request, and that a connection may rest between two
HEAD_TIMEOUT_S = 10
# seconds that it has to send a body
BODY_TIMEOUT_S = 10.0
# connections of each process; more wait in the system's queue
CONNECTIONS = 2_000
_FILES = 2 * CONNECTIONS
_PAGE_THREADS = 4
_GRACE_S = 5
_PAUSE_S = 1.0
_POLL_S = 0.01
_SWITCH_S = 0.002
_PR_SET_PDEATHSIG = 1
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Loader:
    """Makes the application in each process; picklable, so that granian can send it there."""

    settings: Settings
    handover: Path
    shared: Path
    seats: Path
    parent: int
    process: int = 0

    def __call__(self, *_: object, **__: object) -> "Entry":
        # Ctrl+C reaches all processes: this one ends when the first tells it to, and is not told twice
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        _end_with_parent(self.parent)
        # granian's last thread may still let go of Python's objects: if there is no Python then, it dies in a panic
        atexit.register(os._exit, 0)
        # the store gives the interpreter away at each triple; who is short shall not wait 5 ms to have it back, and who
        # makes a page not lose it all the time
        sys.setswitchinterval(_SWITCH_S)
        from lod.web import settling, warming  # noqa: PLC0415  # 0.3 s: Flask, which the first process needs not
        from lod.web.application import QUICK, SERVING, create_app  # noqa: PLC0415  # comes with the one above
        from lod.web.entry import Entry  # noqa: PLC0415  # comes with the one above

        settings = self.settings
        try:
            application = create_app(settings, taken(self.handover), self._kept)
        except ProparError as error:
            # told by the first process when it starts; here the release went away later
            _log.error("%s", error)
            os._exit(1)
        settling.install(application.extensions[SERVING])
        warming.install(application, application.extensions[SERVING].now())
        # queries that run or wait hold one each; the others answer pages
        threads = _PAGE_THREADS + settings.query_workers + settings.max_waiting
        clients = Clients(Seats(self.seats, settings.workers), self.process)
        return Entry(application, application.extensions[QUICK], clients.shall_leave, threads, BODY_TIMEOUT_S)

    def _kept(self, release: str) -> Kept:
        """What this process makes of *release*, the name of its folder, and what others have made of it."""
        # asked for now: files of a later version may come while this one runs
        return Kept(Shared(self.shared, release), Prerendered(self.settings.site, release, fingerprint()).get)


class Workers(MPServer):
    """Granian's server with our application; a process that dies is replaced, as often as it takes.

    Args:
        settings: The settings; the port is a real one.
        handover: What the processes share.
    """

    def __init__(self, settings: Settings, handover: Handover) -> None:
        self._settings = settings
        self._handover = handover
        super().__init__(
            "propar",
            address=settings.host,
            port=settings.port,
            interface=Interfaces.RSGI,
            # named, so that another one that happens to be installed is not taken
            loop=Loops.uvloop if sys.platform != "win32" else Loops.asyncio,
            # the other one ends in a panic now and then
            runtime_mode=RuntimeModes.mt,
            # one connection, one question: who goes away is seen. HTTP/2 is for the reverse proxy, which has the keys
            http=HTTPModes.http1,
            http1_settings=HTTP1Settings(header_read_timeout=HEAD_TIMEOUT_S * 1000),
            backpressure=CONNECTIONS,
            workers=settings.workers,
            websockets=False,
            log_level=LogLevels.warning,
            respawn_failed_workers=True,
            # the longest that a query may wait and run
            workers_kill_timeout=round(MAX_WAIT_S + settings.query_timeout_s) + _GRACE_S,
        )
        self.main_loop_interrupt = Wake(lambda: bool(self.interrupt_signal))

    def run(self) -> None:
        """Serves until it is stopped."""
        _raise_limit()
        shared = self._handover
        self.serve(
            target_loader=_Loader(self._settings, shared.path, shared.shared, shared.seats, os.getpid()),
            wrap_loader=False,
        )

    def _init_shared_socket(self) -> None:
        """Listens for all processes: what waits for an answer outlives the one that is killed.

        On Linux granian lets each process listen for itself. Those who have come to one that is killed would be sent
        away, and everybody while all are being replaced.
        """
        self._doors = Doors(self.bind_addr, self.bind_port, self.backlog, self.workers)
        self._balance = Balance(Seats(self._handover.seats, self.workers), self._doors, self.workers)
        if sys.platform == "linux":
            self._balance.start()
        self._ssp = self._sso = None

    def _spawn_worker(self, idx: int, target: Any, callback_loader: Any, *others: Any) -> Any:
        """A process, with its door."""
        # granian's types tell of no socket but those that it makes itself
        holder: Any = SocketHolder
        self._sso: Any = self._doors.of(idx)
        self._sfd: Any = self._sso.fileno()
        self._shd: Any = holder(self._sfd, False, self.backlog)
        return super()._spawn_worker(idx, target, replace(callback_loader, process=idx), *others)

    def _drop_shared_socket(self) -> None:
        """Stops listening."""
        self._sso = None
        self._balance.stop()
        self._doors.close()

    def _stop_workers(self) -> None:
        """Ends all processes; one that answers for longer than any answer may take is killed."""
        workers: list[Any] = self.wrks
        for worker in workers:
            worker.terminate()
        end = time.monotonic() + (self.workers_kill_timeout or 0)
        for worker in workers:
            while worker.is_alive() and time.monotonic() < end:
                time.sleep(_POLL_S)
            if worker.is_alive():
                _log.warning("process %s did not end in time and is killed", worker.idx + 1)
                worker.kill()
            worker.join()
        workers.clear()

    def _respawn_workers(self, workers: Sequence[int], *others: Any, **named: Any) -> None:
        """Replaces *workers*. Granian gives all up when one dies twice in a few seconds: one kill too many."""
        self._doors.lead_past(workers)
        super()._respawn_workers(workers, *others, **named)
        self.respawned_wrks.clear()
        # should they die each time as they start, there is time to breathe; those who start have it to be ready
        time.sleep(_PAUSE_S)
        self._doors.lead_past(())


def _raise_limit() -> None:
    """Makes room for connections: each is an open file."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES if hard == resource.RLIM_INFINITY else min(_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _end_with_parent(parent: int) -> None:
    """Ends this process, too, if the first one is killed; later than now only Linux can do that."""
    if sys.platform == "linux":
        # by a signal that nothing has to handle: granian may hang in its own handler while it starts
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)
