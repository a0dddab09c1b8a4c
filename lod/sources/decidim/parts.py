"""The file of phases, or that of meetings: read once, and given out process by process."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from lod.findings import Code, Finding, Origin, Severity
from lod.names import minted_key
from lod.record import Record
from lod.sentences import Sentence, counted
from lod.sources.base import Item, Rejected
from lod.sources.decidim.columns import LATITUDE, LONGITUDE, POSITION
from lod.sources.decidim.profiles import machine_translations, profile, without_persons
from lod.sources.decidim.roles import Role
from lod.sources.decidim.waiting import Waiting, number_in, other_space
from lod.sources.register.keeping import raw_of
from lod.sources.register.profile import Profile
from lod.sources.register.reading import Table
from lod.sources.register.rows import Cell, Header, Part, Row, info, warning
from lod.sources.register.values import said
from lod.sources.seen import Seen

MAX_PARTS = 2_000
_MAX_TOLD = 1_000


class Parts:
    """The phases or the meetings of one export.

    Args:
        role: Which of both.
        prefix: What keys of the source begin with.
        keys: Takes the keys of the parts.
    """

    def __init__(self, role: Role, prefix: str, keys: Seen) -> None:
        self.role = role
        self._prefix = f"{prefix}-{role.part}"
        self._keys = keys
        self._waiting = Waiting(role.prefix)
        self._table: Table | None = None
        self._profile: Profile | None = None
        self._file = ""
        self._line = 0
        self._elsewhere: Counter[str] = Counter()
        self._kept: list[str] = []

    def close(self) -> None:
        """Forgets what still waits."""
        self._waiting.close()

    def gathered(self, rows: Iterator[Part], file: str) -> Iterator[Item]:
        """Takes the rows of a file; gives what there is to tell of it."""
        self._file = file
        for part in rows:
            if isinstance(part, Header):
                yield from self._open(part)
            elif not isinstance(part, Row):
                yield without_persons(part, self._profile)
            elif space := other_space(part):
                self._elsewhere[space] += 1
                self._leave_out(self._waiting.named(part))
            else:
                self._waiting.add(_with_position(part))

    def of(self, process: str) -> Iterator[Item]:
        """The parts of a process, by its number, as records of their own, with what there is to tell of them."""
        count = 0
        for count, row in enumerate(self._waiting.take(process) if process else (), 1):  # told below
            if count > MAX_PARTS:
                self._keep(row)
            elif self._table is not None:
                yield from self._table.read(row)
        if count > MAX_PARTS:
            message = Sentence("{count} rows of one process, the first {most} are read", count=count, most=MAX_PARTS)
            yield warning(Code.TOO_MANY_PARTS, message, self._file, self._line, self.role.part)

    def number(self, part: Record) -> str:
        """What tells *part* apart in its process."""
        return minted_key(part.key.removeprefix(f"{self._prefix}-"))

    def told(self) -> Iterator[Item]:
        """What there is to say once all processes are read."""
        for space, count in sorted(self._elsewhere.items()):
            message = counted(
                "{count} row is of {space}, not of a process",
                "{count} rows are of {space}, not of processes",
                count,
                space=space,
            )
            yield info(Code.OTHER_SPACE, message, self._file, self._line, self.role.part)
        yield from self._strangers()
        if self._kept:
            message = counted(
                "{count} row that no process has taken", "{count} rows that no process has taken", len(self._kept)
            )
            origin = Origin(self._file, self._line)
            finding = Finding(Code.UNKNOWN_PROCESS, Severity.WARNING, message, origin, field=self.role.part)
            yield Rejected(f"{self._file}.jsonl", "\n".join(self._kept).encode("utf-8", "replace"), finding)
        if self._table is not None:
            yield from self._table.told()
            yield from self._table.account.dropped(self._file)

    def _open(self, top: Header) -> Iterator[Item]:
        named = Header(tuple(self.role.prefix + name for name in top.columns), top.line)
        self._profile = profile(named, self.role.columns, self.role.prefix)
        self._table, self._line = Table(self._prefix, self._profile, self._keys, self._file), top.line
        yield from self._table.header(named)
        yield from machine_translations(top.columns, self._file, top.line)

    def _strangers(self) -> Iterator[Item]:
        """A finding for each process that is not there, and whose rows wait for it."""
        left = self._waiting.left()
        for told, process in enumerate(left, 1):
            rows = 0
            first = 0
            for row in self._waiting.take(process):
                first = first or row.line
                rows += 1
                self._keep(row)
            if told <= _MAX_TOLD:
                message = _of_stranger(process, rows)
                yield warning(Code.UNKNOWN_PROCESS, message, self._file, first, self.role.part, process)
        if len(left) > _MAX_TOLD:
            message = counted(
                "{count} more process is not there", "{count} more processes are not there", len(left) - _MAX_TOLD
            )
            yield warning(Code.UNKNOWN_PROCESS, message, self._file, self._line, self.role.part)

    def _keep(self, row: Row) -> None:
        self._leave_out(row)
        if self._profile is not None:
            self._kept.append(raw_of(row, self._profile))

    def _leave_out(self, row: Row) -> None:
        if self._table is not None:
            self._table.left_out(row)


def _of_stranger(process: str, rows: int) -> Sentence:
    """What there is to say of rows that wait for a process which is not there, or for none."""
    if process:
        return counted(
            "{count} row of process {process}, which is not there",
            "{count} rows of process {process}, which is not there; this one is the first",
            rows,
            process=process,
        )
    return counted(
        "{count} row that names no process", "{count} rows that name no process; this one is the first", rows
    )


def _with_position(row: Row) -> Row:
    """*row* with both coordinates as one point, in either column; what is no point stays as it came, to be told."""
    latitude, longitude = number_in(row, LATITUDE), number_in(row, LONGITUDE)
    point = Cell(f"POINT({longitude} {latitude})")
    try:
        said(point, POSITION)
    except ValueError:
        return row
    return replace(row, cells={**row.cells, LATITUDE: (point,), LONGITUDE: (point,)})
