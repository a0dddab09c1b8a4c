"""The site: the folder of all releases, and the link to the one that is served."""

import contextlib
import fcntl
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lod import withdrawn
from lod.errors import ReleaseError
from lod.iris import VOCABULARIES
from lod.release import pruning
from lod.release.content import checksums, content_id
from lod.release.durability import sync, sync_tree
from lod.release.holding import Hold
from lod.release.names import DATA, MANIFEST, WITHDRAWN
from lod.release.opening import Release, opened
from lod.release.pruning import LITTER, Pruned
from lod.release.verifying import verify

_CURRENT = "current"
_FOLDER = "releases"
_TRIES = 20


@dataclass(frozen=True, slots=True)
class Publication:
    """That a content is published: what is true of this time, and no part of what the release says.

    Args:
        id: The release.
        issued: When, in UTC, to the second.
        former: The release that was current until now, None for the first one.
    """

    id: str
    issued: datetime
    former: Release | None

    def as_json(self) -> dict[str, str | None]:
        """What the manifest says of it."""
        issued = self.issued.strftime("%Y-%m-%dT%H:%M:%SZ")
        return {"id": self.id, "issued": issued, "previous": self.former.id if self.former else None}


# writes what depends on the past into the folder of a release that is about to be published
Complete = Callable[[Path, Publication], None]


class Site:
    """The folder of the releases, ``current`` pointing to the one that is served.

    Args:
        path: The folder; made by the first build.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.releases = path / _FOLDER

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

    def held(self) -> tuple[Release, Hold]:
        """The release that is served, and the hold that keeps its files where they are.

        Raises:
            ReleaseError: there is none, or it is damaged.
        """
        for _ in range(_TRIES):
            target = self.target()
            try:
                hold = Hold(self.path / target)
            except FileNotFoundError:
                # another one has become current meanwhile, and this one was pruned
                if target and target != self.target():
                    continue
                break
            return opened(self.path / target), hold
        # tells what is wrong
        return self.current(), Hold(self.path / self.target())

    def kept(self) -> list[Release]:
        """The releases that are there and whole, newest first; of a content published several times, the last one."""
        newest: dict[str, Release] = {}
        for release in self._published():
            newest.setdefault(release.id, release)
        return list(newest.values())

    def _published(self) -> list[Release]:
        """All that was published and is there, newest first."""
        found = []
        for folder in self.releases.glob("[!.]*") if self.releases.is_dir() else ():
            with contextlib.suppress(ReleaseError):
                found.append(opened(folder))
        return sorted(found, key=lambda r: (r.issued, (r.path / MANIFEST).stat().st_mtime_ns), reverse=True)

    @contextmanager
    def draft(self) -> Iterator[Path]:
        """An empty folder to make a release in; gone afterwards, unless it was published.

        Raises:
            ReleaseError: the site cannot be written, or another build is at work in it.
        """
        with self._locked():
            draft = Path(tempfile.mkdtemp(prefix=LITTER, dir=self.releases))
            draft.chmod(0o755)
            try:
                yield draft
            finally:
                shutil.rmtree(draft, ignore_errors=True)

    def publish(
        self, draft: Path, manifest: Mapping[str, Any], complete: Complete | None = None
    ) -> tuple[Release, bool]:
        """Makes *draft* the current release; False if it says the same as the current one.

        Args:
            draft: The folder that `draft` gave, filled.
            manifest: What the manifest says beside what is known here.
            complete: Writes what depends on the past, once it is sure that there is something new to publish.

        Raises:
            ReleaseError: the draft cannot be read back as it was meant.
        """
        identifier = content_id(draft, manifest)
        former = self._former()
        if former and former.id == identifier:
            return former, False
        publication = Publication(identifier, datetime.now(UTC).replace(microsecond=0), former)
        self._note_withdrawn(draft, str(manifest["base_iri"]))
        if complete:
            complete(draft, publication)
        whole = {**publication.as_json(), **manifest, "files": checksums(draft)}
        (draft / MANIFEST).write_text(json.dumps(whole, indent=2, ensure_ascii=False) + "\n", "utf-8")
        verify(draft, whole)
        sync_tree(draft)
        final = self._free(identifier)
        draft.rename(final)
        sync(self.releases)
        self._switch(f"{_FOLDER}/{final.name}")
        return Release(final, whole), True

    def prune(self, keep: int, *, dry_run: bool = False) -> Pruned:
        """Takes away all releases but the newest *keep*, the current one and those that somebody reads.

        Raises:
            ReleaseError: one cannot be taken away, or a build is at work.
        """
        with self._locked():
            return self.tidy(keep, dry_run=dry_run)

    def tidy(self, keep: int, *, dry_run: bool = False) -> Pruned:
        """Does what `prune` does, while this process has the site's lock: within `draft`.

        Raises:
            ReleaseError: one cannot be taken away.
        """
        current = self.path / self.target()
        try:
            return pruning.prune(pruning.surplus(self._published(), current, keep), dry_run=dry_run)
        except OSError as error:
            raise ReleaseError(f"{self.releases}: a former release cannot be taken away: {error}") from error

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """While the block runs nobody else changes the site; what killed builds have left is gone."""
        try:
            self.releases.mkdir(parents=True, exist_ok=True)
            with (self.path / ".lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                pruning.sweep(self.releases)
                yield
        except BlockingIOError as error:
            raise ReleaseError(f"{self.path}: another build is at work there") from error
        except OSError as error:
            raise ReleaseError(f"{self.path}: the release cannot be written: {error}") from error

    def _former(self) -> Release | None:
        """The current release; None if there is none, or none that is whole."""
        with contextlib.suppress(ReleaseError):
            return self.current()
        return None

    def _free(self, identifier: str) -> Path:
        """Where the release goes: a content that was published before keeps that folder, and gets another one.

        The older one may still be read, and has another past.
        """
        final = self.releases / identifier
        number = 2
        while final.exists():
            final = self.releases / f"{identifier}-{number}"
            number += 1
        return final

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
        sync(self.path)
