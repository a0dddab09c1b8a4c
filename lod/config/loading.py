"""The settings in force: defaults, then a TOML file, then the environment (``LOD_*``), then options."""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from lod.config import tables
from lod.config.kinds import KINDS, PATHS
from lod.config.settings import Settings
from lod.errors import SettingsError


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
    settings = _with_tables(settings, file, table)
    for name, value in table.items():
        path = file.parent / value if name in PATHS and isinstance(value, str) else value
        settings = _with(settings, name, path, f"{file}: {name} = {value!r}")
    return settings


def _with_tables(settings: Settings, file: Path, table: dict[str, Any]) -> Settings:
    """*settings* with the tables of *file*, which are taken out of *table*."""
    if "source" in table:
        settings = replace(settings, sources=tables.sources(file, table.pop("source")))
    for name in tables.TABLES:
        if name in table:
            read: dict[str, Any] = {name: tables.table(file, name, table.pop(name))}
            settings = replace(settings, **read)
    return settings


def _with(settings: Settings, name: str, value: Any, where: str) -> Settings:
    if name not in KINDS:
        raise SettingsError(f"{where}: no such setting; there are {', '.join(sorted(KINDS))}")
    try:
        return replace(settings, **{name: KINDS[name](value)})
    except (TypeError, ValueError) as error:
        raise SettingsError(f"{where}: {error}") from error
