"""What the first pages of a process would wait for, got ready when it starts: words, dates and money; templates."""

import threading
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from lod.ontology import LANGUAGES
from lod.web import i18n, received
from lod.web.served import Served

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


def install(application: "WSGIApplication", served: Served) -> threading.Thread:
    """Reads what pages are written by, and starts to ask *application* for the first thing of each list.

    Args:
        application: The application.
        served: What it serves.

    Returns:
        The thread that asks, in each language; nobody waits for it.
    """
    i18n.prepare()
    warming = threading.Thread(target=_ask, args=(application, served), name="warming", daemon=True)
    warming.start()
    return warming


def _ask(application: "WSGIApplication", served: Served) -> None:
    for shape in served.model.shapes.values():
        first = next(served.index.rows(shape, {}), None) if shape.collection else None
        if first:
            kind, key = served.iris.kind_and_key(first.iri) or ("", "")
            for language in LANGUAGES:
                environ = received.environ(_scope(f"/doc/{kind}/{key}", language))
                for _ in application(environ, _unheard):
                    pass


def _scope(path: str, language: str) -> Any:
    """A request as granian would hand it over."""
    headers = {"host": "localhost", "accept": "text/html", "accept-language": language}
    return SimpleNamespace(
        method="GET",
        path=path,
        query_string="",
        headers=headers,
        http_version="1.1",
        scheme="http",
        server="localhost:80",
        client="localhost:0",
    )


def _unheard(_status: str, _headers: list[tuple[str, str]], _error: Any = None) -> Any:
    """Takes the head of an answer that nobody reads."""
    return lambda _piece: None
