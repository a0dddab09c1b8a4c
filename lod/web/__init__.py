"""The Flask application: pages and data of the release that is current."""

from typing import Any, cast

from flask import Flask, Response, g, request
from jinja2 import StrictUndefined

import lod
from lod.config import Settings
from lod.web import errors, i18n
from lod.web.links import local
from lod.web.lists import lists
from lod.web.pages import pages
from lod.web.resources import resources
from lod.web.served import Serving
from lod.web.sparql import endpoint

MAX_BODY_BYTES = 64_000
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def create_app(settings: Settings) -> Flask:
    """The application over the site or the endpoint of *settings*.

    Raises:
        ReleaseError: there is no release to serve.
        EndpointError: the endpoint does not answer.
    """
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.add_extension("jinja2.ext.i18n")
    serving = Serving(settings)
    catalogues = {language: i18n.Catalogue(language) for language in i18n.LANGUAGES}

    @app.before_request
    def open_release() -> None:
        g.served = serving.now()
        g.language = i18n.language_of(request)
        g.root = request.script_root

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        if "served" in g:
            response.headers["X-Release"] = g.served.id
        return response

    def translated(message: str) -> str:
        return catalogues[g.language].gettext(message)

    words_of = cast("Any", app.jinja_env)  # the i18n extension adds the method
    words_of.install_gettext_callables(translated, lambda one, many, n: translated(one if n == 1 else many))

    @app.context_processor
    def words() -> dict[str, object]:
        language = g.language
        return {
            "language": language,
            "languages": i18n.LANGUAGES,
            "version": lod.__version__,
            "text": lambda texts: i18n.text_in(texts, language),
            "value_text": lambda value, unit: i18n.value_in(value, unit, language),
            "href": lambda iri: local(g.served.iris, iri, g.root),
            "served": g.served,
        }

    for blueprint in (pages, resources, endpoint, lists):
        app.register_blueprint(blueprint)
    errors.install(app)
    return app
