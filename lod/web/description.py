"""What a document says: the description of a thing, and a page of what refers to it."""

from collections.abc import Mapping
from dataclasses import dataclass

from lod import queries, rdf
from lod.iris import local_name
from lod.ontology import Texts
from lod.rdf import Literal, NamedNode, Triple
from lod.web.served import Served
from lod.web.surroundings import Statements, keyed

REFERRING_LIMIT = 50
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
        said: Statements about it, its parts and what it names, sorted.
        referred: Statements whose object it is, with what their subjects are called, sorted.
        count: How many statements refer to it altogether.
        page: Which page of them this is, from 1.
        users: Of the things that have a list of their own, how many use it, by the list's address.
    """

    said: Statements
    referred: Statements
    count: int
    page: int
    users: Mapping[str, int]

    @property
    def own(self) -> list[Triple]:
        """The statements about it, its parts and what it names."""
        return list(self.said.values())

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.count // REFERRING_LIMIT))


def described(served: Served, target: Target, page: int) -> Description | None:
    """What is said of *target*; None if nothing is, or if there is no such page."""
    labels = served.model.label_predicates
    said = served.surroundings.of(target.iri, target.document)
    if not any(key[0] == f"<{target.iri}>" for key in said):
        return None
    offset = (page - 1) * REFERRING_LIMIT
    found = served.store.construct(queries.referring(target.iri, labels, REFERRING_LIMIT, offset))
    count = sum(rdf.plain(triple.object) == target.iri for triple in found)
    if page > 1 or count >= REFERRING_LIMIT:
        # there may be more of them
        (row,) = served.store.select(queries.referring_count(target.iri))
        count = int(rdf.plain(row["count"]))
    if page > 1 and offset >= count:
        return None
    own, others = (dict(sorted(statements.items())) for statements in (said, keyed(found)))
    return Description(own, others, count, page, _users(served, target))


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
    referred = description.referred.values()
    view = served.presenter.names(referred)
    found: dict[str, list[tuple[str, Texts]]] = {}
    for triple in referred:
        if isinstance(triple.object, NamedNode) and triple.object.value == target.iri:
            subject = rdf.plain(triple.subject)
            found.setdefault(triple.predicate.value, []).append((subject, view.get(subject, {})))
    return found


def paging(target: Target, description: Description, extension: str) -> list[Triple]:
    """Hydra controls, wherever what refers to the thing does not fit on one page: no cut without a word.

    The addresses are those of one format, so that who follows them stays in it, whatever he accepts. They are said in
    both ways that are in use: as IRIs of a ``PartialCollectionView``, and as literals of a ``PagedCollection``.
    """
    if description.pages == 1:
        return []
    start = f"{target.document}.{extension}?page="
    this, document = NamedNode(f"{start}{description.page}"), NamedNode(target.document)
    pages = {"first": 1, "previous": description.page - 1, "next": description.page + 1, "last": description.pages}
    links = {name: f"{start}{page}" for name, page in pages.items() if 1 <= page <= description.pages}
    return [
        Triple(document, NamedNode(HYDRA + "view"), this),
        Triple(document, NamedNode(HYDRA + "totalItems"), _number(description.count)),
        Triple(this, rdf.RDF_TYPE, NamedNode(HYDRA + "PartialCollectionView")),
        Triple(this, rdf.RDF_TYPE, NamedNode(HYDRA + "PagedCollection")),
        Triple(this, NamedNode(HYDRA + "totalItems"), _number(description.count)),
        Triple(this, NamedNode(HYDRA + "itemsPerPage"), _number(REFERRING_LIMIT)),
        *(Triple(this, NamedNode(HYDRA + name), NamedNode(address)) for name, address in links.items()),
        *(Triple(this, NamedNode(f"{HYDRA}{name}Page"), Literal(address)) for name, address in links.items()),
    ]


def _number(number: int) -> Literal:
    return Literal(str(number), datatype=NamedNode(rdf.XSD + "integer"))
