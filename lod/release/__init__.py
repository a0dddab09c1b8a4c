"""Releases: made aside, whole or not at all, switched by one atomic rename."""

from lod.release.content import content_id
from lod.release.holding import Hold
from lod.release.names import (
    CATALOGUE,
    CONTEXT,
    DATA,
    DIAGRAMS,
    DUMPS,
    FINDINGS,
    INDEX,
    MANIFEST,
    ONTOLOGY,
    REJECTED,
    REPORT,
    SHAPES,
    STORE,
    WITHDRAWN,
)
from lod.release.opening import Release, opened
from lod.release.pruning import Pruned
from lod.release.site import Publication, Site

__all__ = [
    "CATALOGUE",
    "CONTEXT",
    "DATA",
    "DIAGRAMS",
    "DUMPS",
    "FINDINGS",
    "INDEX",
    "MANIFEST",
    "ONTOLOGY",
    "REJECTED",
    "REPORT",
    "SHAPES",
    "STORE",
    "WITHDRAWN",
    "Hold",
    "Pruned",
    "Publication",
    "Release",
    "Site",
    "content_id",
    "opened",
]
