"""The steps by which a release comes into being, told one by one to whoever wants to know.

The command shows them on a terminal; tests kill the build at each of them, or let it fail there.
"""

from collections.abc import Callable
from enum import StrEnum


class Step(StrEnum):
    """What has just been done; the words are what a person is shown."""

    DRAFTED = "folder made"
    READ = "sources read"
    STORED = "store and index made"
    DUMPED = "dumps written"
    DESCRIBED = "reports written"
    NAMED = "named by its content"
    COMPLETED = "past noted"
    LISTED = "checksums taken"
    VERIFIED = "read back"
    SAFE = "on disk"
    ANNOUNCED = "new link made"
    ANNOUNCED_SAFE = "new link on disk"
    PLACED = "in its place"
    PLACED_SAFE = "place on disk"
    SWITCHED = "switched"
    SWITCHED_SAFE = "switch on disk"
    SET_ASIDE = "former release set aside"
    SET_ASIDE_SAFE = "former release set aside on disk"
    REMOVED = "former release removed"


WAITING = "waiting for another build"

# is told what is done, and how many of it
Progress = Callable[[str, int], None]


def silent(_what: str, _count: int) -> None:
    """Tells nobody."""
