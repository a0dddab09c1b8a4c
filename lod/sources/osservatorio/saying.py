"""One record under way: what its labels say becomes values, findings and what stays unread."""

import json
import re

from lod.findings import Code, Finding, Origin, Severity
from lod.record import Record, Unread, Value
from lod.sentences import NOTHING, Sentence, quoted
from lod.sources.osservatorio import values
from lod.sources.osservatorio.labels import (
    BADGES,
    ELSEWHERE,
    LAWS,
    NATURE,
    NUMBER,
    REPORTER,
    SOURCE,
    Label,
)
from lod.sources.persons import is_organisation
from lod.sources.reasons import reason

REGISTER = "osservatoriopartecipazione.it"
ADDRESS = f"https://www.{REGISTER}/scheda-processo/"
LANGUAGE = "it"
# how the nature is labelled where only the badge says it
_BADGE = Sentence("(badge)")
REMOVED = "[[personal data removed]]"
_ELIDED = re.compile(r"\[\[[^\[\]]{0,2000}\]\]")
_REGIONAL_LAW = re.compile(
    r"l\.?\s?r\.?\s(?:[0-9]{1,2}\s[a-z]{5,9}\s[0-9]{4},?\s)?(?:n\.?\s?)?[0-9]{1,3}(?:/[0-9]{4})?", re.IGNORECASE
)


class Saying:
    """Gathers what one record says.

    Args:
        file: The file, as findings name it.
        prefix: Prefix of the source's keys.
        number: The record's number.
        line: The record's first line.
        label: How the source names the number.
    """

    def __init__(self, file: str, prefix: str, number: str, line: int, label: str = NUMBER.text) -> None:
        self.key = f"{prefix}-{number}"
        self.findings: list[Finding] = []
        self._personal: list[tuple[str, int]] = []
        self._file = file
        self._column = 0
        self._line = line
        self._fields: dict[str, list[Value]] = {}
        self._else: dict[str, Value] = {}
        self._unread: list[Unread] = []
        self._not_captured: list[Unread] = []
        self._number = number
        self._badge: tuple[str, int] | None = None
        self._put(NUMBER.field, Value(f"{prefix}:{number}", line, label))

    @property
    def says_person(self) -> bool:
        """Whether it says a person, who is left out."""
        return bool(self._personal)

    def record(self, raw: str) -> Record:
        """The finished record."""
        self._check_badge()
        self._check_laws()
        for field, value in self._else.items():
            self._fields.setdefault(field, [value])
        if SOURCE.field not in self._fields:
            self._put(SOURCE.field, Value(ADDRESS + self._number, self._line, SOURCE.text))
        return Record(
            shape="Process",
            key=self.key,
            origin=Origin(self._file, self._line),
            fields={field: tuple(said) for field, said in self._fields.items()},
            language=LANGUAGE,
            unread=tuple(self._unread),
            not_captured=tuple(self._not_captured),
            raw=self._without_persons(raw),
            pages=(f"{REGISTER}/{self._number}",),
        )

    def at(self, column: int) -> None:
        """Notes the column of the table, from 1, in which stands what comes next; 0 for none."""
        self._column = column

    def say(self, label: Label, text: str, line: int) -> None:
        """Takes the value of *label*; an empty one was not captured."""
        stripped = text.strip()
        kept = _ELIDED.sub(" ", text).strip(" -") if "[[" in text else stripped
        if kept != stripped:
            self._not_captured.append(Unread(label.text, "", line))
            self.tell(
                Code.ELIDED, Severity.INFO, Sentence("text was left out of our copy of the source"), line, label.field
            )
        elif not kept:
            self.nothing(label, line)
        if kept:
            self._say_one(label, kept, line)

    def nothing(self, label: Label, line: int) -> None:
        """Notes that *label* stands there and its value did not reach us."""
        self._not_captured.append(Unread(label.text, "", line))
        message = Sentence("the label has no value: not captured, which is not to say that there is none")
        self.tell(Code.NO_VALUE, Severity.INFO, message, line, label.field)

    def badge(self, text: str, line: int) -> None:
        """Takes the badge, which says the nature once more."""
        self._badge = (text, line)

    def person(self, field: str, what: Sentence, text: str, line: int) -> None:
        """Leaves out what is said of a person, as *what* tells: it is neither in the record nor in what is kept."""
        self._personal.append((text, line))
        self.tell(Code.PERSONAL_DATA, Severity.INFO, what, line, field)

    def unread(self, label: str, text: str, line: int) -> None:
        """Keeps what nobody can read."""
        self._unread.append(Unread(label, text, line, column=self._column))

    def tell(  # a finding has that many sides
        self,
        code: Code,
        severity: Severity,
        message: Sentence,
        line: int,
        field: str = "",
        value: str = "",
        expected: Sentence = NOTHING,
    ) -> None:
        """Adds a finding about this record."""
        origin = Origin(self._file, line, self._column)
        self.findings.append(Finding(code, severity, message, origin, self.key, field, value, expected))

    def _without_persons(self, raw: str) -> str:
        """*raw* without the persons left out; a line that says one in some other spelling is left out whole."""
        for name, line in self._personal:
            spelt = next((form for form in (name, json.dumps(name)[1:-1]) if form in raw), "")
            if spelt:
                raw = raw.replace(spelt, REMOVED)
                continue
            lines = raw.split("\n")
            if 0 <= line - self._line < len(lines):
                lines[line - self._line] = REMOVED
            raw = "\n".join(lines)
        return raw

    def _check_badge(self) -> None:
        if self._badge is None:
            return
        text, line = self._badge
        natures = BADGES[text]
        said = self._fields.get(NATURE.field)
        if said is None:
            self._put(NATURE.field, Value(natures[0], line, _BADGE, text))
        elif said[0].lexical.casefold() not in [nature.casefold() for nature in natures[1:]]:
            message = Sentence("the badge contradicts the nature of the process, which counts")
            self.tell(
                Code.BADGE_CONTRADICTS, Severity.WARNING, message, line, NATURE.field, text, quoted(said[0].lexical)
            )

    def _check_laws(self) -> None:
        """Keeps apart the laws of a region that nobody names: number and year are no name across regions."""
        if not any(ELSEWHERE in value.lexical for value in self._fields.get(SOURCE.field, ())):
            return
        for value in self._fields.pop(LAWS.field, ()):
            if not _REGIONAL_LAW.fullmatch(value.lexical):
                self._put(LAWS.field, value)
                continue
            self.unread(LAWS.text, value.lexical, value.line)
            message = Sentence("a regional law of a process outside the region")
            expected = Sentence("a law with the name of its region")
            told = (message, value.line, LAWS.field, value.lexical, expected)
            self.tell(Code.NOT_UNDERSTOOD, Severity.WARNING, *told)

    def _say_one(self, label: Label, text: str, line: int, received: str = "") -> None:
        received = received or text
        if label is REPORTER and not is_organisation(text):
            self.person(label.field, Sentence("the reporter is taken for a person"), text, line)
            return
        try:
            if label.separator:
                members = values.listed(values.bounded(text), label.separator)
                said = [part for member in members for part in label.form(member).items()]
            else:
                said = list(label.form(text).items())
        except ValueError as error:
            self.unread(label.text, received, line)
            message = Sentence("not understood")
            self.tell(Code.NOT_UNDERSTOOD, Severity.WARNING, message, line, label.field, received, reason(error))
            return
        for part, lexical in said:
            written = received if len(said) == 1 and lexical != received else ""
            self._put(label.field + part, Value(lexical, line, label.text, written, label.datatype))
        if label.else_field:
            self._else[label.else_field] = Value(said[0][1], line, label.text, received, "gYear")

    def _put(self, field: str, value: Value) -> None:
        self._fields.setdefault(field, []).append(value._replace(column=self._column) if self._column else value)
