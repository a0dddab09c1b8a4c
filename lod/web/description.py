"""What a document says: the description of a thing, and a page of what refers to it."""

from collections.abc import Mapping
from dataclasses import dataclass

from lod import nodes, queries, rdf
from lod.iris import local_name
from lod.nodes import Nodes
from lod.ontology import Texts
from lod.rdf import Literal, NamedNode, Triple
from lod.web.served import Served

REFERRING_LIMIT = 50
# more take seconds to be sorted
_MOST_IN_ORDER = 20_000
HYDRA = "http://www.w3.org/ns/hydra/core#"


@dataclass(frozen=True, slots=True)
class Target:
    """What a document is about.

    Args:
        iri: The thing.
        document: The document's own IRI.
        path: Where the document stands on this host, without extension.
    """

    iri: str
    document: str
    path: str


@dataclass(frozen=True, slots=True)
class Description:
    """What is said of a thing, and a page of what refers to it.

    Args:
        said: What is said of it, its parts and what it names, in the order in which it is written.
        referred: What says something of it, with what that is called.
        count: How many statements refer to it altogether.
        page: Which page of them this is, from 1.
        users: Of the things that have a list of their own, how many use it, by the list's address.
    """

    said: Nodes
    referred: Nodes
    count: int
    page: int
    users: Mapping[str, int]

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.count // REFERRING_LIMIT))


def described(served: Served, target: Target, page: int) -> Description | None:
    """What is said of *target*, kept with those asked for last; None if nothing is, or if there is no such page."""
    key = (target.iri, target.document, page)
    with served.lock:
        known: Description | None = served.descriptions.get(key)
    found = known or _described(served, target, page)
    if found is not None and found is not known:
        with served.lock:
            served.descriptions[key] = found
    return found


def _described(served: Served, target: Target, page: int) -> Description | None:
    said = served.surroundings.of(target.iri, target.document)
    if target.iri not in said:
        return None
    referred, count = _referred(served, target, said, page)
    if page > 1 and (page - 1) * REFERRING_LIMIT >= count:
        return None
    return Description(in_order(said, target), in_order(referred, target), count, page, _users(served, target))


def in_order(said: Nodes, target: Target) -> Nodes:
    """The thing first, then its parts, then its document, then the rest."""
    start = f"{target.iri}#"
    ranks = {target.iri: 0, target.document: 2}
    ordered = sorted((ranks.get(one, 1 if one.startswith(start) else 3), one) for one in said)
    return {subject: said[subject] for _, subject in ordered}


def _referred(served: Served, target: Target, said: Nodes, page: int) -> tuple[Nodes, int]:
    """A page of what refers to *target*, with the names of the subjects; and how many statements do altogether."""
    found = served.store.naming(target.iri, REFERRING_LIMIT)
    if page == 1 and len(found) < REFERRING_LIMIT:
        # these are all; what its own parts say is in its description
        referred = {one: node for one, node in nodes.in_order(found).items() if _is_elsewhere(one, target.iri)}
        labels = served.model.label_predicates
        known = {one: said[one] for one in referred if one in said}
        named = [said for node in known.values() for label in labels for said in node.said(label)]
        names = served.surroundings.names(referred.keys() - known)
        count = sum(len(node.statements) for node in referred.values())
        return nodes.union(referred, names, nodes.in_order(said.triple for said in named)), count
    (row,) = served.store.select(queries.referring_count(target.iri))
    count = int(rdf.plain(row["count"]))
    # who looks at one of thousands of pages does not mind their order, as long as it is the same on all of them
    in_order = count <= _MOST_IN_ORDER or not served.store.repeats_order
    labels, offset = served.model.label_predicates, (page - 1) * REFERRING_LIMIT
    query = queries.referring(target.iri, labels, REFERRING_LIMIT, offset, in_order=in_order)
    return nodes.in_order(served.store.construct(query)), count


def _is_elsewhere(subject: str, iri: str) -> bool:
    return not subject.startswith(("_:", f"{iri}#"))


def _users(served: Served, target: Target) -> Mapping[str, int]:
    found = {}
    for shape in served.model.shapes.values():
        things = f"{served.iris.base}id/{shape.kind}/"
        if shape.collection and not target.iri.startswith(things):
            (row,) = served.store.select(queries.users_count(target.iri, things))
            found[shape.collection] = int(rdf.plain(row["count"]))
    return found


def listed_by(served: Served, target: Target, collection: str) -> str:
    """Query of the list's address that filters by the thing; empty if no facet has it."""
    shape = next(shape for shape in served.model.shapes.values() if shape.collection == collection)
    key = local_name(target.iri)
    term = NamedNode(target.iri)
    return next((f"{f.name}={key}" for f in shape.facets() if served.index.term(shape, f.name, key) == term), "")


def referring(served: Served, target: Target, description: Description) -> Mapping[str, list[tuple[str, Texts]]]:
    """What refers to the thing, by property: IRI and name."""
    names = served.presenter.names(description.referred)
    found: dict[str, list[tuple[str, Texts]]] = {}
    for said in nodes.statements(description.referred):
        if said.iri == target.iri:
            found.setdefault(said.predicate, []).append((said.subject, names.get(said.subject, {})))
    return found


@dataclass(frozen=True, slots=True)
class Paged:
    """A page of many.

    Args:
        whole: IRI of what comes in pages.
        address: Where its pages are, in one format; the first one is there without a number too.
        page: Which one this is, from 1.
        pages: How many there are.
        items: How many items there are altogether.
        items_per_page: How many stand on a page.
    """

    whole: str
    address: str
    page: int
    pages: int
    items: int
    items_per_page: int


def paging(target: Target, description: Description, extension: str) -> list[Triple]:
    """Hydra controls, wherever what refers to the thing does not fit on one page: no cut without a word."""
    address = f"{target.document}.{extension}"
    return controls(
        Paged(target.document, address, description.page, description.pages, description.count, REFERRING_LIMIT)
    )


def controls(paged: Paged) -> list[Triple]:
    """Hydra controls of a page; none where there is only one.

    The addresses are those of one format, so that who follows them stays in it, whatever he accepts. They are said in
    both ways that are in use: as IRIs of a ``PartialCollectionView``, and as literals of a ``PagedCollection``.
    """
    if paged.pages == 1:
        return []
    start, page = f"{paged.address}?page=", paged.page
    this, whole = NamedNode(f"{start}{page}"), NamedNode(paged.whole)
    pages = {"first": 1, "previous": page - 1, "next": page + 1, "last": paged.pages}
    links = {name: f"{start}{number}" for name, number in pages.items() if 1 <= number <= paged.pages}
    return [
        Triple(whole, NamedNode(HYDRA + "view"), this),
        Triple(whole, NamedNode(HYDRA + "totalItems"), _number(paged.items)),
        Triple(this, rdf.RDF_TYPE, NamedNode(HYDRA + "PartialCollectionView")),
        Triple(this, rdf.RDF_TYPE, NamedNode(HYDRA + "PagedCollection")),
        Triple(this, NamedNode(HYDRA + "totalItems"), _number(paged.items)),
        Triple(this, NamedNode(HYDRA + "itemsPerPage"), _number(paged.items_per_page)),
        *(Triple(this, NamedNode(HYDRA + name), NamedNode(address)) for name, address in links.items()),
        *(Triple(this, NamedNode(f"{HYDRA}{name}Page"), Literal(address)) for name, address in links.items()),
    ]


def _number(number: int) -> Literal:
    return Literal(str(number), datatype=NamedNode(rdf.XSD + "integer"))
