"""What every page knows: the reader's language, links to this host, the words of the catalogue."""

import contextlib
from collections.abc import Callable
from functools import partial
from typing import Any, cast
from urllib.parse import quote

from flask import Flask, g, request
from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket

import lod
from lod.catalog.authority import authority
from lod.iris import Iris
from lod.model import Model
from lod.ontology import LANGUAGES, Texts
from lod.presentation import title_of
from lod.translations import Catalogue
from lod.web import i18n
from lod.web.fields import Fields
from lod.web.links import local
from lod.web.marks import Marks
from lod.web.served import Served

Place = tuple[str, str, str]
# languages, asked for by the address or not, below as many prefixes as proxies set
_MAX_PLACES = 64


class Bytecode(FileSystemBytecodeCache):
    """Templates as bytecode in a folder; where nothing can be written any more, pages go out all the same."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keeps what was translated, if there is room."""
        with contextlib.suppress(OSError):
            super().dump_bytecode(bucket)


def install(app: Flask) -> None:
    """Gives the templates of *app* their words and helpers."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    # in a folder of this user's alone; without one they are translated to Python at each start
    with contextlib.suppress(RuntimeError, OSError):
        app.jinja_env.bytecode_cache = Bytecode(pattern=f"propar-{lod.__version__}-%s.cache")
    catalogues = {language: Catalogue(language) for language in LANGUAGES}

    def translated(message: str) -> str:
        return catalogues[g.language].gettext(message)

    def plural(one: str, many: str, number: int) -> str:
        return translated(one if number == 1 else many)

    # the i18n extension adds the method
    cast(Any, app.jinja_env).install_gettext_callables(translated, plural)

    @app.context_processor
    def known() -> dict[str, Any]:
        served: Served = g.served
        # a language that the address asks for stays in the addresses that the page leads to
        kept = f"lang={g.language}" if request.args.get("lang") == g.language else ""
        place = (g.language, kept, g.root)
        found = served.words.get(place)
        if found is None:
            if len(served.words) >= _MAX_PLACES:
                served.words.clear()
            found = served.words[place] = _known(served, place, catalogues[g.language].gettext)
        return {**found, "host": request.host_url.rstrip("/") + g.root + "/"}


def _known(served: Served, place: Place, translated: Callable[[str], str]) -> dict[str, Any]:
    """What the pages at one place know: the language, whether addresses keep it, the prefix of the application."""
    language, kept, root = place
    href = partial(_href, served.iris, root, kept)
    short = partial(_short, served)
    marks = Marks(language, href, short)
    labels = served.model.label_predicates
    return {
        "language": language,
        "languages": LANGUAGES,
        "kept_language": kept,
        "href": href,
        "page": lambda path, query="": _with_query(root + path, query, kept),
        "short": short,
        "query_for": _query_for,
        "marks": marks,
        # what is given is text that nothing has escaped, or a number
        "kept_piece": lambda macro, *given: served.pieces.piece((place, macro.name, given), lambda: macro(*given)),
        "fields": Fields(marks, language, translated, served.losses.__contains__, labels, served.pieces, place),
        "root": root,
        "version": lod.__version__,
        "served": served,
        "sources": served.sources,
        "is_demonstration": served.facts is not None and served.facts.is_demonstration,
        "here": lambda address: _here(served, root, address),
        "collections": [shape for shape in served.model.shapes.values() if shape.collection],
        **_texts(served, language),
    }


def _texts(served: Served, language: str) -> dict[str, Callable[..., object]]:
    return {
        "said": lambda texts: title_of(texts, language),
        "text": lambda texts: title_of(texts, language)[0],
        "headings_of": lambda sections: tuple(title_of(section.label, language) for section in sections),
        "value_text": lambda shown, unit: i18n.value_in(shown, unit, language),
        "number": lambda number: i18n.number_in(number, language),
        "date": lambda day: i18n.date_in(day, language),
        "called": lambda iri: title_of(authority().labels.get(iri, {}), language)[0] or iri,
        "degree": lambda degrees, letters: i18n.degrees_in(degrees, letters, language),
        "known_label": lambda iri: _known_label(served.model, iri),
        "day": lambda moment: i18n.day_in(moment, language),
        "size": lambda size: i18n.size_in(size, language),
    }


def _here(served: Served, root: str, address: str) -> str:
    """Where a public address of ours stands on the host that was asked; others stay as they are."""
    start = served.facts.public_url if served.facts else ""
    return f"{root}/{address.removeprefix(start)}" if start and address.startswith(start) else address


def _query_for(iri: str) -> str:
    """The query of the SPARQL page's address that asks for *iri*."""
    # without a character to be escaped, `quote` is ten times as fast
    return f"query=DESCRIBE%20%3C{quote(iri, safe='/:')}%3E"


def _href(iris: Iris, root: str, kept: str, iri: str) -> str:
    """Where a link to *iri* leads, the reader's language *kept*."""
    return _with_query(local(iris, iri, root), kept)


def _short(served: Served, iri: str) -> str:
    """The prefixed name of *iri*, or its path where it is one of ours: ``doc/process/er-65``."""
    short = served.context.prefixed(iri)
    return short.removeprefix(served.iris.base) if short == iri else short


def _known_label(model: Model, iri: str) -> Texts:
    """What the model calls *iri*, a concept or a term; empty where it says nothing of it."""
    return model.concept_labels.get(iri) or (model.terms[iri].label if iri in model.terms else {})


def _with_query(address: str, *parts: str) -> str:
    """*address* with further parts of a query; addresses on other hosts stay as they are."""
    query = "&".join(part for part in parts if part)
    if not query or not address.startswith("/"):
        return address
    path, hash_sign, fragment = address.partition("#")
    return f"{path}{'&' if '?' in path else '?'}{query}{hash_sign}{fragment}"
