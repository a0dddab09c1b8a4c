"""What pages are made with, told by a few digits: our files, Python, and the packages that it finds."""

import contextlib
import hashlib
import os
import sys
from functools import cache
from pathlib import Path

import lod

DIGITS = 16
# what makes no page: what Python makes of its own files, and what our script is made of
_NOT_HASHED = ("__pycache__", "node_modules", "script")


@cache
def fingerprint() -> str:
    """Hexadecimal digits that follow from all that pages are made with, as it was when a process asked first."""
    # the folder that tells of a package has its version in its name
    folders = [Path(folder) for folder in sys.path if Path(folder).is_dir()]
    packages = sorted(path.name for folder in folders for path in folder.glob("*.dist-info"))
    found = hashlib.sha256(repr((sys.version, packages)).encode())
    own = Path(lod.__file__).parent
    for folder, below, names in os.walk(own):
        below[:] = sorted(name for name in below if name not in _NOT_HASHED)
        for name in sorted(names):
            path = Path(folder, name)
            found.update(f"{path.relative_to(own)} ".encode())
            # one that cannot be read here is not used here
            with contextlib.suppress(OSError):
                found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()[:DIGITS]
