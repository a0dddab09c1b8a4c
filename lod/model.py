"""The model: ontology, vocabularies and shapes, read once."""

import pickle
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rdflib
from rdflib import RDF, SKOS, Graph, URIRef
from rdflib.namespace import OWL

from lod import ontology, questions, rdf, shapes, terms, vocabularies
from lod.errors import ModelError
from lod.iris import VOCABULARIES
from lod.ontology import Term, Texts
from lod.questions import Question
from lod.shapes import Group, NodeShape, PropertyShape
from lod.vocabularies import Scheme

# what takes longest to be read again
_GRAPHS = ("published", "constraints", "ontologies")
_PACKED, _PICKLE = "_packed", pickle.HIGHEST_PROTOCOL


@dataclass(frozen=True)
class Model:
    """What the publisher knows of its fields.

    Args:
        terms: Ontology terms by IRI.
        schemes: Code lists by IRI.
        shapes: Node shapes by local name.
        groups: Property groups by IRI.
        prefixes: Namespace by prefix, as the files bind them.
        published: The triples of ontology and vocabularies.
        constraints: The triples of the shapes.
        questions: Competency questions by name.
        ontologies: What the file of each ontology says, by IRI of the ontology.
    """

    terms: Mapping[str, Term]
    schemes: Mapping[str, Scheme]
    shapes: Mapping[str, NodeShape]
    groups: Mapping[str, Group]
    prefixes: Mapping[str, str]
    published: Graph
    constraints: Graph
    questions: Mapping[str, Question]
    ontologies: Mapping[str, Graph]

    def __getstate__(self) -> dict[str, Any]:
        """The model as it is pickled: its graphs apart, which few of those need who get it."""
        state = dict(self.__dict__)
        packed = {**state.pop(_PACKED, {}), **{n: pickle.dumps(state.pop(n), _PICKLE) for n in _GRAPHS if n in state}}
        return {**state, _PACKED: packed}

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> object:
            """A graph that was pickled apart, once somebody asks for it."""
            packed = self.__dict__.get(_PACKED, {}).get(name)
            if packed is None:
                raise AttributeError(name)
            # another thread may do the same: the first one's stays
            return self.__dict__.setdefault(name, pickle.loads(packed))  # noqa: S301  # see `__getstate__`

    @cached_property
    def by_target(self) -> Mapping[str, NodeShape]:
        """Node shapes by the class that they target."""
        return {shape.target: shape for shape in self.shapes.values()}

    @cached_property
    def by_kind(self) -> Mapping[str, tuple[NodeShape, ...]]:
        """Node shapes by kind; a kind may have several (places: regions, provinces, municipalities)."""
        kinds: dict[str, tuple[NodeShape, ...]] = {}
        for shape in self.shapes.values():
            if shape.kind:
                kinds[shape.kind] = (*kinds.get(shape.kind, ()), shape)
        return kinds

    @cached_property
    def label_predicates(self) -> tuple[str, ...]:
        """The predicates that name things, in no order of preference."""
        labels = (shape.label_property() for shape in self.shapes.values())
        return tuple(sorted({label.path[0] for label in labels if label}))

    @cached_property
    def concept_labels(self) -> Mapping[str, Texts]:
        """Labels of all concepts by IRI."""
        return {iri: text for scheme in self.schemes.values() for iri, text in scheme.labels.items()}

    @cached_property
    def definitions(self) -> Mapping[str, Texts]:
        """Definitions of all concepts by IRI."""
        return {iri: ontology.texts(self.published, URIRef(iri), SKOS.definition) for iri in self.concept_labels}

    @cached_property
    def concept_order(self) -> Mapping[str, int]:
        """Where each concept of an ordered list stands in it, by IRI."""
        return {iri: n for scheme in self.schemes.values() if scheme.ordered for n, iri in enumerate(scheme.labels)}

    def label_of(self, predicate: str, shape: NodeShape | None = None) -> Texts:
        """What *predicate* is called: on things of *shape* first, then anywhere, then in the ontology."""
        for candidate in (shape, *self.shapes.values()):
            for prop in candidate.properties.values() if candidate else ():
                if prop.path == (predicate,) and prop.label:
                    return prop.label
        term = self.terms.get(predicate)
        return term.label if term else {}

    def supplied(self, shape: NodeShape, what: str) -> str:
        """Path of the field of *shape* that the program fills with *what*; empty where there is none."""
        return next(
            (path for path, prop in self.paths(shape) if prop.supplies == what),
            "",
        )

    def paths(self, shape: NodeShape, above: tuple[str, ...] = ()) -> Iterator[tuple[str, PropertyShape]]:
        """All fields of *shape* and of its parts, by their path of names; a part within itself is not entered."""
        for name, prop in shape.properties.items():
            yield ".".join((*above, name)), prop
            if prop.part and len(above) < _MAX_DEPTH:
                yield from self.paths(self.shapes[prop.part], (*above, name))


_MAX_DEPTH = 4


def load(ontology_dir: Path, shapes_dir: Path) -> Model:
    """The model in two folders of Turtle files.

    Raises:
        ModelError: a folder is missing or empty, a file does not parse, a shape names another that is not there.
    """
    # rdflib rewrites literals on parsing ("007" becomes "7") unless told not to
    rdflib.NORMALIZE_LITERALS = False
    files = [_graph(file) for file in _files(ontology_dir)]
    published, constraints = _together(files), _graph(*_files(shapes_dir))
    model = Model(
        terms=ontology.terms(published),
        schemes=vocabularies.schemes(published),
        shapes=shapes.node_shapes(constraints),
        groups=shapes.groups(constraints),
        prefixes=_prefixes((published, constraints)),
        published=published,
        constraints=constraints,
        questions=questions.questions(ontology_dir / "questions"),
        ontologies={str(iri): graph for graph in files for iri in graph.subjects(RDF.type, OWL.Ontology)},
    )
    _check_references(model)
    return model


def _files(folder: Path) -> list[Path]:
    files = sorted(folder.rglob("*.ttl"))
    if not files:
        raise ModelError(f"{folder}: no Turtle file there")
    return files


def _graph(*files: Path) -> Graph:
    """What *files* say together: read by Oxigraph, as rdflib's own parser takes thirty times as long."""
    graph = Graph(bind_namespaces="none")
    for file in files:
        try:
            triples, prefixes = rdf.read_file(file)
        except (SyntaxError, ValueError, OSError) as error:
            raise ModelError(f"{file}: {' '.join(str(error).split())[:300]}") from error
        for prefix, namespace in prefixes.items():
            graph.bind(prefix, namespace)
        for statement in triples:
            graph.add(terms.triple(*statement))
    return graph


def _together(graphs: Iterable[Graph]) -> Graph:
    everything = Graph(bind_namespaces="none")
    for graph in graphs:
        everything += graph
        for prefix, namespace in graph.namespaces():
            everything.bind(prefix, namespace)
    return everything


def _prefixes(graphs: Iterable[Graph]) -> dict[str, str]:
    # a vocabulary's file has a prefix for its own concepts; outside that file it means nothing
    everything = {p: str(n) for graph in graphs for p, n in graph.namespaces() if p}
    bound = {p: n for p, n in everything.items() if n == VOCABULARIES or not n.startswith(VOCABULARIES)}
    return dict(sorted(bound.items()))


def _check_references(model: Model) -> None:
    for shape in model.shapes.values():
        for prop in shape.properties.values():
            if prop.part and prop.part not in model.shapes:
                raise ModelError(f"<{prop.iri}>: browse:part names no node shape with sh:targetClass")
            if prop.scheme and prop.scheme not in model.schemes:
                raise ModelError(f"<{prop.iri}>: browse:scheme {prop.scheme} is no concept scheme")
