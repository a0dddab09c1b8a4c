"""One export of a Decidim instance: its processes, each with the phases and meetings that are of it."""

from collections.abc import Iterator, Sequence

from lod.findings import Code, Finding
from lod.record import Record
from lod.sentences import Sentence, counted
from lod.sources.base import Item
from lod.sources.decidim.archive import Member
from lod.sources.decidim.columns import KEY
from lod.sources.decidim.joining import Part as Joint
from lod.sources.decidim.joining import joined
from lod.sources.decidim.parts import Parts
from lod.sources.decidim.profiles import machine_translations, profile, without_persons
from lod.sources.decidim.roles import GATHERINGS, PROCESSES, STEPS, role_of
from lod.sources.decidim.waiting import number_in
from lod.sources.reasons import reason
from lod.sources.register.delimited import Delimited
from lod.sources.register.reading import Table
from lod.sources.register.rows import Header, Part, Row, info, rejected, warning
from lod.sources.seen import Seen
from lod.sources.window import NEAR, surveyed

_PROCESSES_FILE = "…-open-data-participatory_processes.csv"


class Export:
    """Reads one export.

    Args:
        prefix: What keys begin with.
        keys: Where each key of the source stands; grows.
        name: What findings call the archive or folder; empty for the folder that the settings name.
    """

    def __init__(self, prefix: str, keys: Seen, name: str) -> None:
        self._prefix = prefix
        self._keys = keys
        self._name = name
        self._parts: list[Parts] = []

    def items(self, members: Sequence[Member]) -> Iterator[Item]:
        """The records of an export, and what there is to tell of it."""
        with Seen() as steps, Seen() as gatherings:
            self._parts = [Parts(STEPS, self._prefix, steps), Parts(GATHERINGS, self._prefix, gatherings)]
            try:
                yield from self._items(members)
            finally:
                for parts in self._parts:
                    parts.close()

    def _items(self, members: Sequence[Member]) -> Iterator[Item]:
        chosen: dict[str, Member] = {}
        yield from self._choose(members, chosen)
        for parts in self._parts:
            if parts.role.part in chosen:
                member = chosen[parts.role.part]
                yield from parts.gathered(_rows(member, self._place(member)), self._place(member))
        if PROCESSES.part in chosen:
            yield from self._processes(chosen[PROCESSES.part])
        for parts in self._parts:
            yield from parts.told()

    def _choose(self, members: Sequence[Member], chosen: dict[str, Member]) -> Iterator[Item]:
        """Puts the file for each role into *chosen*, and tells of all others."""
        beside = []
        for member in members:
            role = role_of(member.name)
            if role is None:
                beside.append(member.name)
                if member.trouble:
                    yield warning(Code.MEMBER_NOT_READ, member.trouble, self._place(member), 0)
            elif member.trouble or role.part in chosen:
                trouble = member.trouble or Sentence(
                    "a second file of its kind: {name} counts", name=chosen[role.part].name
                )
                yield rejected(Code.MEMBER_NOT_READ, trouble, self._place(member), 0, None)
            else:
                chosen[role.part] = member
        if PROCESSES.part not in chosen:
            message = Sentence("no file of processes that can be read: expected {name}", name=_PROCESSES_FILE)
            yield rejected(Code.NOT_AN_EXPORT, message, self._name or ".", 0, None)
        if beside:
            message = counted(
                "{count} file that is not about processes, phases or meetings",
                "{count} files that are not about processes, phases or meetings",
                len(beside),
            )
            yield info(Code.NOT_READ, message, self._name or ".", 0, value=", ".join(sorted(beside)))

    def _place(self, member: Member) -> str:
        return f"{self._name}/{member.name}" if self._name else member.name

    def _processes(self, member: Member) -> Iterator[Item]:
        file, table, made = self._place(member), None, None
        for part in _rows(member, file):
            if isinstance(part, Header):
                made = profile(part, PROCESSES.columns)
                table = Table(self._prefix, made, self._keys, file)
                yield from table.header(part)
                yield from machine_translations(part.columns, file, part.line)
            elif not isinstance(part, Row):
                yield without_persons(part, made)
            elif table is not None:
                for item in table.read(part):
                    yield from self._whole(item, part) if isinstance(item, Record) else (item,)
        if table is not None:
            yield from table.told()
            yield from table.account.dropped(file)

    def _whole(self, process: Record, row: Row) -> Iterator[Item]:
        """A process with its parts, after what there is to tell of them."""
        found: list[Joint] = []
        for parts in self._parts:
            for item in parts.of(number_in(row, KEY)):
                if isinstance(item, Record):
                    found.append((parts.role.part, parts.number(item), item))
                else:
                    yield item.about(process.key) if isinstance(item, Finding) else item
        yield joined(process, found, self._prefix)


def _rows(member: Member, file: str) -> Iterator[Part]:
    """The header and rows of a file, and what there is to tell of it."""
    try:
        text = surveyed(member.pieces, file)
    except (ValueError, OSError) as error:
        yield rejected(Code.MEMBER_NOT_READ, Sentence("cannot be read: {why}", why=reason(error)), file, 0, None)
        return
    if text is None:
        yield info(Code.EMPTY_FILE, Sentence("there is no row in it"), file, 0)
        return
    yield from text.findings
    text.need(0, NEAR)
    first = text.text[: text.text.find("\n")] if "\n" in text.text else text.text
    # an instance may have set a comma in place of Decidim's own semicolon
    yield from Delimited(text, file, "," if "," in first and ";" not in first else ";").parts(1)
