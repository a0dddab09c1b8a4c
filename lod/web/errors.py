"""The HTTP status of each trouble, told in the format that the client reads."""

import json

from flask import Flask, Response, current_app, g, make_response, render_template, request
from werkzeug.exceptions import HTTPException, InternalServerError

from lod.errors import (
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
from lod.web.negotiation import HTML, RESULTS_JSON, Representation, choose

_PLAIN = Representation("text/plain", "txt")
# 504: this server waited for a query process as a gateway does. Not 503: that invites to try again, and the query would
# take as long again. 422: the query was understood, what it asks for cannot be given.
_STATUS: dict[type[Exception], int] = {
    QueryError: 400,
    FormatError: 406,
    LimitError: 422,
    QueryTimeoutError: 504,
    BudgetError: 429,
    OverloadError: 503,
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
    response = told(status, str(error))
    if isinstance(error, OverloadError):
        response.headers["Retry-After"] = str(error.retry_after_s)
    return response


def told(status: int, message: str) -> Response:
    """An error as a page, JSON or plain text, whichever the client likes best."""
    form = choose(request.headers.get("Accept"), (_PLAIN, HTML, RESULTS_JSON)) or _PLAIN
    if form is HTML and "language" in g:
        body = render_template("error.html", status=status, message=message)
    elif form is RESULTS_JSON:
        body = json.dumps({"status": status, "message": message}) + "\n"
    else:
        form, body = _PLAIN, f"{status}: {message}\n"
    response = Response(body, status=status, content_type=form.content_type)
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("Accept")
    return response
