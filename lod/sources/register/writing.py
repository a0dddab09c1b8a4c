"""A guessed profile as TOML: how sure each line is stands beside it, what is not sure is commented out."""

import dataclasses
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lod.findings import shown
from lod.sources.register.profile import Format

SURE = 0.6
WORTH_SAYING = 0.35


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """What a column seems to be.

    Args:
        column: Its name.
        confidence: From 0 to 1.
        why: What speaks for it.
        field: Name of the field; empty without.
        drop: Reason to leave it out; empty without.
        options: What the profile must say besides.
    """

    column: str
    confidence: float
    why: str
    field: str = ""
    drop: str = ""
    options: Mapping[str, object] = dataclasses.field(default_factory=dict)

    @property
    def is_sure(self) -> bool:
        """Whether it is worth using at once."""
        return bool(self.field or self.drop) and self.confidence >= SURE


@dataclass(frozen=True, slots=True)
class Head:
    """The first lines of a profile, each with how sure it is.

    Args:
        file: The file that it describes.
        name: What the register is called.
        language: Language of its texts.
        key: Columns that identify a record.
        nulls: Words that mean no value.
        form: How the file is made.
        rows: How many rows it has.
        sure: From 0 to 1, and why, for ``language``, ``key`` and ``format``.
    """

    file: str
    name: str
    language: str
    key: tuple[str, ...]
    nulls: tuple[str, ...]
    form: Format
    rows: int
    sure: Mapping[str, tuple[float, str]]


def written(head: Head, columns: Iterable[ColumnGuess]) -> str:
    """The profile as TOML."""
    return "\n".join([*_head(head), *(line for guess in columns for line in ["", *_column(guess)])]) + "\n"


def _head(head: Head) -> Iterator[str]:
    key = list(head.key) if len(head.key) > 1 else head.key[0]
    yield f"# A first profile of {shown(head.file)}, {head.rows} rows, made by looking at it: a person should check it."
    yield f"# What is less sure than {SURE} is commented out; a column without a table is kept as unread."
    yield f"name = {value(head.name)}{comment(0.0, 'made of the name of the file')}"
    yield f"language = {value(head.language)}{comment(*head.sure['language'])}"
    yield f"key = {value(key)}{comment(*head.sure['key'])}"
    if head.nulls:
        yield f"null = {value(list(head.nulls))}{comment(0.9, 'words of the file that say nothing')}"
    yield from ("", f"[format]{comment(*head.sure['format'])}")
    for part in dataclasses.fields(Format):
        said = getattr(head.form, part.name)
        if said != part.default:
            yield f"{part.name} = {value(said)}"
    yield from ("", "# [fixed]", '# spatial = "the municipality"  # a value for records that say nothing of the field')
    yield '# "isPrimaryTopicOf.wasDerivedFrom" = "https://register.example/{key}"'


def _column(guess: ColumnGuess) -> Iterator[str]:
    if not guess.field and not guess.drop:
        yield f"# columns.{value(guess.column)}: {shown(guess.why)}"
        return
    mark = "" if guess.is_sure else "# "
    yield f"{mark}[columns.{value(guess.column)}]"
    name, said = ("drop", guess.drop) if guess.drop else ("field", guess.field)
    yield f"{mark}{name} = {value(said)}{comment(guess.confidence, guess.why)}"
    for option, what in guess.options.items():
        yield f"{mark}{option} = {value(what)}"


def comment(confidence: float, why: str) -> str:
    """The comment behind a line: ``  # confidence 0.82: label is like "Titolo"``."""
    return f"  # confidence {confidence:.2f}: {shown(why)}"


def value(what: object) -> str:
    """*what* in TOML, on one line; a text of TOML is one of JSON, but for one character."""
    if isinstance(what, Mapping):
        pairs = ", ".join(f"{value(key)} = {value(one)}" for key, one in what.items())
        return f"{{ {pairs} }}"
    return json.dumps(what, ensure_ascii=False).replace("\x7f", "\\u007f")
