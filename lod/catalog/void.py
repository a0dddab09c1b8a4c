"""The figures of a release as statements (VoID)."""

import hashlib
import re
from collections.abc import Mapping

from lod.catalog.statistics import Statistics
from lod.catalog.terms import Sheet, text, typed
from lod.iris import ONTOLOGY, Iris
from lod.rdf import Triple

_NAMESPACE = re.compile(r".*[/#]")
_NAME_CHARACTERS = 8


def figures(iris: Iris, statistics: Statistics, dumps: Mapping[str, str]) -> list[Triple]:
    """What is said of the dataset that holds all that is published.

    Args:
        iris: The publisher's IRIs.
        statistics: The figures.
        dumps: Addresses of its files, and the IRI of the format of each.
    """
    sheet, dataset = Sheet(), iris.dataset
    for name, count in (
        ("triples", statistics.triples),
        ("distinctSubjects", statistics.subjects),
        ("entities", statistics.entities),
        ("documents", statistics.documents),
        ("classes", len(statistics.classes)),
        ("properties", len(statistics.properties)),
    ):
        sheet.say(dataset, f"void:{name}", typed(count, "xsd:integer"))
    sheet.say(dataset, "void:uriSpace", text(iris.base))
    sheet.say(dataset, "void:exampleResource", *statistics.examples)
    sheet.say(dataset, "void:vocabulary", *_vocabularies(statistics))
    for address, form in dumps.items():
        sheet.say(dataset, "void:dataDump", address)
        sheet.say(dataset, "void:feature", form)
    for iri, count in statistics.classes.items():
        part = _part(sheet, dataset, "class", iri)
        sheet.say(part, "void:entities", typed(count, "xsd:integer"))
    for iri, (count, subjects) in statistics.properties.items():
        part = _part(sheet, dataset, "property", iri)
        sheet.say(part, "void:triples", typed(count, "xsd:integer"))
        sheet.say(part, "void:distinctSubjects", typed(subjects, "xsd:integer"))
    _linksets(sheet, dataset, statistics)
    return list(sheet)


def _part(sheet: Sheet, dataset: str, kind: str, iri: str) -> str:
    """The part of *dataset* that has one class or property."""
    part = f"{dataset}-{kind}-{_short(iri)}"
    sheet.say(dataset, f"void:{kind}Partition", part)
    sheet.is_a(part, "void:Dataset")
    sheet.say(part, f"void:{kind}", iri)
    return part


def _short(iri: str) -> str:
    """A name that follows from *iri*, and is the same in every release."""
    return hashlib.sha256(iri.encode()).hexdigest()[:_NAME_CHARACTERS]


def _vocabularies(statistics: Statistics) -> list[str]:
    """The namespaces of the classes and properties that are used, without the hash sign, the ontology's own first."""
    used = (*statistics.classes, *statistics.properties)
    found = {match[0] for iri in used if (match := _NAMESPACE.match(iri))}
    return [ONTOLOGY.removesuffix("#"), *sorted(space for space in found if space != ONTOLOGY)]


def _linksets(sheet: Sheet, dataset: str, statistics: Statistics) -> None:
    for predicate, space, count in statistics.links:
        linkset, target = f"{dataset}-links-{_short(predicate + space)}", f"{dataset}-of-{_short(space)}"
        sheet.is_a(linkset, "void:Linkset")
        sheet.say(dataset, "void:subset", linkset)
        sheet.say(linkset, "void:linkPredicate", predicate)
        sheet.say(linkset, "void:subjectsTarget", dataset)
        sheet.say(linkset, "void:objectsTarget", target)
        sheet.say(linkset, "void:triples", typed(count, "xsd:integer"))
        sheet.is_a(target, "void:Dataset")
        sheet.say(target, "void:uriSpace", text(space))
