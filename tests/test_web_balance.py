"""Busy clients are shared out evenly among the processes, and nobody else is troubled."""

from pathlib import Path

import pytest

from lod.web.balance import BUSY, WINDOW_S, Balance, Clients, Seats
from lod.web.doors import Doors


class Led(Doors):
    """Doors that remember where they were told to lead."""

    def __init__(self) -> None:
        self.to: list[int | None] = []

    def lead_to(self, process: int | None) -> None:
        self.to.append(process)


@pytest.fixture
def seats(tmp_path: Path) -> Seats:
    return Seats(tmp_path / "seats", 3)


def test_what_one_process_tells_another_one_knows(tmp_path: Path, seats: Seats) -> None:
    """It is the same memory; what is old does not count, and what is asked is asked once."""
    other = Seats(tmp_path / "seats", 3)
    seats.tell(1, 10.0, 6)
    other.ask(1, 2)

    assert [other.busy(process, 10.1) for process in range(3)] == [0, 6, 0]
    assert other.busy(1, 10.0 + 3 * WINDOW_S) == 0
    assert [seats.asked(process) for process in range(3)] == [0, 2, 0]
    assert seats.asked(1) == 0


def test_clients_that_ask_all_the_time_are_counted(seats: Seats) -> None:
    """One that asks now and then is none of them."""
    moment = 100.0
    clients = Clients(seats, 0, lambda: moment)
    for client in ["a", "b", "c"] * BUSY + ["d"] * (BUSY - 1):
        assert not clients.shall_leave(client)
    moment += 2 * WINDOW_S
    clients.shall_leave("a")

    assert seats.busy(0, moment) == 3


def test_as_many_busy_clients_leave_as_were_asked(seats: Seats) -> None:
    """Those who ask seldom stay in any case."""
    moment = 100.0
    clients = Clients(seats, 2, lambda: moment)
    seats.ask(2, 2)
    moment += 2 * WINDOW_S
    left = [client for client in ["seldom", *["a", "b", "c"] * 2 * BUSY] if clients.shall_leave(client)]

    assert left == ["a", "b"]


@pytest.mark.parametrize(
    ("busy", "leave", "to"),
    [((2, 6), (0, 2), 0), ((8, 0), (4, 0), 1), ((3, 5), (0, 1), 0), ((4, 4), (0, 0), None), ((4, 5), (0, 0), None)],
)
def test_half_of_what_one_has_more_is_led_to_the_other(
    tmp_path: Path, busy: tuple[int, int], leave: tuple[int, int], to: int | None
) -> None:
    """And then who comes is led by chance again."""
    seats, doors = Seats(tmp_path / "seats", 2), Led()
    for process, number in enumerate(busy):
        seats.tell(process, 50.0, number)
    balance = Balance(seats, doors, 2)
    balance.look(50.0)
    asked = tuple(seats.asked(process) for process in range(2))
    # those who come again are not counted twice meanwhile
    for _ in range(20):
        balance.look(50.0 + 3 * WINDOW_S)

    assert asked == leave
    assert doors.to == ([] if to is None else [to, None])
    assert [seats.asked(process) for process in range(2)] == [0, 0]
