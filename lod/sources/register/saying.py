"""One record under way: its cells become values, findings and what stays unread, and each is counted."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from urllib.parse import quote

from lod.findings import Code, Finding, Origin, Severity
from lod.names import minted_key
from lod.record import Record, Unread, Value
from lod.sentences import NOTHING, Sentence, counted
from lod.sources.base import Fates
from lod.sources.persons import is_organisation, without_names
from lod.sources.reasons import reason
from lod.sources.register.accounting import Fate
from lod.sources.register.keeping import raw_of
from lod.sources.register.profile import Column, Profile
from lod.sources.register.rows import Cell, Kind, Row
from lod.sources.register.values import datatype_of, said
from lod.sources.text import cleaned

FIXED = Sentence("(fixed)")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Saying:
    """Gathers what one row says.

    Args:
        profile: The register, described.
        fates: Where its values are counted.
        file: The file, as findings name it.
        key: The record's key.
        number: What identifies it in the source.
        columns: The place of each column in the file's table, from 1; empty where the file is no table.
    """

    def __init__(  # a record has that many sides
        self, profile: Profile, fates: Fates, file: str, key: str, number: str, columns: Mapping[str, int]
    ) -> None:
        self.findings: list[Finding] = []
        self._profile = profile
        self._fates = fates
        self._file = file
        self._key = key
        self._number = number
        self._columns = columns
        self._column = 0
        self._fields: dict[str, list[Value]] = {}
        self._unread: list[Unread] = []

    def record(self, row: Row, identifier: str) -> Record:
        """The record of *row*."""
        self._column = self._columns.get(self._profile.key[0], 0)
        self._put("identifier", Value(identifier, row.line, self._profile.key[0]))
        for name, cells in row.cells.items():
            column = self._profile.columns.get(name)
            self._column = self._columns.get(name, 0)
            for cell in cells:
                fate = self._take(name, column, self._clean(name, column, cell, row.line), row.line)
                self._fates[self._file, name, fate] += 1
        self._column = 0
        for field, texts in self._profile.fixed.items():
            if field not in self._fields:
                for text in texts:
                    self._put_fixed(field, text.replace("{key}", quote(self._number, safe="")), row.line)
        return Record(
            shape=self._profile.shape,
            key=self._key,
            origin=Origin(self._file, row.line),
            fields={field: tuple(values) for field, values in self._fields.items()},
            language=self._profile.language,
            unread=tuple(self._unread),
            raw=raw_of(row, self._profile),
        )

    def _take(self, name: str, column: Column | None, cell: Cell, line: int) -> Fate:
        """Takes one cell that is not empty; what becomes of it."""
        if column is not None and column.drop:
            return self._body(name, cell, line) if column.keeps_bodies else Fate.DROPPED
        if self._is_null(column, cell):
            return Fate.NULL
        if column is None:
            if name in self._profile.key:
                return Fate.SAID
            self._unread.append(Unread(name, cell.text, line, column=self._column))
            return Fate.UNREAD
        fates = [self._say(name, column, member, line) for member in _members(cell, column)]
        return min(fates, default=Fate.NULL, key=(Fate.UNREAD, Fate.SAID, Fate.DROPPED, Fate.NULL).index)

    def _body(self, name: str, cell: Cell, line: int) -> Fate:
        """Keeps an organisation where persons were to be expected."""
        if not is_organisation(cell.text):
            return Fate.DROPPED
        self._unread.append(Unread(name, cell.text, line, column=self._column))
        return Fate.UNREAD

    def _is_null(self, column: Column | None, cell: Cell) -> bool:
        if cell.kind is Kind.ERROR:
            return False
        said = " ".join(cell.text.split()).casefold()
        return not said or said in self._profile.null or (column is not None and said in column.null)

    def _clean(self, name: str, column: Column | None, cell: Cell, line: int) -> Cell:
        text, removed = cleaned(cell.text)
        if removed and not (column is not None and column.drop):
            message = Sentence("taken out of the value: {removed}", removed=removed)
            self._tell(Code.CONTROL_CHARACTER, message, line, column.field if column else name, removed)
        return cell._replace(text=text.strip()) if text != cell.text else cell

    def _say(self, name: str, column: Column, cell: Cell, line: int) -> Fate:
        meant = column.values.get(" ".join(cell.text.split()).casefold()) if column.values else None
        if meant == "":
            return Fate.NULL
        try:
            lexical, datatype, path = _read(cell, column) if meant is None else (meant, "", column.field)
            field = _starred(path, lexical)
        except ValueError as error:
            self._unread.append(Unread(name, cell.text, line, column=self._column))
            message = Sentence("not understood")
            self._tell(Code.NOT_UNDERSTOOD, message, line, column.field, cell.text, reason(error))
            return Fate.UNREAD
        if not lexical:
            return Fate.NULL
        text = cell.text if lexical != cell.text else ""
        if column.lists_bodies:
            lexical, persons = without_names(lexical)
            text = "" if persons else text
            self._tell_persons(persons, line, column.field)
            if not lexical:
                return Fate.DROPPED
        self._put(field, Value(lexical, line, name, text, datatype, language=column.language))
        return Fate.SAID

    def _tell_persons(self, count: int, line: int, field: str) -> None:
        if count:
            message = counted(
                "{count} person among organisations",
                "{count} persons among organisations",
                count,
            )
            origin = Origin(self._file, line, self._column)
            self.findings.append(Finding(Code.PERSONAL_DATA, Severity.INFO, message, origin, self._key, field))

    def _put_fixed(self, field: str, text: str, line: int) -> None:
        self._put(field, Value(text, line, FIXED, datatype=datatype_of(text)))

    def _put(self, field: str, value: Value) -> None:
        self._fields.setdefault(field, []).append(value._replace(column=self._column) if self._column else value)

    def _tell(
        self, code: Code, message: Sentence, line: int, field: str, value: str, expected: Sentence = NOTHING
    ) -> None:
        origin = Origin(self._file, line, self._column)
        self.findings.append(Finding(code, Severity.WARNING, message, origin, self._key, field, value, expected))


def _read(cell: Cell, column: Column) -> tuple[str, str, str]:
    """Lexical form, datatype and field of what *cell* says.

    Raises:
        ValueError: it cannot be read.
    """
    try:
        return *said(cell, column), column.field
    except ValueError:
        if not column.day_field or cell.kind is not Kind.TEXT or not _DAY.fullmatch(cell.text.strip()):
            raise
        return *said(cell, replace(column, form="date", date=("%Y-%m-%d",))), column.day_field


def _members(cell: Cell, column: Column) -> Iterator[Cell]:
    """The members of a list, none empty; or the cell itself."""
    if not column.separator or cell.kind is not Kind.TEXT:
        yield cell
        return
    for member in cell.text.split(column.separator):
        if member.strip():
            yield Cell(member.strip())


def _starred(field: str, lexical: str) -> str:
    """*field* with the key of its part made of the value.

    Raises:
        ValueError: no key can be made of it.
    """
    if "*" not in field:
        return field
    key = minted_key(lexical)
    if not key:
        raise ValueError(Sentence("a name with letters or digits"))
    return field.replace("*", key)
