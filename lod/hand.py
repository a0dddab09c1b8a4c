"""A hand: one process that does tasks of one kind, one after the other."""

import os
import signal
from collections.abc import Callable
from multiprocessing import get_context, parent_process, resource_tracker
from multiprocessing.connection import Connection
from threading import Thread
from typing import Any

from lod.collecting import settle
from lod.errors import CrewError, ProparError

_GRACE_S = 5.0


class Hand:
    """One process of a crew, and the way to it.

    Args:
        make: Gives the process what does its tasks; it can be pickled.
    """

    def __init__(self, make: Callable[[], Callable[[Any], Any]]) -> None:
        context = get_context("spawn")
        self.connection, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(theirs, make), daemon=True)
        # who stops the build at a terminal stops this process, which ends the others: they never see it; what starts
        # with the first of them would undo that
        resource_tracker.ensure_running()
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            self._process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        theirs.close()

    def give(self, task: Any) -> None:
        """Gives it a task; it must have none."""
        try:
            self.connection.send(task)
        except OSError as error:
            raise self._dead() from error

    def result(self) -> Any:
        """What came of its task; None once it is ready for the first."""
        try:
            result = self.connection.recv()
        except (EOFError, OSError) as error:
            raise self._dead() from error
        if isinstance(result, ProparError):
            raise result
        return result

    def kill(self) -> None:
        """Ends it in the middle of its task."""
        self._process.kill()

    def end(self) -> None:
        """Ends it, once its connection is closed: it sees that nobody is there, or is killed."""
        self._process.join(_GRACE_S)
        self._process.kill()
        self._process.join()

    def _dead(self) -> CrewError:
        self._process.join(_GRACE_S)
        code = self._process.exitcode or 0
        # multiprocessing tells a signal as a negative code
        how = f"by signal {-code}, which may mean that memory ran out" if code < 0 else f"with code {code}"
        return CrewError(f"a process of the build has died ({how})")


def _work(connection: Connection, make: Callable[[], Callable[[Any], Any]]) -> None:
    """What a process does, until nobody is there any more."""
    Thread(target=_end_with_parent, daemon=True).start()
    try:
        try:
            do = make()
        except ProparError as error:
            connection.send(error)
            return
        settle()
        connection.send(None)
        while True:
            task = connection.recv()
            connection.send(_done(do, task))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


def _end_with_parent() -> None:
    """Ends this process as soon as nobody leads it, whatever it does."""
    leading = parent_process()
    if leading is not None:
        leading.join()
        os._exit(1)


def _done(do: Callable[[Any], Any], task: Any) -> Any:
    try:
        return do(task)
    except ProparError as error:
        return error
