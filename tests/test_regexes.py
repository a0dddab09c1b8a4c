"""Regular expressions: none of ours or of the shapes can take for ever, whatever text it meets."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from re import _constants as codes  # type: ignore[attr-defined]  # nothing public tells how an expression is built
from re import _parser as parser  # type: ignore[attr-defined]

import pytest
from rdflib.namespace import SH

import lod
from lod.model import Model

REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT)
# more repetitions than this of what itself repeats are as good as endless
MANY = 64


def ours() -> dict[str, str]:
    """All compiled expressions of our modules, by place."""
    found = {}
    for module_info in pkgutil.walk_packages(lod.__path__, "lod."):
        if module_info.name != "lod.__main__":
            module = importlib.import_module(module_info.name)
            for name, value in vars(module).items():
                if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                    found[f"{module_info.name}.{name}"] = value.pattern
    return found


def dangers(expression: str) -> list[str]:
    """What can make *expression* backtrack without end: an endless repetition of what can be repeated in many ways."""
    parsed = parser.parse(expression)
    return sorted(set(_dangers(parsed, parsed.state.groupwidths, within=False)))


def _dangers(parsed: object, widths: list[tuple[int, int] | None], *, within: bool) -> Iterator[str]:
    for code, value in parsed:  # type: ignore[attr-defined]
        if code in REPEATS:
            low, high, inner = value
            varies = high > MANY and low != high
            if within and varies and not _is_parted(parsed):
                yield f"a repetition within a repetition, up to {high} times"
            yield from _dangers(inner, widths, within=within or varies)
        elif code is codes.GROUPREF:
            low, high = widths[value] or (0, MANY)
            if low != high:
                yield "a reference back to what varies"
        elif code is codes.SUBPATTERN:
            yield from _dangers(value[-1], widths, within=within)
        elif code is codes.BRANCH:
            for branch in value[1]:
                yield from _dangers(branch, widths, within=within)
        elif code in (codes.ASSERT, codes.ASSERT_NOT):
            yield from _dangers(value[1], widths, within=within)


def _is_parted(parsed: object) -> bool:
    """Whether a certain character begins or ends each repetition, so that there is one way only to take it apart."""
    first, last = parsed[0], parsed[-1]  # type: ignore[index]
    return first[0] is codes.LITERAL or last[0] is codes.LITERAL


@pytest.mark.parametrize("expression", ["^(a+)+$", "(a*)*", "(a|b+)*c", r"([a-z]+\s*)+$", r"(.+)\1"])
def test_a_dangerous_expression_would_be_noticed(expression: str) -> None:
    """The check of the tests below does find them."""
    assert dangers(expression) != []


def test_our_expressions_are_safe() -> None:
    """In every module."""
    found = ours()

    assert len(found) > 30
    assert {place: dangers(text) for place, text in found.items() if dangers(text)} == {}


def test_the_patterns_of_shapes_are_safe(model: Model) -> None:
    """They meet the values of strangers."""
    patterns = {str(pattern) for pattern in model.constraints.objects(None, SH.pattern)}

    assert len(patterns) > 3
    assert {text: dangers(text) for text in patterns if dangers(text)} == {}
