"""The format of a file that nobody has described: kind, encoding, delimiter, header, place of the records."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from lod.sources.encoding import decoded
from lod.sources.register import spans
from lod.sources.register.delimited import Delimited
from lod.sources.register.objects import parsed
from lod.sources.register.profile import Format
from lod.sources.register.rows import Cell, Kind
from lod.sources.register.workbook import opened
from lod.sources.window import Window

DELIMITERS = ";,\t|"
_LOOKED_AT = 200
_MOST_FILLED = 0.6
_MOST_WORDS = 0.8
_HEADER_WITHIN = 30
_ZIP = b"PK\x03\x04"
_DEPTH = 3
_BEGINNING = 1000


def sniffed(raw: bytes) -> tuple[Format, float]:
    """The format of a file with these bytes, and how sure that is, from 0 to 1.

    Raises:
        ValueError: it is neither text nor a workbook.
    """
    if raw.startswith(_ZIP):
        return _workbook(raw)
    encoding = _encoding(raw)
    text = decoded(raw, "", encoding).text
    # one may stand in a damaged table; a file that begins with several is a picture, or the like
    if text[:_BEGINNING].count("\0") > 1:
        raise ValueError("it begins with NUL characters: no text, and no workbook")
    form = Format(encoding=encoding)
    start = spans.space(text, 0)
    if text[start : start + 1] in {"{", "["}:
        found = _json(text)
        if found is not None:
            return replace(form, kind=found[0], records=found[1]), 1.0
    return _csv(raw, form)


def _encoding(raw: bytes) -> str:
    """The encoding to name in a profile; empty for UTF-8, and for a mixture that only the reader can tell of."""
    read = decoded(raw, "")
    if read.encoding == "utf-16":
        return read.encoding
    mended = [line for line in read.text.split("\n") if not line.isascii()]
    is_windows = mended and all(any("\udc80" <= c <= "\udcff" for c in line) for line in mended)
    if not is_windows:
        return ""
    try:
        raw.decode("cp1252")
    except UnicodeDecodeError:
        return ""
    return "windows-1252"


def _json(text: str) -> tuple[str, str] | None:
    """``json`` or ``jsonl``, and where the records are; None if it is neither."""
    first = next((line for line in text.split("\n") if line.strip()), "")
    is_object = _is_object(first)
    if is_object and first.strip() != text.strip():
        return "jsonl", ""
    try:
        pointers = dict(_pointers(text, spans.space(text, 0), "", _DEPTH))
    except ValueError:
        return ("json", "") if text.lstrip().startswith("[") else None
    if not pointers:
        return ("jsonl", "") if is_object else ("json", "")
    longest = max(pointers, key=lambda pointer: pointers[pointer])
    return "json", longest


def _is_object(line: str) -> bool:
    try:
        parsed(line)
    except ValueError:
        return False
    return True


def _pointers(text: str, start: int, above: str, depth: int) -> list[tuple[str, int]]:
    """The arrays of objects in the object at *start*, with their lengths in characters."""
    if spans.is_array_of_objects(text, start):
        return [(above, len(text) if not above else spans.end_of(text, start)[0] - start)]
    if not depth or text[start : start + 1] != "{":
        return []
    return [
        found
        for key, (at, _) in spans.members(text, start).items()
        for found in _pointers(text, at, f"{above}/{key.replace('~', '~0').replace('/', '~1')}", depth - 1)
    ]


def _csv(raw: bytes, form: Format) -> tuple[Format, float]:
    best, sure = replace(form, kind="csv", delimiter=","), 0.0
    for delimiter in DELIMITERS:
        rows = _records(raw, form, delimiter)
        widths = Counter(len(cells) for _, cells in rows if cells)
        width, count = max(widths.items(), key=lambda item: (item[0] > 1, item[1], item[0]), default=(1, 0))
        share = count / len(rows) * (1 - 1 / (width + 1)) if rows and width > 1 else 0.0
        if share > sure:
            line = _header_line([(line, [Cell(cell) for cell in cells]) for line, cells in rows], width)
            best, sure = replace(form, kind="csv", delimiter=delimiter, header_row=line), share
    return best, sure


def _records(raw: bytes, form: Format, delimiter: str) -> list[tuple[int, list[str]]]:
    """The first rows of a CSV text, with their lines; a broken one has no cells."""
    text = decoded(raw, "", form.encoding)
    reader = Delimited(Window([text.text], text.encoding), "", delimiter)
    rows: list[tuple[int, list[str]]] = []
    start, line = 0, 1
    while start < len(text.text) and len(rows) < _LOOKED_AT:
        found = reader.record(start)
        line_end = text.text.find("\n", start)
        cells, end = found or ([], len(text.text) if line_end < 0 else line_end + 1)
        if any(cell.strip() for cell in cells) or found is None:
            rows.append((line, cells))
        line += text.text.count("\n", start, end)
        start = end
    return rows


def _header_line(rows: Sequence[tuple[int, Sequence[Cell | None]]], width: int) -> int:
    """Line of the first row that is as wide as the others, filled, and all words; else the first that is nearly so.

    A column may be called ``%`` or ``2021``; what has no such row has its header in the first that is wide enough.
    """
    wide: list[int] = []
    nearly: list[int] = []
    for line, cells in islice(rows, _HEADER_WITHIN):
        filled = [cell for cell in cells if cell is not None and cell.text.strip()]
        words = [cell for cell in filled if cell.kind is Kind.TEXT and any(c.isalpha() for c in cell.text)]
        if len(filled) < width * _MOST_FILLED:
            continue
        wide.append(line)
        if len(words) >= width * _MOST_FILLED and len(words) == len(filled):
            return line
        if len(words) >= max(width * _MOST_FILLED, len(filled) * _MOST_WORDS):
            nearly.append(line)
    return next(iter(nearly or wide or [line for line, _ in rows]), 1)


def _workbook(raw: bytes) -> tuple[Format, float]:
    first = opened(raw)
    for name in first.names:
        sheet = first if name == first.name else opened(raw, name)
        rows = [(line, cells) for line, cells in enumerate(sheet.grid, 1) if any(cells)]
        if len(rows) > 1:
            width = Counter(len(cells) for _, cells in rows).most_common(1)[0][0]
            return Format(kind="xlsx", sheet=name, header_row=_header_line(rows, width)), 1.0
    return Format(kind="xlsx", sheet=first.name), 0.0
