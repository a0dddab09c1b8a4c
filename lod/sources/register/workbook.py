"""A sheet of an Excel workbook: its cells, with dates as dates and numbers as numbers, within bounds."""

import re
import warnings
import zipfile
import zlib
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.exceptions import InvalidFileException

from lod.findings import shown
from lod.sentences import Sentence
from lod.sources.reasons import foreign
from lod.sources.register.rows import MAX_ROWS, Cell, Kind

MAX_UNPACKED_BYTES = 60_000_000
MAX_MEMBERS = 2_000
MAX_SHEETS = 50
MAX_CELLS = 20_000_000
_LAST_ROW = 1_048_576
# what the library may raise over a file made to trouble it; both XML parsers that it may use say SyntaxError
_TROUBLE = (
    *(ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError, EOFError, OSError, RuntimeError),
    *(SyntaxError, zipfile.BadZipFile, zlib.error, InvalidFileException),
)
# how old workbooks begin, and those with a password
_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
_COMPRESSIONS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_PREFIX = rb"(?:\w{1,20}:)?"
_SHEET = re.compile(b"<" + _PREFIX + rb"sheet\s")
_MERGED = re.compile(b"<" + _PREFIX + rb'mergeCell\s[^>]{0,200}?ref="([A-Z]{1,3}[0-9]{1,7}(?::[A-Z]{1,3}[0-9]{1,7})?)"')
_FORMULA = re.compile(b"<" + _PREFIX + rb"f[\s/>]")
_NOT_COMPUTED = re.compile(
    b"<" + _PREFIX + rb'c\s[^>]{0,200}?r="([A-Z]{1,3}[0-9]{1,7})"[^>]{0,200}>\s*'
    b"<" + _PREFIX + rb"f(?:\s[^>]{0,300})?(?:/>|>[^<]{0,9000}</" + _PREFIX + rb"f>)\s*"
    b"(?:</" + _PREFIX + b"c>|<" + _PREFIX + rb"v\s*/>|<" + _PREFIX + rb"v>\s*</)"
)


@dataclass(slots=True)
class Sheet:
    """A sheet of a workbook.

    Args:
        name: What it is called.
        grid: Its rows from the first on, each up to its last cell; None is an empty cell.
        merged: Ranges of merged cells.
        not_computed: Cells whose formula has no value.
        formulas: How many cells have one.
        percents: Columns of cells shown as percents, from 1.
        warned: What the library warned of.
        names: Names of all sheets.
    """

    name: str
    grid: list[tuple[Cell | None, ...]] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    not_computed: list[str] = field(default_factory=list)
    formulas: int = 0
    percents: set[int] = field(default_factory=set)
    warned: list[str] = field(default_factory=list)
    names: tuple[str, ...] = ()


def opened(raw: bytes, name: str = "") -> Sheet:
    """The sheet *name* of a workbook, the first one without; nothing in it is executed.

    Raises:
        ValueError: it is no workbook, exceeds the bounds, or has no such sheet.
    """
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        try:
            _check_bounds(raw)
            reader = ExcelReader(BytesIO(raw), read_only=True, data_only=True, keep_links=False)
            reader.read()
            sheet = _sheet(reader, name)
        except _TROUBLE as error:
            raise ValueError(Sentence("no workbook that can be read: {why}", why=foreign(error))) from error
    sheet.warned = sorted({shown(str(one.message)) for one in heard})
    return sheet


def _check_bounds(raw: bytes) -> None:
    """Makes sure that *raw* is a small zip of UTF-8 files.

    Raises:
        ValueError: it is not.
    """
    if raw.startswith(_COMPOUND):
        raise ValueError(
            Sentence("an old workbook (.xls) or one with a password: save it as .xlsx, without a password")
        )
    with zipfile.ZipFile(BytesIO(raw)) as archive:
        members = archive.infolist()
        # zipfile unpacks no more of a member than it declares
        size = sum(member.file_size for member in members)
        if size > MAX_UNPACKED_BYTES or len(members) > MAX_MEMBERS:
            raise ValueError(
                Sentence("it unpacks to {size} bytes, at most {most} are read", size=size, most=MAX_UNPACKED_BYTES)
            )
        if any(member.compress_type not in _COMPRESSIONS or member.flag_bits & 1 for member in members):
            raise ValueError(Sentence("it is encrypted, or packed in a way that workbooks are not"))
        sheets = 0
        for member in members:
            content = archive.read(member)
            if member.filename.endswith((".xml", ".rels")) and 0 in content[:4]:
                raise ValueError(Sentence("a part of it is not UTF-8"))
            sheets += len(_SHEET.findall(content))
        if sheets > MAX_SHEETS:
            raise ValueError(
                Sentence("it has {sheets} sheets, at most {most} are read", sheets=sheets, most=MAX_SHEETS)
            )


def _sheet(reader: ExcelReader, name: str) -> Sheet:
    names = [sheet.title for sheet in reader.wb.worksheets]
    if not names or (name and name not in names):
        raise ValueError(Sentence("no sheet {name!r}, only: {names}", name=name, names=names))
    found = Sheet(name or names[0], names=tuple(names))
    parts = {sheet.name: rel.target for sheet, rel in reader.parser.find_sheets()}
    content = reader.archive.read(parts[found.name])
    found.merged = [place.decode() for place in _MERGED.findall(content)]
    found.not_computed = [place.decode() for place in _NOT_COMPUTED.findall(content)]
    found.formulas = len(_FORMULA.findall(content))
    worksheet = reader.wb[found.name]
    # a sheet may declare that it is smaller than it is
    worksheet.reset_dimensions()
    _fill(found, worksheet)
    return found


def _fill(found: Sheet, worksheet: Any) -> None:
    room, rows_with_cells = MAX_CELLS, 0
    for cells in worksheet.iter_rows(max_row=_LAST_ROW):
        room -= len(cells)
        rows_with_cells += bool(cells)
        if room < 0 or rows_with_cells > MAX_ROWS:
            raise ValueError(Sentence("more than {rows} rows or {cells} cells", rows=MAX_ROWS, cells=MAX_CELLS))
        found.grid.append(tuple(_cell(cell, found.percents) for cell in cells))
    while found.grid and not any(found.grid[-1]):
        found.grid.pop()


def _cell(cell: Any, percents: set[int]) -> Cell | None:
    """The cell as text of a known kind; a column of percents is noted."""
    value = cell.value
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if cell.data_type == "e":
        return Cell(str(value), Kind.ERROR)
    if isinstance(value, bool):
        return Cell("true" if value else "false", Kind.TRUTH)
    if isinstance(value, int | float):
        shown_as_percent = "%" in (cell.number_format or "")
        if shown_as_percent:
            percents.add(cell.column)
        return _number(value, 100 if shown_as_percent else 1)
    if isinstance(value, date):
        day = value.date() if isinstance(value, datetime) and not value.time().isoformat().strip("0:") else value
        return Cell(day.isoformat(), Kind.MOMENT)
    return Cell(str(value))


def _number(value: float, factor: int) -> Cell:
    number = Decimal(str(value)) * factor
    if not number.is_finite():
        return Cell(str(value))
    text = format(number, "f")
    return Cell(text.rstrip("0").rstrip(".") if "." in text else text, Kind.NUMBER)
