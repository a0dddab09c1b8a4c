"""The catalogue, for harvesters and for people."""

from typing import cast

from flask import Blueprint, Response, abort, g, render_template, request

from lod import expansion, nodes, rdf
from lod.catalog import Catalogue, Entry, dcat, structured
from lod.catalog.terms import PREFIXES
from lod.rdf import Triple
from lod.web import editions, negotiation, signposts
from lod.web.description import Paged, controls
from lod.web.heads import vary
from lod.web.negotiation import CATALOGUES, HTML, PLAIN_JSON_LD, Representation
from lod.web.rendered import Rendered
from lod.web.responses import TO_BE_ASKED, made, sent
from lod.web.served import Served
from lod.web.writing import json_text

catalogue = Blueprint("catalogue", __name__)

PAGE_DATASETS = 20
_MAX_PAGE = 10_000


@catalogue.get("/catalog")
@catalogue.get("/catalog.<extension>")
def catalog_page(extension: str = "") -> Response:
    """A page of the catalogue, negotiated, or in the format of the extension."""
    served: Served = g.served
    fixed = negotiation.by_extension(extension, CATALOGUES)
    if extension and fixed is None:
        abort(404, description=f"There is nothing at {request.path}.")
    form = fixed or negotiation.choose(request.headers.get("Accept"), CATALOGUES)
    if form is None:
        abort(406, description=f"The catalogue can be had as {negotiation.listed(CATALOGUES)}.")
    releases = editions.kept(served)
    whole, page = editions.composed(served, releases), _page()
    pages = max(1, -(-len(whole.entries) // PAGE_DATASETS))
    if page > pages:
        abort(404, description=f"The catalogue has {pages} pages, not {page}.")
    # releases are pruned while this one stays
    key = ("catalogue", tuple(r.id for r in releases), form, page, g.language if form is HTML else "", g.root)
    rendered = served.kept.body(key, lambda: _rendered(whole, form, page, pages))
    response = sent(cast(Rendered, rendered), TO_BE_ASKED)
    if fixed is None:
        vary(response, "Accept")
        here = f"?page={page}" if page > 1 else ""
        response.headers["Content-Location"] = f"{g.root}/catalog.{form.extension}{here}"
    if form is HTML:
        response.headers["Content-Language"] = g.language
        vary(response, "Accept-Language")
    return response


def _page() -> int:
    text = request.args.get("page", "1")
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text[:9]) <= _MAX_PAGE:
        abort(404, description=f"There is no page {text[:20]!r}.")
    return int(text)


def _rendered(whole: Catalogue, form: Representation, page: int, pages: int) -> Rendered:
    entries = whole.entries[(page - 1) * PAGE_DATASETS : page * PAGE_DATASETS]
    links = [signposts.link(f"{g.root}/catalog.{r.extension}", "alternate", r.media_type) for r in CATALOGUES]
    links += [signposts.link(whole.iri, "canonical"), signposts.link(whole.licence, "license")]
    links += signposts.of_pages(f"{g.root}/catalog.{form.extension}", page, pages)
    if form is HTML:
        body = _html(whole, entries, page, pages).encode()
    else:
        body = _written(_statements(whole, entries, form, page, pages), form)
    return made(body, form.content_type, ", ".join(links))


def _statements(
    whole: Catalogue, entries: tuple[Entry, ...], form: Representation, page: int, pages: int
) -> list[Triple]:
    """One page as statements, the catalogue first, subject by subject."""
    address = f"{whole.homepage}catalog.{form.extension}"
    paged = Paged(whole.iri, address, page, pages, len(whole.entries), PAGE_DATASETS)
    triples = [*dcat.of_page(whole, entries), *controls(paged)]
    order = {whole.iri: 0, **{entry.iri: 1 for entry in entries}}
    return sorted(triples, key=lambda t: (order.get(rdf.plain(t.subject), 2), *rdf.sort_key(t)))


def _written(triples: list[Triple], form: Representation) -> bytes:
    if form is PLAIN_JSON_LD:
        return json_text(expansion.flattened(nodes.of_triples(triples)))
    return rdf.write(triples, form.media_type, PREFIXES)


def _html(whole: Catalogue, entries: tuple[Entry, ...], page: int, pages: int) -> str:
    return render_template(
        "catalog.html",
        catalogue=whole,
        entries=entries,
        number_of_page=page,
        pages=pages,
        formats=[form for form in CATALOGUES if form is not HTML],
        embedded=structured.element(structured.catalogue(whole, whole.homepage, g.language)),
    )
