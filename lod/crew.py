"""A crew: processes that do one kind of task, the results in the order of the tasks."""

from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar

from lod.hand import Hand

_Task = TypeVar("_Task")
_Result = TypeVar("_Result")
# a process takes about a second to start: not for what is done in a few
ALONE = 3
_MOST_AHEAD = 2


@dataclass(frozen=True, slots=True)
class Here(Generic[_Task]):
    """A task that waits until the results of all before it were taken, and is done here.

    Args:
        task: The task.
    """

    task: _Task


def in_order(
    tasks: Iterable[_Task | Here[_Task]],
    alone: Callable[[_Task], _Result],
    make: Callable[[], Callable[[_Task], _Result]],
    size: int,
) -> Generator[_Result, None, None]:
    """The results of *tasks*, in their order; at most two for each process are under way, whatever their number.

    Args:
        tasks: The tasks.
        alone: Does one here: the first few, before the crew is called, and some more until it is ready.
        make: Gives each process what does the others there; it and the tasks can be pickled.
        size: How many processes; with 1 everything is done here.

    Raises:
        CrewError: a process has died.
    """
    waiting = iter(tasks)
    for number, task in enumerate(waiting, 1):
        yield alone(task.task if isinstance(task, Here) else task)
        if number == ALONE and size > 1:
            break
    first = next(waiting, None)
    if first is None:
        return
    crew = _Crew(make, size)
    try:
        yield from _by_crew(chain([first], waiting), alone, crew)
    finally:
        crew.dismiss()


def _by_crew(tasks: Iterator[Any], alone: Callable[[Any], Any], crew: "_Crew") -> Iterator[Any]:
    """See `in_order`: whoever is free gets the next task, and the results wait for those of the tasks before.

    Until the first of them is ready, this process goes on alone.
    """
    given = taken = 0
    task = next(tasks, None)
    while task is not None or taken < given:
        crew.collect(timeout_s=0)
        if task is not None and not isinstance(task, Here) and given - taken < crew.most and crew.is_free:
            crew.give(given, task)
            given += 1
            task = next(tasks, None)
        elif taken in crew.results:
            yield crew.results.pop(taken)
            taken += 1
        elif isinstance(task, Here) and taken == given:
            yield alone(task.task)
            task = next(tasks, None)
        elif task is not None and not isinstance(task, Here) and crew.is_starting and given - taken < crew.most:
            crew.results[given] = alone(task)
            given += 1
            task = next(tasks, None)
        else:
            crew.collect(timeout_s=None)


class _Crew:
    """The processes, and what came of their tasks."""

    def __init__(self, make: Callable[[], Callable[[Any], Any]], size: int) -> None:
        self.results: dict[int, Any] = {}
        self.most = _MOST_AHEAD * size
        self._hands: list[Hand] = []
        self._free: list[Hand] = []
        # each says once that it is ready
        self._busy: dict[Connection, tuple[Hand, int | None]] = {}
        for _ in range(size):
            hand = Hand(make)
            self._hands.append(hand)
            self._busy[hand.connection] = hand, None

    @property
    def is_free(self) -> bool:
        """Whether one of them has nothing to do."""
        return bool(self._free)

    @property
    def is_starting(self) -> bool:
        """Whether none of them is ready for its first task."""
        return all(number is None for _, number in self._busy.values()) and not self._free

    def give(self, number: int, task: Any) -> None:
        """Gives one that is free the task of that number."""
        hand = self._free.pop()
        hand.give(task)
        self._busy[hand.connection] = hand, number

    def collect(self, timeout_s: float | None) -> None:
        """Takes the results that are there; waits for the first of them if there is no time-out."""
        for connection in wait(list(self._busy), timeout_s) if self._busy else ():
            hand, number = self._busy.pop(connection)  # type: ignore[call-overload]  # it waits for nothing else
            result = hand.result()
            self._free.append(hand)
            if number is not None:
                self.results[number] = result

    def dismiss(self) -> None:
        """Ends them all, those first that are at work for nobody any more."""
        for hand, _ in self._busy.values():
            hand.kill()
        for hand in self._hands:
            hand.connection.close()
        for hand in self._hands:
            hand.end()
