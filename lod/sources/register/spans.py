"""Where the values of a JSON text stand: found by counting brackets, so that depth is no danger."""

import json
import re
from collections.abc import Iterator

from lod.sentences import Sentence, counted
from lod.sources.window import MAX_KEPT_CHARACTERS, NEAR, Window

_SPACE = re.compile(r"[ \t\n]*+")
_STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|["{}\[\]]', re.DOTALL)
_SCALAR = re.compile(r"[^\s,:{}\[\]\"]++")
_OBJECTS = re.compile(r"\[\s*\{")

Span = tuple[int, int]


class Elements:
    """Where the members of an array stand, one after the other; the window moves on with them.

    Args:
        window: The text.
        start: Where the array begins in it; `left` is where what was not given yet does, `line` its line.
    """

    def __init__(self, window: Window, start: int) -> None:
        self._window = window
        self.left = 0
        self.line = 1
        self._position = start + 1

    def __iter__(self) -> Iterator[tuple[int, Span]]:
        """The line and the place of each; at the end nothing is left of the array.

        Raises:
            ValueError: the array is broken.
        """
        self._over_space()
        while not self._is_at("]"):
            end = self._end()
            line = self.line + self._window.text.count("\n", self.left, self._position)
            yield line, (self._position, end)
            self.move(end)
            self._over_space()
            if self._is_at(","):
                self._position += 1
                self._over_space()
                if self._is_at("]"):
                    raise ValueError(Sentence("not JSON: the array ends with a comma"))
            elif not self._is_at("]"):
                raise ValueError(Sentence("not JSON: the array is not closed, or a comma is missing"))
        self.move(self._position + 1)

    def move(self, end: int) -> None:
        """Leaves what stands before *end* behind."""
        self.line += self._window.text.count("\n", self.left, end)
        self.left = self._position = end

    def check_end(self) -> None:
        """Makes sure that nothing is left.

        Raises:
            ValueError: something is.
        """
        self._over_space()
        check_blank(self._window.text, self._position)

    def _is_at(self, mark: str) -> bool:
        return self._window.text.startswith(mark, self._position)

    def _hold(self, ahead: int) -> None:
        passed = self._position - self.left
        if passed > MAX_KEPT_CHARACTERS:
            raise ValueError(Sentence("not JSON that is read: nothing but white space"))
        self.left = self._window.need(self.left, passed + ahead)
        self._position = self.left + passed

    def _over_space(self) -> None:
        while True:
            self._hold(NEAR)
            self._position = space(self._window.text, self._position)
            if self._position < len(self._window.text) or self._window.is_whole:
                return

    def _end(self) -> int:
        """Where the value that begins here ends, all of it in the window."""
        while True:
            held = len(self._window.text) - self._position
            is_whole = self._window.is_whole or held > MAX_KEPT_CHARACTERS
            try:
                end, _ = end_of(self._window.text, self._position)
            except ValueError:
                if is_whole:
                    raise
            else:
                if is_whole or end < len(self._window.text):
                    return end
            self._hold(2 * held + NEAR)


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
            raise ValueError(Sentence("not JSON: a key and a colon were expected"))
        value = space(text, colon + 1)
        name = json.loads(key[0], strict=False)
        if name in found:
            raise ValueError(Sentence("the key {name!r} stands there twice", name=name))
        found[name] = (value, end_of(text, value)[0])
        position = space(text, found[name][1])
        if text[position : position + 1] == ",":
            position = space(text, position + 1)
        elif text[position : position + 1] != "}":
            raise ValueError(Sentence("not JSON: the object is not closed, or a comma is missing"))
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
            raise ValueError(Sentence("not JSON: a value was expected"))
        return found.end(), 0
    depth = deepest = 0
    for token in _TOKEN.finditer(text, start):
        if token[0] == '"':
            raise ValueError(Sentence("not JSON: a string is not closed"))
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(token[0], 0)
        deepest = max(deepest, depth)
        if not depth:
            return token.end(), deepest
    raise ValueError(Sentence("not JSON: a bracket is not closed"))


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
            raise ValueError(
                counted(
                    "{count} array of objects: format.records in the profile says which to read",
                    "{count} arrays of objects: format.records in the profile says which to read",
                    len(keys),
                )
            )
        pointer = "/" + keys[0].replace("~", "~0").replace("/", "~1")
    for step in pointer.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        if text[start : start + 1] != "{":
            raise ValueError(Sentence("no object where format.records = {pointer!r} expects one", pointer=pointer))
        found = members(text, start)
        if key not in found:
            raise ValueError(Sentence("nothing at format.records = {pointer!r}", pointer=pointer))
        beside += [name for name in found if name != key]
        start = found[key][0]
    if text[start : start + 1] != "[":
        raise ValueError(Sentence("not an array of objects"))
    return start, beside


def check_blank(text: str, start: int) -> None:
    """Makes sure that nothing stands from *start* on.

    Raises:
        ValueError: something does.
    """
    if space(text, start) < len(text):
        raise ValueError(Sentence("not JSON: something stands behind the end"))
