"""Releases: made aside, whole or not at all, switched by one atomic rename."""

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lod import withdrawn
from lod.errors import ReleaseError, StoreError
from lod.iris import VOCABULARIES
from lod.store.embedded import EmbeddedStore

MANIFEST = "manifest.json"
STORE = "store"
INDEX = "index.sqlite"
DATA = "data.nt"
CONTEXT = "context.jsonld"
FINDINGS = "findings.json"
REJECTED = "rejected"
ONTOLOGY = "ontology"
DIAGRAMS = "diagrams"
REPORT = "report"
SHAPES = "shapes"
WITHDRAWN = "withdrawn.txt"

_CURRENT = "current"
_DRAFT = ".draft-"
_HASH_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Release:
    """A finished release.

    Args:
        path: Its folder.
        manifest: What its manifest says.
    """

    path: Path
    manifest: Mapping[str, Any]

    @property
    def id(self) -> str:
        """The name that its content gives it."""
        return str(self.manifest["id"])


class Site:
    """The folder of the releases, ``current`` pointing to the one that is served.

    Args:
        path: The folder; made by the first build.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.releases = path / "releases"

    def target(self) -> str:
        """Where ``current`` points, empty without; cheap enough to be asked at each request."""
        try:
            return str((self.path / _CURRENT).readlink())
        except OSError:
            return ""

    def switched(self) -> datetime:
        """When ``current`` was made to point where it points, to the second: going back to a release is a change too.

        Raises:
            ReleaseError: there is no release.
        """
        try:
            changed = (self.path / _CURRENT).lstat().st_mtime
        except OSError as error:
            raise ReleaseError(f"{self.path}: no release there") from error
        return datetime.fromtimestamp(int(changed), UTC)

    def current(self) -> Release:
        """The release that is served.

        Raises:
            ReleaseError: there is none, or it is damaged.
        """
        target = self.target()
        if not target:
            raise ReleaseError(f"{self.path}: no release there; make one with: lod build --site {self.path}")
        return opened(self.path / target)

    @contextmanager
    def draft(self) -> Iterator[Path]:
        """An empty folder to make a release in; gone afterwards, unless it was published.

        Raises:
            ReleaseError: the site cannot be written, or another build is at work in it.
        """
        try:
            self.releases.mkdir(parents=True, exist_ok=True)
            with (self.path / ".lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self._sweep()
                draft = Path(tempfile.mkdtemp(prefix=_DRAFT, dir=self.releases))
                draft.chmod(0o755)
                try:
                    yield draft
                finally:
                    shutil.rmtree(draft, ignore_errors=True)
        except BlockingIOError as error:
            raise ReleaseError(f"{self.path}: another build is at work there") from error
        except OSError as error:
            raise ReleaseError(f"{self.path}: the release cannot be written: {error}") from error

    def publish(self, draft: Path, manifest: Mapping[str, Any]) -> tuple[Release, bool]:
        """Makes *draft* the current release; False if it says the same as the current one.

        Raises:
            ReleaseError: the draft cannot be read back as it was meant.
        """
        identifier = content_id(draft, manifest)
        final = self.releases / identifier
        if self.target() == f"releases/{identifier}" and (final / MANIFEST).is_file():
            return opened(final), False
        self._note_withdrawn(draft, str(manifest["base_iri"]))
        whole = {"id": identifier, **manifest, "files": _checksums(draft)}
        (draft / MANIFEST).write_text(json.dumps(whole, indent=2, ensure_ascii=False) + "\n", "utf-8")
        _verify(draft, whole)
        _sync_tree(draft)
        if final.exists():
            # it said the same, but something else had been withdrawn before it; the next build sweeps it away
            final.rename(draft.with_name(f"{draft.name}-former"))
        draft.rename(final)
        _sync(self.releases)
        self._switch(f"releases/{identifier}")
        self._sweep()
        return Release(final, whole), True

    def _note_withdrawn(self, draft: Path, base: str) -> None:
        """Writes what was published until now and will not be; this is history, no part of what the release says."""
        current = self.path / _CURRENT
        former = [path for name in (DATA, WITHDRAWN) if (path := current / name).exists()]
        withdrawn.write(draft / WITHDRAWN, draft / DATA, former, (f"{base}id/", VOCABULARIES))

    def _switch(self, target: str) -> None:
        fresh = self.path / f".{_CURRENT}-new"
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(target)
        fresh.rename(self.path / _CURRENT)
        _sync(self.path)

    def _sweep(self) -> None:
        """Takes away what killed builds have left; the lock says that none is alive."""
        for litter in self.releases.glob(_DRAFT + "*"):
            shutil.rmtree(litter, ignore_errors=True)


def opened(path: Path) -> Release:
    """The release in a folder.

    Raises:
        ReleaseError: it has no readable manifest.
    """
    try:
        return Release(path, json.loads((path / MANIFEST).read_text("utf-8")))
    except (OSError, ValueError) as error:
        raise ReleaseError(f"{path}: not a whole release: {error}") from error


def content_id(draft: Path, manifest: Mapping[str, Any]) -> str:
    """16 hexadecimal digits that follow from what the release says, and from nothing else."""
    digest = hashlib.sha256(json.dumps([manifest["base_iri"], manifest["format"]]).encode())
    parts = [draft / DATA, draft / FINDINGS, draft / CONTEXT]
    for folder in (ONTOLOGY, SHAPES, REJECTED):
        parts.extend(sorted(p for p in (draft / folder).rglob("*") if p.is_file()))
    for part in parts:
        digest.update(f"{part.relative_to(draft)} {_sha256(part)}\n".encode())
    return digest.hexdigest()[:16]


def _verify(draft: Path, manifest: Mapping[str, Any]) -> None:
    """Opens the store as a server would and reads every triple: a count alone does not notice a damaged one."""
    try:
        with EmbeddedStore.opened(draft / STORE) as store:
            found = sum(1 for _ in store.triples())
    except StoreError as error:
        raise ReleaseError(f"the new store cannot be read back: {error}") from error
    if found != manifest["triples"]:
        raise ReleaseError(f"the new store holds {found} triples, {manifest['triples']} were written")


def _checksums(folder: Path) -> dict[str, dict[str, Any]]:
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    return {str(p.relative_to(folder)): {"bytes": p.stat().st_size, "sha256": _sha256(p)} for p in files}


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_HASH_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _sync_tree(folder: Path) -> None:
    """Files first, then the folders that name them, from the inside out."""
    for directory, _, names in os.walk(folder, topdown=False):
        for name in names:
            _sync(Path(directory) / name)
        _sync(Path(directory))


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
