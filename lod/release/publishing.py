"""What makes a filled draft a release: its publication, its manifest, its place."""

import json
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from lod.errors import ReleaseError
from lod.iris import W3ID
from lod.release import content
from lod.release.names import MANIFEST, PAST
from lod.release.opening import Release
from lod.release.verifying import unreadable

_ISSUED = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class Publication:
    """That a content is published: what is true of this time, and no part of what the release says.

    Args:
        id: The release.
        issued: When, in UTC, to the second.
        former: The release that was current until now, None for the first one, or where its manifest cannot be read.
        base_iri: What its IRIs start with.
        folder: Folder of the former release, also where its manifest cannot be read; None for the first one.
    """

    id: str
    issued: datetime
    former: Release | None
    base_iri: str = W3ID
    folder: Path | None = None

    def as_json(self) -> dict[str, str | None]:
        """What the manifest says of it."""
        issued = self.issued.strftime(_ISSUED)
        return {"id": self.id, "issued": issued, "previous": self.former.id if self.former else None}


# Writes the files of `PAST` but the manifest into the folder of a release that is about to be published, among the
# files of what it says, which it leaves as they are: they may be those of a former release.
Complete = Callable[[Path, Publication], None]


def finish(
    draft: Path, manifest: Mapping[str, Any], publication: Publication, shared: Release | None = None
) -> Mapping[str, Any]:
    """Writes the manifest of a draft in which nothing is missing but that.

    Args:
        draft: The folder.
        manifest: What is said beside the publication and the files.
        publication: The publication.
        shared: The release whose files they are, see `link`.

    Raises:
        ReleaseError: one of the files of *shared* is damaged; the message names it.
    """
    files = content.checksums(draft)
    for name, said in shared.manifest["files"].items() if shared else ():
        if not _is_past(name) and files.get(name) != said:
            raise ReleaseError(f"{publication.id}: {name} is damaged, it is not what was published")
    whole = content.sealed({**manifest, **publication.as_json(), "files": files})
    (draft / MANIFEST).write_text(json.dumps(whole, indent=2, ensure_ascii=False) + "\n", "utf-8")
    return whole


def read_back(draft: Path, manifest: Mapping[str, Any], reread_statements: int) -> None:
    """Reads all that a finished draft holds.

    Args:
        draft: The folder.
        manifest: Its manifest.
        reread_statements: See `lod.config.Settings`.

    Raises:
        ReleaseError: it is not what was meant.
    """
    for damage in unreadable(draft, manifest, reread_statements):
        raise ReleaseError(f"the new release cannot be read back: {damage}")


def link(release: Release, draft: Path) -> None:
    """Fills *draft* with the files of *release* but for its past; they take no room a second time.

    Raises:
        OSError: a file cannot be had.
    """

    def leave_past(folder: str, names: list[str]) -> set[str]:
        return set(PAST.intersection(names)) if Path(folder) == release.path else set()

    shutil.copytree(release.path, draft, ignore=leave_past, copy_function=_link, dirs_exist_ok=True)


def place(releases: Path, identifier: str) -> Path:
    """Where a release goes: a content that was published before keeps its folder, and gets another one.

    The older one may still be read, and has another past.
    """
    final = releases / identifier
    number = 2
    while final.exists():
        final = releases / f"{identifier}-{number}"
        number += 1
    return final


def _is_past(name: str) -> bool:
    return name.partition("/")[0] in PAST


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        # a file system without links, or a file that has all that it may have
        shutil.copy2(source, target)
