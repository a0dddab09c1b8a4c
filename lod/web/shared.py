"""What one process of the server has made is there for the others: a folder of bodies, bounded by bytes."""

import contextlib
import hashlib
import json
import os
import shutil
from pathlib import Path

from lod.web.rendered import Rendered

MAX_BYTES = 256_000_000


class Shared:
    """The bodies of one release, in files that are written once and never changed.

    Args:
        folder: A folder of this server's own; those of other releases in it are taken away.
        release: Name of the release's folder, which no other release ever has.
        max_bytes: How much this process adds at most.
    """

    def __init__(self, folder: Path, release: str, max_bytes: int = MAX_BYTES) -> None:
        self._folder = folder / release
        self._left = max_bytes
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
        for other in folder.iterdir() if folder.is_dir() else ():
            if other.is_dir() and other != self._folder:
                # who still reads there makes it himself
                shutil.rmtree(other, ignore_errors=True)

    def get(self, key: object) -> Rendered | None:
        """What some process has put there as *key*; None where nobody has."""
        try:
            head, _, body = self._path(key).read_bytes().partition(b"\n")
        except OSError:
            return None
        etag, content_type, link = json.loads(head)
        return Rendered(body, etag, content_type, link)

    def put(self, key: object, rendered: Rendered) -> None:
        """Puts *rendered* there, while there is room."""
        head = json.dumps([rendered.etag, rendered.content_type, rendered.link]).encode()
        size = len(head) + 1 + len(rendered.body)
        if size > self._left:
            return
        self._left -= size
        path = self._path(key)
        unfinished = path.with_name(f"{path.name}-{os.getpid()}")
        # without room on the disk, or without the folder, it is made again elsewhere
        with contextlib.suppress(OSError):
            unfinished.write_bytes(head + b"\n" + rendered.body)
            unfinished.rename(path)

    def _path(self, key: object) -> Path:
        return self._folder / hashlib.sha256(repr(key).encode("utf-8", "backslashreplace")).hexdigest()
