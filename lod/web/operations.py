"""What each route takes and gives, as the description of the service tells it; formats are negotiation's own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from lod.web import negotiation as formats
from lod.web.negotiation import Representation

_PAGE = (formats.HTML,)
_NOTHING: tuple[Representation, ...] = ()


@dataclass(frozen=True, slots=True)
class Operation:
    """What a route takes and gives.

    Args:
        gives: The formats of its answer; none where it only leads elsewhere.
        redirects: Whether it can lead elsewhere (303).
        chooses: Whether it leads to what fits the time that is asked for (302).
        withdraws: Whether what it names may have been withdrawn (410).
        parameters: Names of what the query may hold.
        facets: Whether the query may also hold the facets of the list.
        extensions: The formats that ``{extension}`` in its path may name.
        ranges: Whether a part of it can be had (206).
        queries: Whether it answers SPARQL queries, with all that can go wrong then.
    """

    gives: tuple[Representation, ...]
    redirects: bool = False
    chooses: bool = False
    withdraws: bool = False
    parameters: tuple[str, ...] = ()
    facets: bool = False
    extensions: tuple[Representation, ...] = _NOTHING
    ranges: bool = False
    queries: bool = False


def _fixed(media_type: str) -> tuple[Representation, ...]:
    return (Representation(media_type, ""),)


_SPARQL = (*formats.SOLUTIONS, *formats.GRAPHS, formats.HTML)

OPERATIONS: Mapping[str, Operation] = MappingProxyType(
    {
        "static": Operation(_fixed("*/*")),
        "pages.home": Operation(_PAGE, parameters=("lang",)),
        "crawling.robots": Operation(_fixed("text/plain")),
        "crawling.sitemaps": Operation(_fixed("application/xml")),
        "crawling.sitemap": Operation(_fixed("application/xml")),
        "crawling.security": Operation(_fixed("text/plain")),
        "feed.latest": Operation(_fixed("application/atom+xml")),
        "catalogue.catalog_page": Operation(
            formats.CATALOGUES, parameters=("lang", "page"), extensions=formats.CATALOGUES
        ),
        "description_of_service.openapi": Operation(_fixed(formats.OPENAPI.media_type)),
        "quality.report": Operation(formats.FINDINGS, parameters=("lang",)),
        "quality.findings": Operation(formats.FINDINGS[1:], extensions=formats.FINDINGS[1:]),
        "merged.view": Operation(formats.COMPARISONS, withdraws=True, parameters=("lang",)),
        "resources.thing": Operation(_NOTHING, redirects=True, withdraws=True, parameters=("lang",)),
        "resources.lists": Operation(_NOTHING, redirects=True, parameters=("lang",)),
        "resources.concept": Operation(_NOTHING, redirects=True, withdraws=True, parameters=("lang",)),
        "resources.document": Operation(formats.DOCUMENTS, withdraws=True, parameters=("lang", "page")),
        "resources.context": Operation((formats.JSON_LD,)),
        "ontologies.ontology": Operation(formats.DOCUMENTS, parameters=("lang",), extensions=formats.DOCUMENTS),
        "ontologies.drawing": Operation(_fixed("image/svg+xml")),
        "ontologies.version": Operation(_NOTHING, redirects=True, parameters=("lang",)),
        "shapes.overview": Operation(formats.DOCUMENTS, parameters=("lang",), extensions=formats.DOCUMENTS),
        "shapes.shape": Operation(formats.DOCUMENTS, redirects=True, parameters=("lang",)),
        "sparql.by_get": Operation(_SPARQL, parameters=("download", "lang", "query", "question"), queries=True),
        "sparql.by_post": Operation(_SPARQL, queries=True),
        "query_terms.terms": Operation((formats.JSON,)),
        "void.description": Operation((formats.TURTLE, formats.JSON_LD, formats.N_TRIPLES, formats.RDF_XML)),
        "dumps.overview": Operation(_PAGE, parameters=("lang",)),
        "dumps.of_current": Operation(_fixed("*/*"), ranges=True),
        "dumps.of_release": Operation(_fixed("*/*"), ranges=True),
        "changes.overview": Operation(formats.CHANGES, parameters=("lang",), extensions=formats.CHANGES),
        "changes.of_release": Operation(formats.CHANGES, parameters=("lang", "page")),
        "changes.all_of_release": Operation(formats.STREAMED, parameters=("page",)),
        "changes.patch": Operation(_fixed("application/rdf-patch")),
        "activity.collection": Operation((formats.ACTIVITIES,)),
        "activity.page": Operation((formats.ACTIVITIES,)),
        "memento.version": Operation(formats.DOCUMENTS, withdraws=True, parameters=("lang",)),
        "memento.about": Operation(formats.TERMS, parameters=("iri",)),
        "memento.gate": Operation(_NOTHING, chooses=True),
        "memento.timemap": Operation(_fixed("application/link-format")),
        "lists.listing": Operation(_PAGE, parameters=("lang", "page", "q"), facets=True),
        "tables.table": Operation((formats.RESULTS_CSV,), parameters=("lang", "q"), facets=True),
    }
)


@dataclass(frozen=True, slots=True)
class Known:
    """What a release knows that parameters can be.

    Args:
        values: All values by name of parameter, where they are few.
        examples: A value by name of parameter, where they are many.
        facets: Names of facets by list.
    """

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    examples: Mapping[str, str] = field(default_factory=dict)
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
