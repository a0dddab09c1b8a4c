"""Triples as bytes: a document in each of the formats for programs."""

import orjson

from lod import expansion, rdf
from lod.nodes import Nodes, Statement, statements
from lod.rdf import NamedNode, Quad
from lod.web.description import Target
from lod.web.negotiation import EXPANDED, FLATTENED, N_QUADS, TRIG, Representation
from lod.web.served import Served


def written(served: Served, nodes: Nodes, target: Target, form: Representation, root: str = "") -> bytes:
    """*nodes* of the document about *target* in one of the formats for programs, in the order given.

    Formats that have named graphs hold them in the graph that the document names: whoever collects documents in one
    store knows which said what, and takes a newer one for the older one by replacing one graph.
    """
    if form.media_type == rdf.JSON_LD:
        document = _tree(served, nodes, target, form, root)
        return json_text(document)
    prefixes = served.context.prefixes_of({iri for said in statements(nodes) for iri in _iris(said)})
    triples = (said.triple for said in statements(nodes))
    if form in (TRIG, N_QUADS):
        graph = NamedNode(target.document)
        return rdf.write_quads((Quad(s, p, o, graph) for s, p, o in triples), form.media_type, prefixes)
    return rdf.write(triples, form.media_type, prefixes)


def _iris(said: Statement) -> tuple[str, str, str]:
    """The IRIs that are written for a triple; with a language no datatype is written."""
    return said.subject, said.predicate, said.iri if said.iri or said.language else said.datatype


def json_text(document: object) -> bytes:
    """*document* as JSON for people and programs."""
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def embedded(served: Served, nodes: Nodes, target: Target, root: str) -> str:
    """*nodes* as compact JSON-LD that can stand in a script element, which a ``<`` might end."""
    return orjson.dumps(compacted(served, nodes, target, root)).replace(b"<", b"\\u003c").decode()


def compacted(served: Served, nodes: Nodes, target: Target, root: str) -> dict[str, object]:
    """*nodes* as compact JSON-LD, whose context is the one of the host that gives it, below *root*."""
    return {**served.context.document(nodes, target.iri), "@context": root + served.context.iri}


def _tree(served: Served, nodes: Nodes, target: Target, form: Representation, root: str) -> object:
    if form is EXPANDED:
        return expansion.expanded(nodes, target.iri)
    if form is FLATTENED:
        return expansion.flattened(nodes)
    return compacted(served, nodes, target, root)
