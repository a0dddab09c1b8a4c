"""Which release a request gets: the current one, opened once, exchanged as soon as another one is current."""

import atexit
import logging
import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import lod
from lod import catalog, index, model, release, withdrawn
from lod.catalog import Facts, Statistics
from lod.config import Settings
from lod.diagram import diagram
from lod.errors import ModelError, ReleaseError, StoreError
from lod.index import Index
from lod.iris import Iris
from lod.model import Model
from lod.ontology import LANGUAGES
from lod.release import Hold, Release, Site
from lod.store.embedded import EmbeddedStore
from lod.store.guard import Guard
from lod.store.remote import RemoteStore
from lod.store.screen import Screened
from lod.web.keeping import Kept
from lod.web.served import Served

_RETRY_S = 5.0
Keeping = Callable[[str], Kept]
_log = logging.getLogger(__name__)


class Serving:
    """Gives each request the release that is current when it comes.

    Args:
        settings: The settings; with an endpoint it is served, else the site.
        known: Name and model of a release that somebody has read already, which spares to read it again.
        kept: Gives what keeps what is made of a release, by the name of its folder.
    """

    def __init__(self, settings: Settings, known: tuple[str, Model] | None = None, kept: Keeping | None = None) -> None:
        self._settings = settings
        self._kept = kept or (lambda _release: Kept())
        self._known = known
        self._site = Site(settings.site)
        self._lock = threading.Lock()
        self._refused, self._retry = "", 0.0
        self._target = self._site.target()
        self._served = self._of_endpoint() if settings.endpoint else self._of_site()
        # is told the former release when another one has become current
        self.exchanged: Callable[[Served], None] = _nothing

    def now(self) -> Served:
        """The release that is current; of one that cannot be opened, the one before it."""
        if self.settled() is None:
            self._exchange()
        return self._served

    def settled(self) -> Served | None:
        """What `now` gives, where it is known at once; None if another release has become current."""
        return self._served if self._settings.endpoint or self._site.target() == self._target else None

    def _exchange(self) -> None:
        with self._lock:
            target = self._site.target()
            if not target or target == self._target or (target == self._refused and time.monotonic() < self._retry):
                return
            try:
                # the old store stays open for requests that still use it, and closes with the last of them
                former, self._served = self._served, self._of_site()
                self._target = target
                self.exchanged(former)
            except (ReleaseError, StoreError, ModelError, OSError) as error:
                # one that cannot be opened is no reason to serve nothing
                self._refused, self._retry = target, time.monotonic() + _RETRY_S
                _log.error("%s stays, as %s cannot be opened: %s", self._served.id, target, error)

    def _of_site(self) -> Served:
        current, hold = self._site.held()
        try:
            return self._opened(current, hold)
        except OSError as error:
            # it went away meanwhile
            raise ReleaseError(f"{current.path}: not a whole release: {error}") from error

    def _opened(self, current: Release, hold: Hold) -> Served:
        return Served(
            id=current.id,
            iris=Iris(str(current.manifest["base_iri"])),
            model=self._model(current),
            store=EmbeddedStore.opened(current.path / release.STORE),
            index=Index(current.path / release.INDEX),
            guard=self._guard(current.path / release.STORE),
            sources=current.manifest["sources"],
            path=current.path,
            kept=self._kept(current.path.resolve().name),
            modified=max(self._site.switched(), _installed()),
            hold=hold,
            facts=self._facts(current),
            withdrawn=withdrawn.read(current.path / release.WITHDRAWN),
            diagrams={x: (current.path / release.DIAGRAMS / f"{x}.svg").read_text("utf-8") for x in LANGUAGES},
        )

    def _model(self, current: Release) -> Model:
        if self._known and self._known[0] == current.id:
            return self._known[1]
        return model.load(current.path / release.ONTOLOGY, current.path / release.SHAPES)

    def _facts(self, current: Release) -> Facts:
        said = replace(self._settings, base_iri=str(current.manifest["base_iri"]))
        return catalog.read(current.path / release.CATALOGUE) or catalog.of_settings(said, Statistics(), {})

    def _guard(self, path: Path) -> Guard:
        said = self._settings
        limits = (said.query_timeout_s, said.max_answer_bytes, said.query_workers, said.max_rows)
        return Guard(path, *limits, services=said.allowed_services)

    def _of_endpoint(self) -> Served:
        settings = self._settings
        known = model.load(settings.ontology_dir, settings.shapes_dir)
        store = RemoteStore(settings.endpoint, settings.query_timeout_s, settings.max_answer_bytes)
        scratch = tempfile.mkdtemp(prefix="propar-")
        atexit.register(shutil.rmtree, scratch, ignore_errors=True)
        path = Path(scratch) / release.INDEX
        index.build(store, known, path)
        made = Index(path)
        listed = [shape for shape in known.shapes.values() if shape.columns()]
        if all(next(made.rows(shape, {}), None) is None for shape in listed):
            raise ReleaseError(f"{settings.endpoint}: holds no release: nothing to list")
        drawn = {language: diagram(known, language) for language in LANGUAGES}
        iris = Iris(settings.base_iri)
        guard = Screened(store, settings.max_rows, settings.allowed_services)
        return Served("endpoint", iris, model=known, store=store, index=made, guard=guard, diagrams=drawn)


def _nothing(_former: Served) -> None:
    """What one does who need not know."""


def _installed() -> datetime:
    """When this version of the software came here: it may write the same data in another way."""
    return datetime.fromtimestamp(int(Path(lod.__file__).stat().st_mtime), UTC)
