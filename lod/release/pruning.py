"""Taking releases away: which ones may go, and how, so that a kill in the middle leaves none half."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lod.release.durability import sync
from lod.release.holding import alone
from lod.release.opening import Release

LITTER = ".draft-"


@dataclass(frozen=True, slots=True)
class Pruned:
    """What pruning did.

    Args:
        removed: What was taken away, or would be.
        in_use: What was to go and is read by somebody; it goes the next time.
    """

    removed: tuple[Release, ...] = ()
    in_use: tuple[Release, ...] = ()


def surplus(releases: Sequence[Release], current: Path, keep: int) -> list[Release]:
    """Which of *releases*, newest first, may go: all beyond *keep*, and those published again since.

    The one whose folder is *current* never goes.
    """
    kept: set[str] = set()
    others = []
    for found in sorted(releases, key=lambda release: release.path != current):
        if found.path != current and (found.id in kept or len(kept) >= keep):
            others.append(found)
        else:
            kept.add(found.id)
    return others


def prune(releases: Sequence[Release], *, dry_run: bool = False) -> Pruned:
    """Takes away those of *releases* that nobody reads; the caller holds the lock of the site.

    Raises:
        OSError: one cannot be taken away.
    """
    removed: list[Release] = []
    in_use: list[Release] = []
    for found in releases:
        with alone(found.path) as is_unused:
            if is_unused and not dry_run:
                _remove(found.path)
        (removed if is_unused else in_use).append(found)
    return Pruned(tuple(removed), tuple(in_use))


def sweep(folder: Path) -> None:
    """Takes away what killed builds and prunings have left in *folder*; the caller knows that none is at work."""
    for litter in folder.glob(LITTER + "*"):
        shutil.rmtree(litter, ignore_errors=True)


def _remove(path: Path) -> None:
    litter = path.with_name(f"{LITTER}{path.name}")
    path.rename(litter)
    # a half emptied folder must never come back under the name of a release, not even by loss of power
    sync(path.parent)
    shutil.rmtree(litter)
