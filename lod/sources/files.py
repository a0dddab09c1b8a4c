"""The files of a source: one file, or those in a folder that are of its kind."""

from collections.abc import Container
from pathlib import Path

from lod.errors import SettingsError


def found(path: Path, suffixes: Container[str], what: str) -> list[tuple[Path, str]]:
    """The files to read, sorted, each with the name that findings give it.

    Args:
        path: A file, or a folder.
        suffixes: How the names of the files in a folder end, in small letters: ``.csv``.
        what: What is missing where there is none, in words.

    Raises:
        SettingsError: there is nothing at *path*, or no such file in it.
    """
    if path.is_file():
        return [(path, path.name)]
    if not path.is_dir():
        raise SettingsError(f"{path}: no such file or folder")
    files = sorted(p for p in path.rglob("*") if p.suffix.lower() in suffixes and p.is_file())
    if not files:
        raise SettingsError(f"{path}: {what} there")
    return [(p, p.relative_to(path).as_posix()) for p in files]
