"""The columns of one file as a register's profile: the table's, each in the languages that the file has."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from lod.findings import Code, Finding
from lod.sentences import Sentence, counted
from lod.sources.base import PERSONAL_DATA, Rejected
from lod.sources.decidim.columns import KEY
from lod.sources.persons import is_of_person
from lod.sources.register.profile import Column, Profile
from lod.sources.register.rows import Header, info
from lod.sources.text import LANGUAGE

_MACHINE = "machine_translations"
# BCP 47, extension T: a text that a machine has translated, from which language is not said
_BY_MACHINE = "-t-t0-und"
# a text that says nothing of its language
UNKNOWN_LANGUAGE = "und"
_MAY_NAME_PERSONS = Sentence("left out; it stays in the source only, for it may name persons")


def profile(top: Header, table: Mapping[str, Column], prefix: str = "") -> Profile:
    """What becomes of each column of a file.

    Args:
        top: The names of its columns.
        table: What becomes of the columns that Decidim is known to have.
        prefix: What stands before the names in findings and accounts (``meetings/``).
    """
    columns: dict[str, Column] = {}
    for name in top.columns:
        column = _column(name.removeprefix(prefix), table)
        if column is not None and name != prefix + KEY:
            columns[name] = column
    return Profile("Decidim", (prefix + KEY,), columns, language=UNKNOWN_LANGUAGE)


def machine_translations(names: Iterable[str], file: str, line: int) -> Iterable[Finding]:
    """What there is to tell of columns that a machine has written."""
    found = [name for name in names if f"/{_MACHINE}/" in name]
    if found:
        message = counted(
            "{count} column of translations by a machine", "{count} columns of translations by a machine", len(found)
        )
        yield info(Code.MACHINE_TRANSLATIONS, message, file, line, value=", ".join(found))


def _column(name: str, table: Mapping[str, Column]) -> Column | None:
    """What becomes of the column *name*, ``title/pt-BR`` for one; None for what nobody knows."""
    if name in table:
        return table[name]
    if is_of_person(name):
        return Column(drop=PERSONAL_DATA)
    base, _, last = name.rpartition("/")
    locale = last.replace("_", "-")
    if not LANGUAGE.fullmatch(locale):
        return None
    by_machine = base.endswith(f"/{_MACHINE}")
    known = table.get(base.removesuffix(f"/{_MACHINE}"))
    language = locale + (_BY_MACHINE if by_machine else "")
    return replace(known, language=language) if known is not None else None


def without_persons(item: Finding | Rejected, made: Profile | None) -> Finding | Rejected:
    """*item* without what it holds of a file with columns of persons: what could not be taken apart may be of them."""
    harmless = made is not None and not any(column.drop == PERSONAL_DATA for column in made.columns.values())
    if isinstance(item, Finding) or harmless or not item.raw:
        return item
    return replace(item, raw=b"", finding=replace(item.finding, done=_MAY_NAME_PERSONS))
