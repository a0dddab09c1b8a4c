"""What the first pages of a process would wait for, got ready when it starts: words, dates and money; templates."""

import threading
from typing import TYPE_CHECKING

from lod.ontology import LANGUAGES
from lod.web import i18n
from lod.web.asking import ask
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
                ask(application, f"/doc/{kind}/{key}", language)
