"""Rows and pages that have nothing to do with any other, to be read wherever there is a process for it."""

import json
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from lod.findings import Code, Finding
from lod.sources.base import PERSONAL_DATA, Dropped, Fates, Item, Received
from lod.sources.osservatorio import rows
from lod.sources.osservatorio.files import HTML, TEXT, of_kind
from lod.sources.osservatorio.leaving import LeftOut, label_of
from lod.sources.osservatorio.shelf import Shelf, number_in_name
from lod.sources.seen import Seen

_Some = TypeVar("_Some")


@dataclass(frozen=True, slots=True)
class Row(Received):
    """A row that is the only one of its number, and has no page.

    Args:
        text: The row.
        file: The file, as findings name it.
        prefix: What keys begin with.
        line: Its line, from 1.
    """

    text: str
    file: str
    prefix: str
    line: int

    def items(self, fates: Fates) -> Iterator[Item]:  # noqa: ARG002  # nothing is told at the end
        """Its record, after what there is to tell of it."""
        # that it is strict JSON, with each key once, was seen when its number was
        record, findings = rows.read(json.loads(self.text), self.text, self.file, self.prefix, self.line)
        yield from with_persons(findings)
        yield record

    def __reduce__(self) -> tuple[Any, ...]:
        """The row for another process, in a fifth of the time that its class would take."""
        return Row, (self.text, self.file, self.prefix, self.line)


@dataclass(frozen=True, slots=True)
class Pages(Received):
    """All pages of one number.

    Args:
        files: Their files, each with the name that findings give it.
        prefix: What keys begin with.
    """

    files: tuple[tuple[Path, str], ...]
    prefix: str

    def items(self, fates: Fates) -> Iterator[Item]:  # noqa: ARG002  # nothing is told at the end
        """Their record, and what there is to tell of them."""
        left_out = LeftOut()
        with nullcontext() if len(self.files) == 1 else Seen() as seen:
            shelf = Shelf(self.files[0][0], self.prefix, list(self.files), seen, left_out)
            yield from with_persons(shelf.items())
        yield from left_out.dropped()


def by_number(files: list[tuple[Path, str]], prefix: str) -> list[Pages] | None:
    """*files* by their numbers; None if a saved page may have any number, for its name says none."""
    saved = of_kind(files, HTML)
    if not all(number_in_name(file) for file, _ in saved):
        return None
    groups: dict[str, list[tuple[Path, str]]] = {}
    for file, name in (*saved, *of_kind(files, TEXT)):
        # what has no number is rejected, by itself
        groups.setdefault(number_in_name(file) or name, []).append((file, name))
    return [Pages(tuple(several), prefix) for several in groups.values()]


def with_persons(given: Iterable[_Some]) -> Iterator[_Some | Dropped]:
    """What was *given*, and an account of each person who was left out."""
    for item in given:
        yield item
        if isinstance(item, Finding) and item.code is Code.PERSONAL_DATA:
            yield Dropped(item.origin.file, label_of(item), PERSONAL_DATA, 1)
