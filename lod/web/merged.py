"""The merged view: what all sources say of one thing, and which statement comes from which of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, abort, g, render_template, request

from lod import nodes, queries, rdf
from lod.comparison import compared
from lod.iris import is_key
from lod.nodes import Node
from lod.ontology import Texts
from lod.rdf import NamedNode, Quad, Triple
from lod.web import negotiation
from lod.web.description import Target
from lod.web.negotiation import COMPARISONS, HTML, Representation
from lod.web.responses import Document, answered
from lod.web.served import Served

merged = Blueprint("merged", __name__)

_MAX_SOURCES = 20


@dataclass(frozen=True, slots=True)
class Source:
    """One description of the thing.

    Args:
        iri: The thing, as this source names it.
        document: IRI of the document that describes it so.
        triples: What that description says.
        names: What the things that it names are called.
        label: What the source is called.
    """

    iri: str
    document: str
    triples: Sequence[Triple]
    names: Sequence[Triple]
    label: Texts


def address(served: Served, iri: str, node: Node) -> str:
    """Where the merged view of *iri* stands; empty where no other source of ours describes the same thing."""
    if not any(served.iris.kind_and_key(said.value) for said in node.said(_same(served, iri))):
        return ""
    kind, key = served.iris.kind_and_key(iri) or ("", "")
    return f"/merged/{kind}/{key}"


@merged.get("/merged/<kind>/<key>")
def view(kind: str, key: str) -> Response:
    """The merged view: a page, or the descriptions as named graphs whose names are the documents that say so."""
    served: Served = g.served
    bare, fixed = negotiation.without_extension(key, COMPARISONS)
    if kind not in served.model.by_kind or not is_key(bare):
        abort(404, description=f"There is nothing at {request.path}.")
    iri = served.iris.thing(kind, bare)
    path = f"/merged/{kind}/{bare}"
    target = Target(iri, f"{served.iris.base}{path.removeprefix('/')}", path)
    return answered(target, fixed, lambda: _document(served, target), offered=COMPARISONS)


def _document(served: Served, target: Target) -> Document | None:
    sources = _sources(served, target.iri)
    if not sources:
        return None

    def write(form: Representation) -> bytes:
        return _page(served, sources, target.path).encode() if form is HTML else _written(served, sources, form)

    return Document(nodes.of_triples(triple for source in sources for triple in source.triples), write)


def _same(served: Served, iri: str) -> str:
    """The property by which things of its kind are said to be the same; empty where there is none."""
    kind, _ = served.iris.kind_and_key(iri) or ("", "")
    for shape in served.model.by_kind.get(kind, ()):
        path = served.model.supplied(shape, "same")
        if path:
            return shape.properties[path].path[0]
    return ""


def _sources(served: Served, iri: str) -> list[Source]:
    """All descriptions of one thing, that of *iri* first; none if there is only one."""
    predicate = _same(served, iri)
    if not predicate:
        return []
    rows = served.store.select(queries.same(iri, predicate, _MAX_SOURCES))
    others = [rdf.plain(row["other"]) for row in rows]
    found = [source for one in dict.fromkeys([iri, *others]) if (source := _source(served, one))]
    return found if len(found) > 1 else []


def _source(served: Served, iri: str) -> Source | None:
    named = served.iris.kind_and_key(iri)
    if named is None:
        return None
    document = served.iris.document(*named)
    things = served.iris.base + "id/"
    everything = served.store.construct(queries.describe(iri, document, things, served.model.label_predicates))
    own: list[Triple] = []
    names: list[Triple] = []
    for triple in everything:
        subject = rdf.plain(triple.subject)
        (own if subject.partition("#")[0] in (iri, document) else names).append(triple)
    label = _label(served, document, everything)
    return Source(iri, document, sorted(own, key=rdf.sort_key), names, label) if own else None


def _label(served: Served, document: str, triples: Sequence[Triple]) -> Texts:
    """What the source is called that the document says it is from."""
    fields = (prop for shape in served.model.shapes.values() for prop in shape.properties.values())
    predicates = {prop.path[0] for prop in fields if prop.supplies == "source"}
    labels = served.presenter.names(nodes.in_order(triples))
    for triple in triples:
        if rdf.plain(triple.subject) == document and triple.predicate.value in predicates:
            return labels.get(rdf.plain(triple.object), {})
    return {}


def _written(served: Served, sources: Sequence[Source], form: Representation) -> bytes:
    """The statements in the graph of the document that makes them; those about the document itself in no graph."""
    quads: list[Quad] = []
    for source in sources:
        graph = NamedNode(source.document)
        for s, p, o in source.triples:
            quads.append(Quad(s, p, o) if s == graph else Quad(s, p, o, graph))
    triples = [quad.triple for quad in quads]
    return rdf.write_quads(quads, form.media_type, served.context.prefixes_for(triples))


def _page(served: Served, sources: Sequence[Source], path: str) -> str:
    everything = nodes.union(*(nodes.in_order([*source.triples, *source.names]) for source in sources))
    views = served.presenter.views([source.iri for source in sources], everything)
    documents = served.presenter.views([source.document for source in sources], everything)
    return render_template(
        "merged.html",
        view=views[0],
        descriptions=list(zip(sources, documents, strict=True)),
        labels={source.iri: source.label for source in sources},
        parts_of_all=compared(views, _elsewhere(served, sources)),
        path=path,
        formats=[form for form in COMPARISONS if form is not HTML],
    )


def _elsewhere(served: Served, sources: Sequence[Source]) -> frozenset[str]:
    """The predicates that lead to the other descriptions, or to the documents, which the page shows by themselves."""
    documents = {source.document for source in sources}
    leading = {t.predicate.value for source in sources for t in source.triples if rdf.plain(t.object) in documents}
    return frozenset({_same(served, sources[0].iri), *leading})
