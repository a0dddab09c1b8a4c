"""The description of the dataset (VoID), at the address where clients look for it."""

from collections.abc import Iterator

from flask import Blueprint, Response, abort, g, request

from lod import nodes, release
from lod.catalog import Facts, Statistics
from lod.catalog.terms import Sheet, text, texts, typed
from lod.catalog.void import figures
from lod.iris import ONTOLOGY
from lod.rdf import Triple
from lod.release import Release
from lod.sources import datasets
from lod.web import editions, negotiation
from lod.web.description import Target
from lod.web.heads import vary
from lod.web.negotiation import JSON_LD, N_TRIPLES, RDF_XML, TURTLE
from lod.web.responses import made, sent
from lod.web.served import Served
from lod.web.writing import written

void = Blueprint("void", __name__)

_OFFERED = {TURTLE: "Turtle", JSON_LD: "JSON-LD", N_TRIPLES: "N-Triples", RDF_XML: "RDF_XML"}
_DUMPED = {"RDF_TURTLE": "Turtle", "JSON_LD": "JSON-LD", "RDF_N_TRIPLES": "N-Triples", "RDF_XML": "RDF_XML"}
_LINES = "application/x-ndjson"
_TITLES = {"en": "All that is published here", "it": "Tutto ciò che è pubblicato qui"}


@void.get("/.well-known/void")
def description() -> Response:
    """What the dataset is, how large, and where it can be asked."""
    form = negotiation.choose(request.headers.get("Accept"), tuple(_OFFERED))
    if form is None:
        abort(406, description=f"This can be had as {', '.join(there.media_type for there in _OFFERED)}.")
    served: Served = g.served
    target = Target(served.iris.dataset, served.iris.dataset.partition("#")[0], "/.well-known/void")
    body = written(served, nodes.of_triples(_described(served)), target, form, g.root)
    response = sent(made(body, form.content_type))
    vary(response, "Accept")
    return response


def _described(served: Served) -> Iterator[Triple]:
    sheet, dataset = Sheet(), served.iris.dataset
    document = dataset.partition("#")[0]
    sheet.is_a(document, "void:DatasetDescription")
    sheet.say(document, "foaf:primaryTopic", dataset)
    sheet.is_a(dataset, "void:Dataset")
    sheet.say(dataset, "dct:title", *texts(_TITLES))
    sheet.say(dataset, "void:sparqlEndpoint", served.iris.endpoint)
    sheet.say(dataset, "void:feature", *(f"format:{name}" for name in _OFFERED.values()))
    sheet.say(dataset, "void:subset", *(served.iris.thing(datasets.KIND, s["name"]) for s in served.sources))
    if served.path is None:
        # another endpoint would have to be asked, and may hold more
        sheet.say(dataset, "void:uriSpace", text(served.iris.base))
        sheet.say(dataset, "void:vocabulary", ONTOLOGY.removesuffix("#"))
    else:
        sheet.add(_known(served, release.opened(served.path)))
    yield from sheet


def _known(served: Served, current: Release) -> list[Triple]:
    """What only a release knows: who publishes it, since when, its files, its figures."""
    facts, sheet, dataset = editions.facts_of(served), Sheet(), served.iris.dataset
    whole = editions.composed(served, [current])
    sheet.say(dataset, "dct:description", *texts(whole.description))
    sheet.say(dataset, "dct:publisher", whole.publisher.iri)
    sheet.say(dataset, "dct:license", whole.licence)
    sheet.say(dataset, "dct:modified", typed(whole.modified, "xsd:date"))
    sheet.say(dataset, "foaf:homepage", whole.homepage)
    dumps = {
        facts.public_url + dump["path"]: f"format:{_DUMPED[dump['file_type']]}"
        for dump in current.manifest.get("dumps", ())
        # VoID knows dumps of RDF only
        if dump["covers"] == "all" and dump["file_type"] in _DUMPED and dump["media_type"] != _LINES
    }
    sheet.add(figures(served.iris, _statistics(facts, current), dumps))
    return list(sheet)


def _statistics(facts: Facts, current: Release) -> Statistics:
    """The figures; of a release of an older version the only one that there is."""
    return facts.statistics if facts.statistics.triples else Statistics(triples=int(current.manifest["triples"]))
