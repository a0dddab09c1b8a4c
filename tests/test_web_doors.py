"""Who comes to the server is shared out among its processes, and led past those that are gone."""

import socket
import sys
import time
from collections.abc import Iterator

import pytest

from lod.web.doors import Doors
from tests.conftest import free_port

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems have one door")
CLIENTS = 60


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def doors(port: int) -> Iterator[Doors]:
    made = Doors("127.0.0.1", port, 100, 3)
    yield made
    made.close()


def came(doors: Doors, port: int) -> list[int]:
    """How many of some clients have come to each door."""
    clients = [socket.create_connection(("127.0.0.1", port)) for _ in range(CLIENTS)]
    counts = []
    for number in range(3):
        taken = []
        end = time.monotonic() + 0.05
        while time.monotonic() < end:
            try:
                taken.append(doors.of(number).accept()[0])
            except BlockingIOError:
                time.sleep(0.005)
        counts.append(len(taken))
        for one in taken:
            one.close()
    for client in clients:
        client.close()
    return counts


def test_who_comes_is_shared_out(doors: Doors, port: int) -> None:
    """Each door gets some of them, and none is lost."""
    counts = came(doors, port)

    assert sum(counts) == CLIENTS
    assert min(counts) > 0


@pytest.mark.parametrize(
    ("gone", "open_doors"), [([0], {1, 2}), ([1, 2], {0}), ([0, 1, 2], {0, 1, 2}), ([], {0, 1, 2})]
)
def test_who_comes_is_led_past_a_process_that_is_gone(
    doors: Doors, port: int, gone: list[int], open_doors: set[int]
) -> None:
    """Where all are gone they wait at all doors."""
    doors.lead_past([0, 1])
    doors.lead_past(gone)

    assert {number for number, count in enumerate(came(doors, port)) if count} == open_doors


@pytest.mark.parametrize(
    ("wanted", "gone", "open_doors"), [(1, [], {1}), (1, [1], {0, 2}), (1, [0, 2], {1}), (None, [], {0, 1, 2})]
)
def test_who_comes_is_led_where_he_is_wanted(
    doors: Doors, port: int, wanted: int | None, gone: list[int], open_doors: set[int]
) -> None:
    """Unless that process is gone; and as before once nobody wants him any more."""
    doors.lead_to(2)
    doors.lead_past(gone)
    doors.lead_to(wanted)

    assert {number for number, count in enumerate(came(doors, port)) if count} == open_doors
