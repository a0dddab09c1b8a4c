"""The shapes as a document: for people a table of fields, for programs the SHACL itself."""

from collections.abc import Mapping

from flask import Blueprint, Response, abort, g, render_template, request

from lod import nodes, rdf
from lod.iris import SHAPES, is_key
from lod.nodes import Nodes
from lod.shapes import NodeShape
from lod.web import negotiation
from lod.web.description import Target
from lod.web.negotiation import DOCUMENTS, HTML, SHOWN, Representation
from lod.web.responses import Document, answered, see_other
from lod.web.served import Served
from lod.web.source_labels import source_labels
from lod.web.writing import written

shapes = Blueprint("shapes", __name__)


@shapes.get("/shapes")
@shapes.get("/shapes.<extension>")
def overview(extension: str = "") -> Response:
    """All shapes: for people by name, for programs the whole graph, ready to validate with."""
    form = negotiation.by_extension(extension, DOCUMENTS)
    if extension and form is None:
        abort(404, description=f"There is nothing at {request.path}.")
    served: Served = g.served
    iri = SHAPES.removesuffix("/")
    target = Target(iri, iri, "/shapes")
    return answered(target, form, lambda: _everything(served, target))


def _everything(served: Served, target: Target) -> Document:
    everything = nodes.of_triples(sorted(rdf.canonical(served.constraints), key=rdf.sort_key))

    def write(form: Representation) -> bytes:
        return _list(served, target).encode() if form is HTML else written(served, everything, target, form, g.root)

    return Document(everything, write)


def _list(served: Served, target: Target) -> str:
    listed = sorted(served.model.shapes.values(), key=lambda s: (not s.kind, s.name))
    return render_template("shapes.html", shapes=listed, target=target, formats=SHOWN)


@shapes.get("/shapes/<name>")
def shape(name: str) -> Response:
    """A node shape with its property shapes; a property shape leads to its node shape."""
    served: Served = g.served
    bare, form = negotiation.without_extension(name, DOCUMENTS)
    owner, hyphen, _ = bare.partition("-")
    if owner not in served.model.shapes or not is_key(bare):
        abort(404, description=f"There is no shape at {request.path}.")
    if hyphen:
        return see_other(f"/shapes/{owner}")
    target = Target(SHAPES + bare, SHAPES + bare, f"/shapes/{bare}")
    return answered(target, form, lambda: _document(served, served.model.shapes[bare], target))


def _document(served: Served, node_shape: NodeShape, target: Target) -> Document:
    everything = _nodes(served, node_shape)

    def write(form: Representation) -> bytes:
        return _page(node_shape, target).encode() if form is HTML else written(served, everything, target, form, g.root)

    return Document(everything, write, collection="/shapes")


def _nodes(served: Served, node_shape: NodeShape) -> Nodes:
    """The shape, its property shapes, constraints and rules, with the blank nodes in them."""
    prefix = f"{node_shape.iri}-"
    found = rdf.closure(served.constraints, lambda iri: iri == node_shape.iri or iri.startswith(prefix))
    in_order = sorted(rdf.canonical(found), key=lambda t: (rdf.plain(t.subject) != node_shape.iri, *rdf.sort_key(t)))
    return nodes.of_triples(in_order)


def _page(node_shape: NodeShape, target: Target) -> str:
    named: Mapping[str, tuple[str, ...]] = source_labels().get(node_shape.name, {})
    parts = {
        name: [label for path, found in named.items() if path.split(".")[0] == name for label in found]
        for name in node_shape.properties
    }
    return render_template(
        "shape.html",
        shape=node_shape,
        target=target,
        source_labels=parts,
        formats=SHOWN,
    )
