"""Rendering documents in one process: the server's own application answers, and the bodies are recorded."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

from lod import rdf
from lod.config import Settings
from lod.errors import ReleaseError
from lod.iris import W3ID
from lod.ontology import LANGUAGES
from lod.release import Site
from lod.web.application import SERVING, create_app
from lod.web.asking import ask
from lod.web.keeping import Kept
from lod.web.negotiation import HTML
from lod.web.prerendered_file import Entry, encoder
from lod.web.rendered import Rendered
from lod.web.served import Served
from lod.web.shared import BODIES

# what a browser and what most programs ask for, and in which language
_ASKED = (
    *((HTML.media_type, language) for language in LANGUAGES),
    (rdf.TURTLE, LANGUAGES[0]),
    (rdf.JSON_LD, LANGUAGES[0]),
)
Body = tuple[object, Rendered]


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


class Renderer:
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
        self._root = root_of(settings)
        self.troubles: list[str] = []

    def bodies(self, paths: Sequence[str]) -> list[Body]:
        """All bodies that are asked for at *paths*; what is wrong with the others stands in `troubles`."""
        self.troubles = []
        for path in paths:
            for accept, language in _ASKED:
                status = ask(self._application, path, language, accept, self._root)
                if status != HTTPStatus.OK:
                    self.troubles.append(f"{path} as {accept}: status {status}")
        refuse_another(self._settings, self._release)
        return self._recorder.taken()


def _unsaid(exc_info: object) -> None:
    """Logs nothing of an exception."""
    del exc_info


class Encoding:
    """Gives what *renderer* renders as it is to be written.

    Args:
        renderer: Renders.
        dictionary: See `lod.web.prerendered_file.encoder`.
    """

    def __init__(self, renderer: Renderer, dictionary: bytes) -> None:
        self._renderer = renderer
        self._encode = encoder(dictionary)

    def __call__(self, paths: Sequence[str]) -> Batch:
        """What comes of the things whose documents are at *paths*."""
        return self.batch(paths, self._renderer.bodies(paths))

    def batch(self, paths: Sequence[str], bodies: Sequence[Body]) -> Batch:
        """What came of them."""
        return Batch(len(paths), [self._encode(key, body) for key, body in bodies], self._renderer.troubles)


class _Recorder:
    """Takes what is made, see `lod.web.keeping.Sharing`."""

    def __init__(self) -> None:
        self._bodies: list[Body] = []

    def get(self, kind: str, key: object) -> None:
        """Nothing: each is made."""

    def put(self, kind: str, key: object, head: str, body: bytes = b"") -> None:
        """Takes a body."""
        if kind == BODIES:
            self._bodies.append((key, Rendered.of(head, body)))

    def taken(self) -> list[Body]:
        """What was put there since this was asked before."""
        bodies, self._bodies = self._bodies, []
        return bodies


def root_of(settings: Settings) -> str:
    """The prefix below which clients reach the site, as far as the settings say it; without a proxy there is none."""
    address = settings.public_url or settings.base_iri
    return urlsplit(address).path.rstrip("/") if settings.trusted_proxies and address != W3ID else ""


def current(settings: Settings) -> str:
    """Name of the folder of the current release."""
    return Site(settings.site).current_folder().resolve().name


def refuse_another(settings: Settings, release: str) -> None:
    """What was rendered may be of either, where another release than *release* has become current."""
    if current(settings) != release:
        raise ReleaseError("another release has become current meanwhile")
