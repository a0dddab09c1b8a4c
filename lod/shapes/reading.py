"""Shapes read from their triples."""

from collections.abc import Iterator

from rdflib import RDF, RDFS, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.namespace import SH
from rdflib.term import Node

from lod.errors import ModelError
from lod.iris import BROWSE, local_name
from lod.ontology import STATUS, texts
from lod.shapes.described import Group, NodeShape, PropertyShape

_BROWSE = Namespace(BROWSE)
_DASH = Namespace("http://datashapes.org/dash#")
_LAST = 1e9


def groups(graph: Graph) -> dict[str, Group]:
    """The property groups of *graph*, by IRI."""
    return {
        str(g): Group(str(g), texts(graph, g, RDFS.label), _number(graph, g, SH.order))
        for g in graph.subjects(RDF.type, SH.PropertyGroup)
    }


def node_shapes(graph: Graph) -> dict[str, NodeShape]:
    """The node shapes of *graph* that target a class, by local name."""
    targeted = sorted(graph.subject_objects(SH.targetClass), key=str)
    shapes = (_node_shape(graph, shape, target) for shape, target in targeted)
    return {shape.name: shape for shape in shapes}


def _node_shape(graph: Graph, shape: Node, target: Node) -> NodeShape:
    group_order = {iri: group.order for iri, group in groups(graph).items()}
    found = sorted(_property_shapes(graph, shape), key=lambda p: (group_order.get(p.group, _LAST), p.order, p.iri))
    return NodeShape(
        iri=str(shape),
        name=local_name(str(shape)),
        target=str(target),
        also=tuple(sorted(str(o) for o in graph.objects(shape, _BROWSE.alsoType))),
        kind=_text(graph, shape, _BROWSE.kind),
        collection=_text(graph, shape, _BROWSE.collection),
        label=texts(graph, shape, RDFS.label),
        properties={p.name: p for p in found},
        rules=_rules(graph, shape),
        at_most_one=frozenset(
            _path(graph, graph.value(prop, SH.path))
            for prop in graph.objects(shape, SH.property)
            if _number(graph, prop, SH.maxCount) == 1
        ),
    )


def _property_shapes(graph: Graph, shape: Node) -> Iterator[PropertyShape]:
    prefix = f"{shape}-"
    for prop in graph.objects(shape, SH.property):
        path = _path(graph, graph.value(prop, SH.path))
        presents = str(prop) == prefix + local_name(path[-1]) if path else False
        if path and (presents or _flag(graph, prop, _BROWSE.facetOnly)):
            yield _property_shape(graph, prop, str(prop).removeprefix(prefix), path)


def _property_shape(graph: Graph, prop: Node, name: str, path: tuple[str, ...]) -> PropertyShape:
    column = graph.value(prop, _BROWSE.column)
    return PropertyShape(
        iri=str(prop),
        name=name,
        path=path,
        label=texts(graph, prop, SH.name),
        description=texts(graph, prop, SH.description),
        order=_number(graph, prop, SH.order),
        group=_text(graph, prop, SH.group),
        datatypes=_datatypes(graph, prop),
        scheme=_text(graph, prop, _BROWSE.scheme),
        links=_text(graph, prop, _BROWSE.links),
        part=local_name(_text(graph, prop, _BROWSE.part)),
        template=_text(graph, prop, _BROWSE.iriTemplate),
        item_property=local_name(_text(graph, prop, _BROWSE.itemProperty)),
        inverse=local_name(_text(graph, prop, _BROWSE.inverse)),
        required=_number(graph, prop, SH.minCount, 0) > 0,
        single=_number(graph, prop, SH.maxCount) == 1,
        role=local_name(_text(graph, prop, _DASH.propertyRole)),
        facet=_flag(graph, prop, _BROWSE.facet),
        facet_only=_flag(graph, prop, _BROWSE.facetOnly),
        column=None if column is None else int(_number(graph, prop, _BROWSE.column)),
        search=_flag(graph, prop, _BROWSE.search),
        descending=_text(graph, prop, _BROWSE.sort) == "descending",
        ascending=_text(graph, prop, _BROWSE.sort) == "ascending",
        prose=_flag(graph, prop, _BROWSE.prose),
        landing=_flag(graph, prop, _BROWSE.landing),
        unit=_text(graph, prop, _BROWSE.unit),
        supplies=_text(graph, prop, _BROWSE.supplies),
        inferred=_flag(graph, prop, _BROWSE.inferred),
        status=_text(graph, prop, STATUS),
        hidden=_flag(graph, prop, _BROWSE.hidden),
        tells_duplicates=_flag(graph, prop, _BROWSE.tellsDuplicates),
    )


def _path(graph: Graph, path: Node | None) -> tuple[str, ...]:
    """The predicates of a simple or sequence path; empty for paths of other kinds."""
    if isinstance(path, URIRef):
        return (str(path),)
    if path is None or (path, RDF.first, None) not in graph:
        return ()
    return tuple(str(step) for step in Collection(graph, path))


def _datatypes(graph: Graph, prop: Node) -> tuple[str, ...]:
    found = [str(o) for o in graph.objects(prop, SH.datatype)]
    for choice in graph.objects(prop, SH["or"]):
        for branch in Collection(graph, choice):
            found.extend(str(o) for o in graph.objects(branch, SH.datatype))
    return tuple(sorted(found))


def _rules(graph: Graph, shape: Node) -> tuple[str, ...]:
    rules = sorted(graph.objects(shape, SH.rule), key=lambda r: (_number(graph, r, SH.order), str(r)))
    return tuple(_prefixes(graph, r) + _text(graph, r, SH.construct) for r in rules)


def _prefixes(graph: Graph, rule: Node) -> str:
    declared = [d for o in graph.objects(rule, SH.prefixes) for d in graph.objects(o, SH.declare)]
    return "".join(
        sorted(f"PREFIX {_text(graph, d, SH.prefix)}: <{_text(graph, d, SH.namespace)}>\n" for d in declared)
    )


def _text(graph: Graph, subject: Node, predicate: URIRef) -> str:
    found = graph.value(subject, predicate)
    return "" if found is None else str(found)


def _flag(graph: Graph, subject: Node, predicate: URIRef) -> bool:
    return (subject, predicate, Literal(lexical_or_value=True)) in graph


def _number(graph: Graph, subject: Node, predicate: URIRef, default: float = _LAST) -> float:
    found = graph.value(subject, predicate)
    try:
        return default if found is None else float(str(found))
    except ValueError as error:
        raise ModelError(f"<{subject}>: {predicate} {str(found)!r}: a number is expected") from error
