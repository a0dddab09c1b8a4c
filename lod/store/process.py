"""A query process as its parent sees it: started, asked, killed."""

import contextlib
import fcntl
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from lod import errors
from lod.errors import QueryTimeoutError, StoreError
from lod.store import frames
from lod.store.base import Answer

_CHUNK_BYTES = 1 << 18
_PIPE_BYTES = 1 << 20
_START_TIMEOUT_S = 10.0
# one that has grown so large is replaced: memory that it has had is not given back
_MAX_IDLE_KB = 300_000
_ERRORS: Mapping[str, type[StoreError]] = MappingProxyType(
    {kind.__name__: kind for kind in (errors.QueryError, errors.FormatError, errors.LimitError, errors.StoreError)}
)


class ProcessGoneError(Exception):
    """The query process ended without an answer.

    Args:
        is_murder: Whether somebody else has killed it, so that the query is not to blame.
    """

    def __init__(self, *, is_murder: bool) -> None:
        super().__init__(is_murder)
        self.is_murder = is_murder


@dataclass(frozen=True, slots=True)
class Limits:
    """What a query may cost.

    Args:
        timeout_s: Seconds until it is killed.
        max_bytes: Largest answer.
        max_rows: Solutions of an answer.
    """

    timeout_s: float
    max_bytes: int
    max_rows: int


class QueryProcess:
    """One process; dead after any trouble, never used again then.

    Args:
        path: The store.
        limits: What a query may cost.
        network: Whether it may call other hosts.

    Raises:
        ProcessGoneError: it does not start.
    """

    def __init__(self, path: Path, limits: Limits, *, network: bool = False) -> None:
        self._timeout_s = limits.timeout_s
        said = [str(limits.max_bytes), str(limits.max_rows), str(round(limits.timeout_s)), "network" if network else ""]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "lod.store.worker", str(path), *said],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
        )
        self._questions, self._answers = _descriptor(self._process.stdin), _descriptor(self._process.stdout)
        with contextlib.suppress(OSError, AttributeError):
            # a small pipe is a switch of processes for each 64 kB; the system may refuse more
            fcntl.fcntl(self._answers, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
        self._poll = select.poll()
        self._poll.register(self._answers, select.POLLIN)
        self._peak_kb = 0
        try:
            self._receive(_START_TIMEOUT_S)
        except QueryTimeoutError as error:
            raise ProcessGoneError(is_murder=False) from error

    @property
    def pid(self) -> int:
        """Its number."""
        return self._process.pid

    @property
    def is_fit(self) -> bool:
        """Whether it still runs, and is small enough to go on."""
        return self._process.poll() is None and self._peak_kb < _MAX_IDLE_KB

    def answer(self, query: str, media_types: Mapping[bool, str], *, is_empty: bool) -> Answer:
        """See `Store.answer`.

        Raises:
            ProcessGoneError: it died.
            QueryTimeoutError: it took too long and was killed.
        """
        head = {"triples" if gives_triples else "solutions": name for gives_triples, name in media_types.items()}
        try:
            frames.send(
                self._questions, head | ({"is_empty": "yes"} if is_empty else {}), query.encode(errors="replace")
            )
        except OSError as error:
            raise self._gone() from error
        said, body = self._receive(self._timeout_s)
        self._peak_kb = int(said["peak_kb"])
        if "error" in said:
            raise _ERRORS[said["error"]](said["message"])
        return Answer(body, said["media_type"])

    def interrupt(self) -> None:
        """Ends the process from another thread; the one that waits for its answer gets a `ProcessGoneError`."""
        self._process.kill()

    def kill(self) -> None:
        """Ends the process at once."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def _receive(self, timeout_s: float) -> frames.Frame:
        deadline = time.monotonic() + timeout_s
        header = self._read(bytearray(), frames.HEADER_BYTES, deadline)
        head_length, body_length = frames.lengths(header)
        content = self._read(header[frames.HEADER_BYTES :], head_length + body_length, deadline)
        return frames.split(content, head_length)

    def _read(self, content: bytearray, length: int, deadline: float) -> bytearray:
        """*content* and what follows, at least *length* bytes."""
        while len(content) < length:
            if not self._poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
                self.kill()
                raise QueryTimeoutError("the query took too long and was stopped")
            chunk = os.read(self._answers, _CHUNK_BYTES)
            if not chunk:
                raise self._gone()
            content += chunk
        return content

    def _gone(self) -> ProcessGoneError:
        """What its death means."""
        died_of = -self._process.wait()
        self.kill()
        return ProcessGoneError(is_murder=died_of in (signal.SIGKILL, signal.SIGTERM))


def _descriptor(pipe: object) -> int:
    fileno = getattr(pipe, "fileno", None)
    if fileno is None:
        raise StoreError("the query process has no pipe")
    return int(fileno())
