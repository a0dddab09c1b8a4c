"""What was read: how many statements or cells, and which."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read.

    Args:
        count: How many.
        digest: A number that follows from them, whatever their order; it can be compared within this process only.
    """

    count: int = 0
    digest: int = 0

    def __add__(self, other: "Reading") -> "Reading":
        return Reading(self.count + other.count, self.digest + other.digest)

    def __sub__(self, other: "Reading") -> "Reading":
        return Reading(self.count - other.count, self.digest - other.digest)


def of_all(blocks: Iterable[list[str]]) -> Reading:
    """What stands in lists of texts."""
    count = digest = 0
    for texts in blocks:
        count += len(texts)
        digest += sum(map(hash, texts))
    return Reading(count, digest)
