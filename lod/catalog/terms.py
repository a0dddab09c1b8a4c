"""The words that catalogues are written in, and a sheet to write statements on."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from lod.rdf import RDF_TYPE, XSD, Literal, NamedNode, Term, Triple

PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        "adms": "http://www.w3.org/ns/adms#",
        "dcat": "http://www.w3.org/ns/dcat#",
        "dcatap": "http://data.europa.eu/r5r/",
        "dcatapit": "http://dati.gov.it/onto/dcatapit#",
        "dct": "http://purl.org/dc/terms/",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "format": "http://www.w3.org/ns/formats/",
        "hydra": "http://www.w3.org/ns/hydra/core#",
        "owl": "http://www.w3.org/2002/07/owl#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "schema": "https://schema.org/",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "spdx": "http://spdx.org/rdf/terms#",
        "vcard": "http://www.w3.org/2006/vcard/ns#",
        "void": "http://rdfs.org/ns/void#",
        "xsd": XSD,
    }
)


def expanded(name: str) -> str:
    """The IRI of a prefixed name: ``dct:title``; what begins with no prefix of ours is an IRI already."""
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local if prefix in PREFIXES else name


def text(value: str, language: str = "") -> Literal:
    """A text, in a language where one is given."""
    return Literal(value, language=language) if language else Literal(value)


def texts(values: Mapping[str, str]) -> list[Term]:
    """A text in several languages."""
    return [text(value, language) for language, value in sorted(values.items()) if value]


def typed(value: object, datatype: str) -> Literal:
    """A value of a datatype given as a prefixed name: ``xsd:date``."""
    return Literal(str(value), datatype=NamedNode(expanded(datatype)))


class Sheet:
    """Statements, each once, in the order in which they were said."""

    def __init__(self) -> None:
        self._said: dict[Triple, None] = {}

    def __iter__(self) -> Iterator[Triple]:
        return iter(self._said)

    def is_a(self, subject: str, *classes: str) -> None:
        """Says the classes of *subject*, as prefixed names."""
        for name in classes:
            self._said[Triple(NamedNode(subject), RDF_TYPE, NamedNode(expanded(name)))] = None

    def say(self, subject: str, predicate: str, *values: Term | str) -> None:
        """Says something of *subject*; a value that is a text here is an IRI or a prefixed name, empty for none."""
        for value in values:
            if value != "":
                term = NamedNode(expanded(value)) if isinstance(value, str) else value
                self._said[Triple(NamedNode(subject), NamedNode(expanded(predicate)), term)] = None

    def add(self, triples: "Sheet | list[Triple]") -> None:
        """Takes over *triples*."""
        for triple in triples:
            self._said[triple] = None
