"""A crew: processes that do one kind of task, the results in the order of the tasks."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from lod.collecting import settle
from lod.errors import ProparError, ReleaseError

_Task = TypeVar("_Task")
_Result = TypeVar("_Result")
# a process takes about a second to start: not for what is done in a few
ALONE = 3
_GRACE_S = 5.0


def in_order(
    tasks: Iterable[_Task],
    alone: Callable[[_Task], _Result],
    make: Callable[[], Callable[[_Task], _Result]],
    size: int,
) -> Iterator[_Result]:
    """The results of *tasks*, in their order; at most *size* of them are under way, whatever their number.

    Args:
        tasks: The tasks.
        alone: Does one of the first few here, before the crew is called.
        make: Gives each process what does the others there; it and the tasks can be pickled.
        size: How many processes; with 1 everything is done here.

    Raises:
        ReleaseError: a process has died.
    """
    waiting = iter(tasks)
    for number, task in enumerate(waiting, 1):
        yield alone(task)
        if number == ALONE and size > 1:
            break
    yield from _by_crew(waiting, make, size)


class _Hand:
    """One process of a crew, and the way to it."""

    def __init__(self, make: Callable[[], Callable[[Any], Any]]) -> None:
        context = get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(theirs, make), daemon=True)
        self._process.start()
        theirs.close()

    def give(self, task: Any) -> None:
        """Gives it a task; it must have none."""
        try:
            self._connection.send(task)
        except OSError as error:
            raise ReleaseError("a process of the build has died") from error

    def result(self) -> Any:
        """What came of its task."""
        try:
            result = self._connection.recv()
        except (EOFError, OSError) as error:
            raise ReleaseError("a process of the build has died") from error
        if isinstance(result, ProparError):
            raise result
        return result

    def dismiss(self) -> None:
        """Ends it: it sees that nobody is there, or is killed."""
        self._connection.close()
        self._process.join(_GRACE_S)
        self._process.kill()


def _by_crew(tasks: Iterator[Any], make: Callable[[], Callable[[Any], Any]], size: int) -> Iterator[Any]:
    """See `in_order`; each process has one task at a time, and is started when there is one for it."""
    hands: list[_Hand] = []
    busy: deque[_Hand] = deque()
    try:
        for task in tasks:
            if len(hands) < size:
                hand = _Hand(make)
                hands.append(hand)
            else:
                hand = busy.popleft()
                yield hand.result()
            hand.give(task)
            busy.append(hand)
        while busy:
            yield busy.popleft().result()
    finally:
        for hand in hands:
            hand.dismiss()


def _work(connection: Connection, make: Callable[[], Callable[[Any], Any]]) -> None:
    """What a process does, until nobody is there any more."""
    do = make()
    settle()
    while True:
        try:
            task = connection.recv()
        except EOFError:
            return
        try:
            connection.send(do(task))
        except ProparError as error:
            connection.send(error)
