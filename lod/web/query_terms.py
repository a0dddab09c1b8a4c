"""What the editor of queries completes: prefixes, and the classes, properties and concepts of the model by name."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from flask import Blueprint, Response, g

from lod.model import Model
from lod.ontology import LANGUAGES, Texts
from lod.web.negotiation import JSON
from lod.web.rendered import Rendered
from lod.web.responses import made, sent
from lod.web.served import Served

query_terms = Blueprint("query_terms", __name__)

# what can follow a prefix as it stands; all other names are written as IRIs
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[\w-]*\w)?", re.ASCII)
_CLASS = "http://www.w3.org/2002/07/owl#Class"
_PROPERTY = "Property"


@query_terms.get("/sparql/terms.json")
def terms() -> Response:
    """The names that queries are made of, with their labels, for the editor's completion."""
    served: Served = g.served
    kept = served.kept.body("query-terms", lambda: _rendered(served.model))
    return sent(kept or _rendered(served.model))


def known(model: Model) -> dict[str, Any]:
    """Namespaces by prefix, and the terms: name in a query, IRI, kind, label and comment by language."""
    prefixes = {**model.prefixes, **{_last(scheme): f"{scheme}/" for scheme in model.schemes}}
    by_namespace = {namespace: prefix for prefix, namespace in prefixes.items()}
    return {"prefixes": prefixes, "terms": [_named(by_namespace, *term) for term in _terms(model)]}


def _rendered(model: Model) -> Rendered:
    return made(json.dumps(known(model), ensure_ascii=False, separators=(",", ":")).encode(), JSON.content_type)


def _terms(model: Model) -> Iterator[tuple[str, str, Texts, Texts]]:
    """IRI, kind, label and comment: the classes of the shapes first, then fields, other terms, concepts."""
    fields = [prop for shape in model.shapes.values() for _, prop in model.paths(shape)]
    meanings = {prop.path[0]: prop.description for prop in reversed(fields) if len(prop.path) == 1}
    properties = dict.fromkeys(step for prop in fields for step in prop.path)
    classes = [iri for iri, term in model.terms.items() if _CLASS in term.kinds]
    others = [iri for iri, term in model.terms.items() if any(kind.endswith(_PROPERTY) for kind in term.kinds)]
    for iri in dict.fromkeys([*model.by_target, *classes]):
        shape, term = model.by_target.get(iri), model.terms.get(iri)
        yield iri, "class", (term and term.label) or (shape.label if shape else {}), term.comment if term else {}
    for iri in dict.fromkeys([*properties, *others]):
        term = model.terms.get(iri)
        yield iri, "property", model.label_of(iri), (term and term.comment) or meanings.get(iri, {})
    for iri, label in model.concept_labels.items():
        yield iri, "constant", label, model.definitions[iri]


def _named(by_namespace: Mapping[str, str], iri: str, kind: str, label: Texts, comment: Texts) -> dict[str, Any]:
    local = re.split(r"[#/]", iri)[-1]
    prefix = by_namespace.get(iri.removesuffix(local))
    is_short = prefix is not None and _LOCAL.fullmatch(local)
    name = f"{prefix}:{local}" if is_short else f"<{iri}>"
    texts = {"label": _spoken(label), "comment": _spoken(comment)}
    return {"name": name, "iri": iri, "kind": kind, **{role: text for role, text in texts.items() if text}}


def _spoken(texts: Texts) -> dict[str, str]:
    return {language: texts[language] for language in LANGUAGES if language in texts}


def _last(iri: str) -> str:
    return iri.rpartition("/")[2]
