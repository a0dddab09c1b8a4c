"""A crew: results come in the order of the tasks, and a process that dies is told."""

import os
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from lod.crew import ALONE, in_order
from lod.errors import ModelError, ReleaseError

DEADLY = 7


def doer() -> Callable[[int], tuple[int, int]]:
    """Gives each task back, with the process that did it."""
    return lambda task: (task, os.getpid())


def dier() -> Callable[[int], tuple[int, int]]:
    """Dies of one task without a word."""
    return lambda task: os._exit(1) if task == DEADLY else (task, os.getpid())


def refuser() -> Callable[[int], tuple[int, int]]:
    """Finds the installation broken."""

    def refuse(task: int) -> tuple[int, int]:
        raise ModelError(f"no task {task}")

    return refuse


def test_results_come_in_the_order_of_the_tasks() -> None:
    """The first are done here, the others by two processes in turn."""
    results = list(in_order(range(20), doer(), doer, 2))

    assert [task for task, _ in results] == list(range(20))
    assert [process for _, process in results[:ALONE]] == [os.getpid()] * ALONE
    assert len({process for _, process in results[ALONE:]} - {os.getpid()}) == 2


@pytest.mark.parametrize(("count", "size"), [(ALONE, 2), (20, 1)])
def test_little_to_do_calls_no_crew(count: int, size: int) -> None:
    """Neither for a few tasks, nor where one process is all that the settings allow."""
    results = list(in_order(range(count), doer(), doer, size))

    assert [process for _, process in results] == [os.getpid()] * count


def test_few_tasks_are_taken_ahead() -> None:
    """Memory does not grow with the number of tasks."""
    taken: list[int] = []

    def tasks() -> Iterator[int]:
        for task in range(30):
            taken.append(task)
            yield task

    ahead = [len(taken) - done for done, _ in enumerate(in_order(tasks(), doer(), doer, 2))]

    assert max(ahead) <= 4


@pytest.mark.parametrize(("make", "error"), [(dier, ReleaseError), (refuser, ModelError)])
def test_trouble_in_a_process_is_trouble_here(
    make: Callable[[], Callable[[int], tuple[int, int]]], error: type
) -> None:
    """Whether it dies or raises one of our exceptions."""
    with pytest.raises(error):
        list(in_order(range(20), doer(), partial(make), 2))
