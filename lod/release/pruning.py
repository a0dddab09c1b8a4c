"""Pruning: which former releases may go."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lod.release.holding import alone
from lod.release.opening import Release
from lod.release.steps import Progress
from lod.release.switching import set_aside


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


def prune(releases: Sequence[Release], told: Progress, *, dry_run: bool = False) -> Pruned:
    """Takes away those of *releases* that nobody reads; the caller has the lock of the site.

    Raises:
        OSError: one cannot be taken away.
    """
    removed: list[Release] = []
    in_use: list[Release] = []
    for found in releases:
        with alone(found.path) as is_unused:
            if is_unused and not dry_run:
                set_aside(found.path, told)
        (removed if is_unused else in_use).append(found)
    return Pruned(tuple(removed), tuple(in_use))
