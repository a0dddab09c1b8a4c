"""What every reader gives: records, findings, what could not become a record, and what it leaves out."""

from collections.abc import Callable, Iterator
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
Reader = Callable[[SourceSettings], Iterator[Item]]
