"""The collector of reference cycles: told that what is loaded stays, and that records make hardly any cycles."""

import gc

# as many objects as some hundred records have: one after the other they die without its help
OF_RECORDS = (100_000, 20, 20)
# pages leave circles behind: few at a time, so that nobody waits long; all that is kept hardly ever
OF_PAGES = (2_000, 10, 1_000)


def settle(thresholds: tuple[int, int, int] = OF_RECORDS) -> None:
    """Tells the collector that all objects of now stay, and how often to look for cycles among those to come.

    For a process that has loaded what it needs and goes over many records, or answers many: the collector looks at
    every living object again and again, which takes a third of such a process's time.

    Args:
        thresholds: See `gc.set_threshold`.
    """
    gc.collect()
    hold(thresholds)


def hold(thresholds: tuple[int, int, int]) -> None:
    """Does what `settle` does in a process that has left no circles behind yet: at once, without looking for any."""
    gc.freeze()
    gc.set_threshold(*thresholds)
