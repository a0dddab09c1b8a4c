"""Verifying a release: that it can be read back as it was meant, and what is damaged if not."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from lod.config import REREAD_STATEMENTS
from lod.errors import ReleaseError, StoreError
from lod.release import content, dumped, rereading
from lod.release.damage import Damage
from lod.release.names import HISTORY, INDEX, MANIFEST, STORE
from lod.release.opening import opened
from lod.store.embedded import EmbeddedStore


def damages(folder: Path, *, deep: bool = False) -> Iterator[Damage]:
    """What is damaged in a release: files first, then what they say, which is read only if all files are whole.

    Args:
        folder: The release.
        deep: Whether rdflib reads all of the dumps, see `lod.release.rereading`.
    """
    try:
        manifest = opened(folder).manifest
    except ReleaseError as error:
        yield Damage(MANIFEST, str(error))
        return
    found = list(_of_files(folder, manifest))
    yield from found or unreadable(folder, manifest, deep=deep)


def unreadable(
    folder: Path, manifest: Mapping[str, Any], reread_statements: int = REREAD_STATEMENTS, *, deep: bool = False
) -> Iterator[Damage]:
    """What cannot be read back as it was meant: store, index and dumps are opened as their readers would.

    Args:
        folder: The release.
        manifest: Its manifest.
        reread_statements: See `lod.config.Settings`.
        deep: As in `damages`.
    """
    try:
        with EmbeddedStore.opened(folder / STORE) as store:
            held = rereading.of_store(store)
    except StoreError as error:
        yield Damage(STORE, f"the store cannot be read back: {error}")
        return
    if held.count != manifest["triples"]:
        yield Damage(STORE, f"the store holds {held.count} triples, {manifest['triples']} were written")
    for name in (INDEX, HISTORY):
        # releases of older versions have no history
        if name == INDEX or (folder / name).exists():
            yield from _of_database(folder / name)
    yield from dumped.damages(folder, manifest, held, reread_statements, deep=deep)


def _of_files(folder: Path, manifest: Mapping[str, Any]) -> Iterator[Damage]:
    if not content.is_sealed(manifest):
        yield Damage(MANIFEST, "is not what was written")
        return
    listed: Mapping[str, Mapping[str, Any]] = manifest.get("files", {})
    found = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()} - {MANIFEST}
    for name in sorted(found - set(listed)):
        yield Damage(name, "does not belong here")
    for name, said in listed.items():
        if name not in found:
            yield Damage(name, "is missing")
        elif (size := (folder / name).stat().st_size) != said["bytes"]:
            yield Damage(name, f"has {size} bytes, {said['bytes']} were written")
        else:
            yield from _of_file(folder / name, name, str(said["sha256"]))


def _of_file(file: Path, name: str, expected: str) -> Iterator[Damage]:
    try:
        if content.sha256(file) != expected:
            yield Damage(name, "its checksum is not that of what was written")
    except OSError as error:
        yield Damage(name, f"cannot be read: {error.strerror}")


def _of_database(file: Path) -> Iterator[Damage]:
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
            (said,) = database.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        said = str(error)
    if said != "ok":
        yield Damage(file.name, f"cannot be read back: {said}")
