"""Releases: made aside, whole or not at all, switched by one atomic rename."""

from lod.release.content import content_id
from lod.release.damage import Damage
from lod.release.holding import Hold
from lod.release.names import (
    CATALOGUE,
    CONTEXT,
    DATA,
    DIAGRAMS,
    FINDINGS,
    HISTORY,
    INDEX,
    MANIFEST,
    ONTOLOGY,
    PATCH,
    REJECTED,
    REPORT,
    SHAPES,
    STORE,
    WITHDRAWN,
)
from lod.release.opening import Release, opened
from lod.release.pruning import Pruned
from lod.release.publishing import Complete, Publication
from lod.release.site import Site
from lod.release.steps import Progress, Step, silent
from lod.release.verifying import damages

__all__ = [
    "CATALOGUE",
    "CONTEXT",
    "DATA",
    "DIAGRAMS",
    "FINDINGS",
    "HISTORY",
    "INDEX",
    "MANIFEST",
    "ONTOLOGY",
    "PATCH",
    "REJECTED",
    "REPORT",
    "SHAPES",
    "STORE",
    "WITHDRAWN",
    "Complete",
    "Damage",
    "Hold",
    "Progress",
    "Pruned",
    "Publication",
    "Release",
    "Site",
    "Step",
    "content_id",
    "damages",
    "opened",
    "silent",
]
