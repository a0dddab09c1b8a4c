"""The home page."""

from flask import Blueprint, Response, g, render_template

from lod.catalog import structured
from lod.errors import ReleaseError
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
    return shown(render_template("home.html", found_collections=found, structured=_structured(served)))


def _structured(served: Served) -> str:
    """The catalogue as search engines read it; empty where there is none, or the release has gone from the disk."""
    if served.path is None:
        return ""
    try:
        whole = editions.composed(served, editions.kept(served))
    except ReleaseError:
        return ""
    return structured.element(structured.catalogue(whole, whole.homepage, g.language))
