"""The time budget: who has had its share comes back later."""

import pytest

from lod.errors import BudgetError
from lod.store.budget import Budget


class Clock:
    """Time that passes when the test says so."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_time_that_was_spent_is_missing_and_comes_back() -> None:
    """The client is told when; then it may ask again."""
    clock = Clock()
    budget = Budget(30, clock)
    with budget.spent("a"):
        clock.now += 40
    with pytest.raises(BudgetError) as told:
        budget.check("a")
    clock.now += told.value.retry_after_s

    budget.check("a")
    assert told.value.retry_after_s == 22
    assert "30 seconds" in str(told.value)


def test_the_time_of_a_query_that_fails_counts_too() -> None:
    """Bombs are not free."""
    clock = Clock()
    budget = Budget(1, clock)

    def explode() -> None:
        with budget.spent("a"):
            clock.now += 5
            raise ValueError("bomb")

    with pytest.raises(ValueError, match="bomb"):
        explode()

    with pytest.raises(BudgetError):
        budget.check("a")


def test_one_client_does_not_spend_the_time_of_another() -> None:
    """Each has its own."""
    clock = Clock()
    budget = Budget(1, clock)
    with budget.spent("a"):
        clock.now += 5

    budget.check("b")
    assert len(budget._owed) == 1


def test_the_memory_for_clients_is_bounded() -> None:
    """Many addresses do not fill the memory."""
    budget = Budget(1, Clock(), max_clients=10)
    for number in range(100):
        with budget.spent(str(number)):
            """Nothing."""

    assert len(budget._owed) == 10
