"""The competency questions: SPARQL queries with a title and a description in each language."""

import re
from dataclasses import dataclass
from pathlib import Path

from lod.errors import ModelError
from lod.ontology import Texts

_NOTE = re.compile(r"# (title|description)@([a-z]{2}): (.+)")


@dataclass(frozen=True, slots=True)
class Question:
    """A question that the data can answer.

    Args:
        name: Name of its file, without the number and the ending (``grants-by-province``).
        title: Text by language.
        description: What it answers and what to watch out for, by language.
        query: The SPARQL text, without its notes.
    """

    name: str
    title: Texts
    description: Texts
    query: str


def questions(folder: Path) -> dict[str, Question]:
    """The questions in *folder* by name, in the order of their files; none where there is no such folder.

    Raises:
        ModelError: a file is not UTF-8, or two have one name.
    """
    found: dict[str, Question] = {}
    for file in sorted(folder.glob("*.rq")):
        question = _question(file)
        if question.name in found:
            raise ModelError(f"{file}: another question has the name {question.name}")
        found[question.name] = question
    return found


def _question(file: Path) -> Question:
    try:
        lines = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ModelError(f"{file}: not readable as UTF-8 text") from error
    notes: dict[str, dict[str, str]] = {"title": {}, "description": {}}
    for line in lines:
        if note := _NOTE.fullmatch(line):
            notes[note[1]][note[2]] = note[3].strip()
    query = "\n".join(line for line in lines if not _NOTE.fullmatch(line)).strip()
    name = file.stem.lstrip("0123456789").lstrip("-")
    return Question(name, notes["title"], notes["description"], query)
