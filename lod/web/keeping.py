"""What was made for clients of one release and is kept for the next ones, bounded by bytes."""

import json
import threading
from ast import literal_eval
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from cachetools import LRUCache

from lod.web.rendered import Rendered
from lod.web.shared import ANSWERS, BODIES
from lod.web.turn import Turn

MAX_BODIES_BYTES = 96_000_000
MAX_ANSWERS_BYTES = 16_000_000
# what is made in many threads at once takes longer than one after the other: each takes the interpreter from the others
# a hundred times; but nobody waits long for one that the store keeps waiting
_MAX_TURN_S = 0.1
_MAX_UNSHARED = 100
# about what Python takes for an entry beside its texts
_ENTRY_BYTES = 500


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it went out.

    Args:
        status: Its status line.
        headers: Its headers.
        body: What its body is kept as, made of texts, numbers and tuples; None if it has none.
    """

    status: str
    headers: tuple[tuple[str, str], ...]
    body: object = None


class Sharing(Protocol):
    """Where what is made goes, for others; see `lod.web.shared.Shared`."""

    def get(self, kind: str, key: object) -> tuple[str, bytes] | None:
        """What somebody has put there."""

    def put(self, kind: str, key: object, head: str, body: bytes = b"") -> None:
        """Puts it there."""


class _Waited(threading.local):
    """Whether the thread is in a turn, or has waited for one in vain."""

    has = False


class Kept:
    """Bodies by what they say, and answers by what was asked; the least used give way. Safe in many threads.

    Args:
        shared: What other processes have made, where there are others.
        prerendered: Gives what a build has rendered of the release, see `lod.web.prerendered`.
        max_bodies_bytes: How much of the bodies stays in memory.
    """

    def __init__(
        self,
        shared: Sharing | None = None,
        prerendered: Callable[[object], Rendered | None] | None = None,
        max_bodies_bytes: int = MAX_BODIES_BYTES,
    ) -> None:
        self._shared = shared
        self._prerendered = prerendered
        self._max_bodies_bytes = max_bodies_bytes
        # what nobody gives on in time is made again elsewhere
        self._unshared: deque[tuple[str, object, Rendered | Answer]] = deque(maxlen=_MAX_UNSHARED)
        self._lock = threading.Lock()
        self._turn = Turn()
        # making one may ask for another one
        self._waited = _Waited()
        self._bodies: LRUCache[object, Rendered] = LRUCache(max_bodies_bytes, getsizeof=_size_of_body)
        self._answers: LRUCache[object, Answer] = LRUCache(MAX_ANSWERS_BYTES, getsizeof=_size_of_answer)

    def body(self, key: object, make: Callable[[], Rendered | None]) -> Rendered | None:
        """What *make* gives, made once as long as there is room for it; nothing is not kept."""
        found = self._found(key)
        if found is not None:
            return found
        with self.turn():
            # somebody may have made it while we waited
            return self._found(key) or self._made(key, make)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """The turn of one thread: what it does meanwhile no other one does, if that does not take long.

        Within a turn, or after having waited for one in vain, nobody waits again.
        """
        if self._waited.has:
            yield
            return
        is_alone = self._turn.take(_MAX_TURN_S)
        self._waited.has = True
        try:
            yield
        finally:
            self._waited.has = False
            if is_alone:
                self._turn.leave()

    def _found(self, key: object) -> Rendered | None:
        """What this process has kept as *key*, or another one has made."""
        with self._lock:
            found: Rendered | None = self._bodies.get(key)
        if found is None:
            found = self._read(key)
            self._keep(key, found)
        return found

    def _read(self, key: object) -> Rendered | None:
        """What the build or another process of the server has made."""
        found = self._prerendered(key) if self._prerendered else None
        if found is None and self._shared is not None:
            there = self._shared.get(BODIES, key)
            found = Rendered.of(*there) if there else None
        return found

    def _made(self, key: object, make: Callable[[], Rendered | None]) -> Rendered | None:
        made = make()
        self._keep(key, made)
        if made is not None and self._shared is not None:
            self._unshared.append((BODIES, key, made))
        return made

    def share(self) -> None:
        """Gives the other processes what was made and answered since; done when nobody waits for it any more."""
        while self._shared is not None and self._unshared:
            try:
                kind, key, made = self._unshared.popleft()
            except IndexError:
                # another thread was faster
                return
            if isinstance(made, Answer):
                self._shared.put(kind, key, json.dumps([made.status, made.headers, repr(made.body)]))
            else:
                self._shared.put(kind, key, made.head, made.body)

    def _keep(self, key: object, body: Rendered | None) -> None:
        if body is not None and _size_of_body(body) <= self._max_bodies_bytes:
            with self._lock:
                self._bodies[key] = body

    def remember(self, key: object, answer: Answer) -> None:
        """Keeps *answer* as long as there is room for it."""
        with self._lock:
            self._answers[key] = answer
        if self._shared is not None:
            self._unshared.append((ANSWERS, key, answer))

    def recalled(self, key: object) -> tuple[Answer, bytes] | None:
        """The answer that this process or another one has given to *key*, with its body."""
        found = self.remembered(key)
        there = self._shared.get(ANSWERS, key) if found is None and self._shared is not None else None
        if there is None:
            return found
        status, headers, named = json.loads(there[0])
        answer = Answer(status, tuple((name, value) for name, value in headers), literal_eval(named))
        rendered = None if answer.body is None else self._found(answer.body)
        if answer.body is not None and rendered is None:
            return None
        with self._lock:
            self._answers[key] = answer
        return answer, rendered.body if rendered else b""

    def remembered(self, key: object) -> tuple[Answer, bytes] | None:
        """The answer that was kept as *key*, with its body; None if one of them has gone."""
        with self._lock:
            answer = self._answers.get(key)
            if answer is None or answer.body is None:
                return (answer, b"") if answer else None
            rendered = self._bodies.get(answer.body)
            return (answer, rendered.body) if rendered else None


def _size_of_body(rendered: Rendered) -> int:
    return _ENTRY_BYTES + len(rendered.body) + len(rendered.link)


def _size_of_answer(answer: Answer) -> int:
    return _ENTRY_BYTES + sum(len(value) for _, value in answer.headers)
