"""What a build has rendered of its release before anybody asks: a file beside the releases.

It is no part of the release: without it, or where it cannot be read, the server makes everything itself. It counts only
for the release and the very software that it was made with.
"""

import logging
import threading
import time
from pathlib import Path

from lod.web.fingerprint import DIGITS
from lod.web.prerendered_file import DAMAGE, File
from lod.web.rendered import Rendered

FOLDER = "prerendered"
_SUFFIX = ".sqlite"
# the files of all releases and software
ANY = f"*-{'?' * DIGITS}{_SUFFIX}"
# a build has published its release some seconds before it has rendered it
_RETRY_S = 1.0
_log = logging.getLogger(__name__)


def place(site: Path, release: str, software: str) -> Path:
    """Where the documents of *release*, the name of its folder, are as *software* renders them."""
    return site / FOLDER / f"{release}-{software}{_SUFFIX}"


class Prerendered:
    """The documents that were rendered of one release. Safe in many threads.

    Args:
        site: Folder of the site.
        release: Name of the release's folder.
        software: The `fingerprint` of what would render them here.
    """

    def __init__(self, site: Path, release: str, software: str) -> None:
        self._site = site
        self._place = place(site, release, software)
        self._others = f"{release}{ANY.removeprefix('*')}"
        self._lock = threading.Lock()
        self._file: File | None = None
        self._damaged = 0
        self._retry_at = 0.0
        self._is_told = False

    def get(self, key: object) -> Rendered | None:
        """The body that was made as *key*; None where none was, or where the file is damaged."""
        with self._lock:
            try:
                self._file = self._file or self._opened()
                return self._file.get(key) if self._file else None
            except DAMAGE as error:
                self._file, self._damaged = None, _number_of(self._place)
                _log.warning("%s: damaged: %s; build again to render ahead", self._place, error)
                return None

    def _opened(self) -> File | None:
        now = time.monotonic()
        if now < self._retry_at:
            return None
        self._retry_at = now + _RETRY_S
        if self._place.is_file():
            # a build puts another one in the place of a damaged one
            return File(self._place) if _number_of(self._place) != self._damaged else None
        other = next((self._site / FOLDER).glob(self._others), None)
        if other and not self._is_told:
            self._is_told = True
            _log.warning("%s: of another version or installation; build again to render ahead", other)
        return None


def _number_of(path: Path) -> int:
    """The system's number of a file; 0 where there is none."""
    try:
        return path.stat().st_ino
    except OSError:
        return 0
