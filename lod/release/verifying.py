"""Verifying a release: that it can be read back as it was meant."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lod.errors import ReleaseError, StoreError
from lod.release.names import STORE
from lod.store.embedded import EmbeddedStore


def verify(draft: Path, manifest: Mapping[str, Any]) -> None:
    """Opens the store as a server would and reads every triple: a count alone does not notice a damaged one.

    Raises:
        ReleaseError: it cannot be read back, or holds another number of triples.
    """
    try:
        with EmbeddedStore.opened(draft / STORE) as store:
            found = sum(1 for _ in store.triples())
    except StoreError as error:
        raise ReleaseError(f"the new store cannot be read back: {error}") from error
    if found != manifest["triples"]:
        raise ReleaseError(f"the new store holds {found} triples, {manifest['triples']} were written")
