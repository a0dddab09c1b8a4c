"""A row of a register with all that is needed to read it apart from the others."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lod.sources.base import Fates, Item, Received
from lod.sources.register.profile import Profile
from lod.sources.register.rows import Cell, Row
from lod.sources.register.saying import Saying


@dataclass(frozen=True, slots=True)
class Apart(Received):
    """A row that becomes a record.

    Args:
        profile: The register, described.
        file: The file, as findings name it.
        key: The record's key.
        number: What identifies it in the source.
        identifier: What identifies it, with the source's prefix.
        places: The place of each column in the file's table, from 1; empty where the file is no table.
        row: The row.
    """

    profile: Profile
    file: str
    key: str
    number: str
    identifier: str
    places: Mapping[str, int]
    row: Row

    def items(self, fates: Fates) -> Iterator[Item]:
        """Its record, after what there is to tell of it."""
        saying = Saying(self.profile, fates, self.file, self.key, self.number, self.places)
        record = saying.record(self.row, self.identifier)
        yield from saying.findings
        yield record

    def __reduce__(self) -> tuple[Any, ...]:
        """The row for another process: a cell that is but a text goes there as such."""
        cells = {
            name: several[0].text if len(several) == 1 and several[0] == (several[0].text, *_PLAIN) else several
            for name, several in self.row.cells.items()
        }
        said = (self.profile, self.file, self.key, self.number, self.identifier, self.places)
        return _unpacked, (*said, self.row.line, cells)


_PLAIN = (Cell("").kind,)


def _unpacked(
    profile: Profile,
    file: str,
    key: str,
    number: str,
    identifier: str,
    places: Mapping[str, int],
    line: int,
    cells: Mapping[str, str | tuple[Cell, ...]],
) -> Apart:
    made = {name: (Cell(said),) if isinstance(said, str) else said for name, said in cells.items()}
    return Apart(profile, file, key, number, identifier, places, Row(line, made))
