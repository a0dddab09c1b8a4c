"""What a list is narrowed by, as conditions of SQL: values that are chosen, words that are searched."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from lod.shapes import NodeShape


def words(text: str) -> list[str]:
    """The words of a search, folded as the index folds them: no accents, no case, nothing but letters and digits."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).lower()
    return "".join(c if c.isalnum() else " " for c in bare).split()


def condition(shape: NodeShape, chosen: Mapping[str, int], text: str) -> tuple[str, tuple[Any, ...]]:
    """The condition of all things of *shape* that fit, see `narrower`."""
    parts, parameters = narrower("thing.id", chosen, text)
    return " AND ".join(["thing.shape = ?", *parts]), (shape.name, *parameters)


def narrower(thing: str, chosen: Mapping[str, int], text: str) -> tuple[list[str], tuple[Any, ...]]:
    """Conditions for a column *thing*: that it has all values that are *chosen*, and all words of *text*."""
    parts, parameters = [f"{thing} IN (SELECT thing FROM holds WHERE value = ?)"] * len(chosen), [*chosen.values()]
    wanted = words(text)
    if not wanted:
        return parts, tuple(parameters)
    searched = " AND ".join(f'"{word}"*' for word in wanted)
    return [*parts, f"{thing} IN (SELECT rowid FROM words WHERE words MATCH ?)"], (*parameters, searched)
