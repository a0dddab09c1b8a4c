"""The Link header (RFC 8288): what machines follow without reading the page (signposting.org)."""

from collections.abc import Sequence
from urllib.parse import quote

from lod.nodes import EMPTY, TYPE, Nodes, Statement
from lod.web.description import Target
from lod.web.negotiation import JSON_LD, TURTLE, Representation
from lod.web.served import Served

LINK_FORMAT = "application/link-format"
_ABOUT_PAGE = "https://schema.org/AboutPage"
# headers are read whole into small buffers by proxies
_MAX_OF_A_KIND = 5


def link(address: str, relation: str, media_type: str = "") -> str:
    """One link; *address* is an address or an IRI, which a header takes only in ASCII."""
    ascii_only = quote(address, safe="/:?#[]@!$&'()*+,;=%~")
    quoted = media_type.replace('"', '\\"')
    return f'<{ascii_only}>; rel="{relation}"' + (f'; type="{quoted}"' if quoted else "")


def of_document(
    served: Served, root: str, target: Target, nodes: Nodes, offered: Sequence[Representation]
) -> list[str]:
    """Where the document and its other formats stand, how to cite the thing, what it is, under which licence."""
    path = root + target.path
    types = nodes.get(target.iri, EMPTY).said(TYPE)
    return [
        link(target.iri, "describes"),
        link(target.iri, "cite-as"),
        link(target.document, "canonical"),
        *(link(f"{path}.{r.extension}", "alternate", r.content_type if r.profile else r.media_type) for r in offered),
        *(link(f"{path}.{r.extension}", "describedby", r.content_type) for r in offered if r in (TURTLE, JSON_LD)),
        link(_ABOUT_PAGE, "type"),
        *(link(iri, "type") for iri in _some(types)),
        *(link(iri, "license") for iri in _some(_licences(served, target, nodes))),
    ]


def of_versions(path: str) -> list[str]:
    """Where the document at *path* is to be had as it was (Memento)."""
    root, _, rest = path.partition("/doc/")
    return [
        link(f"{root}/timegate/doc/{rest}", "timegate"),
        link(f"{root}/timemap/doc/{rest}", "timemap", LINK_FORMAT),
    ]


def of_pages(address: str, page: int, pages: int) -> list[str]:
    """The neighbours of one page of a document, in the same format."""
    if pages == 1:
        return []
    found = {"first": 1, "prev": page - 1, "next": page + 1, "last": pages}
    return [link(f"{address}?page={n}", relation) for relation, n in found.items() if 1 <= n <= pages]


def _licences(served: Served, target: Target, nodes: Nodes) -> list[Statement]:
    fields = (prop for shape in served.model.shapes.values() for prop in shape.properties.values())
    predicates = {prop.path[0] for prop in fields if prop.supplies == "licence"}
    abouts = [node for subject, node in nodes.items() if subject in (target.document, target.iri)]
    return [said for node in abouts for said in node.statements if said.predicate in predicates]


def _some(statements: Sequence[Statement]) -> list[str]:
    return [said.iri for said in statements if said.iri][:_MAX_OF_A_KIND]
