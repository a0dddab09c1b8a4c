"""The site: drafts, publications, going back, pruning; one process at a time changes it."""

import contextlib
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from lod import config
from lod.errors import ReleaseError
from lod.release import pruning, publishing, switching
from lod.release.content import content_id
from lod.release.durability import make_folder, sync
from lod.release.locking import locked
from lod.release.opening import Release
from lod.release.pruning import Pruned
from lod.release.publishing import Complete, Publication
from lod.release.releases import Releases
from lod.release.steps import WAITING, Progress, Step, silent
from lod.release.switching import LITTER

_OF_THE_DISK = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)


class Site(Releases):
    """The folder of the releases, which can be changed. What is begun and does not end is swept away.

    Args:
        path: The folder; made by the first build.
        told: Is told each step, see `lod.release.steps`.
        reread_statements: See `lod.config.Settings`.
    """

    def __init__(self, path: Path, told: Progress = silent, reread_statements: int = config.REREAD_STATEMENTS) -> None:
        super().__init__(path)
        self._told = told
        self._reread_statements = reread_statements

    @contextmanager
    def draft(self, *, wait: bool = False) -> Iterator[Path]:
        """An empty folder to make a release in; gone afterwards, unless it was published.

        Args:
            wait: Whether to wait for a build that is at work here.

        Raises:
            ReleaseError: the site cannot be written, or another build is at work in it.
        """
        with self._locked(wait=wait):
            draft = Path(tempfile.mkdtemp(prefix=LITTER, dir=self.releases))
            draft.chmod(0o755)
            self._told(Step.DRAFTED, 0)
            yield draft

    def publish(self, draft: Path, manifest: Mapping[str, Any], complete: Complete) -> tuple[Release, bool]:
        """Makes *draft* the current release; False if it says the same as the current one.

        Args:
            draft: The folder that `draft` gave, filled.
            manifest: What the manifest says beside what is known here.
            complete: Writes what depends on the past, once it is sure that there is something new to publish.

        Raises:
            ReleaseError: the draft cannot be read back as it was meant.
        """
        identifier = content_id(draft, manifest)
        self._told(Step.NAMED, 0)
        with contextlib.suppress(ReleaseError):
            former = self.current()
            if former.id == identifier:
                # it may be that the one who switched was killed before that was on disk
                sync(self.path)
                return former, False
        return self._published(draft, manifest, identifier, complete), True

    def go_back(self, release: Release, complete: Complete, *, wait: bool = False) -> Release:
        """Publishes once more what a former *release* says: it becomes the current one, with the past that it has now.

        Args:
            release: One of those that are kept.
            complete: Writes what depends on the past.
            wait: Whether to wait for a build that is at work here.

        Raises:
            ReleaseError: it is the current one, it is damaged, or another build is at work.
        """
        with self.draft(wait=wait) as draft:
            if self.path / self.target() == release.path:
                raise ReleaseError(f"{release.id} is the current release already")
            publishing.link(release, draft)
            return self._published(draft, release.manifest, release.id, complete, shared=release)

    def prune(self, keep: int, *, wait: bool = False) -> Pruned:
        """Takes away all releases but the newest *keep*, the current one and those that somebody reads.

        Raises:
            ReleaseError: one cannot be taken away, or a build is at work.
        """
        self.current_folder()
        with self._locked(wait=wait):
            return self.tidy(keep)

    def tidy(self, keep: int, *, dry_run: bool = False) -> Pruned:
        """Does what `prune` does, while this process has the site's lock: within `draft`.

        Args:
            keep: How many are kept.
            dry_run: Whether to say only what would be done; that needs no lock.

        Raises:
            ReleaseError: one cannot be taken away.
        """
        surplus = pruning.surplus(self.publications(), self.path / self.target(), keep)
        try:
            return pruning.prune(surplus, self._told, dry_run=dry_run)
        except OSError as error:
            raise ReleaseError(f"{self.releases}: a former release cannot be taken away: {error}") from error

    def _published(
        self,
        draft: Path,
        manifest: Mapping[str, Any],
        identifier: str,
        complete: Complete,
        shared: Release | None = None,
    ) -> Release:
        issued = datetime.now(UTC).replace(microsecond=0)
        former = None
        with contextlib.suppress(ReleaseError):
            former = self.current()
            # whatever the clock says: clients ask for what came after what they have
            issued = max(issued, former.issued + timedelta(seconds=1))
        folder = self.path / self.target() if self.target() else None
        publication = Publication(identifier, issued, former, str(manifest["base_iri"]), folder)
        complete(draft, publication)
        self._told(Step.COMPLETED, 0)
        whole = publishing.finish(draft, manifest, publication, shared)
        self._told(Step.LISTED, 0)
        publishing.read_back(draft, whole, self._reread_statements)
        self._told(Step.VERIFIED, 0)
        final = publishing.place(self.releases, identifier)
        switching.switch(self.path, draft, final, self._told)
        return Release(final, whole)

    @contextmanager
    def _locked(self, *, wait: bool) -> Iterator[None]:
        """While the block runs nobody else changes the site; whatever was begun there and did not end is gone."""
        site = self.path
        try:
            make_folder(self.releases)
            with locked(site, (lambda: self._told(WAITING, 0)) if wait else None):
                switching.sweep(site)
                try:
                    yield
                finally:
                    with contextlib.suppress(OSError):
                        switching.sweep(site)
        except OSError as error:
            raise ReleaseError(f"{site}: the release cannot be written: {_reason(error)}") from error
        except sqlite3.Error as error:
            if error.sqlite_errorcode & 0xFF not in _OF_THE_DISK:
                raise
            raise ReleaseError(f"{site}: the release cannot be written: {error}") from error


def _reason(error: OSError) -> object:
    """*error*; of copying a folder, which goes on after the first one, the first one."""
    return error.args[0][0][2] if isinstance(error, shutil.Error) else error
