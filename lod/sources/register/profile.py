"""The profile of a register: a small TOML file that says which column is which field, and how values are written."""

import dataclasses
import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lod.errors import SettingsError
from lod.sources.register import schema
from lod.sources.register.rows import column_name

MAX_PROFILE_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Format:
    """How the file is made.

    Args:
        kind: ``csv``, ``json``, ``jsonl`` or ``xlsx``; empty for what the file's name says.
        delimiter: Between the cells of a CSV row; empty for a comma, or a tab in ``.tsv``.
        encoding: Of the text; empty for UTF-8, or else Windows-1252 with a finding.
        sheet: Name of the sheet; empty for the first.
        header_row: Line of the names of the columns, from 1.
        records: JSON pointer of the array of records; empty for the only one.
    """

    kind: str = ""
    delimiter: str = ""
    encoding: str = ""
    sheet: str = ""
    header_row: int = 1
    records: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """What becomes of one column: a field, or nothing, with the reason.

    Args:
        field: Ontology name of the field; in ``isPartOf[pc-*].title`` the star is made of the value.
        drop: Why its values are not read.
        form: One of ``text prose html integer decimal year date datetime truth point``.
        date: Forms of a date, in the letters of ``strptime``; the first that fits counts.
        zone: Time zone of its times (``Europe/Rome``).
        decimal: Decimal sign.
        thousands: What groups digits; empty for nothing.
        separator: Between the members of a list; empty for a single value.
        values: What a spelling stands for, by spelling in small letters.
        null: Words that mean no value here, besides those of the whole profile.
        language: Language of its texts, where it is not that of the register.
        day_field: Field of a value that is a day, where *field* takes times.
        keeps_bodies: Whether organisations are kept as unread where persons are dropped.
        lists_bodies: Whether it lists organisations, of which those that are persons are dropped.
    """

    field: str = ""
    drop: str = ""
    form: str = "text"
    date: tuple[str, ...] = ()
    zone: str = ""
    decimal: str = "."
    thousands: str = ""
    separator: str = ""
    values: Mapping[str, str] = dataclasses.field(default_factory=dict)
    null: frozenset[str] = frozenset()
    language: str = ""
    day_field: str = ""
    keeps_bodies: bool = False
    lists_bodies: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """A register, described.

    Args:
        name: What it is called.
        key: Columns that identify a record, together.
        columns: What becomes of each column, by name.
        fixed: Values by field, for records that say nothing of it; ``{key}`` is the record's own.
        null: Words that mean no value, in small letters.
        format: How the file is made.
        language: Language of its texts.
        shape: What its records are.
    """

    name: str
    key: tuple[str, ...]
    columns: Mapping[str, Column] = dataclasses.field(default_factory=dict)
    fixed: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    null: frozenset[str] = frozenset()
    format: Format = dataclasses.field(default_factory=Format)
    language: str = "it"
    shape: str = "Process"

    @property
    def fields(self) -> Mapping[str, frozenset[str]]:
        """The names of the fields that it supplies, by shape, without ``[items]``."""
        named = {column.field for column in self.columns.values() if column.field} | set(self.fixed) | {"identifier"}
        return {self.shape: frozenset(re.sub(r"\[[^\]]*\]", "", name) for name in named)}


def load(file: Path) -> Profile:
    """The profile in *file*.

    Raises:
        SettingsError: it is not there, not TOML, or says something wrong; the message says where and what is expected.
    """
    try:
        if file.stat().st_size > MAX_PROFILE_BYTES:
            raise SettingsError(f"{file}: more than {MAX_PROFILE_BYTES} bytes: not a profile")
        return parsed(file.read_bytes().decode("utf-8-sig"), str(file))
    except FileNotFoundError as error:
        raise SettingsError(f"{file}: no such file: a register needs a profile; `lod profile` writes one") from error
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file}: cannot be read: {error}") from error


def parsed(text: str, file: str) -> Profile:
    """The profile in *text*.

    Raises:
        SettingsError: as `load`.
    """
    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingsError(f"{file}: not a readable TOML file: {error}") from error
    said = _checked(table, schema.PROFILE, f"{file}: ")
    _require(said, "name", f"{file}: ", "what the register is called")
    _require(said, "key", f"{file}: ", "the column, or columns, that identify a record")
    said["format"] = Format(**_checked(said.get("format", {}), schema.FORMAT, f"{file}: format."))
    said["fixed"] = _fixed(said.get("fixed", {}), file)
    said["columns"] = {
        column_name(name): _column(value, f'{file}: columns."{name}".')
        for name, value in said.get("columns", {}).items()
    }
    for name in said["key"]:
        if said["columns"].get(name, Column()).drop:
            raise SettingsError(f"{file}: key = {name!r}: expected a column that is not dropped")
    return Profile(**said)


def _checked(table: Any, checks: schema.Checks, where: str) -> dict[str, Any]:
    """The values of *table*, each checked; *where* names file and table."""
    if not isinstance(table, dict):
        raise SettingsError(f"{where.rstrip('.')} = {table!r}: expected a table")
    said = {}
    for name, value in table.items():
        if name not in checks:
            near = difflib.get_close_matches(name, checks, 1)
            meant = f"did you mean {near[0]}?" if near else f"there are {', '.join(checks)}"
            raise SettingsError(f"{where}{name} = {value!r}: no such key; {meant}")
        try:
            said[name] = checks[name](value)
        except ValueError as error:
            raise SettingsError(f"{where}{name} = {value!r}: expected {error}") from error
    return said


def _require(said: Mapping[str, Any], name: str, where: str, expected: str) -> None:
    if not said.get(name):
        raise SettingsError(f"{where}{name} is missing: expected {expected}")


def _column(table: Any, where: str) -> Column:
    said = _checked(table, schema.COLUMN, where)
    if ("field" in said) == ("drop" in said):
        raise SettingsError(f"{where.rstrip('.')}: expected either field or drop, and one of them only")
    said.setdefault("form", schema.implied_form(said))
    if said["form"] in ("date", "datetime"):
        _require(said, "date", where, "how dates are written, such as %d/%m/%Y")
    if said["form"] == "datetime" and not all("%z" in form for form in said["date"]):
        _require(said, "zone", where, "a time zone, such as Europe/Rome")
    for name, forms in _BELONGS.items():
        if name in said and said["form"] not in forms:
            raise SettingsError(f"{where}form = {said['form']!r}: expected {' or '.join(forms)} beside {name}")
    if said.get("decimal", ".") == said.get("thousands"):
        raise SettingsError(f"{where}thousands = {said['thousands']!r}: expected another sign than that of decimals")
    return Column(**said)


_BELONGS: Mapping[str, tuple[str, ...]] = {
    "date": ("date", "datetime"),
    "zone": ("datetime",),
    "decimal": ("decimal", "integer"),
    "thousands": ("decimal", "integer"),
}


def _fixed(table: Mapping[str, Any], file: str) -> dict[str, tuple[str, ...]]:
    said = {}
    for name, value in table.items():
        try:
            said[schema.field_name(name)] = schema.texts(value)
        except ValueError as error:
            raise SettingsError(f"{file}: fixed.{name} = {value!r}: expected {error}") from error
    return said
