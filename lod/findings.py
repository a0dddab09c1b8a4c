"""Findings: what is wrong, doubtful or poor in the data, and where."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from lod.codes import DONE, EXPECTED, Code, Severity
from lod.sentences import NOTHING, Sentence, quoted

__all__ = ["MAX_SHOWN_CHARACTERS", "Code", "Finding", "Origin", "Severity", "shown"]

MAX_SHOWN_CHARACTERS = 200
_LEFT_OUT = Sentence("the record is left out, kept as it came but for data of persons")
_AS_IT_IS = Sentence("published as it is")


class Origin(NamedTuple):
    """Where in a source something stands.

    Args:
        file: Path as a person would name it, relative to the source's folder where it can be.
        line: Line in the file, from 1; 0 where the finding is about the whole file.
        column: Column of a table, from 1; 0 where there is none.
    """

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return ":".join([self.file, *(str(n) for n in (self.line, self.column) if n)])


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know about the data.

    Args:
        code: Stable code, see `Code`.
        severity: Violation, warning or info.
        message: One sentence: what is so.
        origin: File and line.
        record: Key of the record (``er-65``), empty where there is none.
        field: Ontology name of the field (``totalCost``), or the source's label where it has no name.
        value: The value as received; `shown` cuts it.
        expected: What would have been right; `wanted` says it where this is empty.
        done: What was done about it; `action` says it where this is empty.
        source: Name of the configured source.
    """

    code: Code
    severity: Severity
    message: Sentence
    origin: Origin
    record: str = ""
    field: str = ""
    value: str = ""
    expected: Sentence = NOTHING
    done: Sentence = NOTHING
    source: str = ""

    def __reduce__(self) -> tuple[Any, ...]:
        """The finding for another process, in a third of the time that its class would take."""
        told = (self.code, self.severity, self.message, self.origin, self.record, self.field, self.value)
        return Finding, (*told, self.expected, self.done, self.source)

    def of_source(self, source: str) -> "Finding":
        """The same finding, of a configured source: without `replace`, for there is one for each finding."""
        told = (self.code, self.severity, self.message, self.origin, self.record, self.field, self.value)
        return Finding(*told, self.expected, self.done, source)

    @property
    def action(self) -> Sentence:
        """What was done about it."""
        usual = _LEFT_OUT if self.severity is Severity.VIOLATION else _AS_IT_IS
        return self.done or DONE.get((self.severity, self.code)) or DONE.get((None, self.code)) or usual

    @property
    def wanted(self) -> Sentence:
        """What would have been right; empty where nothing is wrong."""
        return self.expected or EXPECTED.get(self.code, NOTHING)

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """What is so, and what was done, each once."""
        return (self.message,) if self.action in self.message else (self.message, self.action)

    @property
    def sentence(self) -> str:
        """The sentences as one, in English."""
        return "; ".join(each.rstrip(".") for each in self.sentences)

    @classmethod
    def of_json(cls, said: Mapping[str, Any]) -> "Finding":
        """The finding that `as_json` wrote."""
        origin = Origin(said["file"], said["line"], said["column"])
        kept = {name: said[name] for name in ("record", "field", "value", "source")}
        sentences = {name: quoted(said[name]) for name in ("message", "expected", "done")}
        return cls(code=Code(said["code"]), severity=Severity(said["severity"]), origin=origin, **kept, **sentences)

    def as_json(self) -> dict[str, str | int]:
        """The finding as a JSON object, its value safe to show."""
        return {
            "code": self.code.value,
            "severity": self.severity.value,
            "source": self.source,
            "file": self.origin.file,
            "line": self.origin.line,
            "column": self.origin.column,
            "record": self.record,
            "field": self.field,
            "value": shown(self.value),
            "expected": self.wanted,
            "message": self.message,
            "done": self.action,
        }

    def about(self, record: str) -> "Finding":
        """The same finding, said of *record*."""
        return replace(self, record=record)


def shown(text: str) -> str:
    """*text* in at most 200 characters, with control and invisible characters as escapes (as in JSON)."""
    safe = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text[: MAX_SHOWN_CHARACTERS + 1])
    return safe if len(safe) <= MAX_SHOWN_CHARACTERS else safe[: MAX_SHOWN_CHARACTERS - 1] + "…"
