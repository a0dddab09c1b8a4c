"""What every page knows: the reader's language, links to this host, the words of the catalogue."""

from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlencode

from flask import Flask, g, request

import lod
from lod.presentation import title_of
from lod.web import i18n
from lod.web.links import local
from lod.web.served import Served


def install(app: Flask) -> None:
    """Gives the templates of *app* their words and helpers."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    catalogues = {language: i18n.Catalogue(language) for language in i18n.LANGUAGES}

    def translated(message: str) -> str:
        return catalogues[g.language].gettext(message)

    def plural(one: str, many: str, number: int) -> str:
        return translated(one if number == 1 else many)

    # the i18n extension adds the method
    cast(Any, app.jinja_env).install_gettext_callables(translated, plural)
    app.context_processor(_known)


def _known() -> dict[str, Any]:
    served: Served = g.served
    language: str = g.language
    is_chosen = request.args.get("lang") == language
    return {
        "language": language,
        "languages": i18n.LANGUAGES,
        "lang_chosen": is_chosen,
        "lang_kept": {"lang": language} if is_chosen else {},
        "keep_language": lambda separator: f"{separator}lang={language}" if is_chosen else "",
        "in_language": _in_language,
        "root": g.root,
        "host": request.host_url.rstrip("/") + g.root + "/",
        "version": lod.__version__,
        "served": served,
        "sources": served.sources,
        "collections": [shape for shape in served.model.shapes.values() if shape.collection],
        **_texts(served, language),
    }


def _texts(served: Served, language: str) -> dict[str, Callable[..., object]]:
    return {
        "said": lambda texts: title_of(texts, language),
        "text": lambda texts: title_of(texts, language)[0],
        "value_text": lambda shown, unit: i18n.value_in(shown, unit, language),
        "href": lambda iri: local(served.iris, iri, g.root),
        "predicate_label": lambda iri: served.model.label_of(iri) or {"": served.context.prefixed(iri)},
    }


def _in_language(language: str) -> str:
    """The address of this page in *language*."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    return "?" + urlencode([*kept, ("lang", language)])
