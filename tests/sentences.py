"""The sentences that the program makes, found in its syntax trees."""

import ast
from collections.abc import Iterator
from pathlib import Path

import lod

_TEMPLATES = {"Sentence": 1, "counted": 2}


def templates() -> set[str]:
    """The templates of all sentences, singular and plural."""
    return {template for _, template in made()}


def made() -> Iterator[tuple[str, str]]:
    """Where each sentence is made, and its template.

    Raises:
        AssertionError: a template is no literal.
    """
    for file in sorted(Path(lod.__file__).parent.rglob("*.py")):
        if file.name != "sentences.py":
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _TEMPLATES:
                    place = f"{file.name}:{node.lineno}"
                    for argument in node.args[: _TEMPLATES[node.func.id]]:
                        assert isinstance(argument, ast.Constant), f"{place}: a sentence that cannot be translated"
                        yield place, str(argument.value)
