"""Rendering a release before anybody asks: the server's own application answers, and the bodies go into a file.

What was rendered is a help and no part of the release, which is served already: if it fails, nothing is lost but time.
"""

import json
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from itertools import chain, islice
from pathlib import Path
from urllib.parse import urlsplit

from lod import crew, rdf
from lod.config import Settings
from lod.errors import ReleaseError
from lod.ontology import LANGUAGES
from lod.release import Progress, Site, silent
from lod.release.durability import sync
from lod.web import prerendered
from lod.web.application import SERVING, create_app
from lod.web.asking import ask
from lod.web.keeping import Kept
from lod.web.negotiation import HTML
from lod.web.prerendered import Entry
from lod.web.served import Served
from lod.web.shared import BODIES

# what a browser and what most programs ask for, and in which language; the others are made of it in little time
_ASKED = (
    *((HTML.media_type, language) for language in LANGUAGES),
    (rdf.TURTLE, LANGUAGES[0]),
    (rdf.JSON_LD, LANGUAGES[0]),
)
# a process takes as long to start as some hundred documents take to be rendered
_AT_ONCE = 40
_MAX_DICTIONARY_BYTES = 256_000
# a key, the head of a body, and its bytes
Made = tuple[object, str, bytes]
Render = Callable[[Sequence[str]], list[Entry]]


def prerender(settings: Settings, told: Progress = silent) -> int:
    """Renders the documents of the things in lists of the current release, unless that was done.

    Args:
        settings: The settings; their `prerendered_bytes` bounds what is kept.
        told: Is told how many documents are done.

    Returns:
        How many bodies were rendered.

    Raises:
        ReleaseError: there is no release, one of its documents cannot be shown, or there is no room for them.
    """
    if not settings.prerendered_bytes:
        return 0
    release = _current(settings)
    place = prerendered.place(settings.site, release)
    if place.is_file():
        return 0
    try:
        place.parent.mkdir(exist_ok=True)
        return _rendered(replace(settings, endpoint=""), release, place, told)
    except (OSError, sqlite3.Error) as error:
        raise ReleaseError(f"{place.parent}: cannot be written: {error}") from error


def _rendered(settings: Settings, release: str, place: Path, told: Progress) -> int:
    renderer = _Renderer(settings, release)
    batches = _batches(renderer.served)
    models = [made for paths in islice(batches, 1) for made in renderer.made(paths)]
    dictionary = _dictionary(models)
    render = _coding(renderer, dictionary)
    count = size = 0
    with tempfile.TemporaryDirectory(dir=place.parent) as scratch:
        draft = Path(scratch) / place.name
        make = partial(_renders, settings, release, dictionary)
        with (
            prerendered.Writing(draft, dictionary) as file,
            closing(crew.in_order(batches, render, make, settings.workers)) as others,
        ):
            for entries in chain([_coded(models, dictionary)], others):
                file.add(entries)
                count += len(entries)
                size += sum(len(body) for _, body in entries)
                told("documents rendered", count)
                if size >= settings.prerendered_bytes:
                    break
        draft.chmod(0o644)
        sync(draft)
        draft.rename(place)
    _sweep(place)
    return count


def _sweep(place: Path) -> None:
    """Takes away what was rendered of other releases or by other versions, and what killed builds have left."""
    for other in place.parent.iterdir():
        if other.is_dir():
            shutil.rmtree(other, ignore_errors=True)
        elif other != place:
            # whoever has opened it still reads it
            other.unlink(missing_ok=True)


def _batches(served: Served) -> Iterator[Sequence[str]]:
    """The paths of the documents about the things in lists, in their order."""
    paths = (
        f"/doc/{'/'.join(served.iris.kind_and_key(row.iri) or ())}"
        for shape in served.model.shapes.values()
        if shape.collection
        for row in served.index.rows(shape, {})
    )
    return iter(lambda: tuple(islice(paths, _AT_ONCE)), ())


def _dictionary(models: Iterable[Made]) -> bytes:
    """The longest of *models* of each kind: most of what the others hold stands there, too."""
    longest: dict[str, bytes] = {}
    for _, head, body in models:
        content_type = json.loads(head)[1]
        longest[content_type] = max(longest.get(content_type, b""), prerendered.whole(head, body), key=len)
    return b"".join(longest.values())[:_MAX_DICTIONARY_BYTES]


def _renders(settings: Settings, release: str, dictionary: bytes) -> Render:
    """What renders in another process."""
    return _coding(_Renderer(settings, release), dictionary)


def _coding(renderer: "_Renderer", dictionary: bytes) -> Render:
    """What gives the entries of the documents at some paths."""
    return lambda paths: _coded(renderer.made(paths), dictionary)


def _coded(made: Iterable[Made], dictionary: bytes) -> list[Entry]:
    coder = prerendered.coder(dictionary)
    return [coder(*one) for one in made]


class _Renderer:
    """Renders documents in one process, by the application that serves them.

    Args:
        settings: The settings.
        release: Name of the folder of the release that is rendered.
    """

    def __init__(self, settings: Settings, release: str) -> None:
        self._settings = settings
        self._release = release
        self._taken = _Taken()
        # nobody asks twice for what is rendered here
        self._kept = Kept(self._taken, max_bodies_bytes=0)
        self._application = create_app(settings, kept=lambda _release: self._kept)
        self.served: Served = self._application.extensions[SERVING].now()
        # below which prefix clients reach the site, as far as the settings say it
        self._root = urlsplit(settings.public_url).path.rstrip("/")

    def made(self, paths: Sequence[str]) -> list[Made]:
        """All bodies that are asked for at *paths*."""
        for path in paths:
            for accept, language in _ASKED:
                status = ask(self._application, path, language, accept, self._root)
                if status != HTTPStatus.OK:
                    raise ReleaseError(f"{path}: cannot be shown as {accept}: status {status}")
        if _current(self._settings) != self._release:
            raise ReleaseError("another release has become current")
        return self._taken.all()


def _current(settings: Settings) -> str:
    """Name of the folder of the current release."""
    return Site(settings.site).current_folder().resolve().name


class _Taken:
    """Takes what is made, see `lod.web.keeping.Sharing`."""

    def __init__(self) -> None:
        self._made: list[Made] = []

    def get(self, kind: str, key: object) -> None:
        """Nothing: each is made."""

    def put(self, kind: str, key: object, head: str, body: bytes = b"") -> None:
        """Takes a body."""
        if kind == BODIES:
            self._made.append((key, head, body))

    def all(self) -> list[Made]:
        """What was taken since this was asked before."""
        made, self._made = self._made, []
        return made
