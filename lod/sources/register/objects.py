"""JSON and JSON Lines: each object alone, so that one that is no JSON costs no other."""

import json
from collections.abc import Iterator
from typing import Any

from lod.findings import Code
from lod.sources.encoding import Text
from lod.sources.register import spans
from lod.sources.register.rows import MAX_COLUMNS, MAX_ROWS, Cell, Kind, Part, Row, column_name, info, rejected

MAX_DEPTH = 32


class _Number(str):
    """A number as it was written: 6,000 digits are no number of ours."""

    __slots__ = ()


def lines(text: Text, file: str) -> Iterator[Part]:
    """The rows of JSON Lines."""
    start, rows = 0, 0
    for number, line in enumerate(text.text.split("\n"), 1):
        if line.strip():
            rows += 1
            yield from _one(text, file, (start, start + len(line)), number, rows)
        if rows > MAX_ROWS:
            return
        start += len(line) + 1


def rows(text: Text, file: str, pointer: str) -> Iterator[Part]:
    """The rows of a JSON array, at *pointer* or wherever the only array of the outermost object is."""
    position, line, count = 0, 1, 0
    try:
        start, beside = spans.array(text.text, pointer)
        if beside:
            yield info(Code.NOT_READ, "beside the records, and not read", file, 1, value=", ".join(beside))
        for span in spans.elements(text.text, start):
            line += text.text.count("\n", position, span[0])
            position, count = span[0], count + 1
            yield from _one(text, file, span, line, count)
            if count > MAX_ROWS:
                return
            position, line = span[1], line + text.text.count("\n", *span)
        position, _ = spans.end_of(text.text, spans.space(text.text, 0))
        line = text.text.count("\n", 0, position) + 1
        spans.check_blank(text.text, position)
    except ValueError as error:
        message = f"{error}: what follows is not read" if count else str(error)
        raw = text.raw(position, len(text.text))
        yield rejected(Code.NOT_JSON, message, file, line if count else 0, raw, "json")


def _one(text: Text, file: str, span: spans.Span, line: int, count: int) -> Iterator[Part]:
    if count > MAX_ROWS:
        raw = text.raw(span[0], len(text.text))
        yield rejected(Code.TOO_LONG, f"only {MAX_ROWS} rows are read", file, line, raw, "json")
        return
    try:
        yield Row(line, cells(parsed(text.mended(text.text[slice(*span)]))))
    except ValueError as error:
        raw = text.raw(*span)
        message = f"not a readable object: {' '.join(str(error).split())[:200]}"
        yield rejected(Code.NOT_JSON, message, file, line, raw, "json")


def parsed(text: str) -> dict[str, Any]:
    """The object in *text*, its numbers as they were written.

    Raises:
        ValueError: it is not strict JSON, has a key twice, is nested too deep, or is no object.
    """
    start = spans.space(text, 0)
    if text[start : start + 1] != "{":
        raise ValueError("not an object")
    if spans.end_of(text, start)[1] > MAX_DEPTH:
        raise ValueError(f"nested more than {MAX_DEPTH} deep")
    return dict(
        json.loads(text, parse_constant=_no_constant, parse_int=_Number, parse_float=_Number, object_pairs_hook=_unique)
    )


def cells(value: dict[str, Any]) -> dict[str, tuple[Cell, ...]]:
    """The cells of an object: ``{"place": {"name": "X"}}`` has a column ``place/name``; a list gives several cells.

    Raises:
        ValueError: it has too many of them.
    """
    found: dict[str, list[Cell]] = {}
    _gather(value, "", found)
    if len(found) > MAX_COLUMNS:
        raise ValueError(f"more than {MAX_COLUMNS} keys")
    return {name: tuple(several) for name, several in found.items()}


def _gather(value: Any, path: str, found: dict[str, list[Cell]]) -> None:
    """Puts what *value* holds under *path*; no deeper than `MAX_DEPTH`."""
    if isinstance(value, dict):
        for key, member in value.items():
            name = column_name(key) or "(empty key)"
            _gather(member, f"{path}/{name}" if path else name, found)
    elif isinstance(value, list):
        for member in value:
            _gather(member, path, found)
    elif value is not None and (not isinstance(value, str) or value.strip()):
        found.setdefault(path, []).append(_cell(value))
    else:
        found.setdefault(path, [])


def _cell(value: str | bool) -> Cell:
    if isinstance(value, bool):
        return Cell("true" if value else "false", Kind.TRUTH)
    return Cell(str(value), Kind.NUMBER if isinstance(value, _Number) else Kind.TEXT)


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is no JSON")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands there twice")
    return found
