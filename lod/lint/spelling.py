"""Misspelt names: terms that their vocabulary does not have, IRIs of ours that lead nowhere, in SPARQL texts too."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import chain

from rdflib import OWL, RDF, RDFS, SKOS, XSD, Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, GEO, ORG, PROV, SH, VANN, DefinedNamespace
from rdflib.term import Node

from lod.iris import BROWSE, ONTOLOGY, SHAPES, VOCABULARIES, W3ID
from lod.lint.problem import Problem
from lod.model import Model

# vocabularies of which all terms are known here
_KNOWN: Mapping[str, type[DefinedNamespace]] = {
    str(names): names for names in (DCAT, DCTERMS, FOAF, GEO, ORG, OWL, PROV, RDF, RDFS, SH, SKOS, VANN, XSD)
}
_DASH = "http://datashapes.org/dash#"
_ROLES = ("DepictionRole", "DescriptionRole", "IconRole", "IDRole", "KeyInfoRole", "LabelRole")
_DASH_TERMS = {_DASH + name for name in ("propertyRole", *_ROLES)}
# what names a class; a class of others is declared in reused.ttl or alignments.ttl
_TO_CLASSES = (
    SH["class"],
    SH.targetClass,
    URIRef(BROWSE + "alsoType"),
    RDFS.subClassOf,
    RDFS.domain,
)
_CHOICES = {
    SH.severity: {SH.Violation, SH.Warning, SH.Info},
    SH.nodeKind: {SH.IRI, SH.Literal, SH.BlankNode, SH.BlankNodeOrIRI, SH.BlankNodeOrLiteral, SH.IRIOrLiteral},
}
# IRIs of ours that are no subject of a statement: the site, the namespaces, an anchor of the page
_OTHERS = {W3ID, ONTOLOGY, BROWSE, VOCABULARIES, SHAPES, ONTOLOGY + "changes"}
_BUILT_IN = (str(RDF), str(RDFS), str(OWL))
_SILENT = re.compile(r'"""(?:[^"]|"(?!""))*"""|"[^"\n]*"|#[^\n<>]*$', re.MULTILINE)
_PREFIX = re.compile(r"PREFIX\s+([\w-]*):\s*<([^<>\s]*)>", re.IGNORECASE)
_NAME = re.compile(r"(?<![\w?$<:/])([A-Za-z][\w-]*):([\w-]+)")
_IRI = re.compile(r"<([^<>\s]+)>")

Triple = tuple[Node, Node, Node]


def triples(model: Model) -> Iterable[Triple]:
    """All statements of ontology, vocabularies and shapes."""
    return chain(model.published, model.constraints)


def misspelt(model: Model) -> Iterator[Problem]:
    """All that is misspelt."""
    ours = {str(subject) for subject, _, _ in triples(model)} | set(_versions(model))
    # most terms occur again and again
    said_of = cache(lambda iri: tuple(_said_of(iri, ours, model)))
    for subject, predicate, value in triples(model):
        where = str(subject)
        for term in (subject, predicate, value):
            if isinstance(term, URIRef):
                yield from (Problem(where, message) for message in said_of(str(term)))
        yield from (Problem(where, message) for message in _values(predicate, value, model))
    for where, text in _queries(model):
        for iri in _named(text):
            yield from (Problem(where, message) for message in said_of(iri))


def _versions(model: Model) -> Iterator[str]:
    """The IRIs of the ontologies' versions, which other statements need not describe."""
    for predicate in (OWL.versionIRI, OWL.priorVersion):
        yield from (str(iri) for iri in model.published.objects(None, predicate))


def _said_of(iri: str, ours: set[str], model: Model) -> Iterator[str]:
    names = next((names for start, names in _KNOWN.items() if iri.startswith(start) and iri != start), None)
    if (names is not None and URIRef(iri) not in names) or (iri.startswith(_DASH) and iri not in _DASH_TERMS):
        yield f"{iri}: no such term"
    if not iri.startswith(W3ID) or iri in _OTHERS:
        return
    is_term = iri.startswith((ONTOLOGY, BROWSE))
    if is_term and iri not in model.terms and (URIRef(iri), RDF.type, None) not in model.published:
        yield f"{iri}: declared in no ontology"
    elif iri not in ours:
        yield f"{iri}: leads nowhere"


def _values(predicate: Node, value: Node, model: Model) -> Iterator[str]:
    """Values that cannot be those of their predicate."""
    term = model.terms.get(str(value))
    is_class = str(value).startswith(_BUILT_IN) or (term is not None and str(OWL.Class) in term.kinds)
    if predicate in _TO_CLASSES and not is_class:
        yield f"{value}: a class that no file of the ontology declares"
    is_known = term is not None or any(str(value).startswith(start) for start in _KNOWN)
    if predicate == SH.path and isinstance(value, URIRef) and not is_known:
        yield f"{value}: a property that no file of the ontology declares"
    if predicate in _CHOICES and value not in _CHOICES[URIRef(str(predicate))]:
        yield f"{value}: not a value of {predicate}"
    is_flag = str(predicate).startswith(BROWSE) and str(value) in ("true", "false")
    if is_flag and isinstance(value, Literal) and value.datatype != XSD.boolean:
        yield f"{predicate}: a text, where true or false is meant; without quotes"


def _queries(model: Model) -> Iterator[tuple[str, str]]:
    """Every SPARQL text with where it stands."""
    yield from ((name, question.query) for name, question in model.questions.items())
    yield from queries_of_shapes(model)


def queries_of_shapes(model: Model) -> Iterator[tuple[str, str]]:
    """Every SPARQL text of a shape with where it stands, and with the prefixes that it may name."""
    declared = "".join(
        f"PREFIX {prefix}: <{model.constraints.value(one, SH.namespace)}>\n"
        for one, prefix in model.constraints.subject_objects(SH.prefix)
    )
    for predicate in (SH.select, SH.ask, SH.construct):
        for subject, text in model.constraints.subject_objects(predicate):
            yield str(subject), declared + str(text)


def _named(text: str) -> Iterator[str]:
    """The IRIs that a SPARQL text names, prefixed names spelled out; what is in strings and comments is none."""
    bare = _SILENT.sub(" ", text)
    prefixes = dict(_PREFIX.findall(bare))
    body = _PREFIX.sub(" ", bare)
    yield from _IRI.findall(body)
    for prefix, name in _NAME.findall(_IRI.sub(" ", body)):
        if prefix in prefixes:
            yield prefixes[prefix] + name
