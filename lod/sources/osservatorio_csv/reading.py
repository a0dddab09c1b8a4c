"""One export being read: rows become records, columns are told once, every value is counted."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lod.findings import Code, Finding
from lod.names import fold
from lod.record import Record
from lod.sentences import Sentence, counted
from lod.sources.base import PERSONAL_DATA, Item, Rejected
from lod.sources.osservatorio.rows import number_of
from lod.sources.osservatorio_csv.columns import COLUMNS, NUMBER, Column
from lod.sources.osservatorio_csv.doubting import taken_for
from lod.sources.osservatorio_csv.export import Export, blanked
from lod.sources.osservatorio_csv.roles import Role, is_personal, role
from lod.sources.osservatorio_csv.saying import Saying, page_number, province_of
from lod.sources.persons import is_organisation
from lod.sources.register.accounting import Account, Fate
from lod.sources.register.rows import Header, Row, empty_rows, info, rejected, warning, withheld
from lod.sources.seen import Seen
from lod.sources.text import cleaned

_COPY = re.compile(r"(.{1,200}) \((?:[2-9]|[1-9][0-9]{1,2})\)")
_PROVINCE = COLUMNS[fold("Provincia")]
# what is rejected with all that follows or precedes it: no row in which persons could be blanked
_LARGE = frozenset({Code.TOO_LONG, Code.NOT_TEXT})


@dataclass(frozen=True, slots=True)
class _Place:
    """One column of the file.

    Args:
        first: Its name, or that of the column that it is a copy of.
        role: What it is there for.
        column: How its values are read, None without.
    """

    first: str
    role: Role
    column: Column | None


class Reading:
    """Reads one file.

    Args:
        prefix: What keys begin with.
        file: The file, as findings name it.
        numbers: Where each number was met, in this file and those before; it grows.
    """

    def __init__(self, prefix: str, file: str, numbers: Seen) -> None:
        self.account = Account()
        self._prefix = prefix
        self._file = file
        self._numbers = numbers
        self._places: dict[str, _Place] = {}
        self._copied: set[str] = set()
        self._line = 0
        self._rows = self._empty = 0
        self._doubts: Counter[tuple[str, str]] = Counter()

    def items(self, export: Export, header_row: int) -> Iterator[Item]:
        """The records of the file, and what there is to tell of it; its header stands in line *header_row*."""
        for part in export.parts(header_row):
            if isinstance(part, Header):
                yield from self._header(part)
            elif isinstance(part, Row):
                yield from self._row(part, export)
            elif isinstance(part, Rejected) and part.finding.code in _LARGE:
                yield withheld(part)
            else:
                yield part
        yield from self._told()
        yield from self.account.dropped(self._file)

    def _header(self, top: Header) -> Iterator[Item]:
        """Takes the names of the columns; a copy is read as what it is a copy of."""
        self._line = top.line
        for name in top.columns:
            copied = _COPY.fullmatch(name)
            first = copied[1] if copied and copied[1] in self._places else name
            if first != name:
                self._copied.add(first)
            place = self._places[name] = _Place(first, role(first), COLUMNS.get(fold(first)))
            field = place.column.label.field if place.column else NUMBER.field if place.role is Role.NUMBER else ""
            self.account.open(name, field, PERSONAL_DATA if is_personal(first) else "")
        if not self._is_numbered():
            message = Sentence("no column gives the records' numbers: no row becomes a record")
            yield rejected(Code.NO_NUMBER, message, self._file, top.line, None)

    def _row(self, row: Row, export: Export) -> Iterator[Item]:
        """The record of *row*, with what there is to tell of it; or the row itself, rejected."""
        self._rows += 1
        cells = {name: several[0].text for name, several in row.cells.items()}
        if not cells:
            self._empty += 1
            return
        name, number = self._number(cells)
        if not number or self._numbers.place(number) is not None:
            for column in cells:
                self.account.add(column, Fate.REJECTED)
            if self._is_numbered():
                yield self._rejected(row.line, number, self._raw(cells, export))
            return
        self._numbers.add(number, f"{self._file}:{row.line}")
        yield from self._said(row.line, cells, name, number, self._raw(cells, export))

    def _said(
        self, line: int, cells: Mapping[str, str], name: str, number: str, raw: str
    ) -> Iterator[Finding | Record]:
        provinces = [text for other, text in cells.items() if self._places[other].column is _PROVINCE]
        province = province_of(provinces, _PROVINCE)
        saying = Saying(self._file, self._prefix, number, line, name, province, self._doubts)
        copies: dict[str, dict[str, str]] = {}
        numbers = {column: place for place, column in enumerate(self._places, 1)}
        for other, text in cells.items():
            saying.at(numbers[other])
            fate = self._fate(saying, other, text, name)
            self.account.add(other, fate)
            first = self._places[other].first
            if first in self._copied and fate in (Fate.SAID, Fate.UNREAD):
                copies.setdefault(first, {})[other] = " ".join(cleaned(text)[0].split())
        for said in copies.values():
            saying.at(numbers[next(iter(said))])
            saying.copies(said)
        saying.at(0)
        saying.check()
        record = saying.record(raw)
        yield from saying.findings
        yield record

    def _fate(self, saying: Saying, name: str, text: str, number_column: str) -> Fate:
        place = self._places[name]
        if place.role is Role.DROPPED or (place.role is Role.PERSON and not is_organisation(cleaned(text)[0])):
            return Fate.DROPPED
        if place.role is Role.LINK:
            return saying.link(name, text)
        if place.role is Role.NUMBER:
            return Fate.SAID if name == number_column else saying.number(name, text)
        return saying.cell(name, place.column, text) if place.column else saying.unknown(name, text)

    def _number(self, cells: Mapping[str, str]) -> tuple[str, str]:
        """The column that gives the row's number, and the number; both empty where none does."""
        for wanted, read in ((Role.NUMBER, number_of), (Role.LINK, page_number)):
            for name, text in cells.items():
                if self._places[name].role is wanted and (number := read(cleaned(text)[0].strip())):
                    return name, number
        return "", ""

    def _is_numbered(self) -> bool:
        return any(place.role in {Role.NUMBER, Role.LINK} for place in self._places.values())

    def _rejected(self, line: int, number: str, raw: str) -> Rejected:
        code, message = Code.NO_NUMBER, Sentence("the row has neither a number nor the address of a record's page")
        if number:
            code, place = Code.SAME_NUMBER, self._numbers.place(number) or ""
            message = Sentence("a second row of the same number: that in {place} counts", place=place)
        found = rejected(code, message, self._file, line, raw.encode("utf-8", "replace"), "csv")
        return Rejected(found.name, found.raw, found.finding.about(f"{self._prefix}-{number}" if number else ""))

    def _raw(self, cells: Mapping[str, str], export: Export) -> str:
        """The row as the export writes rows, persons blanked."""
        firsts = [place.first for place in self._places.values()]
        return export.row(blanked([cells.get(name, "") for name in self._places], firsts)) + "\n"

    def _told(self) -> Iterator[Finding]:
        """What there is to say of the columns, once the file is read."""
        places = {column: place for place, column in enumerate(self._places, 1)}
        for use in self.account.uses():
            place = places[use.column]
            if use.dropped:
                message = counted(
                    "{count} value taken for a person's",
                    "{count} values taken for persons'",
                    use.dropped,
                )
                yield info(Code.PERSONAL_DATA, message, self._file, self._line, use.column, column=place)
            if self._places[use.column].role is Role.UNKNOWN or (
                self._places[use.column].role is Role.PERSON and use.unread
            ):
                message = counted(
                    "a column that the table of the export does not have, with {count} value",
                    "a column that the table of the export does not have, with {count} values",
                    use.unread,
                )
                yield warning(Code.UNKNOWN_COLUMN, message, self._file, self._line, use.column, column=place)
        for (name, taken), count in self._doubts.items():
            message = taken_for(taken, count)
            yield info(Code.TWO_READINGS, message, self._file, self._line, name)
        if self._empty:
            message = empty_rows(self._empty)
            yield info(Code.EMPTY_ROWS, message, self._file, self._line)
        if self._places and not self._rows:
            yield warning(Code.EMPTY_FILE, Sentence("a header, and no row that can be read"), self._file, self._line)
