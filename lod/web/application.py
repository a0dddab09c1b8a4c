"""The Flask application: pages and data of the release that is current."""

from flask import Flask, Response, abort, g, request
from jinja2 import StrictUndefined

from lod.config import Settings
from lod.model import Model
from lod.web import addresses, coding, crossing, errors, heads, i18n, negotiation, openapi, page, proxies, received
from lod.web.activity import activity
from lod.web.catalogue import catalogue
from lod.web.changes import changes
from lod.web.crawling import crawling
from lod.web.dumps import dumps
from lod.web.feed import feed
from lod.web.lists import lists
from lod.web.memento import memento
from lod.web.memory import Memory
from lod.web.merged import merged
from lod.web.ontologies import ontologies
from lod.web.openapi import description_of_service
from lod.web.pages import pages
from lod.web.quality import quality
from lod.web.query_terms import query_terms
from lod.web.resources import resources
from lod.web.serving import Keeping, Serving
from lod.web.shapes import shapes
from lod.web.sparql import endpoint
from lod.web.tables import tables
from lod.web.void import void

# among the extensions of an application: what gives answers that were given before, without asking Flask
QUICK = "propar.quick"
SERVING = "propar.serving"
_CHOICES = ("Accept", "Accept-Encoding", "Accept-Language", "If-Match", "If-None-Match")
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = (
    ("Content-Security-Policy", _POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)


def create_app(settings: Settings, known: tuple[str, Model] | None = None, kept: Keeping | None = None) -> Flask:
    """The application over the site or the endpoint of *settings*.

    Args:
        settings: The settings.
        known: See `Serving`.
        kept: See `Serving`.

    Raises:
        ReleaseError: there is no release to serve.
        EndpointError: the endpoint does not answer.
    """
    app = Flask("lod.web")
    app.config["MAX_CONTENT_LENGTH"] = received.MAX_BODY_BYTES
    app.config["PROPAR"] = settings
    app.jinja_env.undefined = StrictUndefined
    serving = Serving(settings, known, kept)
    app.extensions[SERVING] = serving
    memory = Memory(app.wsgi_app, serving)
    app.wsgi_app = memory  # type: ignore[method-assign]
    app.extensions[QUICK] = proxies.behind(memory.given, settings.trusted_proxies)

    @app.before_request
    def open_release() -> None:
        # first of all, so that refusals name the release, too
        g.served = serving.now()
        g.language = i18n.language_of(request)
        g.root = request.script_root
        for name in _CHOICES:
            if negotiation.is_absurd(request.headers.get(name, "")):
                abort(431, description=f"{name} is longer than anyone needs.")

    @app.after_request
    def add_headers(response: Response) -> Response:
        # the release but for the files of a former one
        heads.add(response, (*_HEADERS, *([("X-Release", g.served.id)] if "served" in g else ())))
        if "served" in g and g.served.facts is not None and g.served.facts.is_demonstration:
            response.headers["X-Robots-Tag"] = "noindex"
        return response

    proxies.install(app, settings.trusted_proxies)
    received.install(app)
    addresses.install(app)
    crossing.install(app)
    page.install(app)
    openapi.install(app)
    # what is registered last is done first: what is sent in which coding is known before its headers are added
    coding.install(app)
    for blueprint in (
        pages,
        crawling,
        feed,
        catalogue,
        description_of_service,
        quality,
        merged,
        resources,
        ontologies,
        shapes,
        endpoint,
        query_terms,
        void,
        dumps,
        changes,
        activity,
        memento,
        tables,
        lists,
    ):
        app.register_blueprint(blueprint)
    errors.install(app)
    return app
