"""The account of a register's values: what became of each, column by column."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from lod.sentences import Sentence
from lod.sources.base import PERSONAL_DATA, Dropped, Fates


class Fate(StrEnum):
    """What became of a cell that was not empty."""

    SAID = "said"  # it is a value of a field, or part of the key
    NULL = "null"  # a word that means no value
    UNREAD = "unread"  # kept as the text it is
    DROPPED = "dropped"  # left out, with the profile's reason
    REJECTED = "rejected"  # its row became no record


@dataclass(frozen=True, slots=True)
class Use:
    """One column and its values.

    Args:
        column: Its name.
        field: The field that it supplies, ``identifier`` for the key; empty without.
        reason: Why it is dropped, empty where it is not.
        said: Cells that became values.
        null: Cells whose word means no value.
        unread: Cells kept as the text they are.
        dropped: Cells left out.
        rejected: Cells of rows that became no record.
    """

    column: str
    field: str
    reason: str
    said: int
    null: int
    unread: int
    dropped: int
    rejected: int

    @property
    def filled(self) -> int:
        """Cells that are not empty, in all rows that could be told apart."""
        return self.said + self.null + self.unread + self.dropped + self.rejected


class Account:
    """Counts what becomes of cells."""

    def __init__(self) -> None:
        self._columns: dict[str, tuple[str, str]] = {}
        self._counts: Counter[tuple[str, Fate]] = Counter()

    def open(self, column: str, field: str, reason: str) -> None:
        """Notes a column, at its first sight."""
        self._columns.setdefault(column, (field, reason))

    def add(self, column: str, fate: Fate, count: int = 1) -> None:
        """Counts cells of a column."""
        self._counts[column, fate] += count

    def count(self, file: str, fates: Fates) -> None:
        """Counts what became of the cells of a file elsewhere."""
        for (of, column, fate), count in fates.items():
            if of == file:
                self._counts[column, Fate(fate)] += count

    def merge(self, other: "Account") -> None:
        """Adds what *other* has counted."""
        for use in other.uses():
            self.open(use.column, use.field, use.reason)
            for fate in Fate:
                self.add(use.column, fate, getattr(use, fate.value))

    def uses(self) -> tuple[Use, ...]:
        """One account a column, in the order of the file."""
        return tuple(
            Use(column, field, reason, **{fate.value: self._counts[column, fate] for fate in Fate})
            for column, (field, reason) in self._columns.items()
        )

    def dropped(self, file: str) -> Iterator[Dropped]:
        """What was left out on purpose, column by column; *file* is what findings call the file."""
        for use in self.uses():
            yield from (
                Dropped(file, use.column, reason, count)
                for reason, count in (
                    (use.reason or PERSONAL_DATA, use.dropped),
                    (Sentence("a word that means no value"), use.null),
                    (Sentence("the row became no record"), use.rejected),
                )
                if count
            )
