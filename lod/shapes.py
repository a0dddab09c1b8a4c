"""The shapes: what describes a thing, field by field, as `shapes/` says it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rdflib import RDF, RDFS, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.namespace import SH
from rdflib.term import Node

from lod.errors import ModelError
from lod.iris import BROWSE, local_name
from lod.ontology import STATUS, Texts, texts

_BROWSE = Namespace(BROWSE)
_DASH = Namespace("http://datashapes.org/dash#")
_LAST = 1e9


@dataclass(frozen=True, slots=True)
class Group:
    """A group of fields on a page.

    Args:
        iri: IRI of the ``sh:PropertyGroup``.
        label: Text by language.
        order: Where it stands on the page.
    """

    iri: str
    label: Texts
    order: float


@dataclass(frozen=True, slots=True)
class PropertyShape:
    """One field of a thing: where its values stand, what they are, how they are shown.

    Args:
        iri: IRI of the property shape.
        name: Ontology name of the field, also its JSON-LD key and its parameter in addresses.
        path: Predicates from the thing to the values; more than one for a sequence path.
        label: ``sh:name`` by language.
        description: ``sh:description`` by language.
        order: ``sh:order``.
        group: IRI of its group, empty without.
        datatypes: IRIs of the allowed datatypes; empty where values are IRIs.
        scheme: IRI of its code list, empty without.
        links: Kind of things that it names (``agent``, ``place``), empty without.
        part: Local name of the node shape of its parts, empty without.
        template: Pattern of a part's IRI, see `shapes/README.md`.
        item_property: Name of the part's property that tells parts apart.
        inverse: Name of the part's property that points back.
        required: Whether at least one value must be there.
        single: Whether at most one value may be there.
        role: Local name of the ``dash:propertyRole`` (``LabelRole``).
        facet: Whether lists can be filtered by it.
        facet_only: Whether it is a filter and nothing else.
        column: Place among the columns of lists; None where it is none.
        search: Whether the full text search reads it.
        descending: Whether lists are sorted by it, highest first.
        ascending: Whether parts of one thing are sorted by it, lowest first.
        prose: Whether values are long texts.
        landing: Whether the home page shows its facet.
        unit: Unit of the values (``EUR``), empty without.
        supplies: What the program itself puts there (``unread``, ``licence``), empty without.
        inferred: Whether a rule gives it, not the source.
        status: ``testing`` while no reader supplies it.
        hidden: Whether pages leave its values out, because another field shows them.
        tells_duplicates: Whether an equal value in two sources is a reason to suspect one thing.
    """

    iri: str
    name: str
    path: tuple[str, ...]
    label: Texts
    description: Texts
    order: float
    group: str
    datatypes: tuple[str, ...]
    scheme: str
    links: str
    part: str
    template: str
    item_property: str
    inverse: str
    required: bool
    single: bool
    role: str
    facet: bool
    facet_only: bool
    column: int | None
    search: bool
    descending: bool
    ascending: bool
    prose: bool
    landing: bool
    unit: str
    supplies: str
    inferred: bool
    status: str
    hidden: bool
    tells_duplicates: bool

    @property
    def holds_iris(self) -> bool:
        """Whether its values are IRIs."""
        return not self.datatypes


@dataclass(frozen=True, slots=True)
class NodeShape:
    """What describes the things of one class.

    Args:
        iri: IRI of the node shape.
        name: Its local name (``Process``).
        target: IRI of the class.
        also: IRIs of further classes that each such thing is given.
        kind: Kind in the addresses (``process``); empty for parts.
        collection: Address of the list of all of them (``processes``); empty where there is none.
        label: Text by language.
        properties: Its fields by ontology name, in page order.
        rules: Texts of its SPARQL rules, in order.
        at_most_one: Paths to which a constraint, of whatever severity, allows one value at most.
    """

    iri: str
    name: str
    target: str
    also: tuple[str, ...]
    kind: str
    collection: str
    label: Texts
    properties: Mapping[str, PropertyShape]
    rules: tuple[str, ...]
    at_most_one: frozenset[tuple[str, ...]] = frozenset()

    def facets(self) -> list[PropertyShape]:
        """The fields that lists can be filtered by, in order."""
        return [p for p in self.properties.values() if p.facet]

    def columns(self) -> list[PropertyShape]:
        """The columns of lists, in order."""
        return sorted((p for p in self.properties.values() if p.column is not None), key=lambda p: p.column or 0)

    def label_property(self) -> PropertyShape | None:
        """The field that names a thing of this class."""
        return next((p for p in self.properties.values() if p.role == "LabelRole"), None)


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
