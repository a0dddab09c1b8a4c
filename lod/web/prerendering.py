"""Rendering a release before anybody asks: the server's own application answers, and the bodies go into a file.

What was rendered is a help and no part of the release, which is served already: if it fails, nothing is lost but time.
"""

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from http import HTTPStatus
from itertools import chain, islice
from pathlib import Path
from urllib.parse import urlsplit

from lod import crew, rdf
from lod.config import Settings
from lod.errors import ReleaseError
from lod.iris import W3ID
from lod.ontology import LANGUAGES
from lod.release import Progress, Site, silent
from lod.release.durability import sync
from lod.release.locking import locked
from lod.release.steps import WAITING
from lod.web import prerendered
from lod.web.application import SERVING, create_app
from lod.web.asking import ask
from lod.web.keeping import Kept
from lod.web.negotiation import HTML
from lod.web.prerendered import Entry, Writer
from lod.web.rendered import Rendered
from lod.web.served import Served
from lod.web.shared import BODIES

# what a browser and what most programs ask for, and in which language
_ASKED = (
    *((HTML.media_type, language) for language in LANGUAGES),
    (rdf.TURTLE, LANGUAGES[0]),
    (rdf.JSON_LD, LANGUAGES[0]),
)
# things of a batch: of one is made what all have in common, and three more are done here before processes are started
_AT_ONCE = 40
_MAX_DICTIONARY_BYTES = 256_000
_LITTER = "draft-"
_Body = tuple[object, Rendered]


@dataclass(frozen=True, slots=True)
class Batch:
    """What came of some things.

    Args:
        things: How many they are.
        entries: Their documents, as they are to be written.
        troubles: What is wrong with those that cannot be shown.
    """

    things: int
    entries: list[Entry]
    troubles: list[str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was rendered.

    Args:
        things: Of how many things.
        troubles: What is wrong with those documents that cannot be shown.
    """

    things: int = 0
    troubles: Sequence[str] = ()


def prerender(settings: Settings, told: Progress = silent) -> Outcome:
    """Renders the documents of the things in lists of the current release, unless that was done.

    Args:
        settings: The settings; their `prerendered_bytes` bounds what is kept.
        told: Is told how many things are done.

    Raises:
        ReleaseError: there is no release, another one has become current meanwhile, or there is no room.
        StoreError, ModelError: the release cannot be opened.
    """
    folder = settings.site / prerendered.FOLDER
    if not settings.prerendered_bytes:
        shutil.rmtree(folder, ignore_errors=True)
        return Outcome()
    release = _current(settings)
    try:
        folder.mkdir(exist_ok=True)
        # another build is at the same release, or about to see that it is no longer current
        with locked(folder, lambda: told(WAITING, 0)):
            place = prerendered.place(settings.site, release, prerendered.fingerprint())
            is_done = prerendered.is_whole(place, _purpose(settings))
            done = Outcome() if is_done else _write(replace(settings, endpoint=""), release, place, told)
            _sweep(place)
            return done
    except (OSError, sqlite3.Error) as error:
        raise ReleaseError(f"{folder}: {getattr(error, 'strerror', None) or error}") from error


def _write(settings: Settings, release: str, place: Path, told: Progress) -> Outcome:
    """Writes the file at *place*, whole or not at all."""
    renderer = _Renderer(settings, release)
    batches = _batches(renderer.served)
    paths = next(batches, ())
    first = renderer.bodies(paths)
    dictionary = _dictionary(first)
    render = _Encoding(renderer, dictionary)
    things, troubles = 0, list[str]()
    with tempfile.TemporaryDirectory(prefix=_LITTER, dir=place.parent) as scratch:
        draft = Path(scratch) / place.name
        make = partial(_helper, settings, release, dictionary)
        with (
            Writer(draft, dictionary, settings.prerendered_bytes, _purpose(settings)) as writer,
            closing(crew.in_order(batches, render, make, settings.workers)) as others,
        ):
            for batch in chain([render.batch(paths, first)], others):
                if not writer.add(batch.entries):
                    break
                things += batch.things
                troubles += batch.troubles
                told("things rendered", things)
        sync(draft)
        _refuse_another(settings, release)
        draft.rename(place)
    return Outcome(things, tuple(troubles))


def _root(settings: Settings) -> str:
    """The prefix below which clients reach the site, as far as the settings say it; without a proxy there is none."""
    address = settings.public_url or settings.base_iri
    return urlsplit(address).path.rstrip("/") if settings.trusted_proxies and address != W3ID else ""


def _purpose(settings: Settings) -> str:
    """What else than release and software decides what is rendered."""
    return f"{settings.prerendered_bytes} bytes below {_root(settings)}/"


def _current(settings: Settings) -> str:
    """Name of the folder of the current release."""
    return Site(settings.site).current_folder().resolve().name


def _refuse_another(settings: Settings, release: str) -> None:
    """What was rendered may be of either, where another release than *release* has become current."""
    if _current(settings) != release:
        raise ReleaseError("another release has become current meanwhile")


def _sweep(place: Path) -> None:
    """Takes away what was rendered of other releases or by other versions, and what killed builds have left."""
    for litter in place.parent.glob(f"{_LITTER}*"):
        shutil.rmtree(litter, ignore_errors=True)
    for other in place.parent.glob(prerendered.ANY):
        # whoever has opened it still reads it
        if other != place:
            other.unlink(missing_ok=True)


def _batches(served: Served) -> Iterator[Sequence[str]]:
    """The paths of the documents about the things in lists, in their order."""
    paths = (
        "/" + served.iris.document_of(row.iri).removeprefix(served.iris.base)
        for shape in served.model.shapes.values()
        if shape.collection
        for row in served.index.rows(shape, {})
    )
    return iter(lambda: tuple(islice(paths, _AT_ONCE)), ())


def _dictionary(bodies: Sequence[_Body]) -> bytes:
    """The longest of *bodies* of each kind: most of what the others hold stands there, too."""
    longest: dict[str, bytes] = {}
    for key, body in bodies:
        framed = prerendered.framed(key, body)
        longest[body.content_type] = max(longest.get(body.content_type, b""), framed, key=len)
    return b"".join(longest.values())[:_MAX_DICTIONARY_BYTES]


def _helper(settings: Settings, release: str, dictionary: bytes) -> Callable[[Sequence[str]], Batch]:
    """What renders in another process."""
    return _Encoding(_Renderer(settings, release), dictionary)


class _Renderer:
    """Renders documents in one process, by the application that serves them.

    Args:
        settings: The settings.
        release: Name of the folder of the release that is rendered.
    """

    def __init__(self, settings: Settings, release: str) -> None:
        self._settings = settings
        self._release = release
        self._recorder = _Recorder()
        # nobody asks twice for what is rendered here
        self._kept = Kept(self._recorder, max_bodies_bytes=0)
        self._application = create_app(settings, kept=lambda _release: self._kept)
        self.served: Served = self._application.extensions[SERVING].now()
        # what went wrong is told in a sentence; a server that is asked for it logs why
        self._application.log_exception = _unsaid  # type: ignore[method-assign]
        self._root = _root(settings)
        self.troubles: list[str] = []

    def bodies(self, paths: Sequence[str]) -> list[_Body]:
        """All bodies that are asked for at *paths*; what is wrong with the others stands in `troubles`."""
        self.troubles = []
        for path in paths:
            for accept, language in _ASKED:
                status = ask(self._application, path, language, accept, self._root)
                if status != HTTPStatus.OK:
                    self.troubles.append(f"{path} as {accept}: status {status}")
        _refuse_another(self._settings, self._release)
        return self._recorder.taken()


def _unsaid(exc_info: object) -> None:
    """Logs nothing of an exception."""
    del exc_info


class _Encoding:
    """Gives what *renderer* renders as it is to be written.

    Args:
        renderer: Renders.
        dictionary: See `lod.web.prerendered.encoder`.
    """

    def __init__(self, renderer: _Renderer, dictionary: bytes) -> None:
        self._renderer = renderer
        self._encode = prerendered.encoder(dictionary)

    def __call__(self, paths: Sequence[str]) -> Batch:
        """What comes of the things whose documents are at *paths*."""
        return self.batch(paths, self._renderer.bodies(paths))

    def batch(self, paths: Sequence[str], bodies: Sequence[_Body]) -> Batch:
        """What came of them."""
        return Batch(len(paths), [self._encode(key, body) for key, body in bodies], self._renderer.troubles)


class _Recorder:
    """Takes what is made, see `lod.web.keeping.Sharing`."""

    def __init__(self) -> None:
        self._bodies: list[_Body] = []

    def get(self, kind: str, key: object) -> None:
        """Nothing: each is made."""

    def put(self, kind: str, key: object, head: str, body: bytes = b"") -> None:
        """Takes a body."""
        if kind == BODIES:
            self._bodies.append((key, Rendered.of(head, body)))

    def taken(self) -> list[_Body]:
        """What was put there since this was asked before."""
        bodies, self._bodies = self._bodies, []
        return bodies
