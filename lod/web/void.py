"""The description of the dataset (VoID), at the address where clients look for it."""

from collections.abc import Iterator

from flask import Blueprint, Response, abort, g, request

from lod import rdf, release
from lod.iris import ONTOLOGY
from lod.rdf import RDF_TYPE, Literal, NamedNode, Term, Triple
from lod.sources import datasets
from lod.web import negotiation
from lod.web.description import Target
from lod.web.negotiation import JSON_LD, N_TRIPLES, RDF_XML, TURTLE
from lod.web.responses import made, sent
from lod.web.served import Served
from lod.web.writing import written

void = Blueprint("void", __name__)

_VOID = "http://rdfs.org/ns/void#"
_FOAF = "http://xmlns.com/foaf/0.1/"
_TITLE = NamedNode("http://purl.org/dc/terms/title")
_FORMATS = "http://www.w3.org/ns/formats/"
_OFFERED = {TURTLE: "Turtle", JSON_LD: "JSON-LD", N_TRIPLES: "N-Triples", RDF_XML: "RDF_XML"}
_TITLES = {"en": "All that is published here", "it": "Tutto ciò che è pubblicato qui"}


@void.get("/.well-known/void")
def description() -> Response:
    """What the dataset is, how large, and where it can be asked."""
    form = negotiation.choose(request.headers.get("Accept"), tuple(_OFFERED))
    if form is None:
        abort(406, description=f"This can be had as {', '.join(there.media_type for there in _OFFERED)}.")
    served: Served = g.served
    target = Target(served.iris.dataset, served.iris.dataset.partition("#")[0], "/.well-known/void")
    body = written(served, list(_described(served)), target, form, g.root)
    response = sent(made(body, form.content_type))
    response.vary.add("Accept")
    return response


def _described(served: Served) -> Iterator[Triple]:
    dataset = NamedNode(served.iris.dataset)
    document = NamedNode(served.iris.dataset.partition("#")[0])
    yield Triple(document, RDF_TYPE, NamedNode(_VOID + "DatasetDescription"))
    yield Triple(document, NamedNode(_FOAF + "primaryTopic"), dataset)
    yield Triple(dataset, RDF_TYPE, NamedNode(_VOID + "Dataset"))
    for language, title in _TITLES.items():
        yield Triple(dataset, _TITLE, Literal(title, language=language))
    for name, values in _said(served).items():
        for value in values:
            yield Triple(dataset, NamedNode(_VOID + name), value)


def _said(served: Served) -> dict[str, list[Term]]:
    base = served.iris.base
    said: dict[str, list[Term]] = {
        "sparqlEndpoint": [NamedNode(served.iris.endpoint)],
        "uriSpace": [Literal(base)],
        "vocabulary": [NamedNode(ONTOLOGY.removesuffix("#"))],
        "feature": [NamedNode(_FORMATS + name) for name in _OFFERED.values()],
        "subset": [NamedNode(served.iris.thing(datasets.KIND, source["name"])) for source in served.sources],
    }
    if served.path is not None:
        # another endpoint would have to be asked, and may hold more
        count = release.opened(served.path).manifest["triples"]
        said["triples"] = [Literal(str(count), datatype=NamedNode(rdf.XSD + "integer"))]
    return said
