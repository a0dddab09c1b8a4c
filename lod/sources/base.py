"""What every reader gives: records, findings, and what could not become a record."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lod.findings import Finding
from lod.record import Record


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


Item = Record | Finding | Rejected
Reader = Callable[[Path, str], Iterator[Item]]
