"""One row under way: its cells become values, findings and what stays unread."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from lod.findings import Code, Severity
from lod.names import fold
from lod.record import Value
from lod.sentences import Sentence, quoted
from lod.sources.osservatorio import saying
from lod.sources.osservatorio.labels import SOURCE, TITLE, Label
from lod.sources.osservatorio.rows import number_of
from lod.sources.osservatorio.saying import ADDRESS
from lod.sources.osservatorio_csv import values
from lod.sources.osservatorio_csv.columns import NUMBER, SEPARATOR, SITE, Column
from lod.sources.persons import is_organisation
from lod.sources.register.accounting import Fate
from lod.sources.text import cleaned

MAX_CHARACTERS = 100_000
_PAGE = re.compile(
    r"(?:https?://)?(?:www\.)?osservatoriopartecipazione\.it/(?:[a-z]{1,20}/){0,3}scheda-processo/([0-9]{1,9})/?"
)
_MAX_ADDRESS = 500


def page_number(text: str) -> str | None:
    """The number in the address of a record's page, None for any other text."""
    found = _PAGE.fullmatch(text.strip()) if len(text) <= _MAX_ADDRESS else None
    return number_of(found[1]) if found else None


class Saying(saying.Saying):
    """Gathers what one row says.

    Args:
        file: The file, as findings name it.
        prefix: Prefix of the source's keys.
        number: The record's number.
        line: The row's line.
        label: The column that gives the number.
        province: The row's province, if it has exactly one.
        doubts: Words taken for no value or for an answer, counted by column and what they were taken for.
    """

    def __init__(
        self,
        file: str,
        prefix: str,
        number: str,
        line: int,
        label: str,
        province: str,
        doubts: Counter[tuple[str, str]],
    ) -> None:
        super().__init__(file, prefix, number, line, label)
        self._province = province
        self._doubts = doubts

    def cell(self, name: str, column: Column, text: str) -> Fate:
        """Takes one cell that is not empty; what becomes of it."""
        text = self._clean(name, text)
        if not text or values.is_null(text):
            return Fate.NULL
        if values.is_perhaps_null(text):
            answers = column.is_answer or column.answers is not None
            self._doubts[name, "answer" if answers else "none"] += 1
            if not answers:
                return Fate.NULL
        if column.is_person and not is_organisation(text):
            return Fate.DROPPED
        self._tell_command(name, text)
        if len(text) > MAX_CHARACTERS:
            self.unread(name, text, self._line)
            message = Sentence(
                "a cell of {count} characters, at most {most} are read", count=len(text), most=MAX_CHARACTERS
            )
            self.tell(Code.TOO_LONG, Severity.WARNING, message, self._line, column.label.field, text)
            return Fate.UNREAD
        before = len(self._unread)
        label = self._within(column, column.label_of(text, name))
        self._say_one(label, column.listed(text), self._line, text)
        if len(self._unread) > before:
            return Fate.UNREAD
        self._tell_doubt(column, label, text)
        return Fate.SAID

    def link(self, name: str, text: str) -> Fate:
        """Takes an address: that of the record's own page is the source, any other the process's site."""
        text = self._clean(name, text)
        if not text or values.is_null(text) or values.is_perhaps_null(text):
            return Fate.NULL
        self._tell_command(name, text)
        number = page_number(text)
        if number is None:
            self._put(SITE.field, Value(text, self._line, name))
            return Fate.SAID
        if number == self._number:
            self._put(SOURCE.field, Value(ADDRESS + number, self._line, name, text))
            return Fate.SAID
        self.unread(name, text, self._line)
        message = Sentence(
            "read as number {number}, as the row says; the address is that of record {other}",
            number=self._number,
            other=number,
        )
        self.tell(
            Code.TWO_READINGS, Severity.WARNING, message, self._line, SOURCE.field, text, quoted(ADDRESS + self._number)
        )
        return Fate.UNREAD

    def number(self, name: str, text: str) -> Fate:
        """Takes a number that the row has besides the one that names the record."""
        text = self._clean(name, text)
        if not text or values.is_null(text):
            return Fate.NULL
        self._tell_command(name, text)
        number = number_of(text)
        if number == self._number:
            self._put(NUMBER.field, Value(self.key.rpartition("-")[0] + ":" + self._number, self._line, name))
            return Fate.SAID
        self.unread(name, text, self._line)
        code, message = Code.NOT_UNDERSTOOD, Sentence("not understood")
        if number:
            code, message = (
                Code.TWO_READINGS,
                Sentence("read as number {number}; another column says {other}", number=self._number, other=number),
            )
        self.tell(code, Severity.WARNING, message, self._line, NUMBER.field, text, quoted(self._number))
        return Fate.UNREAD

    def unknown(self, name: str, text: str) -> Fate:
        """Keeps a cell of a column that is in no table."""
        text = self._clean(name, text)
        if not text or values.is_null(text):
            return Fate.NULL
        self._tell_command(name, text)
        self.unread(name, text, self._line)
        return Fate.UNREAD

    def copies(self, said: Mapping[str, str]) -> None:
        """Tells of columns of one name that say different things; *said* has their cells by name."""
        if len({fold(text) for text in said.values()}) > 1:
            message = Sentence("columns of the same name, {names}, say different things", names=list(said))
            value, first = " ≠ ".join(said.values()), next(iter(said))
            self.tell(Code.COLUMNS_DIFFER, Severity.WARNING, message, self._line, first, value)

    def check(self) -> None:
        """Tells of what every record must have, and gives the address of its page."""
        if TITLE.field not in self._fields:
            self.tell(Code.NO_TITLE, Severity.VIOLATION, Sentence("the record has no title"), self._line, TITLE.field)
        if SOURCE.field not in self._fields:
            self._put(SOURCE.field, Value(ADDRESS + self._number, self._line))

    def _clean(self, name: str, text: str) -> str:
        text, removed = cleaned(text)
        if removed:
            message = Sentence("taken out of the value: {removed}", removed=removed)
            self.tell(Code.CONTROL_CHARACTER, Severity.WARNING, message, self._line, name, removed)
        return text.strip()

    def _tell_command(self, name: str, text: str) -> None:
        if values.is_command(text):
            message = Sentence("a spreadsheet would take the cell for a command: it stays a text")
            self.tell(Code.COMMAND, Severity.WARNING, message, self._line, name, text)

    def _within(self, column: Column, label: Label) -> Label:
        """*label*, whose names of municipalities are told apart by the row's province where they are not already."""
        if not column.is_within_province or not self._province:
            return label
        province = self._province
        return replace(
            label, form=lambda text: {"": text if text.endswith(")") else f"{' '.join(text.split())} ({province})"}
        )

    def _tell_doubt(self, column: Column, label: Label, text: str) -> None:
        """Tells of a value that could be read in two ways, and was read in one."""
        doubted = label.form is column.label.form and column.doubt(text)
        if doubted:
            taken = self._fields[label.field][-1].lexical
            message = Sentence("read as {taken}; the other reading would be {doubted}", taken=taken, doubted=doubted)
            self.tell(Code.TWO_READINGS, Severity.WARNING, message, self._line, label.field, text)


def province_of(texts: Sequence[str], column: Column) -> str:
    """The only province that the cells of a row name; empty where there is none, or several."""
    named = {" ".join(one.split()) for text in texts for one in column.listed(cleaned(text)[0]).split(SEPARATOR)}
    found = {name for name in named if name and not values.is_null(name) and not values.is_perhaps_null(name)}
    return found.pop() if len(found) == 1 else ""
