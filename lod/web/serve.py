"""The server: granian's processes around the application."""

import contextlib
import errno
import gc
import logging
import multiprocessing
import signal
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from urllib.request import urlopen

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from lod.config import Settings
from lod.errors import ServeError
from lod.web import create_app

_HIGHEST_PORT = 65_535
_PORTS_TRIED = 50
_GRACE_S = 10
_POLL_S = 0.05
_WAKE_S = 0.5
_POLLS = 600
_PAGE_THREADS = 4
_MANY_THREADS = "Configuration allows spawning up to"


@dataclass(frozen=True)
class _Loader:
    """Makes the application in each process; picklable, so that granian can send it there."""

    settings: Settings

    def __call__(self, *_: object, **__: object) -> Callable[..., Any]:
        # Ctrl+C reaches all processes: this one ends when the first tells it to, and is not told twice
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        return create_app(self.settings)


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


def _is_news(record: logging.LogRecord) -> bool:
    """Whether a message of granian's is worth an operator's while: that we want many threads is no news."""
    return not record.getMessage().startswith(_MANY_THREADS)


def free_port(host: str, first: int) -> int:
    """*first* if it is free on *host*, else the next one that is.

    Raises:
        ServeError: none of the next ones is free.
    """
    for port in range(first, min(first + _PORTS_TRIED, _HIGHEST_PORT + 1)):
        if _is_free(host, port):
            return port
    raise ServeError(f"no free port from {first} on {host}")


def _is_free(host: str, port: int) -> bool:
    try:
        addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise ServeError(f"{host}: no address of this machine: {error.strerror or error}") from error
    family, kind, protocol, _, address = addresses[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except PermissionError as error:
            raise ServeError(f"port {port}: this user may not listen there") from error
        except OverflowError as error:
            raise ServeError(f"port {port}: no port number") from error
        except OSError as error:
            if error.errno == errno.EADDRNOTAVAIL:
                raise ServeError(f"{host}: no address of this machine") from error
            return False
    return True


def serve(settings: Settings, ready: Callable[[str], None]) -> None:
    """Serves until it is stopped.

    Args:
        settings: The settings.
        ready: Is told the address as soon as pages can be had.

    Raises:
        ServeError: the port is in use.
        ReleaseError: there is nothing to serve.
    """
    if settings.port and not _is_free(settings.host, settings.port):
        raise ServeError(f"{settings.host}:{settings.port} is in use; choose another one with --port")
    port = settings.port or _any_port(settings.host)
    chosen = replace(settings, port=port)
    # fails here, in one sentence, rather than in every process
    create_app(chosen)
    # it holds the release, and is full of circles: while it is there, that release is not pruned
    gc.collect()
    # a forked process would inherit the locks of the store's threads, but not the threads
    multiprocessing.set_start_method("spawn", force=True)
    logging.getLogger("_granian").addFilter(_is_news)
    server = Server(
        "propar",
        address=settings.host,
        port=port,
        interface=Interfaces.WSGI,
        workers=settings.workers,
        # queries that run or wait hold one each; the others answer pages
        blocking_threads=_PAGE_THREADS + settings.query_workers + settings.max_waiting,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=_GRACE_S,
    )
    server.main_loop_interrupt = Wake(lambda: bool(server.interrupt_signal))
    shown = f"[{settings.host}]" if ":" in settings.host else settings.host
    address = f"http://{shown}:{port}/"
    server.on_startup(threading.Thread(target=_when_up, args=(address, ready), daemon=True).start)
    server.serve(target_loader=_Loader(chosen), wrap_loader=False)


def _when_up(address: str, ready: Callable[[str], None]) -> None:
    """Tells *ready* once the server answers: its processes need a moment to open the release."""
    for _ in range(_POLLS):
        with contextlib.suppress(OSError), urlopen(address + "robots.txt", timeout=1):  # noqa: S310  # our own http address
            ready(address)
            return
        time.sleep(_POLL_S)


def _any_port(host: str) -> int:
    with socket.create_server((host, 0)) as probe:
        return int(probe.getsockname()[1])
