"""A crew: results come in the order of the tasks, and a process that dies is told."""

import os
import signal
from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count, takewhile
from multiprocessing import active_children

import pytest

from lod.crew import ALONE, Here, in_order
from lod.errors import CrewError, ModelError


def doer() -> Callable[[int], tuple[int, int]]:
    """Gives each task back, with the process that did it."""
    return lambda task: (task, os.getpid())


def dier() -> Callable[[int], tuple[int, int]]:
    """Dies of its first task without a word."""
    return lambda _: os._exit(1)


def refuser() -> Callable[[int], tuple[int, int]]:
    """Finds the installation broken."""

    def refuse(task: int) -> tuple[int, int]:
        raise ModelError(f"no task {task}")

    return refuse


def broken() -> Callable[[int], tuple[int, int]]:
    """Finds the installation broken before its first task."""
    raise ModelError("no task")


def test_results_come_in_the_order_of_the_tasks() -> None:
    """The first are done here, the others by two processes as well."""
    processes: dict[int, None] = {}

    def tasks() -> Iterator[int]:
        yield from takewhile(lambda _: len(processes) <= 2, range(10_000_000))

    results = []
    for task, process in in_order(tasks(), doer(), doer, 2):
        processes[process] = None
        results.append((task, process))

    assert [task for task, _ in results] == list(range(len(results)))
    assert [process for _, process in results[:ALONE]] == [os.getpid()] * ALONE
    assert len(processes) == 1 + 2


@pytest.mark.parametrize(("number", "size"), [(ALONE, 2), (20, 1)])
def test_little_to_do_calls_no_crew(number: int, size: int) -> None:
    """Neither for a few tasks, nor where one process is all that the settings allow."""
    results = list(in_order(range(number), doer(), doer, size))

    assert [process for _, process in results] == [os.getpid()] * number


def test_few_tasks_are_taken_ahead() -> None:
    """Two for each process, and the next one: memory does not grow with the number of tasks."""
    taken: list[int] = []

    def tasks() -> Iterator[int]:
        for task in range(30):
            taken.append(task)
            yield task

    ahead = [len(taken) - done for done, _ in enumerate(in_order(tasks(), doer(), doer, 2))]

    assert max(ahead) <= 5


@pytest.mark.parametrize(("make", "error"), [(dier, CrewError), (refuser, ModelError), (broken, ModelError)])
def test_trouble_in_a_process_is_trouble_here(
    make: Callable[[], Callable[[int], tuple[int, int]]], error: type
) -> None:
    """Whether it dies or raises one of our exceptions."""
    with pytest.raises(error):
        deque(in_order(count(), doer(), partial(make), 2), maxlen=0)


def test_a_task_for_here_waits_for_all_before_it() -> None:
    """Its results may depend on what came of them, wherever they were done."""
    done: list[int] = []

    def alone(task: int) -> tuple[int, int]:
        return task, len(done)

    tasks: list[int | Here[int]] = [*range(9), Here(9), 10, 11, Here(12)]
    for task, known in in_order(tasks, alone, doer, 2):
        assert task not in (9, 12) or known == len(done)
        done.append(task)

    assert done == [*range(10), 10, 11, 12]


def test_a_process_that_is_killed_is_told_in_one_sentence() -> None:
    """With what may have killed it; and no process is left."""
    with pytest.raises(CrewError, match=r"died \(by signal 9, .* ran out\)$"):
        deque(in_order(count(), doer(), killed, 2), maxlen=0)

    assert not active_children()


def killed() -> Callable[[int], tuple[int, int]]:
    """Is killed at its first task."""

    def kill(task: int) -> tuple[int, int]:
        os.kill(os.getpid(), signal.SIGKILL)
        return task, 0

    return kill
