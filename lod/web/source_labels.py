"""How sources call the fields: told by the pages about fields and terms."""

from collections.abc import Mapping
from functools import lru_cache


@lru_cache(1)
def source_labels() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """The labels by name of the node shape and path of the field."""
    from lod.sources.readers import labels  # noqa: PLC0415  # 0.1 s: all readers, of which a server needs no other thing

    return labels()
