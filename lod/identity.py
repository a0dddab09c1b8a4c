"""Identity: which records of different sources speak of one thing, and which only may."""

import sqlite3
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from lod import identity_tables as asked
from lod.findings import Code, Finding, Origin, Severity
from lod.marks import Known, Marks
from lod.model import Model
from lod.sentences import Sentence, in_both

MAX_LIKELY = 10_000
_FILE = "identity.sqlite"
_FEWEST_REASONS = 2


@dataclass(frozen=True, slots=True)
class Same:
    """Two IRIs of one thing, and the finding that says so.

    Args:
        one: IRI of the first record's thing.
        other: IRI of the other's.
        finding: What is told.
    """

    one: str
    other: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class Unknown:
    """A declared key that no record has.

    Args:
        iri: The thing that declares it.
        label: The source's label.
        text: The key as declared.
        finding: What is told.
    """

    iri: str
    label: str
    text: str
    finding: Finding


class Identity:
    """Gathers what identifies records, on disk, so that memory does not grow with them.

    Args:
        folder: Where the gathered lies while it is needed.
        model: What the fields are called.
    """

    def __init__(self, folder: Path, model: Model) -> None:
        self._model = model
        self._path = folder / _FILE
        self._database = sqlite3.connect(self._path, isolation_level=None)

    def __enter__(self) -> Self:
        for setting in ("journal_mode = OFF", "synchronous = OFF"):
            self._database.execute(f"PRAGMA {setting}")
        self._database.executescript(asked.TABLES)
        self._database.execute("BEGIN")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()
        self._path.unlink(missing_ok=True)

    def add(self, marks: Marks) -> None:
        """Takes what identifies a record that is published."""
        iri = marks.known.iri
        self._database.execute("INSERT OR IGNORE INTO thing VALUES (?, ?, ?, ?, ?, ?)", astuple(marks.known))
        self._database.executemany("INSERT INTO page VALUES (?, ?)", [(page, iri) for page in marks.pages])
        self._database.executemany("INSERT INTO declared VALUES (?, ?, ?, ?)", [(iri, *row) for row in marks.declared])
        self._database.executemany("INSERT INTO trait VALUES (?, ?, ?)", [(iri, *row) for row in marks.traits])

    def same(self) -> Iterator[Same]:
        """The pairs of records that are of one thing, by page number or by declared key; never by likeness."""
        self._database.execute("CREATE INDEX by_page ON page (page)")
        self._database.execute("CREATE INDEX by_key ON thing (key)")
        self._database.execute(asked.BY_PAGE)
        self._database.execute(asked.BY_KEY)
        for why, *both in self._database.execute(asked.SAME):
            one, other = Known(*both[:6]), Known(*both[6:])
            reason = Sentence("the same page number") if why == "page" else Sentence("a declared key")
            message = Sentence(
                "the same as {key} of {source}, by {reason}", key=one.key, source=one.source, reason=reason
            )
            yield Same(one.iri, other.iri, _finding(Code.SAME_THING, Severity.INFO, message, other, one.key))

    def unknown(self) -> Iterator[Unknown]:
        """The declared keys that no record has, or the record itself."""
        message = Sentence("declared to be the same as a record that no source publishes")
        yield from self._useless(asked.UNKNOWN, Code.NO_SUCH_RECORD, message)
        yield from self._useless(asked.ITSELF, Code.SAME_AS_ITSELF, Sentence("declared to be the same as itself"))

    def twice(self) -> Iterator[Finding]:
        """The records of one source that are declared to be the same as one record of another."""
        for key, *both in self._database.execute(asked.TWICE, (MAX_LIKELY,)):
            one, other = Known(*both[:6]), Known(*both[6:])
            message = Sentence(
                "the same as {key}, as {other} of {source} is: two records of one source are one thing",
                key=key,
                other=one.key,
                source=one.source,
            )
            yield _finding(Code.TWICE_THE_SAME, Severity.WARNING, message, other, one.key)

    def _useless(self, query: str, code: Code, message: Sentence) -> Iterator[Unknown]:
        for target, label, line, *rest in self._database.execute(query):
            known = Known(*rest)
            finding = Finding(
                code,
                Severity.WARNING,
                message,
                Origin(known.file, line),
                known.key,
                label,
                target,
                Sentence("the key of a record, such as er-65, or its IRI"),
                source=known.source,
            )
            yield Unknown(known.iri, label, target, finding)

    def likely(self) -> Iterator[Finding]:
        """The pairs of records of different sources that may be of one thing, each with its reasons; not linked."""
        self._database.execute("CREATE INDEX by_title ON thing (title)")
        self._database.execute("CREATE INDEX by_iri ON trait (iri)")
        self._database.execute(asked.SIGNATURE, (_FEWEST_REASONS + 1,))
        self._database.execute("CREATE INDEX by_signature ON signature (signature)")
        for both in self._database.execute(asked.LIKELY, (MAX_LIKELY,)):
            one, other = Known(*both[:6]), Known(*both[6:])
            reasons = self._reasons(one, other)
            if len(reasons) >= _FEWEST_REASONS:
                message = Sentence(
                    "may be the same as {key} of {source}: the same {reasons}",
                    key=one.key,
                    source=one.source,
                    reasons=reasons,
                )
                yield _finding(Code.MAYBE_SAME, Severity.WARNING, message, other, one.key)

    def _italian_of(self, english: str) -> str:
        """The Italian label of a field, by its English one."""
        labels = (prop.label for shape in self._model.shapes.values() for prop in shape.properties.values())
        return next((label["it"] for label in labels if label.get("en") == english and "it" in label), english)

    def _reasons(self, one: Known, other: Known) -> list[Sentence]:
        """What two records have in common, by what the fields are called."""
        ours, theirs = (set(self._database.execute(asked.TRAITS, (known.iri,))) for known in (one, other))
        title = [Sentence("title")] if one.title == other.title else []
        shared = sorted({str(label) for label, _ in ours & theirs}, key=str.lower)
        return title + [in_both(label.lower(), self._italian_of(label).lower()) for label in shared]


def _finding(code: Code, severity: Severity, message: Sentence, known: Known, other: str) -> Finding:
    origin = Origin(known.file, known.line)
    return Finding(code, severity, message, origin, known.key, value=other, source=known.source)
