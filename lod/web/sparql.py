"""The public SPARQL endpoint: reads only, the protocol's three ways to ask."""

from typing import NoReturn

from flask import Blueprint, Response, abort, current_app, g, request
from flask.blueprints import BlueprintSetupState

from lod.config import Settings
from lod.store.base import GIVES_SOLUTIONS, GIVES_TRIPLES, Answer
from lod.store.budget import Budget
from lod.store.gate import Gate
from lod.web import negotiation, protocol, service
from lod.web.negotiation import DOCUMENTS, GRAPHS, HTML, SOLUTIONS, Representation
from lod.web.protocol import Asked
from lod.web.query_page import form_page, result_page
from lod.web.served import Served

endpoint = Blueprint("sparql", __name__)

_GATE = "propar-gate"
_SHARED = "Content-Location, ETag, Link, Retry-After, SPARQL-Limits, X-Release"


@endpoint.record
def install(state: BlueprintSetupState) -> None:
    """Gives the application its gate, which outlives releases."""
    settings: Settings = state.app.config["PROPAR"]
    budget = Budget(settings.client_budget_s)
    state.app.extensions[_GATE] = Gate(settings.query_workers, settings.max_waiting, budget)


@endpoint.get("/sparql")
def by_get() -> Response:
    """The answer to ``?query=``; without it the service description, or the form for those who like pages best."""
    asked = protocol.by_get(request, g.served.iris.dataset)
    if asked is not None:
        return _answered(asked)
    form = HTML if "question" in request.args else negotiation.choose(request.headers.get("Accept"), DOCUMENTS)
    if form is HTML:
        return form_page(request.args.get("question", ""))
    if form is None:
        _refuse(DOCUMENTS)
    return service.description(g.served, form)


@endpoint.post("/sparql")
def by_post() -> Response:
    """The answer to a posted query: a form's field, or the body itself."""
    return _answered(protocol.by_post(request, g.served.iris.dataset))


@endpoint.after_request
def tell_limits(response: Response) -> Response:
    """*response* with what a query may cost, readable from other sites too."""
    response.headers["SPARQL-Limits"] = service.limits_header()
    response.headers["Access-Control-Expose-Headers"] = _SHARED
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, POST, OPTIONS"
        response.headers["Access-Control-Allow-Headers"] = "Accept, Accept-Language, Content-Type, If-None-Match"
        response.headers["Access-Control-Max-Age"] = "86400"
    return response


def _answered(asked: Asked) -> Response:
    accept = request.headers.get("Accept")
    if request.method != "POST" and negotiation.choose(accept, (*SOLUTIONS, *GRAPHS, HTML)) is HTML:
        return result_page(asked, answer)
    chosen = {
        GIVES_SOLUTIONS: negotiation.choose(accept, SOLUTIONS),
        GIVES_TRIPLES: negotiation.choose(accept, GRAPHS),
    }
    forms = {gives: form for gives, form in chosen.items() if form}
    if not forms:
        _refuse((*SOLUTIONS, *GRAPHS))
    given = answer(asked, {gives: form.media_type for gives, form in forms.items()})
    form = next(form for form in forms.values() if form.media_type == given.media_type)
    response = Response(given.body, content_type=form.content_type)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = "no-cache"
    response.vary.add("Accept")
    return response


def answer(asked: Asked, media_types: dict[bool, str]) -> Answer:
    """The answer of the release that is served."""
    served: Served = g.served
    gate: Gate = current_app.extensions[_GATE]
    with gate.entered(request.remote_addr or ""):
        return served.guard.answer(asked.query, media_types, is_empty=asked.is_empty)


def _refuse(offered: tuple[Representation, ...]) -> NoReturn:
    there = ", ".join(dict.fromkeys(form.media_type for form in offered))
    abort(406, description=f"This can be had as {there}.")
