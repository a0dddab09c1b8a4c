"""The text of the export: rows with a broken quote are split anew where that is beyond doubt; persons are blanked."""

import re
from collections.abc import Sequence

from lod.sources.osservatorio_csv.roles import is_personal, is_plausible
from lod.sources.persons import is_organisation
from lod.sources.register.delimited import MAX_ROW_CHARACTERS, Delimited, Record
from lod.sources.window import Window

BLANK = "[[personal data removed]]"
WITHHELD = "[[{} characters withheld: personal data may be among them, and the row cannot be split]]"
_MOST_LINES = 50


class Export(Delimited):
    """The text of one export.

    Args:
        window: The text; it moves on with the rows.
        file: The file, as findings name it.
        delimiter: One character.
    """

    def __init__(self, window: Window, file: str, delimiter: str) -> None:
        super().__init__(window, file, delimiter)
        mark = re.escape(delimiter)
        # between two quotes, or beside one where the other is missing; prose has a blank there: "so called", they say
        self._separator = re.compile(rf'"{mark}"|"{mark}(?=[^\s"])|(?<=[^\s"]){mark}"')
        self._leftover = re.compile(rf'{mark}"|"{mark}(?! )')

    def record(self, start: int) -> Record | None:
        """The cells of the row at *start*; None where a quote is not opened, not closed, or within a cell."""
        cells, places, is_whole = self.cells(start)
        opened = all('"' not in c or self._opening.match(self._text, p) for c, p in zip(cells, places, strict=False))
        return (cells, places[-1]) if is_whole and opened else None

    def fits(self, cells: Sequence[str], width: int) -> bool:
        """Whether *cells* are exactly *width*: one too many, even an empty last one, may mean that all have moved."""
        return len(cells) == width

    def mended(self, start: int, columns: Sequence[str]) -> Record | None:
        """The cells of the broken row at *start*: split wherever a separator may be, it must be as wide as the header.

        Its end must be plain too: the end of the file, a line that is a whole row, or a closed quote before a line
        that begins with one. No cell may hold what is nearly a separator. And numbers, years and days must be what
        they are: else cells may have moved.
        """
        found = self._split(start, len(columns))
        if found is None or any(self._leftover.search(cell) for cell in found[0]):
            return None
        cells = [cell.replace('""', '"') for cell in found[0]]
        return (cells, found[1]) if all(map(is_plausible, columns, cells)) else None

    def kept(self, start: int, end: int, columns: Sequence[str]) -> bytes:
        """The bytes to keep of a row that is rejected, persons blanked.

        Where the row has more or fewer cells than the header, every cell is blanked that could stand under a column
        of personal data. Where it cannot be split, quoted cells are kept up to the broken one, or up to the first
        column of personal data: what is split too often moves persons to the right only. Of the rest the length is
        told in its place; the row itself is still in the source, at the finding's line. Two defects that cancel each
        other out, a cell too many and one too few, cannot be seen.
        """
        personal = [place for place, name in enumerate(columns) if is_personal(name)]
        cells, places, is_whole = self.cells(start)
        if not personal:
            return self._window.raw(start, end)
        if is_whole and places[-1] == end:
            return self._window.encoded(self.row(blanked(cells, columns)) + "\n")
        sure = min(self._sure(places, end), personal[0])
        head = self.row(cells[:sure]) + self._delimiter if sure else ""
        return self._window.encoded(f"{head}{WITHHELD.format(end - places[sure])}\n")

    def row(self, cells: Sequence[str]) -> str:
        """*cells* as the export writes a row, without its line end."""
        return self._delimiter.join('"' + cell.replace('"', '""') + '"' for cell in cells)

    def _sure(self, places: Sequence[int], end: int) -> int:
        """How many cells before *end* are in quotes: a bare one may be a piece of one that has lost its quotes."""
        for number, place in enumerate(places[:-1]):
            if places[number + 1] > end or not self._opening.match(self._text, place):
                return number
        return len(places) - 1

    def _split(self, start: int, width: int) -> Record | None:
        count, end = 1, start
        for _ in range(_MOST_LINES):
            line, end = end, self.line_end(end)
            count += sum(1 for _ in self._separator.finditer(self._text, line, end))
            # the first cell is a number: where nothing follows it, this is the rest of some other row
            if count == 1 or count > width or end - start > MAX_ROW_CHARACTERS:
                return None
            begins = self._begins(end, width)
            if count == width and (begins or self._is_closed(end)):
                return self._cells_of(start, end, width)
            if begins:
                return None
        return None

    def _cells_of(self, start: int, end: int, width: int) -> Record | None:
        text = self._text[start:end].removesuffix("\n").strip(" ").removeprefix('"').removesuffix('"')
        cells = self._separator.split(text)
        return (cells, end) if len(cells) == width else None

    def _begins(self, position: int, width: int) -> bool:
        """Whether a whole row begins at *position*, or the text ends there."""
        if position >= len(self._text):
            return True
        found = self.record(position)
        return found is not None and len(found[0]) == width and any(found[0])

    def _is_closed(self, end: int) -> bool:
        """Whether the line before *end* ends with a quote and the next one begins with one."""
        return self._text[end - 2 : end] == '"\n' and self._text.startswith('"', end)


def blanked(cells: Sequence[str], columns: Sequence[str]) -> list[str]:
    """*cells* without those that could be a person's, wherever the cells too many or too few belong."""
    extra = len(cells) - len(columns)
    hidden = {
        number
        for place, name in enumerate(columns)
        if is_personal(name)
        for number in range(place + min(extra, 0), place + max(extra, 0) + 1)
    }
    return [
        BLANK if n in hidden and cell.strip() and not is_organisation(cell) else cell for n, cell in enumerate(cells)
    ]
