"""What is wrong with a query, and where: an engine's complaint, for who wrote the query."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from flask import g

from lod.store import tokens

LINE_END = re.compile(r"\r\n|\r|\n")
_PLACE = re.compile(r"(?:.*? )?line ([0-9]{1,6}), column ([0-9]{1,6}): (.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a query, and where.

    Args:
        line: The line, from 1; 0 where nobody knows.
        column: The character in it, from 1.
        message: What the engine says.
        before: What stands in the line before that place.
        after: What follows it in the line.
        undeclared: Prefixes without declaration, with the namespace that we know for each, empty for others.
    """

    line: int
    column: int
    message: str
    before: str
    after: str
    undeclared: Mapping[str, str]


def trouble(query: str, message: str) -> Trouble:
    """What *message*, an engine's complaint about *query*, means for who wrote it."""
    found = _PLACE.fullmatch(message)
    prefixes: Mapping[str, str] = g.served.model.prefixes
    places = tokens.undeclared(query)
    undeclared = {prefix: prefixes.get(prefix.removesuffix(":"), "") for prefix in places}
    if not found:
        return Trouble(0, 0, message, "", "", undeclared)
    line, column = int(found[1]), int(found[2])
    lines = LINE_END.split(query)
    if places:
        # an engine notices it where the name ends, or later
        before = LINE_END.split(query[: min(places.values())])
        line, column = len(before), len(before[-1]) + 1
    text = lines[line - 1] if 0 < line <= len(lines) else ""
    return Trouble(line, column, found[3], text[: column - 1], text[column - 1 :], undeclared)
