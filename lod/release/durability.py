"""Making sure that what was written is on disk, in an order that a loss of power cannot turn round."""

import os
from pathlib import Path


def sync_tree(folder: Path) -> None:
    """Files first, then the folders that name them, from the inside out."""
    for directory, _, names in os.walk(folder, topdown=False):
        for name in names:
            sync(Path(directory) / name)
        sync(Path(directory))


def sync(path: Path) -> None:
    """Returns when the content of a file, or the names in a folder, are on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(path: Path) -> None:
    """Makes the folder and those above it, where they are not there; that they are there is on disk afterwards."""
    if not path.is_dir():
        make_folder(path.parent)
        path.mkdir(exist_ok=True)
        sync(path.parent)
