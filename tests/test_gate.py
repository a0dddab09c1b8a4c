"""The gate: queries run, wait or are sent away, and nobody takes all places."""

import threading
from contextlib import ExitStack

import pytest

from lod.config import Settings
from lod.errors import BudgetError, OverloadError
from lod.store import gate as gates
from lod.store.budget import Budget
from lod.store.gate import Gate, client_of


def test_who_finds_no_place_is_sent_away_at_once() -> None:
    """Neither waiting without end nor a queue without end."""
    gate = Gate(2, 0, Budget(60))
    with ExitStack() as stack:
        stack.enter_context(gate.entered("192.0.2.1"))
        stack.enter_context(gate.entered("192.0.2.2"))
        with pytest.raises(OverloadError) as told, gate.entered("192.0.2.3"):
            raise AssertionError

    assert not isinstance(told.value, BudgetError)
    assert told.value.retry_after_s > 0
    with gate.entered("192.0.2.3"):
        """There is room again."""


def test_who_waits_too_long_is_sent_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waiting is bounded in time, and the place is given back."""
    monkeypatch.setattr(gates, "MAX_WAIT_S", 0.05)
    gate = Gate(1, 3, Budget(60))
    with gate.entered("192.0.2.1"), pytest.raises(OverloadError, match="busy"), gate.entered("192.0.2.2"):
        raise AssertionError

    assert gate._inside.total() == 0


def test_one_client_does_not_take_all_places() -> None:
    """Another one finds room while the first is refused."""
    gate = Gate(4, 0, Budget(60))
    with ExitStack() as stack:
        for _ in range(2):
            stack.enter_context(gate.entered("192.0.2.1"))
        with pytest.raises(BudgetError), gate.entered("192.0.2.1"):
            raise AssertionError
        stack.enter_context(gate.entered("192.0.2.2"))

        assert gate._inside == {"192.0.2.1": 2, "192.0.2.2": 1}


def test_a_waiting_query_runs_when_another_one_ends() -> None:
    """A place that is given back is used."""
    gate = Gate(1, 3, Budget(60))
    done = threading.Event()

    def ask() -> None:
        with gate.entered("192.0.2.2"):
            done.set()

    with gate.entered("192.0.2.1"):
        waiting = threading.Thread(target=ask)
        waiting.start()
        assert not done.is_set()
    waiting.join(5)

    assert done.is_set()


@pytest.mark.parametrize(
    ("one", "other", "are_one"),
    [
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("192.0.2.1", "::ffff:192.0.2.1", True),
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("fe80::1%eth0", "fe80::2", True),
        ("", "unix:", False),
    ],
)
def test_a_client_is_an_address_or_the_network_of_one(one: str, other: str, are_one: bool) -> None:
    """Whoever has a network of 2**64 addresses is still one client."""
    assert (client_of(one) == client_of(other)) is are_one


def test_one_program_with_eight_connections_is_served() -> None:
    """As the settings are unless told, so much is no abuse."""
    settings = Settings()
    gate = Gate(settings.query_workers, settings.max_waiting, Budget(settings.client_budget_s))

    assert gate._per_client >= 8
