"""The SPARQL page: the form, the questions, and an answer for people."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote, urlencode

from flask import Response, abort, current_app, g, render_template, request
from flask.sansio.app import App

from lod.config import Settings
from lod.model import Model
from lod.questions import Question
from lod.rdf import N_TRIPLES
from lod.shapes import NodeShape
from lod.store import tokens
from lod.store.base import GIVES_SOLUTIONS, GIVES_TRIPLES, SPARQL_JSON
from lod.store.screen import MAX_QUERY_BYTES
from lod.web import answers, query_answer, query_chart, query_map
from lod.web.negotiation import GRAPHS, HTML, SOLUTIONS, Representation
from lod.web.protocol import Asked
from lod.web.query_answer import Shown
from lod.web.query_code import code
from lod.web.query_trouble import LINE_END, trouble

# what a stranger sees first: it fits any data, and its answer is never empty
_CLASSES = """SELECT ?class (COUNT(?thing) AS ?number) WHERE {
  ?thing a ?class
}
GROUP BY ?class
ORDER BY DESC(?number)"""
_SCRIPT = "made/sparql.js"
_GRAPH_FORMS = ("CONSTRUCT", "DESCRIBE")
_FORMAT_NAMES: Mapping[str, str] = MappingProxyType(
    {"ttl": "Turtle", "nt": "N-Triples", "rdf": "RDF/XML", "jsonld": "JSON-LD"}
)
# by the name that a link gives each: all that answers can be had in
DOWNLOADS: Mapping[str, Representation] = MappingProxyType(
    {form.extension.rpartition(".")[2]: form for form in (*SOLUTIONS, *GRAPHS)}
)


def install(app: App) -> None:
    """Gives the templates of *app* what every form for a query needs."""
    app.jinja_env.globals["editor"] = lambda: _SCRIPT if Path(app.static_folder or "", _SCRIPT).is_file() else ""
    app.jinja_env.globals["trouble_of"] = trouble


def form_page(name: str | None) -> Response:
    """The form with the question of that name, or with a first look at the data."""
    known: Mapping[str, Question] = g.served.model.questions
    if name is not None and name not in known:
        abort(404, description="There is no such question.")
    question = known[name] if name is not None else None
    return _page(question.query if question else _CLASSES, question=question)


def result_page(asked: Asked) -> Response:
    """The page with the answer."""
    given = answers.given(asked, {GIVES_SOLUTIONS: SPARQL_JSON, GIVES_TRIPLES: N_TRIPLES})
    return _page(asked.query, query_answer.shown(g.served, asked.query, given.answer))


def downloads(query: str) -> list[str]:
    """The names of the formats that the answer to *query* can be had in."""
    gives_triples = tokens.form(query) in _GRAPH_FORMS
    return [name for name, form in DOWNLOADS.items() if form.gives_triples == gives_triples]


def _page(query: str, answer: Shown | None = None, question: Question | None = None) -> Response:
    settings: Settings = current_app.config["PROPAR"]
    limits = {
        "seconds": f"{settings.query_timeout_s:g}",
        "bytes": settings.max_answer_bytes,
        "query_bytes": MAX_QUERY_BYTES,
    }
    # a form sends the line ends of the standard; code has those of its language
    text = LINE_END.sub("\n", query).rstrip()
    host = request.host_url.rstrip("/") + g.root
    body = render_template(
        "sparql.html",
        query=text,
        answer=answer,
        charts=query_chart.charts(answer) if answer else [],
        map=query_map.drawn(g.served, answer) if answer else None,
        downloads=[(_FORMAT_NAMES.get(n, n.upper()), g.root + _address(text, download=n)) for n in downloads(text)],
        located=[(shape, found) for shape in g.served.model.shapes.values() if (found := _located(shape))],
        shared=host + _address(text),
        snippets=code(f"{host}/sparql", text),
        limits=limits,
        question=question,
        classes_query=_CLASSES,
    )
    response = Response(body, content_type=HTML.content_type)
    response.vary.update(("Accept", "Accept-Language"))
    return response


def _located(shape: NodeShape) -> tuple[Sequence[str], Sequence[str]] | None:
    """The paths from the listed things of *shape* to a place and from the place to its point; None without."""
    model: Model = g.served.model
    for prop in shape.properties.values() if shape.collection else ():
        for place in model.by_kind.get(prop.links, ()):
            for path in query_map.points_of(model, place):
                return prop.path, path
    return None


def _address(query: str, **more: str) -> str:
    """Where on this host *query* is answered."""
    return "/sparql?" + urlencode({"query": query, **more}, quote_via=quote)
