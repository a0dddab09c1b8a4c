"""Linked Data: 303 from things to documents, each document in every format."""

import json
from dataclasses import replace

from flask import Blueprint, Response, abort, g, render_template, request

from lod import nodes, rdf, release
from lod.catalog import Catalogue, Entry, dcat, structured
from lod.iris import VOCABULARIES, is_key
from lod.nodes import Nodes
from lod.web import editions, negotiation
from lod.web.description import Description, Target, described, in_order, listed_by, paging, referring
from lod.web.merged import address as merged_address
from lod.web.negotiation import DOCUMENTS, HTML, JSON_LD, SHOWN, Representation
from lod.web.responses import Document, answered, made, refuse_withdrawn, see_other, sent
from lod.web.served import Served
from lod.web.writing import embedded, written

resources = Blueprint("resources", __name__)

_MAX_PAGE = 100_000


@resources.get("/id/<kind>/<key>")
def thing(kind: str, key: str) -> Response:
    """303 to the document about a thing (Cool URIs for the Semantic Web, 4.2)."""
    served: Served = g.served
    if kind not in served.model.by_kind or not is_key(key):
        abort(404, description=f"There is nothing at /id/{kind}/{key}.")
    refuse_withdrawn(served, served.iris.thing(kind, key))
    return see_other(f"/doc/{kind}/{key}")


@resources.get("/voc")
def lists() -> Response:
    """303 to the document that lists the code lists, for who cuts the address of one short."""
    return see_other("/onto")


@resources.get("/voc/<scheme>")
@resources.get("/voc/<scheme>/<concept>")
def concept(scheme: str, concept: str = "") -> Response:
    """303 to the document about a code list or a concept."""
    path = "/".join(part for part in (scheme, concept) if part)
    if not all(is_key(part) for part in path.split("/")):
        abort(404, description=f"There is nothing at /voc/{path}.")
    refuse_withdrawn(g.served, VOCABULARIES + path)
    return see_other(f"/doc/voc/{path}")


@resources.get("/doc/<kind>/<name>")
@resources.get("/doc/<kind>/<name>/<concept>")
def document(kind: str, name: str, concept: str = "") -> Response:
    """The document about a thing, negotiated, or in the format of the extension."""
    path = "/".join(part for part in (name, concept) if part)
    bare, representation = negotiation.without_extension(path, DOCUMENTS)
    target = _target(g.served, kind, bare)
    if target is None:
        abort(404, description=f"There is nothing at {request.path}.")
    return _answered(target, representation)


@resources.get("/" + release.CONTEXT)
def context() -> Response:
    """The JSON-LD context."""
    served: Served = g.served
    body = json.dumps(served.context.as_json(), indent=1, ensure_ascii=False).encode()
    return sent(made(body, rdf.JSON_LD))


def _target(served: Served, kind: str, path: str) -> Target | None:
    parts = path.split("/")
    if not all(is_key(part) for part in parts):
        return None
    if kind == "voc":
        return Target(VOCABULARIES + path, f"{served.iris.base}doc/voc/{path}", f"/doc/voc/{path}")
    if kind not in served.model.by_kind or len(parts) > 1:
        return None
    return Target(served.iris.thing(kind, path), served.iris.document(kind, path), f"/doc/{kind}/{path}")


def _answered(target: Target, fixed: Representation | None) -> Response:
    page = _page()
    return answered(target, fixed, lambda: _document(g.served, target, page), page)


def _page() -> int:
    text = request.args.get("page", "1")
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text[:9]) <= _MAX_PAGE:
        abort(404, description=f"There is no page {text[:20]!r}.")
    return int(text)


def _document(served: Served, target: Target, page: int) -> Document | None:
    description = described(served, target, page)
    if description is None:
        return None

    catalogued = editions.entry_of(served, target.iri)
    whole = description
    if catalogued:
        said = nodes.union(description.said, nodes.in_order(dcat.of_entry(*catalogued)))
        whole = replace(description, said=said)

    def write(form: Representation) -> bytes:
        # a page holds what the JSON-LD document says
        shown = JSON_LD if form is HTML else form
        everything = _everything(target, whole, shown)
        if form is HTML:
            return _page_of(served, target, description, everything, catalogued).encode()
        return written(served, everything, target, form, g.root)

    return Document(description.said, write, description.pages, _collection(served, target))


def _everything(target: Target, description: Description, form: Representation) -> Nodes:
    controls = nodes.of_triples(paging(target, description, form.extension))
    return in_order(nodes.union(description.said, description.referred, controls), target)


def _collection(served: Served, target: Target) -> str:
    """Path of the list of things of its kind, empty where there is none."""
    kind, _ = served.iris.kind_and_key(target.iri) or ("", "")
    return next((f"/{shape.collection}" for shape in served.model.by_kind.get(kind, ()) if shape.collection), "")


def _page_of(
    served: Served,
    target: Target,
    description: Description,
    everything: Nodes,
    catalogued: tuple[Catalogue, Entry] | None,
) -> str:
    # that nobody uses a concept is told, as a fact about what is published here
    is_concept = target.iri in served.model.concept_labels
    users = {c: (n, listed_by(served, target, c)) for c, n in description.users.items() if n or is_concept}
    return render_template(
        "resource.html",
        view=served.presenter.view(target.iri, description.said),
        referring=referring(served, target, description),
        description=description,
        users=users,
        target=target,
        merged=merged_address(served, target.iri, description.said[target.iri]),
        formats=SHOWN,
        embedded=embedded(served, everything, target, g.root),
        entry=catalogued[1] if catalogued else None,
        structured=structured.element(structured.dataset(*catalogued, g.language)) if catalogued else "",
        past=None,
    )
