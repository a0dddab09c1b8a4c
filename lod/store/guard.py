"""The guard: untrusted queries run in processes that are killed at the deadline, so they cost others nothing."""

import queue
import weakref
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from lod.errors import AskerGoneError, LimitError, OverloadError
from lod.store import screen, tokens
from lod.store.asker import Asker
from lod.store.base import Answer
from lod.store.process import Limits, ProcessGoneError, QueryProcess


class Guard:
    """Answers untrusted queries over a store on disk; any thread may ask.

    Args:
        path: The store.
        timeout_s: Seconds until a query is killed.
        max_bytes: Largest answer.
        workers: How many queries run at once; others wait for at most *timeout_s*.
        max_rows: Solutions of the largest answer.
        services: Endpoints that queries may call.
    """

    def __init__(
        self,
        path: Path,
        timeout_s: float,
        max_bytes: int,
        workers: int = 2,
        max_rows: int = 100_000,
        services: Iterable[str] = (),
    ) -> None:
        self._path = path
        self._limits = Limits(timeout_s, max_bytes, max_rows)
        self._services = frozenset(services)
        self._idle: queue.LifoQueue[_Slot] = queue.LifoQueue()
        self._closed = False
        for _ in range(workers):
            # started when first needed
            self._idle.put(_Slot())
        # a release that is no longer served takes its processes with it
        weakref.finalize(self, _end, self._idle)

    def answer(
        self, query: str, media_types: Mapping[bool, str], *, is_empty: bool = False, asker: Asker | None = None
    ) -> Answer:
        """The whole answer.

        Args:
            query: SPARQL 1.1 text.
            media_types: See `Store.answer`.
            is_empty: See `Store.answer`.
            asker: Who waits for it; the process is killed once nobody does.

        Raises:
            AskerGoneError: nobody waits any more.
            QueryError: the query is wrong.
            LimitError: it needs more memory or depth than it may have, or gives too much.
            FormatError: *media_types* has none for what this query gives.
            QueryTimeoutError: it takes too long.
            OverloadError: too many queries are waiting.
        """
        calls_service = tokens.has_keyword(query, "SERVICE")
        if calls_service:
            # the kernel would stop it too, but SILENT would make an empty answer of that
            screen.refuse_service(query, self._services)
        ask = _Question(query, media_types, is_empty, asker or Asker())
        try:
            slot = self._idle.get(timeout=self._limits.timeout_s)
        except queue.Empty as error:
            raise OverloadError("all query processes are busy; try again later") from error
        try:
            return self._answer_with_network(ask) if calls_service else slot.answer(self._start, ask)
        finally:
            if self._closed:
                slot.clear()
            self._idle.put(slot)

    def close(self) -> None:
        """Ends all processes; a query under way ends with its answer."""
        self._closed = True
        _end(self._idle)

    def _start(self) -> QueryProcess:
        return QueryProcess(self._path, self._limits)

    def _answer_with_network(self, ask: "_Question") -> Answer:
        """The answer of a process that may call other hosts, and lives for this query only."""
        slot = _Slot()
        try:
            return slot.answer(lambda: QueryProcess(self._path, self._limits, network=True), ask)
        finally:
            slot.clear()


@dataclass(frozen=True, slots=True)
class _Question:
    query: str
    media_types: Mapping[bool, str]
    is_empty: bool
    asker: Asker

    def __call__(self, process: QueryProcess) -> Answer:
        with self.asker.stopping(process.interrupt):
            return process.answer(self.query, self.media_types, is_empty=self.is_empty)


class _Slot:
    """The place of one process, which may be empty."""

    def __init__(self) -> None:
        self.process: QueryProcess | None = None

    def answer(self, start: Callable[[], QueryProcess], ask: _Question) -> Answer:
        """What a process answers; one that somebody else has killed meanwhile is replaced once."""
        for is_last in (False, True):
            if self.process is None or not self.process.is_fit:
                self.clear()
                self.process = _started(start)
            try:
                return ask(self.process)
            except ProcessGoneError as gone:
                self.clear()
                if ask.asker.is_gone:
                    raise AskerGoneError("nobody waits for this answer any more") from gone
                if is_last or not gone.is_murder:
                    raise LimitError("the query needs more memory or depth than it may have") from gone
        raise AssertionError

    def clear(self) -> None:
        """Ends the process."""
        if self.process is not None:
            self.process.kill()
        self.process = None


def _started(start: Callable[[], QueryProcess]) -> QueryProcess:
    """A process; of those that somebody kills while they start the third is the last.

    Raises:
        OverloadError: none starts.
    """
    for is_last in (False, False, True):
        try:
            return start()
        except ProcessGoneError as gone:
            if is_last or not gone.is_murder:
                raise OverloadError("no query process starts; try again later") from gone
    raise AssertionError


def _end(idle: "queue.LifoQueue[_Slot]") -> None:
    """Kills the processes that wait for a query."""
    for slot in list(idle.queue):
        slot.clear()
