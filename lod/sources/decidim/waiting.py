"""Rows that wait for the process that they are of: packed, on disk, so that memory does not grow with them."""

import json
from collections.abc import Iterator
from urllib.parse import urlsplit

from lod.sources.decidim.columns import BELONGS, SPACE
from lod.sources.register.rows import Cell, Row
from lod.sources.seen import scratch
from lod.sources.text import cleaned

_PROCESSES = "processes"
_MAX_ADDRESS_CHARACTERS = 2_000


class Waiting:
    """The rows of one file, by the number of their process, in a file that has no name and is gone afterwards.

    Args:
        prefix: What stands before the names of its columns in findings and accounts.
    """

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._database = scratch(
            "CREATE TABLE waiting (process TEXT, row BLOB)", "CREATE INDEX of ON waiting (process)"
        )

    def close(self) -> None:
        """Forgets all rows."""
        self._database.close()

    def add(self, row: Row) -> None:
        """Keeps a row."""
        packed = json.dumps([row.line, {name: cells[0].text for name, cells in row.cells.items()}], ensure_ascii=False)
        process = next((number for name in BELONGS if (number := number_in(row, name))), "")
        self._database.execute("INSERT INTO waiting VALUES (?, ?)", (process, packed.encode("utf-8", "surrogatepass")))

    def take(self, process: str) -> Iterator[Row]:
        """The rows of a process, by its number, in the file's order; they wait no more."""
        for (packed,) in self._database.execute("SELECT row FROM waiting WHERE process = ? ORDER BY rowid", (process,)):
            line, texts = json.loads(packed.decode("utf-8", "surrogatepass"))
            yield self.named(Row(line, {name: (Cell(text),) for name, text in texts.items()}))
        self._database.execute("DELETE FROM waiting WHERE process = ?", (process,))

    def left(self) -> list[str]:
        """The numbers of the processes whose rows still wait; the empty one for rows that name none."""
        found = self._database.execute("SELECT process FROM waiting GROUP BY process ORDER BY min(rowid)")
        return [str(process) for (process,) in found]

    def named(self, row: Row) -> Row:
        """*row* under the names that findings and accounts use."""
        return Row(row.line, {self._prefix + name: cells for name, cells in row.cells.items()})


def number_in(row: Row, name: str) -> str:
    """What stands in a column of numbers, without what cannot be seen."""
    cells = row.cells.get(name, ())
    return " ".join(cleaned(cells[0].text)[0].split()) if cells else ""


def other_space(row: Row) -> str:
    """What a row is of, by its address, where that is no process: ``assemblies``; empty otherwise.

    Processes and assemblies are numbered each from 1: the number alone would give a process the meetings of another.
    """
    address = number_in(row, SPACE)[:_MAX_ADDRESS_CHARACTERS]
    try:
        steps = [step for step in urlsplit(address).path.split("/") if step]
    except ValueError:
        return ""
    return steps[-2] if len(steps) > 1 and steps[-2] != _PROCESSES else ""
