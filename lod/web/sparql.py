"""The public SPARQL endpoint: reads only, the protocol's three ways to ask."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NoReturn

from flask import Blueprint, Response, abort, g, request
from flask.blueprints import BlueprintSetupState

from lod.store.base import GIVES_SOLUTIONS, GIVES_TRIPLES
from lod.web import answers, negotiation, protocol, query_page, service
from lod.web.heads import vary
from lod.web.negotiation import GRAPHS, HTML, JSON_LD, N_TRIPLES, RDF_XML, SOLUTIONS, TURTLE, Representation
from lod.web.protocol import Asked
from lod.web.query_page import DOWNLOADS

endpoint = Blueprint("sparql", __name__)

_DESCRIPTIONS = (TURTLE, HTML, JSON_LD, N_TRIPLES, RDF_XML)
_MAX_KNOWN_CHARACTERS = 500


@endpoint.record
def install(state: BlueprintSetupState) -> None:
    """Prepares the application that takes the endpoint in."""
    answers.install(state.app)
    query_page.install(state.app)


@endpoint.get("/sparql")
def by_get() -> Response:
    """The answer to ``?query=``; without it the service description, or the form for those who like pages best."""
    asked = protocol.by_get(request, g.served.iris.dataset)
    download = request.args.get("download")
    if download is not None and download not in DOWNLOADS:
        abort(400, description=f"A download is one of {', '.join(DOWNLOADS)}.")
    if asked is not None:
        return _downloaded(asked, download) if download else _answered(asked)
    form = HTML if "question" in request.args else negotiation.choose(request.headers.get("Accept"), _DESCRIPTIONS)
    if form is HTML:
        return query_page.form_page(request.args.get("question"))
    if form is None:
        _refuse(_DESCRIPTIONS)
    return service.description(g.served, form)


@endpoint.post("/sparql")
def by_post() -> Response:
    """The answer to a posted query: a form's field, or the body itself."""
    return _answered(protocol.by_post(request, g.served.iris.dataset))


@endpoint.after_request
def tell_limits(response: Response) -> Response:
    """*response* with what a query may cost."""
    response.headers["SPARQL-Limits"] = service.limits_header()
    return response


def _answered(asked: Asked) -> Response:
    chosen = _chosen(request.headers.get("Accept"))
    if chosen.is_page and request.method != "POST":
        return query_page.result_page(asked)
    if not chosen.forms:
        _refuse((*SOLUTIONS, *GRAPHS))
    return _sent(asked, chosen.forms)


def _downloaded(asked: Asked, extension: str) -> Response:
    """The answer as a file in the format that *extension* names, whatever the client accepts: a link says no more."""
    form = DOWNLOADS[extension]
    response = _sent(asked, {form.gives_triples: form})
    response.headers["Content-Disposition"] = f'attachment; filename="sparql.{extension}"'
    return response


def _sent(asked: Asked, forms: Mapping[bool, Representation]) -> Response:
    given = answers.given(asked, {gives: form.media_type for gives, form in forms.items()})
    form = next(form for form in forms.values() if form.media_type == given.answer.media_type)
    response = Response(given.answer.body, content_type=form.content_type)
    response.set_etag(given.etag)
    # may be kept, but a release may have come: ask again, 304 costs little
    response.headers["Cache-Control"] = "public, no-cache"
    vary(response, "Accept")
    return response


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What an Accept header gets: by whether the query gives triples; or a page."""

    forms: Mapping[bool, Representation]
    is_page: bool


def _chosen(accept: str | None) -> _Chosen:
    known = accept is None or len(accept) <= _MAX_KNOWN_CHARACTERS
    return _known_choice(accept) if known else _known_choice.__wrapped__(accept)


# clients say the same again and again, and reading it takes longer than some queries
@lru_cache(256)
def _known_choice(accept: str | None) -> _Chosen:
    offered = {GIVES_SOLUTIONS: SOLUTIONS, GIVES_TRIPLES: GRAPHS}
    forms = {gives: negotiation.choose(accept, there) for gives, there in offered.items()}
    is_page = negotiation.choose(accept, (*SOLUTIONS, *GRAPHS, HTML)) is HTML
    return _Chosen({gives: form for gives, form in forms.items() if form}, is_page)


def _refuse(offered: tuple[Representation, ...]) -> NoReturn:
    there = ", ".join(dict.fromkeys(form.media_type for form in offered))
    abort(406, description=f"This can be had as {there}.")
