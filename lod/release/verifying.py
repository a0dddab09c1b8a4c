"""Verifying a release: that it can be read back as it was meant, and what is damaged if not."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lod.errors import ReleaseError, StoreError
from lod.release import content, rereading
from lod.release.names import DATA, DUMPS, INDEX, MANIFEST, STORE
from lod.release.opening import opened
from lod.store.embedded import EmbeddedStore


@dataclass(frozen=True, slots=True)
class Damage:
    """Something that is not as it was meant.

    Args:
        file: Path of the file or folder within the release.
        reason: What was expected, and what is there.
    """

    file: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}: {self.reason}"


def damages(folder: Path, *, deep: bool = False) -> Iterator[Damage]:
    """What is damaged in a release: files first, then what they say, which is read only if all files are whole.

    Args:
        folder: The release.
        deep: Whether rdflib reads the dumps, too, see `lod.release.rereading.of_file`.
    """
    try:
        manifest = opened(folder).manifest
    except ReleaseError as error:
        yield Damage(MANIFEST, str(error))
        return
    found = list(_of_files(folder, manifest))
    yield from found or unreadable(folder, manifest, deep=deep)


def unreadable(folder: Path, manifest: Mapping[str, Any], *, deep: bool = False) -> Iterator[Damage]:
    """What cannot be read back as it was meant: store, index and dumps are opened as their readers would.

    Every dump must say what the store says. One that is meant to say only a part stands in the manifest's ``parts``,
    with the number of its triples.
    """
    try:
        with EmbeddedStore.opened(folder / STORE) as store:
            held = rereading.of_store(store)
    except StoreError as error:
        yield Damage(STORE, f"the store cannot be read back: {error}")
        return
    if held.count != manifest["triples"]:
        yield Damage(STORE, f"the store holds {held.count} triples, {manifest['triples']} were written")
    yield from _of_index(folder / INDEX)
    parts: Mapping[str, int] = manifest.get("parts", {})
    for file in _dumps(folder):
        name = str(file.relative_to(folder))
        try:
            read = rereading.of_file(file, deep=deep)
        except ReleaseError as error:
            yield Damage(name, str(error))
            continue
        expected = parts.get(name, held.count)
        if read.count != expected:
            yield Damage(name, f"says {read.count} triples, {expected} were expected")
        elif name not in parts and read != held:
            yield Damage(name, "does not say what the store says")


def _dumps(folder: Path) -> Iterator[Path]:
    yield folder / DATA
    for file in sorted((folder / DUMPS).rglob("*")):
        if file.is_file() and rereading.is_graph(file):
            yield file


def _of_files(folder: Path, manifest: Mapping[str, Any]) -> Iterator[Damage]:
    if not content.is_sealed(manifest):
        yield Damage(MANIFEST, "is not what was written")
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


def _of_index(file: Path) -> Iterator[Damage]:
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as index:
            (said,) = index.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        said = str(error)
    if said != "ok":
        yield Damage(INDEX, f"the index cannot be read back: {said}")
