"""JSON-LD without a context: the expanded and the flattened form, straight from the triples."""

from collections.abc import Iterable
from typing import Any

from lod import rdf
from lod.rdf import RDF_TYPE, XSD_STRING, Literal, Triple

Node = dict[str, Any]


def flattened(triples: Iterable[Triple]) -> list[Node]:
    """One node object a subject, none within another, sorted by IRI."""
    nodes = _nodes(triples)
    return [nodes[subject] for subject in sorted(nodes)]


def expanded(triples: Iterable[Triple], main: str) -> list[Node]:
    """Node objects, that of *main* first; a part of a thing (``…#period``) stands where the thing names it."""
    nodes = _nodes(triples)
    found = [_with_parts(nodes.pop(main), nodes)] if main in nodes else []
    while nodes:
        found.append(_with_parts(nodes.pop(next(iter(nodes))), nodes))
    return found


def _nodes(triples: Iterable[Triple]) -> dict[str, Node]:
    nodes: dict[str, Node] = {}
    for subject, predicate, term in triples:
        iri = rdf.plain(subject)
        node = nodes.setdefault(iri, {"@id": iri})
        if predicate == RDF_TYPE and not isinstance(term, Literal):
            node.setdefault("@type", []).append(rdf.plain(term))
        else:
            node.setdefault(predicate.value, []).append(_value(term))
    return nodes


def _value(term: rdf.Term) -> Node:
    if not isinstance(term, Literal):
        return {"@id": rdf.plain(term)}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    if term.datatype.value == XSD_STRING:
        return {"@value": term.value}
    return {"@value": term.value, "@type": term.datatype.value}


def _with_parts(node: Node, left: dict[str, Node]) -> Node:
    """*node* with the nodes of *left* that hang on its IRI, each taken away so that it is written once."""
    start = node["@id"].partition("#")[0] + "#"
    for key, values in node.items():
        if not key.startswith("@"):
            for place, value in enumerate(values):
                iri = value.get("@id", "")
                if iri.startswith(start) and iri in left:
                    values[place] = _with_parts(left.pop(iri), left)
    return node
