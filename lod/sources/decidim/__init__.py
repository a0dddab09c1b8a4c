"""Decidim: the open data that an instance gives as a zip of CSV files, any instance, in any languages.

HTML texts become clean text, and the original is not kept as ``rdf:HTML``. It stays at the address that each process
names as its source, where the platform sanitises it; published once more as HTML it would ask every consumer to do the
same, carry trackers and scripts of strangers under our name, escape the masking of e-mail addresses and phone numbers
(which markup can split in two), and double the release for what nobody can search or compare.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from lod.errors import SettingsError
from lod.findings import Code
from lod.sentences import NOTHING, Sentence
from lod.sources.base import Item
from lod.sources.decidim import archive
from lod.sources.decidim.archive import Member
from lod.sources.decidim.columns import FIELDS, labels
from lod.sources.decidim.export import Export
from lod.sources.decidim.roles import role_of
from lod.sources.reasons import reason
from lod.sources.register.rows import rejected
from lod.sources.seen import Seen
from lod.sources.window import of_file

__all__ = ["FIELDS", "labels", "read"]


def read(path: Path, prefix: str) -> Iterator[Item]:
    """The processes of an instance, with their phases and meetings, one by one.

    Args:
        path: The zip, a folder with the files that were in it, or a folder of such zips and folders.
        prefix: What keys begin with (``bo``).

    Raises:
        SettingsError: there is nothing at *path* that could be an export.
    """
    with Seen() as keys:
        for folder in _folders(path):
            name = folder.relative_to(path).as_posix()
            yield from Export(prefix, keys, "" if name == "." else name).items(_files(folder))
        for file in _archives(path):
            yield from _archive(file, file.name if file == path else file.relative_to(path).as_posix(), prefix, keys)


def _archive(file: Path, name: str, prefix: str, keys: Seen) -> Iterator[Item]:
    with ExitStack() as stack:
        try:
            members = stack.enter_context(archive.members(file))
        except ValueError as error:
            message = Sentence("no zip that can be read: {why}", why=reason(error))
            yield rejected(Code.NOT_AN_EXPORT, message, name, 0, None)
            return
        yield from Export(prefix, keys, name).items(members)


def _folders(path: Path) -> list[Path]:
    """The folders with files of an export."""
    found = path.rglob("*.[cC][sS][vV]") if path.is_dir() else ()
    return sorted({file.parent for file in found if file.is_file() and role_of(file.name)})


def _files(folder: Path) -> list[Member]:
    return [
        Member(file.name, NOTHING, partial(of_file, file))
        for file in sorted(folder.iterdir())
        if file.is_file() and file.suffix.lower() != ".zip"
    ]


def _archives(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise SettingsError(f"{path}: no such file or folder")
    found = sorted(file for file in path.rglob("*.[zZ][iI][pP]") if file.is_file())
    if not found and not _folders(path):
        raise SettingsError(f"{path}: no export of Decidim there; expected a zip, or participatory_processes.csv")
    return found
