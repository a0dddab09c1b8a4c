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
from itertools import chain, islice
from pathlib import Path

from lod import crew
from lod.config import Settings
from lod.errors import ReleaseError
from lod.release import Progress, silent
from lod.release.durability import sync
from lod.release.locking import locked
from lod.release.steps import WAITING
from lod.web import prerendered
from lod.web.fingerprint import fingerprint
from lod.web.prerendered_file import Writer, framed, is_whole
from lod.web.renderer import Batch, Body, Encoding, Renderer, current, refuse_another, root_of
from lod.web.served import Served

# things of a batch: of one is made what all have in common, and three more are done here before processes are started
_AT_ONCE = 40
_MAX_DICTIONARY_BYTES = 256_000
_LITTER = "draft-"


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
        _sweep(folder)
        return Outcome()
    release = current(settings)
    try:
        folder.mkdir(exist_ok=True)
        # another build is at the same release, or about to see that it is no longer current
        with locked(folder, lambda: told(WAITING, 0)):
            place = prerendered.place(settings.site, release, fingerprint())
            is_done = is_whole(place, _purpose(settings))
            done = Outcome() if is_done else _write(replace(settings, endpoint=""), release, place, told)
            _sweep(folder, place)
            return done
    except (OSError, sqlite3.Error) as error:
        raise ReleaseError(f"{folder}: {getattr(error, 'strerror', None) or error}") from error


def _write(settings: Settings, release: str, place: Path, told: Progress) -> Outcome:
    """Writes the file at *place*, whole or not at all."""
    renderer = Renderer(settings, release)
    batches = _batches(renderer.served)
    paths = next(batches, ())
    first = renderer.bodies(paths)
    dictionary = _dictionary(first)
    render = Encoding(renderer, dictionary)
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
        refuse_another(settings, release)
        draft.rename(place)
    return Outcome(things, tuple(troubles))


def _purpose(settings: Settings) -> str:
    """What else than release and software decides what is rendered."""
    return f"{settings.prerendered_bytes} bytes below {root_of(settings)}/"


def _sweep(folder: Path, but: Path | None = None) -> None:
    """Takes away what was rendered of other releases or by other versions, and what killed builds have left."""
    for litter in folder.glob(f"{_LITTER}*"):
        shutil.rmtree(litter, ignore_errors=True)
    for other in folder.glob(prerendered.ANY):
        # whoever has opened it still reads it
        if other != but:
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


def _dictionary(bodies: Sequence[Body]) -> bytes:
    """The longest of *bodies* of each kind: most of what the others hold stands there, too."""
    longest: dict[str, bytes] = {}
    for key, body in bodies:
        longest[body.content_type] = max(longest.get(body.content_type, b""), framed(key, body), key=len)
    return b"".join(longest.values())[:_MAX_DICTIONARY_BYTES]


def _helper(settings: Settings, release: str, dictionary: bytes) -> Callable[[Sequence[str]], Batch]:
    """What renders in another process."""
    return Encoding(Renderer(settings, release), dictionary)
