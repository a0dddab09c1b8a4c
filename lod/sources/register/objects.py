"""JSON and JSON Lines: each object alone, so that one that is no JSON costs no other."""

from collections.abc import Iterator
from typing import Any

from lod.findings import Code
from lod.sentences import Sentence
from lod.sources import strict_json
from lod.sources.reasons import reason
from lod.sources.register import spans
from lod.sources.register.rows import (
    MAX_COLUMNS,
    MAX_FILE_BYTES,
    MAX_ROWS,
    Cell,
    Kind,
    Part,
    Row,
    column_name,
    info,
    rejected,
    rest,
)
from lod.sources.window import MAX_KEPT_CHARACTERS, NEAR, Window

MAX_DEPTH = 32


class _Number(str):
    """A number as it was written: 6,000 digits are no number of ours."""

    __slots__ = ()


def lines(window: Window, file: str) -> Iterator[Part]:
    """The rows of JSON Lines."""
    start, number, count = window.need(0, NEAR), 1, 0
    while start < len(window.text):
        start, is_held = window.need_line(start)
        end = window.text.find("\n", start) + 1 or len(window.text)
        if not is_held:
            message = Sentence("a line of more than {most} characters", most=MAX_KEPT_CHARACTERS)
            yield rejected(Code.TOO_LONG, message, file, number, None, "json")
            end = window.next_line(start)
        elif window.text[start:end].strip():
            count += 1
            if count > MAX_ROWS:
                yield _beyond(window, file, start, number)
                return
            yield _one(window, file, (start, end - window.text.startswith("\n", end - 1)), number)
        start, number = window.need(end, NEAR), number + 1


def rows(window: Window, file: str, pointer: str) -> Iterator[Part]:
    """The rows of a JSON array, at *pointer* or wherever the only array of the outermost object is.

    Where it is the outermost value the window moves over it; else all is held, which must not be too much.
    """
    window.need(0, NEAR)
    is_outermost = not pointer and window.text.startswith("[", spans.space(window.text, 0))
    if not is_outermost:
        window.need(0, MAX_FILE_BYTES + 1)
        if not window.is_whole or len(window.text) > MAX_FILE_BYTES:
            message = Sentence(
                "more than {most} characters, and the records are not the outermost array", most=MAX_FILE_BYTES
            )
            yield rejected(Code.TOO_LONG, message, file, 0, None)
            return
    found, count = None, 0
    try:
        start, beside = spans.array(window.text, pointer)
        if beside:
            yield info(Code.NOT_READ, Sentence("what stands beside the records"), file, 1, value=", ".join(beside))
        found = spans.Elements(window, start)
        for line, span in found:
            count += 1
            if count > MAX_ROWS:
                yield _beyond(window, file, span[0], line)
                return
            yield _one(window, file, span, line)
        if not is_outermost:
            found.move(spans.end_of(window.text, spans.space(window.text, 0))[0])
        found.check_end()
    except ValueError as error:
        at, line = (found.left, found.line) if found and count else (0, 0)
        why = reason(error)
        message = Sentence("{why}: what follows is not read", why=why) if count else why
        yield rest(window, Code.NOT_JSON, message, file, at, line, "json")


def _beyond(window: Window, file: str, start: int, line: int) -> Part:
    """The rows from *start* on, which are too many."""
    return rest(window, Code.TOO_LONG, Sentence("only {most} rows are read", most=MAX_ROWS), file, start, line, "json")


def _one(window: Window, file: str, span: spans.Span, line: int) -> Part:
    try:
        return Row(line, cells(parsed(window.mended(window.text[slice(*span)]))))
    except ValueError as error:
        message = Sentence("not a readable object: {why}", why=reason(error))
        return rejected(Code.NOT_JSON, message, file, line, window.raw(*span), "json")


def parsed(text: str) -> dict[str, Any]:
    """The object in *text*, its numbers as they were written.

    Raises:
        ValueError: it is not strict JSON, has a key twice, is nested too deep, or is no object.
    """
    start = spans.space(text, 0)
    if text[start : start + 1] != "{":
        raise ValueError(Sentence("not an object"))
    if spans.end_of(text, start)[1] > MAX_DEPTH:
        raise ValueError(Sentence("nested more than {most} deep", most=MAX_DEPTH))
    return dict(strict_json.parsed(text, _Number))


def cells(value: dict[str, Any]) -> dict[str, tuple[Cell, ...]]:
    """The cells of an object: ``{"place": {"name": "X"}}`` has a column ``place/name``; a list gives several cells.

    Raises:
        ValueError: it has too many of them.
    """
    found: dict[str, list[Cell]] = {}
    _gather(value, "", found)
    if len(found) > MAX_COLUMNS:
        raise ValueError(Sentence("more than {most} keys", most=MAX_COLUMNS))
    return {name: tuple(several) for name, several in found.items()}


def _gather(value: Any, path: str, found: dict[str, list[Cell]]) -> None:
    """Puts what *value* holds under *path*; no deeper than `MAX_DEPTH`."""
    if isinstance(value, dict):
        for key, member in value.items():
            name = column_name(key) or Sentence("(empty key)")
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
