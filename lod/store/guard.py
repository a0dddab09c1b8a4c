"""The guard: untrusted queries run in processes that are killed at the deadline, so they cost others nothing."""

import os
import queue
import selectors
import subprocess
import sys
import time
import weakref
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from lod import errors
from lod.errors import OverloadError, QueryTimeoutError, StoreError
from lod.store.base import Answer
from lod.store.worker import read_frame, write_frame

_MAX_MEMORY_BYTES = 1 << 30
_CHUNK_BYTES = 1 << 16
_START_TIMEOUT_S = 10.0
_ERRORS: Mapping[str, type[StoreError]] = MappingProxyType(
    {kind.__name__: kind for kind in (errors.QueryError, errors.FormatError, errors.StoreError)}
)


class _ProcessGoneError(Exception):
    """The query process ended without an answer."""


class Guard:
    """Answers untrusted queries over a store on disk; any thread may ask.

    Args:
        path: The store.
        timeout_s: Seconds until a query is killed.
        max_bytes: Largest answer.
        workers: How many queries run at once; others wait for at most *timeout_s*.
    """

    def __init__(self, path: Path, timeout_s: float, max_bytes: int, workers: int = 2) -> None:
        self._path = path
        self._timeout_s = timeout_s
        self._max_bytes = max_bytes
        self._idle: queue.LifoQueue[_Worker | None] = queue.LifoQueue()
        self._closed = False
        for _ in range(workers):
            # started when first needed
            self._idle.put(None)
        # a release that is no longer served takes its processes with it
        weakref.finalize(self, _end, self._idle)

    def answer(self, query: str, media_types: Mapping[bool, str], *, is_empty: bool = False) -> Answer:
        """The whole answer.

        Raises:
            QueryError: the query is wrong, or kills what evaluates it.
            FormatError: *media_types* has none for what this query gives.
            QueryTimeoutError: it takes too long.
            OverloadError: too many queries are waiting.
        """
        try:
            worker = self._idle.get(timeout=self._timeout_s)
        except queue.Empty as error:
            raise OverloadError("all query processes are busy; try again later") from error
        try:
            if worker is not None:
                try:
                    return worker.answer(query, media_types, self._timeout_s, is_empty=is_empty)
                except _ProcessGoneError:
                    # it may have died while it waited, which is not this query's fault: a fresh one decides
                    worker.kill()
            worker = _Worker(self._path, self._max_bytes, self._timeout_s)
            return worker.answer(query, media_types, self._timeout_s, is_empty=is_empty)
        except _ProcessGoneError as error:
            raise errors.QueryError("the query needs more memory or depth than it may have") from error
        finally:
            if worker is not None and (self._closed or not worker.alive):
                worker.kill()
                worker = None
            self._idle.put(worker)

    def close(self) -> None:
        """Ends all processes; a query under way ends with its answer."""
        self._closed = True
        _end(self._idle)


class _Worker:
    """One process; dead after any trouble, never used again then."""

    def __init__(self, path: Path, max_bytes: int, timeout_s: float) -> None:
        limits = [str(max_bytes), str(_MAX_MEMORY_BYTES), str(round(timeout_s))]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "lod.store.worker", str(path), *limits],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
        )
        try:
            head, _ = self._receive(_START_TIMEOUT_S)
        except (_ProcessGoneError, QueryTimeoutError) as error:
            self.kill()
            raise StoreError(f"no query process starts for {path}") from error
        self.isolated = head.get("isolated") == "True"

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def answer(self, query: str, media_types: Mapping[bool, str], timeout_s: float, *, is_empty: bool) -> Answer:
        head: dict[str, object] = {"triples" if gives else "solutions": name for gives, name in media_types.items()}
        if is_empty:
            head["is_empty"] = "yes"
        stdin = self._process.stdin
        if stdin is None:
            raise StoreError("the query process has no input")
        try:
            write_frame(stdin, head, query.encode("utf-8", "replace"))  # type: ignore[arg-type]  # unbuffered
        except OSError as error:
            raise _ProcessGoneError from error
        said, body = self._receive(timeout_s)
        if "error" in said:
            raise _ERRORS[said["error"]](said["message"])
        return Answer(body, said["media_type"])

    def kill(self) -> None:
        """Ends the process at once."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def _receive(self, timeout_s: float) -> tuple[dict[str, str], bytes]:
        deadline = time.monotonic() + timeout_s
        frame = read_frame(lambda size: self._read(size, deadline))
        if frame is None:
            raise _ProcessGoneError
        return frame

    def _read(self, size: int, deadline: float) -> bytes:
        stdout = self._process.stdout
        if stdout is None:
            raise StoreError("the query process has no output")
        content = bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(stdout, selectors.EVENT_READ)
            while len(content) < size:
                if not selector.select(max(0.0, deadline - time.monotonic())):
                    self.kill()
                    raise QueryTimeoutError("the query took too long and was stopped")
                chunk = os.read(stdout.fileno(), min(_CHUNK_BYTES, size - len(content)))
                if not chunk:
                    break
                content += chunk
        return bytes(content)


def _end(idle: "queue.LifoQueue[_Worker | None]") -> None:
    """Kills the processes that wait for a query."""
    for _ in range(idle.qsize()):
        worker = idle.get()
        if worker is not None:
            worker.kill()
        idle.put(None)
