"""The HTTP status of each trouble, told in the format that the client reads."""

import json
from http import HTTPStatus

from flask import Flask, Response, current_app, g, make_response, render_template, request
from werkzeug.exceptions import HTTPException, InternalServerError

from lod import nodes
from lod.errors import (
    AskerGoneError,
    BudgetError,
    EndpointError,
    FormatError,
    LimitError,
    OverloadError,
    QueryError,
    QueryTimeoutError,
    ReleaseError,
    StoreError,
)
from lod.store.base import SPARQL_JSON
from lod.web import negotiation, troubles
from lod.web.negotiation import DOCUMENTS, HTML, Representation
from lod.web.served import Served
from lod.web.writing import written

_PLAIN = Representation("text/plain", "")
_PROBLEM = Representation("application/problem+json", "", ("application/json", SPARQL_JSON))
OFFERED = (_PLAIN, HTML, _PROBLEM, *(form for form in DOCUMENTS if form is not HTML))
_MAX_MESSAGE_CHARACTERS = 500
# 504: this server waited for a query process as a gateway does. Not 503: that invites to try again, and the query would
# take as long again. 422: the query was understood, what it asks for cannot be given.
_STATUS: dict[type[Exception], int] = {
    QueryError: 400,
    FormatError: 406,
    LimitError: 422,
    QueryTimeoutError: 504,
    BudgetError: 429,
    OverloadError: 503,
    # nobody reads it
    AskerGoneError: 503,
    EndpointError: 502,
    StoreError: 500,
    ReleaseError: 503,
}


def install(app: Flask) -> None:
    """Makes *app* answer troubles by these rules."""
    app.register_error_handler(HTTPException, _http)
    for kind in _STATUS:
        app.register_error_handler(kind, _ours)


def _http(error: HTTPException) -> Response:
    if error.response is not None or error.code is None:
        return make_response(error.get_response())
    if isinstance(error, InternalServerError):
        return told(500, "The server failed.")
    response = told(error.code, error.description or error.name)
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            response.headers[name] = value
    return response


def _ours(error: Exception) -> Response:
    status = next(code for kind, code in _STATUS.items() if isinstance(error, kind))
    if isinstance(error, EndpointError):
        # which engine stands behind the site is for its operator to know
        current_app.logger.error("%s", error)
        return told(status, "The endpoint behind this site gives no answer that can be trusted.")
    if isinstance(error, ReleaseError):
        # so is where its files are
        current_app.logger.error("%s", error)
        return told(status, "There is no release that could answer this just now.")
    response = told(status, str(error))
    if isinstance(error, OverloadError):
        response.headers["Retry-After"] = str(error.retry_after_s)
    return response


def told(status: int, message: str) -> Response:
    """An error as a page, plain text, RFC 9457's JSON, or a graph, whichever the client likes best."""
    form = _form()
    response = Response(_written(form, status, _readable(message)), status=status, content_type=form.content_type)
    response.headers["Cache-Control"] = "no-store"
    response.vary.update(("Accept", "Accept-Language"))
    return response


def _form() -> Representation:
    accept = request.headers.get("Accept")
    chosen = negotiation.choose(accept, OFFERED)
    if chosen in (None, _PLAIN):
        # who did not choose gets the format of the address
        _, named = negotiation.without_extension(request.path, DOCUMENTS)
        chosen = named if named and negotiation.choose(accept, (named,)) else _PLAIN
    # without release there are no words for a page, and no base for a graph
    return chosen if chosen in (_PLAIN, _PROBLEM) or (chosen and "served" in g) else _PLAIN


def _readable(message: str) -> str:
    """*message* without what no format can hold, and not longer than anyone reads: some repeat the address."""
    cut = message if len(message) <= _MAX_MESSAGE_CHARACTERS else message[:_MAX_MESSAGE_CHARACTERS] + "…"
    return "".join(c if c.isprintable() else " " for c in cut)


def _written(form: Representation, status: int, message: str) -> bytes:
    if form is HTML:
        return render_template("error.html", status=status, message=message).encode()
    if form is _PLAIN:
        return f"{status}: {message}\n".encode()
    reason = HTTPStatus(status).phrase
    if form is _PROBLEM:
        problem = {"type": "about:blank", "title": reason, "status": status, "detail": message}
        return json.dumps(problem).encode() + b"\n"
    served: Served = g.served
    target = troubles.target(served.iris.base, request.path)
    triples = troubles.graph(target, status, reason, message)
    return written(served, nodes.of_triples(triples), target, form, g.root)
