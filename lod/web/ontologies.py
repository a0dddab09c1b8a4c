"""The ontologies as documents: for people one page with a diagram and examples, for programs the triples."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, abort, g, render_template, request
from rdflib import OWL, RDF, Graph, URIRef

from lod import nodes, queries, rdf
from lod.iris import ONTOLOGIES, W3ID, is_key
from lod.nodes import Nodes
from lod.ontology import LANGUAGES
from lod.presentation import View
from lod.rdf import Literal, NamedNode, Triple
from lod.shapes import Group, NodeShape, PropertyShape
from lod.web import negotiation
from lod.web.description import Target
from lod.web.negotiation import DOCUMENTS, HTML, SHOWN, Representation
from lod.web.responses import Document, answered, made, see_other, sent
from lod.web.served import Served
from lod.web.source_labels import source_labels
from lod.web.writing import written

ontologies = Blueprint("ontologies", __name__)

_ANY = "any(" + ",".join(ONTOLOGIES) + ")"
_EXAMPLE_CHARACTERS = 160
_SVG = "image/svg+xml"
_KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)


@dataclass(frozen=True, slots=True)
class Use:
    """A field that uses a term.

    Args:
        shape: The shape of the things that have it.
        field: The field.
        labels: How sources call it.
    """

    shape: NodeShape
    field: PropertyShape
    labels: Sequence[str]


@dataclass(frozen=True, slots=True)
class Entry:
    """A term as the page shows it.

    Args:
        view: What is said of it.
        uses: The fields that use it.
        example: A statement of the data that uses it, as Turtle; empty if there is none.
    """

    view: View
    uses: Sequence[Use]
    example: str


@ontologies.get(f"/<{_ANY}:name>")
@ontologies.get(f"/<{_ANY}:name>.<extension>")
def ontology(name: str, extension: str = "") -> Response:
    """An ontology, which is its own document."""
    form = negotiation.by_extension(extension, DOCUMENTS)
    served: Served = g.served
    iri = W3ID + name
    if iri not in served.model.ontologies or (extension and form is None):
        abort(404, description=f"There is nothing at {request.path}.")
    target = Target(iri, iri, f"/{name}")
    return answered(target, form, lambda: _document(served, target))


@ontologies.get("/onto/diagram.<language>.svg")
def drawing(language: str) -> Response:
    """The diagram of the ontology."""
    served: Served = g.served
    if language not in served.diagrams:
        abort(404, description=f"There is no diagram in {language[:20]!r}, only in {', '.join(LANGUAGES)}.")
    return sent(made(served.diagrams[language].encode(), _SVG))


@ontologies.get("/onto/<version>")
def version(version: str) -> Response:
    """303 from the IRI of a version that the ontology names to the ontology."""
    served: Served = g.served
    if not is_key(version) or (None, None, URIRef(f"{W3ID}onto/{version}")) not in served.model.published:
        abort(404, description=f"There is no version {version[:40]!r} here.")
    return see_other("/onto")


def _document(served: Served, target: Target) -> Document:
    everything = _nodes(served, target.iri)

    def write(form: Representation) -> bytes:
        if form is HTML:
            return _page(served, target, everything).encode()
        return written(served, everything, target, form, g.root)

    return Document(everything, write)


def _nodes(served: Served, iri: str) -> Nodes:
    """What the ontology's file says, all that other files say of its own terms, and the kinds of others' terms."""
    own = served.model.ontologies[iri]
    prefix = f"{iri}#"
    graph = Graph(bind_namespaces="none")
    for triple in (*own, *(t for t in served.model.published if str(t[0]).startswith(prefix))):
        graph.add(triple)
    named = {node for node in graph.all_nodes() if not str(node).startswith(W3ID)}
    for declared in served.model.published.triples((None, RDF.type, None)):
        if declared[2] in _KINDS and declared[0] in named:
            graph.add(declared)
    triples = rdf.read(graph.serialize(format="nt", encoding="utf-8"), rdf.N_TRIPLES)
    return nodes.of_triples(sorted(triples, key=lambda t: (rdf.plain(t.subject) != iri, *rdf.sort_key(t))))


def _page(served: Served, target: Target, everything: Nodes) -> str:
    terms = [iri for iri in everything if iri in served.model.terms and iri != target.iri and iri.startswith(W3ID)]
    entries = [_entry(served, view) for view in served.presenter.views(terms, everything)]
    drawing = served.diagrams.get(g.language, "") if target.path == "/onto" else ""
    return render_template(
        "ontology.html",
        view=served.presenter.view(target.iri, everything),
        sections=_sections(served, entries),
        table=_table(served) if target.path == "/onto" else [],
        diagram=drawing.replace(f'href="{W3ID}', f'href="{g.root}/'),
        target=target,
        formats=SHOWN,
    )


def _entry(served: Served, view: View) -> Entry:
    uses = list(_uses(served, view.iri))
    classes = [use.shape.target for use in uses] or [""]
    return Entry(view, uses, next(filter(None, (_example(served, view.iri, one) for one in classes)), ""))


def _uses(served: Served, iri: str) -> list[Use]:
    said: Mapping[str, Mapping[str, tuple[str, ...]]] = source_labels()
    return [
        Use(shape, prop, said.get(shape.name, {}).get(name, ()))
        for shape in served.model.shapes.values()
        for name, prop in shape.properties.items()
        if prop.path == (iri,)
    ]


def _example(served: Served, predicate: str, target: str) -> str:
    """A statement of the data, long texts cut."""
    for row in served.store.select(queries.example(predicate, target)):
        thing, value = row["thing"], row["value"]
        if isinstance(value, Literal) and len(value.value) > _EXAMPLE_CHARACTERS:
            cut = value.value[:_EXAMPLE_CHARACTERS] + "…"
            value = Literal(cut, language=value.language) if value.language else Literal(cut, datatype=value.datatype)
        if isinstance(thing, NamedNode):
            triple = Triple(thing, NamedNode(predicate), value)
            turtle = rdf.write([triple], rdf.TURTLE, served.context.prefixes_for([triple])).decode()
            return "\n".join(line for line in turtle.splitlines() if not line.startswith("@prefix")).strip()
    return ""


def _table(served: Served) -> list[tuple[list[PropertyShape], Sequence[str]]]:
    """Every field of what has a list, with the fields that it is a part of, and how sources call it."""
    said: Mapping[str, Mapping[str, tuple[str, ...]]] = source_labels()
    rows: list[tuple[list[PropertyShape], Sequence[str]]] = []
    for shape in served.model.shapes.values():
        known = dict(served.model.paths(shape)) if shape.collection else {}
        for path, prop in known.items():
            steps = path.split(".")
            if not prop.facet_only and not prop.part:
                above = [known[".".join(steps[:n])] for n in range(1, len(steps))]
                rows.append(([*above, prop], said.get(shape.name, {}).get(path, ())))
    return rows


def _sections(served: Served, entries: Sequence[Entry]) -> list[tuple[Group | None, list[Entry]]]:
    """Classes, then properties by the group that a page shows them in, then the rest."""
    order = sorted(served.model.groups.values(), key=lambda group: group.order)
    place: dict[str, list[Entry]] = {}
    for entry in entries:
        place.setdefault(entry.uses[0].field.group if entry.uses else "", []).append(entry)
    found: list[tuple[Group | None, list[Entry]]] = [(None, place.pop("", []))]
    return [*found, *((group, place[group.iri]) for group in order if group.iri in place)]
