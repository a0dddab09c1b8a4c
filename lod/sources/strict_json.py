"""Strict JSON: a constant that JSON has not is an error, and so is a key that stands there twice."""

import json
from collections.abc import Callable
from typing import Any

from lod.sentences import Sentence


def parsed(text: str, number: Callable[[str], Any] | None = None) -> Any:
    """The value of *text*.

    Args:
        text: The JSON.
        number: What becomes of numbers as they are written; by default those of Python.

    Raises:
        ValueError: it is no JSON, holds ``NaN`` or the like, has a key twice, or a number is too long.
        RecursionError: it is nested too deep.
    """
    return json.loads(
        text, parse_constant=_no_constant, parse_int=number, parse_float=number, object_pairs_hook=_unique
    )


def _no_constant(name: str) -> object:
    raise ValueError(Sentence("{name} is no JSON", name=name))


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError(Sentence("a key stands there twice"))
    return found
