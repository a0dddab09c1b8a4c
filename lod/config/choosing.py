"""Which of the configured sources are read."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from lod.config.settings import Settings
from lod.errors import SettingsError


def with_paths(settings: Settings, paths: Mapping[str, Path]) -> Settings:
    """*settings* with the paths of some sources replaced.

    Raises:
        SettingsError: there is no source of that name.
    """
    known = {source.name: source for source in settings.sources}
    for name in paths:
        if name not in known:
            raise SettingsError(f"--source {name}: there is no source of that name, only {', '.join(known)}")
    chosen = tuple(replace(known[name], path=path) for name, path in paths.items())
    return replace(settings, sources=chosen) if chosen else settings


def only(settings: Settings, path: Path, name: str = "") -> Settings:
    """*settings* with one source, which reads *path*: the one named, or that whose files *path* is among.

    Args:
        settings: The settings.
        path: A file or a folder.
        name: Name of the source; empty to find it by its path.

    Raises:
        SettingsError: there is nothing at *path*, no such source, or none that *path* belongs to.
    """
    if not path.exists():
        raise SettingsError(f"{path}: no such file or folder")
    if name:
        return with_paths(settings, {name: path})
    sources = settings.sources
    asked = path.resolve()
    owners = [source for source in sources if asked.is_relative_to(source.path.resolve())]
    if not owners and len(sources) > 1:
        names = ", ".join(source.name for source in sources)
        raise SettingsError(f"{path}: among the files of no source: say which reads it, with --source: {names}")
    # of sources within each other the inner one
    owner = max(owners or sources, key=lambda source: len(source.path.resolve().parts))
    return replace(settings, sources=(replace(owner, path=path),))
