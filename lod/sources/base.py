"""What every reader gives: records, findings, what could not become a record, and what it leaves out.

A reader goes over its source in one process. What it can tell apart without reading it, such as the rows of a file,
it may give as `Received`: these are read wherever there is a process for it.
"""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from lod.config import SourceSettings
from lod.findings import Finding
from lod.record import Record
from lod.sentences import Sentence

# why a column of users or other persons is left out
PERSONAL_DATA = Sentence("personal data")
# what was done about what is not kept
STAYS = Sentence("left out; it stays in the source only")


@dataclass(frozen=True, slots=True)
class Rejected:
    """What a source holds and no record could be made of: kept verbatim.

    Args:
        name: Name for the file that keeps it.
        raw: The bytes as received.
        finding: Why.
    """

    name: str
    raw: bytes
    finding: Finding


@dataclass(frozen=True, slots=True)
class Dropped:
    """Values of a column or label that a reader leaves out on purpose.

    Args:
        file: The file.
        label: Column or label.
        reason: Why, one phrase; a sentence, or what a profile says.
        values: How many values that are not empty.
    """

    file: str
    label: str
    reason: str
    values: int


Item = Record | Finding | Rejected | Dropped
# what became of values: how many for each file, column and fate
Fates = Counter[tuple[str, str, str]]


class Received(ABC):
    """A part of a source that can be read without any other, here or in another process; of one record at most."""

    @abstractmethod
    def items(self, fates: Fates) -> Iterator[Item]:
        """What it says.

        Args:
            fates: Takes what becomes of its values, where the reader tells of it at the end.
        """


@dataclass(frozen=True, slots=True)
class AtEnd:
    """What a reader tells when all that it gave before has been read.

    Args:
        items: Gives it, from what became of all values.
    """

    items: Callable[[Fates], Iterable[Item]]


Given = Item | Received | AtEnd
Reader = Callable[[SourceSettings], Iterator[Given]]


def read_here(given: Iterable[Given]) -> Iterator[Item]:
    """What a reader gives, all of it read in this process."""
    fates: Fates = Counter()
    for one in given:
        if isinstance(one, Received | AtEnd):
            yield from one.items(fates)
        else:
            yield one
