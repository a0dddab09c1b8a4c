"""CSV with any delimiter: a row that is broken is rejected alone, its neighbours are read."""

import re
from collections.abc import Generator, Iterator, Sequence

from lod.findings import Code
from lod.sentences import Sentence, counted
from lod.sources.register.rows import (
    MAX_COLUMNS,
    MAX_ROWS,
    Cell,
    Header,
    Part,
    Row,
    empty_rows,
    header,
    info,
    rejected,
    rest,
    row,
    warning,
)
from lod.sources.window import MAX_KEPT_CHARACTERS, NEAR, Window

MAX_ROW_CHARACTERS = 2_000_000
# a row, and one that may begin within it
_FAR = 2 * MAX_ROW_CHARACTERS + NEAR
_FEWEST_TO_DOUBT = 3

# the cells of a row, and where the next row begins
Record = tuple[list[str], int]


class Delimited:
    """A CSV text, read row by row.

    Args:
        window: The text; it moves on with the rows.
        file: The file, as findings name it.
        delimiter: One character.
    """

    def __init__(self, window: Window, file: str, delimiter: str) -> None:
        mark = re.escape(delimiter)
        self._quoted = re.compile(rf'[ ]*"([^"]*+(?:""[^"]*+)*+)"[ ]*(?={mark}|\n|\Z)')
        self._bare = re.compile(rf"[^{mark}\n]*+")
        self._opening = re.compile('[ ]*"')
        window.need(0, _FAR)
        self._text = window.text
        self._window = window
        self._file = file
        self._delimiter = delimiter
        self._blanks = re.compile(rf"[ {mark}]*")

    def record(self, start: int) -> Record | None:
        """The cells of the row at *start*; None where a quote is not closed, or closed in the middle of a cell."""
        cells, places, is_whole = self.cells(start)
        return (cells, places[-1]) if is_whole else None

    def cells(self, start: int) -> tuple[list[str], list[int], bool]:
        """The cells of the row at *start*, where each begins, and whether all could be told apart.

        Where they could not, these are the cells before the one that is broken. The last of the places is where the
        broken cell begins, or else the next row.
        """
        cells: list[str] = []
        places = [start]
        position, limit = start, min(len(self._text), start + MAX_ROW_CHARACTERS)
        while True:
            if self._opening.match(self._text, position, limit):
                found = self._quoted.match(self._text, position, limit)
                if found is None:
                    return cells, places, False
                cells.append(found[1].replace('""', '"'))
            else:
                found = self._bare.match(self._text, position, limit)
                cells.append(found[0] if found else "")
            position = (found.end() if found else position) + 1
            places.append(position)
            if not self._text.startswith(self._delimiter, position - 1):
                # a row that is too long ends in the middle of a cell
                is_whole = position > len(self._text) or self._text[position - 1] == "\n"
                return (cells, places, True) if is_whole else (cells[:-1], places[:-1], False)

    def fits(self, cells: Sequence[str], width: int) -> bool:
        """Whether *cells* are a row under *width* columns; empty ones too many do no harm."""
        return len(cells) >= width and not any(cell.strip() for cell in cells[width:])

    def mended(self, start: int, columns: Sequence[str]) -> Record | None:  # noqa: ARG002  # for who knows its file better
        """The cells of the broken row at *start*, if they are beyond doubt; of any CSV they never are."""
        return None

    def kept(self, start: int, end: int, columns: Sequence[str]) -> bytes:  # noqa: ARG002  # as above
        """The bytes to keep of a row that is rejected: all of them."""
        return self._window.raw(start, end)

    def parts(self, header_row: int) -> Iterator[Part]:
        """The header at line *header_row*, then the rows below it, and what there is to tell."""
        start, line = self._above(header_row)
        found = self.record(start) if start < len(self._text) else None
        if self._text[:start].strip():
            message = Sentence("what stands above the header")
            yield info(Code.NOT_READ, message, self._file, 1, value=self._text[:start].strip())
        if found is None or not any(cell.strip() for cell in found[0]) or len(found[0]) > MAX_COLUMNS:
            message = Sentence(
                "no header of 1 to {most} columns in line {header_row}: nothing can be read",
                most=MAX_COLUMNS,
                header_row=header_row,
            )
            yield rest(self._window, Code.NOT_TEXT, message, self._file, 0, 0)
            return
        cells, below = found
        top, findings = header([self._window.mended(cell) for cell in cells], self._file, line)
        yield top
        yield from findings
        yield from self._rows(top, below, line + self._text.count("\n", start, below))

    def _above(self, header_row: int) -> tuple[int, int]:
        """Where line *header_row* begins, and its number."""
        start = 0
        for _ in range(header_row - 1):
            start = self.line_end(start)
        return start, header_row

    def _rows(self, top: Header, start: int, line: int) -> Iterator[Part]:
        rows = blanks = 0
        while True:
            start, found = self._settled(start)
            if start >= len(self._text):
                break
            end = self.line_end(start)
            if self._blanks.fullmatch(self._text, start, end - 1 if self._text[end - 1] == "\n" else end):
                blanks += self._text[start:end].strip() != ""
            elif rows == MAX_ROWS:
                message = Sentence("only {most} rows are read", most=MAX_ROWS)
                yield rest(self._window, Code.TOO_LONG, message, self._file, start, line, "csv")
                break
            elif self._text[end - 1] != "\n" and not self._window.is_whole:
                message = Sentence("a line of more than {most} characters", most=MAX_KEPT_CHARACTERS)
                yield rejected(Code.TOO_LONG, message, self._file, line, None, "csv")
                start, line = self._window.next_line(start), line + 1
                self._text = self._window.text
                continue
            else:
                rows += 1
                end = yield from self._row(top, start, line, found)
            line += self._text.count("\n", start, end)
            start = end
        if blanks:
            yield info(
                Code.EMPTY_ROWS,
                empty_rows(blanks),
                self._file,
                top.line,
            )

    def _settled(self, start: int) -> tuple[int, Record | None]:
        """Where *start* is, once all is held that the row there may be judged by, and the row, see `record`."""
        start = self._window.need(start, NEAR)
        self._text = self._window.text
        found = self.record(start)
        is_plain = found is not None and found[1] < len(self._text) and found[1] == self.line_end(start)
        if is_plain or self._window.is_whole:
            return start, found
        start, _ = self._window.need_line(self._window.need(start, _FAR))
        self._text = self._window.text
        return start, self.record(start)

    def _row(self, top: Header, start: int, line: int, found: Record | None) -> Generator[Part, None, int]:
        """Gives the row *found* at *start*, or rejects it; returns where the next one begins."""
        width = len(top.columns)
        end = self.line_end(start) if found is None else found[1]
        another = self._another_within(start, end, width)
        if found is not None and self.fits(found[0], width):
            if another and width >= _FEWEST_TO_DOUBT:
                message = Sentence("a quoted cell holds a line that looks like a row of its own: read as one row")
                yield warning(Code.DOUBTFUL_ROW, message, self._file, line)
            yield self._read(top, line, found[0])
            return end
        mended = self.mended(start, top.columns)
        if mended is not None:
            message = Sentence(
                "a quote is not closed, or closed in the middle of a cell: the row is whole where it is split anew"
            )
            yield warning(Code.MENDED_ROW, message, self._file, line)
            yield self._read(top, line, mended[0])
            return mended[1]
        end = another or end
        if found is None:
            message = Sentence("a quote is not closed, or closed in the middle of a cell")
        else:
            message = counted(
                "a row of {count} cell under {width} columns",
                "a row of {count} cells under {width} columns",
                len(found[0]),
                width=width,
            )
        yield rejected(Code.NOT_A_ROW, message, self._file, line, self.kept(start, end, top.columns), "csv")
        return end

    def _read(self, top: Header, line: int, cells: Sequence[str]) -> Row:
        return row(line, top.columns, [Cell(self._window.mended(cell)) for cell in cells])

    def _another_within(self, start: int, end: int, width: int) -> int:
        """Where, among the lines after the first of a row, a whole row begins; 0 for nowhere."""
        position = self.line_end(start)
        while position < end - 1:
            found = self.record(position)
            if found is not None and len(found[0]) == width and any(found[0]):
                return position
            position = self.line_end(position)
        return 0

    def line_end(self, start: int) -> int:
        """Where the line after that of *start* begins."""
        return self._text.find("\n", start) + 1 or len(self._text)
