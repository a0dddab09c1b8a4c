"""The Flask application: pages and data of the release that is current."""

from flask import Flask, Response, g, request
from jinja2 import StrictUndefined

from lod.config import Settings
from lod.web import errors, i18n, page
from lod.web.lists import lists
from lod.web.merged import merged
from lod.web.ontologies import ontologies
from lod.web.pages import pages
from lod.web.quality import quality
from lod.web.resources import resources
from lod.web.served import Serving
from lod.web.shapes import shapes
from lod.web.sparql import endpoint
from lod.web.tables import tables
from lod.web.void import void

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
_SHARED = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Content-Location, ETag, Link, X-Release",
}
# a query posted as application/sparql-query is asked for beforehand
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type",
    "Access-Control-Max-Age": "86400",
}


def create_app(settings: Settings) -> Flask:
    """The application over the site or the endpoint of *settings*.

    Raises:
        ReleaseError: there is no release to serve.
        EndpointError: the endpoint does not answer.
    """
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.config["PROPAR"] = settings
    app.jinja_env.undefined = StrictUndefined
    serving = Serving(settings)

    @app.before_request
    def open_release() -> None:
        g.served = serving.now()
        g.language = i18n.language_of(request)
        g.root = request.script_root

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        # what is published may be read by any page, errors and redirects too
        for name, value in (_SHARED | (_PREFLIGHT if request.method == "OPTIONS" else {})).items():
            response.headers.setdefault(name, value)
        if "served" in g:
            response.headers["X-Release"] = g.served.id
        return response

    page.install(app)
    for blueprint in (pages, quality, merged, resources, ontologies, shapes, endpoint, void, tables, lists):
        app.register_blueprint(blueprint)
    errors.install(app)
    return app
