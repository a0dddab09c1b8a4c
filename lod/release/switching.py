"""The switch: a finished folder gets its place, then one rename makes the link to it the current one.

Each of these is on disk before the next one begins:

1. all files of the draft, then the folders that name them, from the inside out;
2. the new link, beside the current one, to a place where nothing is yet: should all end here, or in the middle of what
   follows, it tells which release was about to be published and never was;
3. the draft in its place;
4. the new link as the current one.

So after a loss of power at any moment ``current`` leads to the old release or to the new one, whose content is on disk.
"""

import os
import shutil
from pathlib import Path

from lod.release.durability import sync, sync_tree
from lod.release.steps import Progress, Step

CURRENT = "current"
FOLDER = "releases"
LITTER = ".draft-"
_ANNOUNCED = f".{CURRENT}-new"


def switch(site: Path, draft: Path, final: Path, told: Progress) -> None:
    """Moves *draft* to *final*, which is not there yet, and makes it the current release of *site*.

    Raises:
        OSError: it cannot be done; `sweep` then takes away what is left of it.
    """
    sync_tree(draft)
    told(Step.SAFE, 0)
    link = site / _ANNOUNCED
    link.symlink_to(f"{FOLDER}/{final.name}")
    told(Step.ANNOUNCED, 0)
    sync(site)
    told(Step.ANNOUNCED_SAFE, 0)
    draft.rename(final)
    told(Step.PLACED, 0)
    sync(final.parent)
    told(Step.PLACED_SAFE, 0)
    link.rename(site / CURRENT)
    told(Step.SWITCHED, 0)
    sync(site)
    told(Step.SWITCHED_SAFE, 0)


def set_aside(release: Path, told: Progress) -> None:
    """Takes a former release away.

    Raises:
        OSError: it cannot be done; what was begun `sweep` ends.
    """
    litter = release.with_name(f"{LITTER}{release.name}")
    release.rename(litter)
    told(Step.SET_ASIDE, 0)
    # a half emptied folder must never come back under the name of a release, not even by loss of power
    sync(release.parent)
    told(Step.SET_ASIDE_SAFE, 0)
    shutil.rmtree(litter)
    told(Step.REMOVED, 0)


def sweep(site: Path) -> None:
    """Takes away what killed processes have left; the caller has the lock of the site, so none is alive.

    Raises:
        OSError: what was never published cannot be told from what was.
    """
    link = site / _ANNOUNCED
    if link.is_symlink():
        placed = site / FOLDER / link.readlink().name
        if placed.exists() and placed.name != Path(target(str(site / CURRENT))).name:
            placed.rename(placed.with_name(f"{LITTER}{placed.name}"))
            sync(placed.parent)
        link.unlink()
    for litter in (site / FOLDER).glob(LITTER + "*"):
        shutil.rmtree(litter, ignore_errors=True)


def target(link: str) -> str:
    """Where the *link* ``current`` points, empty without; cheap enough to be asked at each request."""
    try:
        # a path of pathlib's takes longer to be made than the system takes to answer
        return os.readlink(link)  # noqa: PTH115
    except OSError:
        return ""
