"""Turns: one thread after the other, in the order in which they come."""

import threading
import time

from lod.web.turn import Turn


def test_nobody_overtakes() -> None:
    """Whoever has waited longest is next."""
    turn, order, threads = Turn(), [], []
    turn.take(1)

    def work(number: int) -> None:
        turn.take(60)
        order.append(number)
        turn.leave()

    for number in range(5):
        threads.append(threading.Thread(target=work, args=(number,)))
        threads[-1].start()
        while turn.waiting <= number:
            time.sleep(0.001)
    turn.leave()
    for thread in threads:
        thread.join()

    assert order == [0, 1, 2, 3, 4]


def test_who_has_it_may_take_it_again() -> None:
    """Making one thing may ask for another one."""
    turn = Turn()

    assert turn.take(1)
    assert turn.take(1)
    turn.leave()
    turn.leave()
    assert turn.take(0)


def test_who_has_waited_long_enough_goes_on_without() -> None:
    """And is not waited for afterwards."""
    turn, had = Turn(), []
    turn.take(1)
    thread = threading.Thread(target=lambda: had.append(turn.take(0.01)))
    thread.start()
    thread.join()
    turn.leave()

    assert had == [False]
    assert turn.take(0)
