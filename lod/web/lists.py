"""Lists of things: paged, searched, filtered by the facets of their shape, from the index."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, g, render_template, request

from lod import index, queries
from lod.index import Listing
from lod.rdf import Term
from lod.shapes import NodeShape, PropertyShape
from lod.web import signposts
from lod.web.links import local
from lod.web.responses import shown
from lod.web.served import Served

lists = Blueprint("lists", __name__)

PAGE_ROWS = 25
MAX_SEARCH_CHARACTERS = 200
_MAX_PAGE = 1_000_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of a list asks for.

    Args:
        filters: Key by facet name.
        text: Words to search for.
        page: From 1.
    """

    filters: dict[str, str]
    text: str
    page: int

    def address(self, **changes: str | int) -> str:
        """The query string of the same list with *changes*; an empty value takes a parameter away."""
        kept: dict[str, str | int] = {**self.filters, "q": self.text, "page": self.page, **changes}
        if "page" not in changes or kept["page"] == 1:
            kept.pop("page")
        return urlencode({name: value for name, value in kept.items() if value})


@lists.get("/<collection>")
def listing(collection: str) -> Response:
    """One page of a list."""
    served: Served = g.served
    shape = next((s for s in served.model.shapes.values() if s.collection == collection), None)
    if shape is None:
        abort(404, description=f"There is nothing at /{collection}.")
    asked = asked_of(shape)
    found = served.index.listing(shape, asked.filters, asked.text, limit=PAGE_ROWS, offset=(asked.page - 1) * PAGE_ROWS)
    pages = max(1, -(-found.total // PAGE_ROWS))
    if asked.page > pages:
        abort(404, description=f"This list has {pages} pages, not {asked.page}.")
    body = render_template(
        "list.html",
        shape=shape,
        found=found,
        asked=asked,
        pages=pages,
        query=sparql(served, shape, asked, found),
    )
    links = [signposts.link(local(served.iris, row.iri, g.root), "item") for row in found.rows]
    return shown(body, ", ".join(links))


def sparql(served: Served, shape: NodeShape, asked: Asked, found: Listing) -> str:
    """The SPARQL query that gives the things of the list, all pages, in the same order; empty if none can fit."""
    if found.unknown:
        return ""
    filters: dict[Sequence[str], Term] = {}
    for name, key in asked.filters.items():
        term = served.index.term(shape, name, key)
        if term is not None:
            filters[shape.properties[name].path] = term
    searched = [p for p in shape.properties.values() if p.search]
    return queries.listing(
        shape.target,
        next((p.path for p in shape.properties.values() if p.descending), ()),
        filters,
        index.words(asked.text),
        [(p.path, p.holds_iris) for p in searched],
        served.model.label_predicates,
    )


def asked_of(shape: NodeShape) -> Asked:
    """What the address of this request asks of a list of *shape*; 400 for too long a search, 404 for no page."""
    facets: list[PropertyShape] = shape.facets()
    filters = {f.name: request.args[f.name] for f in facets if request.args.get(f.name)}
    text = " ".join(request.args.get("q", "").split())
    if len(text) > MAX_SEARCH_CHARACTERS:
        abort(400, description=f"A search may have {MAX_SEARCH_CHARACTERS} characters.")
    page = request.args.get("page", "1")
    if not (page.isascii() and page.isdigit() and 1 <= int(page[:9]) <= _MAX_PAGE):
        abort(404, description="There is no such page.")
    return Asked(filters, text, int(page[:9]))
