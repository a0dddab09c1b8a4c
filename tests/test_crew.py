"""A crew: results come in the order of the tasks, and a process that dies is told."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from functools import partial
from multiprocessing import active_children
from pathlib import Path

import pytest

from lod.crew import ALONE, Here, in_order
from lod.errors import ModelError, ReleaseError

DEADLY = 7


def doer() -> Callable[[int], tuple[int, int]]:
    """Gives each task back, with the process that did it."""
    return lambda task: (task, os.getpid())


def meeter(folder: Path) -> Callable[[int], tuple[int, int]]:
    """Gives each task back as soon as two processes have one."""

    def meet(task: int) -> tuple[int, int]:
        (folder / str(os.getpid())).touch()
        end = time.monotonic() + 60
        while len(list(folder.iterdir())) < 2 and time.monotonic() < end:
            time.sleep(0.01)
        return task, os.getpid()

    return meet


def dier() -> Callable[[int], tuple[int, int]]:
    """Dies of one task without a word."""
    return lambda task: os._exit(1) if task == DEADLY else (task, os.getpid())


def refuser() -> Callable[[int], tuple[int, int]]:
    """Finds the installation broken."""

    def refuse(task: int) -> tuple[int, int]:
        raise ModelError(f"no task {task}")

    return refuse


def test_results_come_in_the_order_of_the_tasks(tmp_path: Path) -> None:
    """The first are done here, the others by two processes at once."""
    results = list(in_order(range(20), doer(), partial(meeter, tmp_path), 2))

    assert [task for task, _ in results] == list(range(20))
    assert [process for _, process in results[:ALONE]] == [os.getpid()] * ALONE
    assert len({process for _, process in results[ALONE:]} - {os.getpid()}) == 2


@pytest.mark.parametrize(("count", "size"), [(ALONE, 2), (20, 1)])
def test_little_to_do_calls_no_crew(count: int, size: int) -> None:
    """Neither for a few tasks, nor where one process is all that the settings allow."""
    results = list(in_order(range(count), doer(), doer, size))

    assert [process for _, process in results] == [os.getpid()] * count


def test_few_tasks_are_taken_ahead() -> None:
    """Two for each process, and the next one: memory does not grow with the number of tasks."""
    taken: list[int] = []

    def tasks() -> Iterator[int]:
        for task in range(30):
            taken.append(task)
            yield task

    ahead = [len(taken) - done for done, _ in enumerate(in_order(tasks(), doer(), doer, 2))]

    assert max(ahead) <= 5


@pytest.mark.parametrize(("make", "error"), [(dier, ReleaseError), (refuser, ModelError)])
def test_trouble_in_a_process_is_trouble_here(
    make: Callable[[], Callable[[int], tuple[int, int]]], error: type
) -> None:
    """Whether it dies or raises one of our exceptions."""
    with pytest.raises(error):
        list(in_order(range(20), doer(), partial(make), 2))


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
    with pytest.raises(ReleaseError, match=r"died \(by signal 9, .* ran out\): nothing"):
        list(in_order(range(20), doer(), killed, 2))

    assert not active_children()


def killed() -> Callable[[int], tuple[int, int]]:
    """Is killed at its first task."""

    def kill(task: int) -> tuple[int, int]:
        os.kill(os.getpid(), signal.SIGKILL)
        return task, 0

    return kill
