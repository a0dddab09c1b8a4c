"""The public SPARQL endpoint: reads only, the protocol's three ways to ask."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, current_app, g, render_template, request

from lod.config import Settings
from lod.questions import Question
from lod.rdf import TURTLE
from lod.store.base import GIVES_SOLUTIONS, GIVES_TRIPLES, SPARQL_JSON
from lod.web import negotiation
from lod.web.negotiation import GRAPHS, HTML, SOLUTIONS
from lod.web.served import Served

endpoint = Blueprint("sparql", __name__)

MAX_QUERY_BYTES = 8_000
_NOTHING = Question("", {}, {}, "SELECT * WHERE { ?subject ?predicate ?object } LIMIT 20")
_FORM = "application/x-www-form-urlencoded"
_DIRECT = "application/sparql-query"


@endpoint.get("/sparql")
def by_get() -> Response:
    """The answer to ``?query=``, as a page for those who like pages best; without it, the form."""
    if "query" not in request.args:
        return _form(request.args.get("question", ""))
    query = _only(request.args.getlist("query"))
    if negotiation.choose(request.headers.get("Accept"), (*SOLUTIONS, *GRAPHS, HTML)) is HTML:
        return _page(query, _shown(query))
    return _answered(query)


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


def _form(name: str) -> Response:
    """The form with the question of that name, or with the first one."""
    known: Mapping[str, Question] = g.served.model.questions
    if name and name not in known:
        abort(404, description="There is no such question.")
    question = known.get(name)
    return _page((question or next(iter(known.values()), _NOTHING)).query, question=question)


@dataclass(frozen=True, slots=True)
class Cell:
    """One term of a result as a page shows it."""

    text: str
    iri: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """An answer as a page shows it.

    Args:
        variables: Names of the columns; empty where the answer is no table.
        rows: Cells by row.
        text: The answer to an ASK, or a graph as Turtle.
    """

    variables: Sequence[str] = ()
    rows: Sequence[Sequence[Cell]] = ()
    text: str = ""


def _page(query: str, result: Result | None = None, question: Question | None = None) -> Response:
    settings: Settings = current_app.config["PROPAR"]
    limits = {
        "seconds": f"{settings.query_timeout_s:g}",
        "bytes": settings.max_answer_bytes,
        "query_bytes": MAX_QUERY_BYTES,
    }
    body = render_template("sparql.html", query=query, result=result, limits=limits, question=question)
    response = Response(body, content_type=HTML.content_type)
    response.vary.update(("Accept", "Accept-Language"))
    return response


def _shown(query: str) -> Result:
    _bounded(query)
    answer = g.served.guard.answer(query, {GIVES_SOLUTIONS: SPARQL_JSON, GIVES_TRIPLES: TURTLE})
    if answer.media_type == TURTLE:
        return Result(text=answer.body.decode())
    found = json.loads(answer.body)
    if "boolean" in found:
        return Result(text=str(found["boolean"]).lower())
    names = found["head"]["vars"]
    return Result(names, [[_cell(row.get(name)) for name in names] for row in found["results"]["bindings"]])


def _cell(term: Mapping[str, Any] | None) -> Cell:
    if term is None:
        return Cell("")
    if not isinstance(term["value"], str):
        return Cell(json.dumps(term["value"]))
    is_iri = term["type"] == "uri"
    return Cell(term["value"], term["value"] if is_iri else "", term.get("xml:lang", ""))


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
    _bounded(query)
    served: Served = g.served
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


def _bounded(query: str) -> None:
    if len(query.encode("utf-8", "surrogatepass")) > MAX_QUERY_BYTES:
        abort(413, description=f"A query may have {MAX_QUERY_BYTES} bytes.")
