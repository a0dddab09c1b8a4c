"""JSON-LD without a context: the expanded and the flattened form, straight from the triples."""

from typing import Any

from lod.nodes import TYPE, Node, Nodes, Statement
from lod.rdf import XSD_STRING

# a node object
Tree = dict[str, Any]


def flattened(nodes: Nodes) -> list[Tree]:
    """One node object a subject, none within another, sorted by IRI."""
    return [_tree(subject, nodes[subject]) for subject in sorted(nodes)]


def expanded(nodes: Nodes, main: str) -> list[Tree]:
    """Node objects, that of *main* first; a part of a thing (``…#period``) stands where the thing names it."""
    left = {subject: _tree(subject, node) for subject, node in nodes.items()}
    found = [_with_parts(left.pop(main), left)] if main in left else []
    while left:
        found.append(_with_parts(left.pop(next(iter(left))), left))
    return found


def _tree(subject: str, node: Node) -> Tree:
    tree: Tree = {"@id": subject}
    for said in node.statements:
        if said.predicate == TYPE and not said.datatype:
            tree.setdefault("@type", []).append(said.value)
        else:
            tree.setdefault(said.predicate, []).append(_value(said))
    return tree


def _value(said: Statement) -> Tree:
    if not said.datatype:
        return {"@id": said.value}
    if said.language:
        return {"@value": said.value, "@language": said.language}
    if said.datatype == XSD_STRING:
        return {"@value": said.value}
    return {"@value": said.value, "@type": said.datatype}


def _with_parts(tree: Tree, left: dict[str, Tree]) -> Tree:
    """*tree* with those of *left* that hang on its IRI, each taken away so that it is written once."""
    start = tree["@id"].partition("#")[0] + "#"
    for key, values in tree.items():
        if not key.startswith("@"):
            for place, value in enumerate(values):
                iri = value.get("@id", "")
                if iri.startswith(start) and iri in left:
                    values[place] = _with_parts(left.pop(iri), left)
    return tree
