"""Where the values of a JSON text stand: found by counting brackets, so that depth is no danger."""

import json
import re
from collections.abc import Iterator

_SPACE = re.compile(r"[ \t\n]*+")
_STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{}\[\]]', re.DOTALL)
_SCALAR = re.compile(r"[^\s,:{}\[\]\"]++")
_OBJECTS = re.compile(r"\[\s*\{")

Span = tuple[int, int]


def elements(text: str, start: int) -> Iterator[Span]:
    """Where the members of the array at *start* stand.

    Raises:
        ValueError: the array is broken at that point.
    """
    position = space(text, start + 1)
    while text[position : position + 1] != "]":
        end, _ = end_of(text, position)
        yield position, end
        position = space(text, end)
        if text[position : position + 1] == ",":
            position = space(text, position + 1)
            if text[position : position + 1] == "]":
                raise ValueError("not JSON: the array ends with a comma")
        elif text[position : position + 1] != "]":
            raise ValueError("not JSON: the array is not closed, or a comma is missing")


def members(text: str, start: int) -> dict[str, Span]:
    """Where the values of the object at *start* stand, by key.

    Raises:
        ValueError: it is no object, broken, or has a key twice.
    """
    found: dict[str, Span] = {}
    position = space(text, start + 1)
    while text[position : position + 1] != "}":
        key = _STRING.match(text, position)
        colon = space(text, key.end()) if key else position
        if key is None or text[colon : colon + 1] != ":":
            raise ValueError("not JSON: a key and a colon were expected")
        value = space(text, colon + 1)
        name = json.loads(key[0], strict=False)
        if name in found:
            raise ValueError(f"the key {name!r} stands there twice")
        found[name] = (value, end_of(text, value)[0])
        position = space(text, found[name][1])
        if text[position : position + 1] == ",":
            position = space(text, position + 1)
        elif text[position : position + 1] != "}":
            raise ValueError("not JSON: the object is not closed, or a comma is missing")
    return found


def arrays(text: str) -> list[str]:
    """Keys of the outermost object whose values are arrays of objects.

    Raises:
        ValueError: it is no object, broken, or has a key twice.
    """
    start = space(text, 0)
    return [key for key, (at, _) in members(text, start).items() if is_array_of_objects(text, at)]


def end_of(text: str, start: int) -> tuple[int, int]:
    """Where the value at *start* ends, and how deep it is: brackets are counted, nothing is nested in calls."""
    if text[start : start + 1] not in {"{", "["}:
        found = (_STRING if text[start : start + 1] == '"' else _SCALAR).match(text, start)
        if found is None:
            raise ValueError("not JSON: a value was expected")
        return found.end(), 0
    depth = deepest = 0
    for token in _TOKEN.finditer(text, start):
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(token[0], 0)
        deepest = max(deepest, depth)
        if not depth:
            return token.end(), deepest
    raise ValueError("not JSON: a bracket is not closed")


def is_array_of_objects(text: str, start: int) -> bool:
    """Whether an array whose first member is an object begins at *start*."""
    return _OBJECTS.match(text, start) is not None


def space(text: str, start: int) -> int:
    """Where the white space at *start* ends."""
    found = _SPACE.match(text, start)
    return found.end() if found else start


def array(text: str, pointer: str) -> tuple[int, list[str]]:
    """Where the array of the records begins, and what stands beside it."""
    start, beside = space(text, 0), []
    if not pointer and text[start : start + 1] == "{":
        keys = arrays(text)
        if len(keys) != 1:
            raise ValueError(f"{len(keys)} arrays of objects in the object: format.records says which to read")
        pointer = "/" + keys[0].replace("~", "~0").replace("/", "~1")
    for step in pointer.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        if text[start : start + 1] != "{":
            raise ValueError(f"no object where format.records = {pointer!r} expects one")
        found = members(text, start)
        if key not in found:
            raise ValueError(f"nothing at format.records = {pointer!r}")
        beside += [name for name in found if name != key]
        start = found[key][0]
    if text[start : start + 1] != "[":
        raise ValueError("not an array of objects")
    return start, beside


def check_blank(text: str, start: int) -> None:
    """Makes sure that nothing stands from *start* on.

    Raises:
        ValueError: something does.
    """
    if space(text, start) < len(text):
        raise ValueError("not JSON: something stands behind the end")
