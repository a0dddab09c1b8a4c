"""JSON with one object a line, in a list or without, as dumps are written: read one by one, however many there are."""

import json
from collections.abc import Iterator
from typing import IO, Any

_END = b"]}\n"


def opened(stream: IO[bytes]) -> tuple[dict[str, Any], Iterator[dict[str, Any]]]:
    """What stands before the list, and the items of the list, as they are read.

    Raises:
        ValueError: it is no JSON of this form.
    """
    return _object(next(stream, b"") + _END), _items(stream)


def lines(stream: IO[bytes]) -> Iterator[dict[str, Any]]:
    """The objects of JSON Lines.

    Raises:
        ValueError: a line is none.
    """
    return map(_object, stream)


def _object(text: bytes) -> dict[str, Any]:
    found = json.loads(text)
    if not isinstance(found, dict):
        raise ValueError("no object")  # noqa: TRY004  # it is the data that is wrong
    return found


def _items(stream: IO[bytes]) -> Iterator[dict[str, Any]]:
    is_first, has_comma = True, False
    for line in stream:
        if line == _END:
            if has_comma or next(stream, b""):
                raise ValueError("the list does not end as it should")
            return
        if not is_first and not has_comma:
            raise ValueError("no comma between two items")
        text = line.rstrip(b"\n")
        is_first, has_comma = False, text.endswith(b",")
        yield _object(text.removesuffix(b","))
    raise ValueError("the list has no end")
