"""The home page."""

from flask import Blueprint, Response, g, render_template

from lod.catalog import structured
from lod.web import editions
from lod.web.responses import shown
from lod.web.served import Served

pages = Blueprint("pages", __name__)


@pages.get("/")
def home() -> Response:
    """What is published, with the facets that the shapes want on the home page."""
    served: Served = g.served
    listed = [shape for shape in served.model.shapes.values() if shape.collection]
    found = [(shape, served.index.listing(shape, {}, limit=5)) for shape in listed]
    whole = editions.composed(served, editions.kept(served)) if served.path else None
    said = structured.element(structured.catalogue(whole, whole.homepage, g.language)) if whole else ""
    body = render_template("home.html", found_collections=found, structured=said)
    return shown(body)
