"""A finished release, as its manifest describes it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lod.errors import ReleaseError
from lod.release.names import MANIFEST


@dataclass(frozen=True, slots=True)
class Release:
    """A finished release.

    Args:
        path: Its folder.
        manifest: What its manifest says.
    """

    path: Path
    manifest: Mapping[str, Any]

    @property
    def id(self) -> str:
        """The name that its content gives it."""
        return str(self.manifest["id"])

    @property
    def issued(self) -> datetime:
        """When it was published, in UTC, to the second; of a release of an older version, when it was finished."""
        said = self.manifest.get("issued")
        if said is None:
            return datetime.fromtimestamp(int((self.path / MANIFEST).stat().st_mtime), UTC)
        return datetime.fromisoformat(str(said))

    @property
    def previous(self) -> str | None:
        """Id of the release that was current before it; None for the first one, or where nobody has noted it."""
        said = self.manifest.get("previous")
        return None if said is None else str(said)


def opened(path: Path) -> Release:
    """The release in a folder.

    Raises:
        ReleaseError: it has no readable manifest.
    """
    try:
        manifest = json.loads((path / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ReleaseError(f"{path}: not a whole release: {error}") from error
    if not isinstance(manifest, dict) or not isinstance(manifest.get("id"), str):
        raise ReleaseError(f"{path}: not a whole release: its manifest names none")
    return Release(path, manifest)
