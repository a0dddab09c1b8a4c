"""The description of the SPARQL service, for programs: what it understands, writes and allows."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from flask import Response, current_app, g

from lod import nodes, rdf, release
from lod.config import Settings
from lod.rdf import RDF_TYPE, Literal, NamedNode, Triple
from lod.store.screen import MAX_DEPTH, MAX_QUERY_BYTES, MAX_STEPS
from lod.web.description import Target
from lod.web.heads import vary
from lod.web.negotiation import TURTLE, Representation
from lod.web.responses import made, sent
from lod.web.served import Served
from lod.web.writing import written

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_VOID = "http://rdfs.org/ns/void#"
_DESCRIPTION = "http://purl.org/dc/terms/description"
_RDFS_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
_RDF_VALUE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#value"
_GEOSPARQL = "http://www.opengis.net/def/function/geosparql/"
# what Oxigraph knows of GeoSPARQL
_FUNCTIONS = (
    "asGeoJSON centroid convexHull coordinateDimension difference dimension distance ehContains ehCoveredBy ehCovers "
    "ehDisjoint ehEquals ehInside ehMeet ehOverlap envelope getSRID intersection isEmpty isSimple length perimeter "
    "rcc8dc rcc8ec rcc8eq rcc8ntpp rcc8ntppi rcc8po rcc8tpp rcc8tppi relate sfContains sfCrosses sfDisjoint sfEquals "
    "sfIntersects sfOverlaps sfTouches sfWithin spatialDimension symDifference union"
)
_WRITTEN = (
    "SPARQL_Results_JSON SPARQL_Results_XML SPARQL_Results_CSV SPARQL_Results_TSV Turtle N-Triples RDF_XML JSON-LD"
)
# limit: what it bounds, by language
_LIMITS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "seconds": ("Seconds that a query may take", "Secondi che una query può durare"),
        "bytes": ("Bytes that an answer may have", "Byte che una risposta può avere"),
        "rows": ("Solutions that an answer may have", "Soluzioni che una risposta può avere"),
        "client-seconds": (
            "Seconds of query time that one client has in a minute",
            "Secondi di elaborazione che un client ha in un minuto",
        ),
        "query-bytes": ("Bytes that a query may have", "Byte che una query può avere"),
        "query-depth": ("Levels of brackets in a query", "Livelli di parentesi in una query"),
        "query-steps": ("Patterns and steps of paths in a query", "Pattern e passi di percorso in una query"),
    }
)
_PROMISE = {
    "en": "This endpoint only reads. An answer is whole: what goes beyond a limit is refused, never cut.",
    "it": "Questo endpoint è in sola lettura. Le risposte sono intere: oltre un limite si rifiuta, non si tronca.",
}


def limits() -> Mapping[str, float]:
    """The limits of a query, by name."""
    settings: Settings = current_app.config["PROPAR"]
    return {
        "seconds": settings.query_timeout_s,
        "bytes": settings.max_answer_bytes,
        "rows": settings.max_rows,
        "client-seconds": settings.client_budget_s,
        "query-bytes": MAX_QUERY_BYTES,
        "query-depth": MAX_DEPTH,
        "query-steps": MAX_STEPS,
    }


def limits_header() -> str:
    """The limits as a dictionary of structured fields (RFC 9651)."""
    return ", ".join(f"{name}={value:g}" if value % 1 else f"{name}={value:.0f}" for name, value in limits().items())


def description(served: Served, form: Representation) -> Response:
    """The service description in one of the formats for programs."""
    triples = list(_described(served))
    if form is TURTLE:
        prefixes = {**served.context.prefixes_for(triples), "sd": _SD, "format": _FORMATS, "geof": _GEOSPARQL}
        body = rdf.write(triples, TURTLE.media_type, prefixes)
    else:
        target = Target(served.iris.endpoint, served.iris.endpoint, "/sparql")
        body = written(served, nodes.of_triples(triples), target, form, g.root)
    response = sent(made(body, form.content_type))
    vary(response, "Accept")
    return response


def _described(served: Served) -> Iterator[Triple]:
    service = NamedNode(served.iris.endpoint)
    yield Triple(service, RDF_TYPE, NamedNode(_SD + "Service"))
    for name, values in _said(served, service.value).items():
        for value in values:
            yield Triple(service, NamedNode(_SD + name), NamedNode(value))
    for language, text in _PROMISE.items():
        yield Triple(service, NamedNode(_DESCRIPTION), Literal(text, language=language))
    for name, bound in limits().items():
        yield from _limit(NamedNode(f"{service.value}#limit-{name}"), name, bound)
    yield from _dataset(served, NamedNode(service.value + "#dataset"), NamedNode(served.iris.dataset))


def _said(served: Served, service: str) -> dict[str, list[str]]:
    calls = current_app.config["PROPAR"].allowed_services
    return {
        "endpoint": [service],
        "supportedLanguage": [_SD + "SPARQL10Query", _SD + "SPARQL11Query"],
        "resultFormat": [_FORMATS + name for name in _WRITTEN.split()],
        "defaultEntailmentRegime": ["http://www.w3.org/ns/entailment/Simple"],
        "feature": [f"{service}#limit-{name}" for name in limits()] + ([_SD + "BasicFederatedQuery"] if calls else []),
        # of another engine we do not know which it has
        "extensionFunction": [_GEOSPARQL + name for name in _FUNCTIONS.split()] if served.path else [],
        "defaultDataset": [service + "#dataset"],
    }


def _limit(limit: NamedNode, name: str, value: float) -> Iterator[Triple]:
    number = Literal(f"{value:g}", datatype=NamedNode(rdf.XSD + "decimal")) if value % 1 else Literal(int(value))
    yield Triple(limit, RDF_TYPE, NamedNode(_SD + "Feature"))
    for text, language in zip(_LIMITS[name], ("en", "it"), strict=True):
        yield Triple(limit, NamedNode(_RDFS_LABEL), Literal(text, language=language))
    yield Triple(limit, NamedNode(_RDF_VALUE), number)


def _dataset(served: Served, dataset: NamedNode, graph: NamedNode) -> Iterator[Triple]:
    yield Triple(dataset, RDF_TYPE, NamedNode(_SD + "Dataset"))
    yield Triple(dataset, NamedNode(_SD + "defaultGraph"), graph)
    yield Triple(graph, RDF_TYPE, NamedNode(_SD + "Graph"))
    yield Triple(graph, RDF_TYPE, NamedNode(_VOID + "Dataset"))
    yield Triple(graph, NamedNode(_VOID + "sparqlEndpoint"), NamedNode(served.iris.endpoint))
    if served.path is not None:
        count = str(release.opened(served.path).manifest["triples"])
        yield Triple(graph, NamedNode(_VOID + "triples"), Literal(count, datatype=NamedNode(rdf.XSD + "integer")))
