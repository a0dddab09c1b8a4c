"""The processes of the server: how each begins, and what becomes of one that was killed."""

import ctypes
import logging
import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from granian.constants import HTTPModes, Interfaces, RuntimeModes
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.mp import MPServer

from lod.config import Settings
from lod.errors import ProparError
from lod.store.gate import MAX_WAIT_S
from lod.web import QUICK, create_app
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
_PR_SET_PDEATHSIG = 1
_WAKE_S = 0.5
_MANY_THREADS = "Configuration allows spawning up to"


@dataclass(frozen=True)
class _Loader:
    """Makes the application in each process; picklable, so that granian can send it there."""

    settings: Settings

    def __call__(self, *_: object, **__: object) -> Entry:
        # Ctrl+C reaches all processes: this one ends when the first tells it to, and is not told twice
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        _end_with_parent()
        settings = self.settings
        try:
            application = create_app(settings)
        except ProparError as error:
            # told by the first process when it starts; here the release went away later
            logging.getLogger("_granian").error("%s", error)  # noqa: TRY400  # a sentence is enough
            os._exit(1)
        # queries that run or wait hold one each; the others answer pages
        threads = _PAGE_THREADS + settings.query_workers + settings.max_waiting
        return Entry(application, application.extensions[QUICK], threads, BODY_TIMEOUT_S)


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


class Workers(MPServer):
    """Granian's server with our application; a process that dies is replaced, as often as it takes.

    Args:
        settings: The settings; the port is a real one.
    """

    def __init__(self, settings: Settings) -> None:
        logging.getLogger("_granian").addFilter(_is_news)
        self._settings = settings
        super().__init__(
            "propar",
            address=settings.host,
            port=settings.port,
            interface=Interfaces.RSGI,
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
        self.serve(target_loader=_Loader(self._settings), wrap_loader=False)

    def _respawn_workers(self, workers: Sequence[int], *others: Any, **named: Any) -> None:
        """Replaces *workers*. Granian gives all up when one dies twice in a few seconds: one kill too many."""
        super()._respawn_workers(workers, *others, **named)
        self.respawned_wrks.clear()
        # should they die each time as they start, there is time to breathe
        time.sleep(_PAUSE_S)


def _raise_limit() -> None:
    """Makes room for connections: each is an open file."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES if hard == resource.RLIM_INFINITY else min(_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _end_with_parent() -> None:
    """Ends this process, too, if the first one is killed; only Linux can do that."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


def _is_news(record: logging.LogRecord) -> bool:
    """Whether a message of granian's is worth an operator's while: that we want many threads is no news."""
    return not record.getMessage().startswith(_MANY_THREADS)
