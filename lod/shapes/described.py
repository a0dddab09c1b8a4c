"""What a shape says of things of one class and of their fields, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass

from lod.ontology import Texts


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
