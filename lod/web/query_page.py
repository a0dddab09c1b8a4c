"""The SPARQL page: the form, the questions, and an answer for people."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, abort, current_app, g, render_template

from lod.config import Settings
from lod.questions import Question
from lod.rdf import TURTLE
from lod.store.base import GIVES_SOLUTIONS, GIVES_TRIPLES, SPARQL_JSON, Answer
from lod.store.screen import MAX_QUERY_BYTES
from lod.web import answers
from lod.web.negotiation import HTML
from lod.web.protocol import Asked

_NOTHING = Question("", {}, {}, "SELECT * WHERE { ?subject ?predicate ?object } LIMIT 20")


def form_page(name: str) -> Response:
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


def result_page(asked: Asked) -> Response:
    """The page with the answer."""
    given = answers.given(asked, {GIVES_SOLUTIONS: SPARQL_JSON, GIVES_TRIPLES: TURTLE})
    return _page(asked.query, _shown(given.answer))


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


def _shown(answer: Answer) -> Result:
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
