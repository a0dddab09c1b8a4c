"""The server: it finds its port, starts its processes, and says when pages can be had."""

import contextlib
import errno
import multiprocessing
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from urllib.request import urlopen

from lod import catalog, release
from lod.config import Settings, is_this_machine
from lod.errors import ServeError
from lod.release import Site
from lod.web.handover import Handover
from lod.web.serving import Serving
from lod.web.workers import Workers

_HIGHEST_PORT = 65_535
_PORTS_TRIED = 50
_POLL_S = 0.05
_POLLS = 600


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
    return _bound(host, port) is not None


def _bound(host: str, port: int) -> int | None:
    """The port that one can listen at, any one for 0; None if it is in use.

    Raises:
        ServeError: nobody can listen there.
    """
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
            return None
        return int(probe.getsockname()[1])


def serve(settings: Settings, ready: Callable[[str], None]) -> None:
    """Serves until it is stopped.

    Args:
        settings: The settings.
        ready: Is told the address as soon as pages can be had.

    Raises:
        ServeError: the port is in use, or a demonstration would leave this machine.
        ReleaseError: there is nothing to serve.
    """
    port = _bound(settings.host, settings.port)
    if port is None:
        raise ServeError(f"{settings.host}:{settings.port} is in use; choose another one with --port")
    chosen = replace(settings, port=port)
    # fails here, in one sentence, rather than in every process
    handover = Handover(Serving(chosen).now())
    _refuse_to_publish_a_demonstration(chosen)
    # a forked process would inherit the locks of the store's threads, but not the threads
    multiprocessing.set_start_method("spawn", force=True)
    shown = f"[{settings.host}]" if ":" in settings.host else settings.host
    address = f"http://{shown}:{port}/"
    with handover:
        server = Workers(chosen, handover)
        server.on_startup(threading.Thread(target=_when_up, args=(address, ready), daemon=True).start)
        server.run()


def _refuse_to_publish_a_demonstration(settings: Settings) -> None:
    """Nobody answers for a release that names no publisher: it is for this machine only."""
    if settings.endpoint or (is_this_machine(settings.host) and not settings.trusted_proxies):
        return
    current = Site(settings.site).current()
    facts = catalog.read(current.path / release.CATALOGUE)
    if facts is not None and facts.is_demonstration:
        raise ServeError(
            f"release {current.id} is a demonstration, which is served on 127.0.0.1 only, behind no proxy:"
            " give [publisher] and [contact] in the settings, and build again"
        )


def _when_up(address: str, ready: Callable[[str], None]) -> None:
    """Tells *ready* once the server answers: its processes need a moment to open the release."""
    for _ in range(_POLLS):
        with contextlib.suppress(OSError), urlopen(address + "robots.txt", timeout=1):  # noqa: S310  # our own http address
            ready(address)
            return
        time.sleep(_POLL_S)
