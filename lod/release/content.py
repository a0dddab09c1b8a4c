"""What a release holds, file by file: checksums, and the name that follows from them."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lod.release.names import CATALOGUE, CONTEXT, DATA, FINDINGS, ONTOLOGY, REJECTED, SHAPES

_CHUNK_BYTES = 1 << 20
_SEAL = "sha256"


def content_id(draft: Path, manifest: Mapping[str, Any]) -> str:
    """16 hexadecimal digits that follow from what the release says, and from nothing else.

    When it was published and what was published before it are no part of that.
    """
    digest = hashlib.sha256(json.dumps([manifest["base_iri"], manifest["format"]]).encode())
    parts = [draft / DATA, draft / FINDINGS, draft / CONTEXT, draft / CATALOGUE]
    for folder in (ONTOLOGY, SHAPES, REJECTED):
        parts.extend(sorted(p for p in (draft / folder).rglob("*") if p.is_file()))
    for part in filter(Path.exists, parts):
        digest.update(f"{part.relative_to(draft)} {sha256(part)}\n".encode())
    return digest.hexdigest()[:16]


def checksums(folder: Path) -> dict[str, dict[str, Any]]:
    """``bytes`` and ``sha256`` of each file in *folder*, by its path there."""
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    return {str(p.relative_to(folder)): {"bytes": p.stat().st_size, "sha256": sha256(p)} for p in files}


def sha256(path: Path) -> str:
    """The digest of a file, in hexadecimal digits."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def sealed(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """*manifest* with a checksum of what it says, as it cannot list its own file."""
    said = {name: value for name, value in manifest.items() if name != _SEAL}
    return {**said, _SEAL: hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()}


def is_sealed(manifest: Mapping[str, Any]) -> bool:
    """Whether *manifest* says what it said when it was sealed; those of older versions have no checksum."""
    return _SEAL not in manifest or sealed(manifest) == manifest
