"""A register being read: rows become records, columns are told once, every value is counted."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from lod.findings import Code, Finding, Origin, Severity
from lod.iris import is_key
from lod.masking import leads_to_person
from lod.names import minted_key
from lod.sentences import Sentence, counted, perhaps
from lod.sources.base import PERSONAL_DATA, STAYS, AtEnd, Fates, Given, Item, Rejected
from lod.sources.persons import is_of_person
from lod.sources.register import formats
from lod.sources.register.accounting import Account, Fate
from lod.sources.register.apart import Apart
from lod.sources.register.keeping import raw_of
from lod.sources.register.profile import Column, Profile
from lod.sources.register.rows import MAX_COLUMNS, Header, Row, info, rejected, warning
from lod.sources.seen import Seen
from lod.sources.text import cleaned

FURTHER = Sentence("(further columns)")
_UNKNOWN = Column()


class Reading:
    """Reads the files of one register.

    Args:
        prefix: What keys begin with.
        profile: The register, described.
        keys: The keys of the records, and where they stand.
    """

    def __init__(self, prefix: str, profile: Profile, keys: Seen) -> None:
        self.account = Account()
        self._prefix = prefix
        self._profile = profile
        self._keys = keys

    def given(self, path: Path, file: str) -> Iterator[Given]:
        """The rows of one file, and what there is to tell of it; *file* is what findings call it."""
        under_way = Table(self._prefix, self._profile, self._keys, file)
        for part in formats.parts(path, file, self._profile.format):
            if isinstance(part, Header):
                yield from under_way.header(part)
            elif isinstance(part, Row):
                yield from under_way.row(part)
            else:
                under_way.has_told = under_way.has_told or isinstance(part, Rejected)
                yield part
        yield AtEnd(partial(self._ended, under_way, file))

    def _ended(self, table: "Table", file: str, fates: Fates) -> Iterator[Item]:
        """What there is to tell of a file whose rows have been read."""
        table.account.count(file, fates)
        yield from table.told()
        yield from table.account.dropped(file)
        self.account.merge(table.account)


class Table:
    """One file under way.

    Args:
        prefix: What keys begin with.
        profile: What its columns are.
        keys: Where each key of the register stands; grows.
        file: The file, as findings name it.
    """

    def __init__(self, prefix: str, profile: Profile, keys: Seen, file: str) -> None:
        self.account = Account()
        self._prefix = prefix
        self._profile = profile
        self._keys = keys
        self._file = file
        self._columns: dict[str, int] = {}
        self._places: dict[str, int] = {}
        self._has_key = True
        self._has_rows = False
        # whether a rejection says already why there may be no row
        self.has_told = False

    def header(self, top: Header) -> Iterator[Item]:
        """Takes the names of the columns."""
        self._places = {name: place for place, name in enumerate(top.columns, 1)}
        for name in top.columns:
            self._open(name, top.line)
        absent = [name for name in self._profile.key if name not in self._columns]
        if absent:
            self._has_key = False
            message = Sentence("there is no key column {name!r}: no row becomes a record", name=absent[0])
            origin, named = Origin(self._file, top.line), ", ".join(top.columns)
            finding = Finding(Code.NO_NUMBER, Severity.VIOLATION, message, origin, "", absent[0], named, done=STAYS)
            yield Rejected(self._file, b"", finding)

    def row(self, row: Row) -> Iterator[Apart | Rejected]:
        """*row*, to be read wherever there is a process for it; or rejected."""
        self._has_rows = True
        if len(self._columns.keys() | row.cells.keys()) <= MAX_COLUMNS:
            for name in row.cells:
                self._open(name, row.line)
        number = self._number(row)
        key = self._key(number)
        trouble = self._trouble(row, key)
        if not self._has_key or trouble is not None:
            self.left_out(row)
            if trouble is not None and self._has_key:
                yield trouble
            return
        self._keys.add(key, f"{self._file}:{row.line}")
        yield Apart(self._profile, self._file, key, number, f"{self._prefix}:{number}", self._places, row)

    def read(self, row: Row) -> Iterator[Item]:
        """The record of *row*, read at once, with what there is to tell of it; or the row itself, rejected."""
        fates: Fates = Fates()
        for one in self.row(row):
            yield from one.items(fates) if isinstance(one, Apart) else (one,)
        self.account.count(self._file, fates)

    def left_out(self, row: Row) -> None:
        """Counts the values of a row that becomes no record."""
        for name, cells in row.cells.items():
            column = name if name in self._columns else FURTHER
            self.account.open(column, "", "")
            self.account.add(column, Fate.REJECTED, len(cells))

    def told(self) -> Iterator[Finding]:
        """What there is to say of the columns, once the file is read."""
        for use in self.account.uses():
            line, place = self._columns.get(use.column, 0), self._places.get(use.column, 0)
            if use.reason:
                code = Code.PERSONAL_DATA if use.reason == PERSONAL_DATA else Code.DROPPED_COLUMN
                message = counted(
                    "{count} value: {reason}",
                    "{count} values: {reason}",
                    use.dropped + use.rejected,
                    reason=perhaps(use.reason),
                )
                yield info(code, message, self._file, line, use.column, column=place)
            if not use.field and (use.unread if use.reason else use.filled or not use.column.startswith("(")):
                message = counted(
                    "a column that the profile does not name, with {count} value",
                    "a column that the profile does not name, with {count} values",
                    use.unread,
                )
                yield warning(Code.UNKNOWN_COLUMN, message, self._file, line, use.column, column=place)
        line = min(self._columns.values(), default=0)
        if not self._has_rows and not self.has_told:
            yield warning(
                Code.EMPTY_FILE, Sentence("there is no row in it: nothing is published of it"), self._file, line
            )
        for name in self._profile.columns:
            if name not in self._columns and self._columns:
                message = Sentence("a column that the profile names, and the file does not have")
                yield warning(Code.MISSING_COLUMN, message, self._file, line, name)

    def _open(self, name: str, line: int) -> None:
        """Notes a column at its first sight; what the profile does not name and seems to be a person's is dropped."""
        if name in self._columns:
            return
        self._columns[name] = line
        if name not in self._profile.columns and name not in self._profile.key and is_of_person(name):
            person = Column(drop=PERSONAL_DATA, keeps_bodies=True)
            self._profile = replace(self._profile, columns={**self._profile.columns, name: person})
        column = self._profile.columns.get(name, _UNKNOWN)
        field = column.field or ("identifier" if name in self._profile.key else "")
        self.account.open(name, field, column.drop)

    def _number(self, row: Row) -> str:
        """What identifies a row, empty where a part of it is missing."""
        parts = []
        for name in self._profile.key:
            cells = row.cells.get(name, ())
            text = " ".join(cleaned(cells[0].text)[0].split()) if len(cells) == 1 else ""
            parts.append("" if text.casefold() in self._profile.null else text)
        return "-".join(parts) if all(parts) else ""

    def _key(self, number: str) -> str:
        """The record's key; empty where none can be made of *number*."""
        last = number if is_key(number) and is_key(f"{self._prefix}-{number}") else minted_key(number)
        return f"{self._prefix}-{last}" if last else ""

    def _trouble(self, row: Row, key: str) -> Rejected | None:
        """Why *row* becomes no record."""
        number = self._number(row)
        if any(name not in self._columns for name in row.cells):
            code, message = Code.TOO_LONG, Sentence("a column beyond the {most} that are read", most=MAX_COLUMNS)
        elif leads_to_person(number):
            message = Sentence(
                "the key leads to a person, and would be in the record's address: neither published nor repeated"
            )
            code, key, number = Code.KEY_OF_PERSON, "", ""
        elif not key:
            code, names = Code.NO_NUMBER, list(self._profile.key)
            message = (
                Sentence("no key can be made of what stands under {names}: neither letters nor digits", names=names)
                if number
                else Sentence("the row has no key: nothing stands under {names}", names=names)
            )
        elif (place := self._keys.place(key)) is not None:
            message = Sentence("a second row of the key {key}: that in {place} counts", key=key, place=place)
            code = Code.SAME_NUMBER
        else:
            return None
        raw = raw_of(row, self._profile).encode("utf-8", "replace")
        found = rejected(code, message, self._file, row.line, raw, "json")
        return Rejected(found.name, found.raw, replace(found.finding, record=key, value=number))
