"""The description of the service (OpenAPI 3.1), made from the routes that there are and the formats that they offer."""

import json
import re
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Flask, Response, current_app, g
from werkzeug.routing import Rule

import lod
from lod.dumps import SUMS
from lod.iris import ONTOLOGIES, ONTOLOGY
from lod.ontology import LANGUAGES
from lod.web import errors, signposts
from lod.web.negotiation import OPENAPI, Representation
from lod.web.operations import OPERATIONS, Known, Operation
from lod.web.query_page import DOWNLOADS
from lod.web.rendered import Rendered
from lod.web.responses import made, sent
from lod.web.served import Served

description_of_service = Blueprint("description_of_service", __name__)

Json = dict[str, Any]

_PARAMETER = re.compile(r"<(?:[^:<>]*:)?(\w+)>")
_FORM = "application/x-www-form-urlencoded"
_DIRECT = "application/sparql-query"
_KEY: Json = {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._~-]{0,199}$"}
_TEXT: Json = {"type": "string"}
_SCHEMAS: dict[str, Json] = {
    # another language than these counts as none, so it is no error
    "lang": {"type": "string", "examples": list(LANGUAGES)},
    "number": {"type": "integer", "minimum": 1, "maximum": 1_000_000, "default": 1, "examples": [1]},
    "page": {"type": "integer", "minimum": 1, "maximum": 100_000, "default": 1},
    "q": {"type": "string", "maxLength": 200},
    "query": {"type": "string", "description": "SPARQL 1.1 that reads; what is too long is refused (413, 414)."},
    "iri": {"type": "string", "format": "iri", "examples": [ONTOLOGY.removesuffix("#")]},
    "filename": {"type": "string", "examples": ["propar.css"]},
}
_ERRORS = (400, 404, 405, 406, 412, 413, 431, 500, 503)
_QUERY_ERRORS = (414, 415, 422, 429, 502, 504)
_HEADERS = ("ETag", "Last-Modified", "Link", "Vary", "Cache-Control", "X-Release")


@description_of_service.get("/openapi.json")
def openapi() -> Response:
    """The description of the service, for programs."""
    served: Served = g.served
    kept = served.kept.body(("openapi", g.root), lambda: _rendered(served, current_app, g.root))
    return sent(kept or _rendered(served, current_app, g.root))


def install(app: Flask) -> None:
    """Lets every answer of *app* lead to the description."""

    @app.after_request
    def lead(response: Response) -> Response:
        if "root" in g and response.status_code in (200, 303, 304):
            links = [response.headers.get("Link", ""), signposts.link(f"{g.root}/openapi.json", "service-desc", _TYPE)]
            links.append(signposts.link(f"{g.root}/", "service-doc", "text/html"))
            response.headers["Link"] = ", ".join(filter(None, links))
        return response


_TYPE = OPENAPI.media_type


def described(app: Flask, served: Served, root: str) -> Json:
    """The description of *app* with the release *served*, below *root*."""
    known = _known(served)
    paths: Json = {}
    for rule in sorted(app.url_map.iter_rules(), key=lambda r: r.rule):
        for path in _paths(rule, known):
            paths.setdefault(path, {}).update(_operations(app, rule, path, known))
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Propar",
            "version": lod.__version__,
            "summary": "Participatory processes as linked open data.",
            "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        },
        "servers": [{"url": root or "/"}],
        "paths": paths,
        "components": {"responses": {"Error": _error()}},
    }


def _rendered(served: Served, app: Flask, root: str) -> Rendered:
    text = json.dumps(described(app, served, root), indent=1, ensure_ascii=False)
    return made(text.encode(), OPENAPI.content_type)


def _known(served: Served) -> Known:
    listed = [shape for shape in served.model.shapes.values() if shape.collection]
    scheme = next(iter(served.model.schemes.values()))
    examples = {"kind": "", "key": "none", "scheme": _last(scheme.iri), "concept": _last(next(iter(scheme.labels)))}
    for shape in listed:
        for row in served.index.listing(shape, {}, limit=1).rows:
            examples["kind"], examples["key"] = served.iris.kind_and_key(row.iri) or ("", "none")
    return Known(
        values={
            "kind": ("voc", *sorted(served.model.by_kind)),
            "collection": tuple(shape.collection for shape in listed),
            "download": tuple(DOWNLOADS),
            "question": tuple(served.model.questions),
            "language": LANGUAGES,
            "ontology": ONTOLOGIES,
        },
        examples={
            **examples,
            "version": "0.0.0",
            "shape": listed[0].name if listed else "",
            "file": SUMS,
            "release": served.id,
            "number": "1",
        },
        facets={shape.collection: tuple(facet.name for facet in shape.facets()) for shape in listed},
    )


def _last(iri: str) -> str:
    return iri.rpartition("/")[2]


def _paths(rule: Rule, known: Known) -> Iterator[str]:
    """The templates of a route; where the first part can be few things, one for each: ``/processes``."""
    template = _PARAMETER.sub(r"{\1}", rule.rule)
    if "{collection}" in template:
        yield from (template.replace("{collection}", name) for name in known.values["collection"])
    elif rule.endpoint == "ontologies.ontology":
        yield from (template.replace("{name}", name) for name in known.values["ontology"])
    elif "{concept}" in template:
        # only code lists have documents a step below their own
        yield template.replace("{kind}", "voc").replace("{name}", "{scheme}")
    else:
        yield template


def _operations(app: Flask, rule: Rule, path: str, known: Known) -> Json:
    operation = OPERATIONS[rule.endpoint]
    says = (app.view_functions[rule.endpoint].__doc__ or "A file of the pages.").strip().splitlines()[0]
    found: Json = {}
    for method in sorted((rule.methods or set()) - {"OPTIONS"}):
        found[method.lower()] = {
            "operationId": f"{method.lower()} {path}",
            "summary": says,
            "parameters": _parameters(rule, path, operation, known),
            **({"requestBody": _query_body()} if method == "POST" else {}),
            "responses": _responses(operation, has_body=method != "HEAD"),
        }
    return found


def _parameters(rule: Rule, path: str, operation: Operation, known: Known) -> list[Json]:
    in_path = [
        {"name": name, "in": "path", "required": True, "schema": _schema(rule, name, operation, known)}
        for name in re.findall(r"\{(\w+)\}", path)
    ]
    facets = known.facets.get(path.removeprefix("/").partition(".")[0], ()) if operation.facets else ()
    in_query = [
        {"name": name, "in": "query", "schema": _schema(rule, name, operation, known)}
        for name in (*operation.parameters, *facets)
    ]
    return [*in_path, *in_query]


def _schema(rule: Rule, name: str, operation: Operation, known: Known) -> Json:
    if name in _SCHEMAS:
        return _SCHEMAS[name]
    if name == "extension":
        return {"type": "string", "enum": [form.extension for form in operation.extensions]}
    if name in known.values:
        examples = {"examples": [known.examples[name]]} if name in known.examples else {}
        return {"type": "string", "enum": list(known.values[name]), **examples}
    example = known.examples.get("shape" if rule.endpoint == "shapes.shape" else "key" if name == "name" else name)
    return {**_KEY, "examples": [example]} if example else _TEXT


def _responses(operation: Operation, *, has_body: bool) -> Json:
    found: Json = {}
    if operation.gives:
        headers = {name: {"schema": _TEXT} for name in _HEADERS}
        content = {"content": _content(operation.gives)} if has_body else {}
        found["200"] = {"description": "What was asked for.", "headers": headers, **content}
        found["304"] = {"description": "The client has it already."}
    if operation.ranges:
        found["206"] = {"description": "The part that was asked for."}
    if operation.redirects:
        location = {"Location": {"required": True, "schema": {"type": "string", "format": "uri-reference"}}}
        found["303"] = {"description": "The document about it.", "headers": location}
    if operation.chooses:
        found["302"] = {"description": "The version of that time."}
    found["308"] = {"description": "The address without a slash at its end."}
    statuses = [
        *_ERRORS,
        *([410] if operation.withdraws else []),
        *([416] if operation.ranges else []),
        *(_QUERY_ERRORS if operation.queries else []),
    ]
    plain = {"description": "What is wrong."}
    return {
        **found,
        **{str(s): {"$ref": "#/components/responses/Error"} if has_body else plain for s in sorted(statuses)},
    }


def _error() -> Json:
    return {"description": "What is wrong, in the format asked for.", "content": _content(errors.OFFERED)}


def _content(gives: tuple[Representation, ...]) -> Json:
    return {form.media_type: {} for form in gives}


def _query_body() -> Json:
    form = {"type": "object", "properties": {"query": _SCHEMAS["query"]}, "required": ["query"]}
    return {"required": True, "content": {_FORM: {"schema": form}, _DIRECT: {"schema": _SCHEMAS["query"]}}}
