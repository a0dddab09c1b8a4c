"""The releases that are there, and the link to the one that is served."""

import contextlib
from datetime import UTC, datetime
from pathlib import Path

from lod.errors import ReleaseError
from lod.release import switching
from lod.release.holding import Hold
from lod.release.names import MANIFEST
from lod.release.opening import Release, opened
from lod.release.switching import CURRENT, FOLDER

_TRIES = 20
_FEWEST_CHARACTERS = 4


class Releases:
    """The folder of the releases, ``current`` pointing to the one that is served; nothing is changed here.

    Args:
        path: The folder.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.releases = path / FOLDER
        self._link = str(path / CURRENT)

    def target(self) -> str:
        """Where ``current`` points, empty without; cheap enough to be asked at each request."""
        return switching.target(self._link)

    def switched(self) -> datetime:
        """When ``current`` was made to point where it points, to the second: going back to a release is a change too.

        Raises:
            ReleaseError: there is no release.
        """
        try:
            changed = (self.path / CURRENT).lstat().st_mtime
        except OSError as error:
            raise ReleaseError(f"{self.path}: no release there") from error
        return datetime.fromtimestamp(int(changed), UTC)

    def current(self) -> Release:
        """The release that is served.

        Raises:
            ReleaseError: there is none, or it is damaged.
        """
        return opened(self.current_folder())

    def held(self) -> tuple[Release, Hold]:
        """The release that is served, and the hold that keeps its files where they are.

        Raises:
            ReleaseError: there is none, or it is damaged.
        """
        for _ in range(_TRIES):
            folder = self.current_folder()
            try:
                hold = Hold(folder)
            except FileNotFoundError:
                # another one has become current meanwhile, and this one was pruned
                continue
            return opened(folder), hold
        raise ReleaseError(f"{self.path}: current leads to nothing")

    def hold(self, folder: Path) -> Hold:
        """Holds a release that is there, so that it is not pruned meanwhile.

        Raises:
            ReleaseError: it is not there, or cannot be read.
        """
        try:
            return Hold(folder)
        except OSError as error:
            raise ReleaseError(f"{folder}: cannot be opened: {error.strerror or error}") from error

    def before(self) -> str:
        """The id of the release to go back to: the one before the current one, or if that is damaged, the newest.

        Raises:
            ReleaseError: there is none.
        """
        try:
            current = self.current()
        except ReleaseError:
            whole = self.kept()
            if not whole:
                raise
            return whole[0].id
        if current.previous is None:
            raise ReleaseError(f"{current.id} is the first release: there is none to go back to")
        return current.previous

    def kept(self) -> list[Release]:
        """The releases that are there and whole, newest first; of a content published several times, the last one."""
        newest: dict[str, Release] = {}
        for release in self.publications():
            newest.setdefault(release.id, release)
        return list(newest.values())

    def found(self, name: str) -> Release:
        """The release whose id is *name*, or begins with it.

        Raises:
            ReleaseError: there is no such release, or there are several.
        """
        kept = self.kept()
        fitting = [r for r in kept if r.id.startswith(name)] if len(name) >= _FEWEST_CHARACTERS else []
        if len(fitting) != 1:
            ids = ", ".join(r.id for r in fitting or kept) or "none"
            raise ReleaseError(
                f"{self.path}: {'several releases' if fitting else 'no release'} {name}; there are: {ids}"
            )
        return fitting[0]

    def folder(self, name: str) -> Path:
        """The folder that is called *name*, whole or not, or that of the release whose id begins with it.

        Raises:
            ReleaseError: there is no such release, or there are several.
        """
        exact = next((folder for folder in self.releases.glob("[!.]*") if folder.name == name), None)
        return exact or self.found(name).path

    def current_folder(self) -> Path:
        """The folder of the release that is served.

        Raises:
            ReleaseError: there is none.
        """
        target = self.target()
        if not target:
            raise ReleaseError(f"{self.path}: no release there; make one with: lod build --site {self.path}")
        return self.path / target

    def publications(self) -> list[Release]:
        """All that was published and is there, newest first; a content published several times comes as often."""
        found = []
        for folder in self.releases.glob("[!.]*"):
            with contextlib.suppress(ReleaseError):
                found.append(opened(folder))
        return sorted(found, key=lambda r: (r.issued, (r.path / MANIFEST).stat().st_mtime_ns), reverse=True)
