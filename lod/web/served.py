"""What is served: a release with its model, opened."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from cachetools import LRUCache

from lod import rdf, release
from lod.catalog import Facts
from lod.index import Index
from lod.iris import Iris
from lod.jsonld import Context
from lod.model import Model
from lod.presenting import Presenter
from lod.rdf import Triple
from lod.release import Hold
from lod.store.base import Store
from lod.store.guard import Guard
from lod.store.screen import Screened
from lod.web.keeping import Kept
from lod.web.pieces import Pieces
from lod.web.spool import Spool
from lod.web.surroundings import Surroundings

_LOSSES = ("unread", "not-captured")
_ANSWER_BYTES = 16_000_000
# who looks at a thing in one format often looks at it in another one
_DESCRIPTIONS = 8


@dataclass(frozen=True)
class Served:
    """One release, opened.

    Args:
        id: Name of the release; of an endpoint, the number of times that it was opened.
        iris: The publisher's IRIs.
        model: The model that the release was made with.
        store: What answers queries.
        index: What answers lists.
        guard: What answers the queries of strangers.
        sources: The registers that the release was made of, as its manifest has them.
        diagrams: The diagram of the ontology by language.
        path: Folder of the release; None for an endpoint.
        modified: When it became the current one, or the software was installed, whichever came later, to the second;
            None for an endpoint, of which nobody knows.
        withdrawn: IRIs of the things that former releases published and this one does not.
        hold: Keeps the files of the release where they are, as long as somebody may ask for them.
        facts: What its catalogue is made of, of a release of an older version what the settings say; None for an
            endpoint.
        kept: What was made for clients; it goes with the release.
        spool: What was made for them and is too large for memory.
        pieces: What pages have in common.
        words: What their templates know, see `lod.web.page`.
    """

    id: str
    iris: Iris
    model: Model
    store: Store
    index: Index
    guard: Guard | Screened
    sources: Sequence[Mapping[str, str]] = ()
    diagrams: Mapping[str, str] = field(default_factory=dict)
    path: Path | None = None
    # answers to the queries of strangers, see `lod.web.answers`
    answers: LRUCache[object, Any] = field(
        default_factory=lambda: LRUCache(_ANSWER_BYTES, getsizeof=lambda given: len(given.answer.body) + 500)
    )
    # what was described last, see `lod.web.description`
    descriptions: LRUCache[object, Any] = field(default_factory=lambda: LRUCache(_DESCRIPTIONS))
    lock: threading.Lock = field(default_factory=threading.Lock)
    modified: datetime | None = None
    withdrawn: frozenset[str] = frozenset()
    hold: Hold | None = None
    facts: Facts | None = None
    kept: Kept = field(default_factory=Kept)
    spool: Spool = field(default_factory=Spool)
    pieces: Pieces = field(default_factory=Pieces)
    words: dict[object, dict[str, Any]] = field(default_factory=dict)

    @cached_property
    def context(self) -> Context:
        """The context; its address is relative, so that documents name the one of the host that gave them."""
        return Context(self.model, "/" + release.CONTEXT)

    @cached_property
    def surroundings(self) -> Surroundings:
        """Gathers what documents say."""
        return Surroundings(self.store, self.iris.base + "id/", self.model.label_predicates)

    @cached_property
    def losses(self) -> frozenset[str]:
        """The predicates that say what a source has and we do not: unread, or without a captured value."""
        fields = (prop for shape in self.model.shapes.values() for prop in shape.properties.values())
        return frozenset(prop.path[0] for prop in fields if prop.supplies in _LOSSES and len(prop.path) == 1)

    @cached_property
    def constraints(self) -> list[Triple]:
        """The shapes, each shown as a document, as triples."""
        return list(rdf.read(self.model.constraints.serialize(format="nt", encoding="utf-8"), rdf.N_TRIPLES))

    @cached_property
    def presenter(self) -> Presenter:
        """Makes pages of descriptions."""
        return Presenter(self.model)
