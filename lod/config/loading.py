"""The settings in force: defaults, then a TOML file, then the environment (``LOD_*``), then options."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from lod.config.kinds import KINDS, PATHS
from lod.config.settings import Settings, SourceSettings
from lod.errors import SettingsError
from lod.iris import is_web_address

_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")


def load(
    file: Path | None = None,
    environment: Mapping[str, str] | None = None,
    options: Mapping[str, Any] | None = None,
) -> Settings:
    """The settings in force.

    Args:
        file: A TOML file; paths in it are relative to its folder.
        environment: Variables; those that start with ``LOD_`` count.
        options: Values by name; None counts as not given.

    Raises:
        SettingsError: a name is unknown or a value is wrong; the message says where.
    """
    settings = Settings()
    if file is not None:
        settings = _with_file(settings, file)
    for name, text in sorted((environment or {}).items()):
        if name.startswith("LOD_") and name != "LOD_CONFIG":
            settings = _with(settings, name.removeprefix("LOD_").lower(), text, f"{name}={text!r}")
    for name, value in (options or {}).items():
        if value is not None:
            settings = _with(settings, name, value, f"--{name.replace('_', '-')} {value}")
    return settings


def _with_file(settings: Settings, file: Path) -> Settings:
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise SettingsError(f"{file}: no such file") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{file}: not a readable TOML file: {error}") from error
    sources = table.pop("source", None)
    for name, value in table.items():
        path = file.parent / value if name in PATHS and isinstance(value, str) else value
        settings = _with(settings, name, path, f"{file}: {name} = {value!r}")
    if sources is not None:
        if not isinstance(sources, list) or not sources:
            raise SettingsError(f"{file}: source: expected one or more [[source]] tables")
        settings = replace(settings, sources=_told_apart(file, [_source(file, table) for table in sources]))
    return settings


def _told_apart(file: Path, sources: list[SourceSettings]) -> tuple[SourceSettings, ...]:
    """*sources*, no two of which have a name or a prefix in common: two records would get one IRI."""
    for name in ("name", "prefix"):
        said = [getattr(source, name) for source in sources]
        for value in said:
            if said.count(value) > 1:
                raise SettingsError(f"{file}: [[source]]: {name} = {value!r} twice: expected another for each source")
    return tuple(sources)


def _with(settings: Settings, name: str, value: Any, where: str) -> Settings:
    if name not in KINDS:
        raise SettingsError(f"{where}: no such setting; there are {', '.join(sorted(KINDS))}")
    try:
        return replace(settings, **{name: KINDS[name](value)})
    except (TypeError, ValueError) as error:
        raise SettingsError(f"{where}: {error}") from error


def _source(file: Path, table: Any) -> SourceSettings:
    allowed = {f.name for f in fields(SourceSettings)}
    if not isinstance(table, dict) or not all(isinstance(value, str) for value in table.values()):
        raise SettingsError(f"{file}: [[source]]: expected texts only")
    for name in ("name", "kind", "path", "prefix"):
        if not table.get(name):
            raise SettingsError(f"{file}: [[source]]: {name} is missing")
    for name in table:
        if name not in allowed:
            raise SettingsError(f"{file}: [[source]]: no such setting: {name}; there are {sorted(allowed)}")
    for name in ("name", "prefix"):
        if not _NAME.fullmatch(table[name]):
            raise SettingsError(
                f"{file}: [[source]]: {name} = {table[name]!r}: expected small letters, digits and hyphens"
            )
    if "licence" in table and not is_web_address(table["licence"]):
        raise SettingsError(f"{file}: [[source]]: licence = {table['licence']!r}: expected the address of a licence")
    paths = {name: file.parent / table[name] for name in ("path", "profile") if name in table}
    return SourceSettings(**{**table, **paths})
