"""The rows of an Excel sheet, and what there is to tell of it: merged cells, formulas, percents."""

import re
from collections.abc import Iterator

from lod.findings import Code
from lod.sentences import Sentence, counted
from lod.sources.reasons import reason
from lod.sources.register.rows import MAX_COLUMNS, Header, Part, header, info, rejected, row, warning
from lod.sources.register.workbook import Sheet, opened

MAX_TOLD = 20
_MERGED = Sentence("merged cells: the value is that of the first, the others count as empty")
_NOT_COMPUTED = Sentence("a formula that was never computed has no value: counts as empty")
_PERCENT = Sentence("numbers shown as percents: 0.3 is read as 30, as people see it")


def rows(raw: bytes, file: str, name: str, header_row: int) -> Iterator[Part]:
    """The header of the sheet *name* at *header_row*, the rows below it, and what there is to tell."""
    try:
        sheet = opened(raw, name)
        names = _names(sheet, header_row)
    except ValueError as error:
        yield rejected(Code.NOT_A_WORKBOOK, reason(error), file, 0, raw)
        return
    above = [cell.text for cells in sheet.grid[: header_row - 1] for cell in cells if cell is not None]
    if above:
        message = Sentence("what stands above the header")
        yield info(Code.NOT_READ, message, file, 1, value=" / ".join(above))
    top, findings = header(names, file, header_row)
    yield top
    yield from findings
    yield from _told(sheet, file, top)
    for number, cells in enumerate(sheet.grid[header_row:], header_row + 1):
        if any(cells):
            yield row(number, top.columns, cells)
        if any(cells[MAX_COLUMNS:]):
            text = " / ".join(cell.text for cell in cells[MAX_COLUMNS:] if cell is not None)
            yield warning(
                Code.TOO_LONG, Sentence("only {most} columns are read", most=MAX_COLUMNS), file, number, value=text
            )


def _names(sheet: Sheet, header_row: int) -> list[str]:
    """The names of the columns as received, as many as the widest row has cells.

    Raises:
        ValueError: there is no header.
    """
    cells = sheet.grid[header_row - 1] if header_row <= len(sheet.grid) else ()
    if not any(cells):
        raise ValueError(
            Sentence(
                "no header in row {header_row} of the sheet {name!r}: nothing can be read",
                header_row=header_row,
                name=sheet.name,
            )
        )
    width = min(MAX_COLUMNS, max(len(each) for each in sheet.grid[header_row - 1 :]))
    names = [cell.text if cell is not None else "" for cell in cells]
    return (names + [""] * width)[:width]


def _told(sheet: Sheet, file: str, top: Header) -> Iterator[Part]:
    """What there is to know about a sheet."""
    for places, code, message in (
        (sheet.merged, Code.MERGED_CELLS, _MERGED),
        (sheet.not_computed, Code.FORMULA, _NOT_COMPUTED),
    ):
        for place in places[:MAX_TOLD]:
            line = re.search("[0-9]+", place)
            yield warning(code, message, file, int(line[0]) if line else 0, value=place)
        if len(places) > MAX_TOLD:
            yield warning(
                code,
                counted(
                    "{count} more of this kind: {message}",
                    "{count} more of these: {message}",
                    len(places) - MAX_TOLD,
                    message=message,
                ),
                file,
                top.line,
            )
    if sheet.formulas:
        message = counted(
            "{count} cell is a formula: the value last computed is read",
            "{count} cells are formulas: the values last computed are read",
            sheet.formulas,
        )
        yield info(Code.FORMULA, message, file, top.line)
    for number in sorted(sheet.percents):
        yield info(Code.SHEET_NOTE, _PERCENT, file, top.line, "".join(top.columns[number - 1 : number]))
    for text in sheet.warned:
        yield info(Code.SHEET_NOTE, Sentence("the library that reads workbooks warns"), file, 0, value=text)
