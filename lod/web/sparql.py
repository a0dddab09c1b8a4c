"""The public SPARQL endpoint: reads only, the protocol's three ways to ask."""

from flask import Blueprint, Response, abort, g, render_template, request

from lod.store.base import GIVES_SOLUTIONS, GIVES_TRIPLES
from lod.web import negotiation
from lod.web.negotiation import GRAPHS, HTML, SOLUTIONS
from lod.web.served import Served

endpoint = Blueprint("sparql", __name__)

MAX_QUERY_BYTES = 8_000
_FORM = "application/x-www-form-urlencoded"
_DIRECT = "application/sparql-query"


@endpoint.get("/sparql")
def by_get() -> Response:
    """The answer to ``?query=``; without it, the form for people."""
    if "query" not in request.args:
        return _form()
    return _answered(_only(request.args.getlist("query")))


@endpoint.post("/sparql")
def by_post() -> Response:
    """The answer to a posted query: a form's field, or the body itself."""
    if request.mimetype == _FORM:
        if "update" in request.form:
            abort(400, description="This endpoint answers queries only; it takes no updates.")
        return _answered(_only(request.form.getlist("query")))
    if request.mimetype == _DIRECT:
        return _answered(_decoded(request.get_data()))
    return abort(415, description=f"A query is posted as {_FORM} or as {_DIRECT}.")


def _form() -> Response:
    response = Response(render_template("sparql.html"), content_type=HTML.content_type)
    response.vary.add("Accept-Language")
    return response


def _only(found: list[str]) -> str:
    if len(found) != 1:
        abort(400, description=f"Exactly one query is expected, {len(found)} came.")
    return found[0]


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        abort(400, description="A query is UTF-8 text.")


def _answered(query: str) -> Response:
    served: Served = g.served
    if len(query.encode("utf-8", "surrogatepass")) > MAX_QUERY_BYTES:
        abort(413, description=f"A query may have {MAX_QUERY_BYTES} bytes.")
    accept = request.headers.get("Accept")
    chosen = {
        GIVES_SOLUTIONS: negotiation.choose(accept, SOLUTIONS),
        GIVES_TRIPLES: negotiation.choose(accept, GRAPHS),
    }
    media_types = {gives: form.media_type for gives, form in chosen.items() if form}
    answer = served.guard.answer(query, media_types)
    form = next(f for f in chosen.values() if f and f.media_type == answer.media_type)
    response = Response(answer.body, content_type=form.content_type)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = "no-cache"
    response.vary.add("Accept")
    return response
