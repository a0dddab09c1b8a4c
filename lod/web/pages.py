"""The pages that are about no thing: the home page and what crawlers look for."""

from flask import Blueprint, Response, g, render_template

from lod.web.responses import made, sent, shown
from lod.web.served import Served

pages = Blueprint("pages", __name__)


@pages.get("/")
def home() -> Response:
    """What is published, with the facets that the shapes want on the home page."""
    served: Served = g.served
    listed = [shape for shape in served.model.shapes.values() if shape.collection]
    found = [(shape, served.index.listing(shape, {}, limit=5)) for shape in listed]
    body = render_template("home.html", found_collections=found)
    return shown(body)


@pages.get("/robots.txt")
def robots() -> Response:
    """Crawlers may read everything but the answers to queries."""
    return sent(made(b"User-agent: *\nDisallow: /sparql?\n", "text/plain; charset=utf-8"))
