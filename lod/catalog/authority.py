"""Concepts of the EU's authority tables and of ADMS, as far as catalogues need them: by code, with their labels."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lod import rdf
from lod.catalog.terms import expanded
from lod.errors import SettingsError
from lod.ontology import Texts
from lod.rdf import Literal, NamedNode, Triple

TABLES = "http://publications.europa.eu/resource/authority/"
THEMES = TABLES + "data-theme"
ADMS = "http://purl.org/adms/"
EUROVOC = "http://eurovoc.europa.eu/"
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
SHA256 = "https://spdx.org/rdf/terms/#checksumAlgorithm_sha256"
UNKNOWN_RIGHTS = ADMS + "licencetype/UnknownIPR"
_FILE = Path(__file__).with_name("authority.ttl")


@dataclass(frozen=True, slots=True)
class Authority:
    """What is known of the concepts.

    Args:
        said: Statements by subject.
        labels: What each concept is called, by IRI.
        licences: The concept of each licence, by the address that people know.
    """

    said: Mapping[str, list[Triple]]
    labels: Mapping[str, Texts]
    licences: Mapping[str, str]

    def described(self, iris: Iterable[str]) -> list[Triple]:
        """What is said of *iris*, and of the lists and types that this names; nothing of those that are unknown."""
        found: dict[str, None] = {}
        wanted = list(iris)
        while wanted:
            iri = wanted.pop()
            if iri in self.said and iri not in found:
                found[iri] = None
                wanted += [rdf.plain(t.object) for t in self.said[iri] if isinstance(t.object, NamedNode)]
        return [triple for iri in sorted(found) for triple in self.said[iri]]

    def concept(self, table: str, code: str, where: str) -> str:
        """The IRI of the concept *code* of a table of the EU or of ADMS.

        Args:
            table: Its name: ``frequency``, ``publishertype``.
            code: The code.
            where: Which setting says it, for the message.

        Raises:
            SettingsError: there is no such concept here.
        """
        start = f"{ADMS if table.endswith('type') and table != 'file-type' else TABLES}{table}/"
        if start + code not in self.labels:
            known = sorted(iri.removeprefix(start) for iri in self.labels if iri.startswith(start))
            raise SettingsError(f"{where} = {code!r}: not in the list {table}; there are {', '.join(known)}")
        return start + code


@cache
def authority() -> Authority:
    """The concepts, read once."""
    said: dict[str, list[Triple]] = {}
    labels: dict[str, dict[str, str]] = {}
    licences: dict[str, str] = {}
    label, match = expanded("skos:prefLabel"), expanded("skos:exactMatch")
    for triple in rdf.read(_FILE.read_bytes(), rdf.TURTLE):
        subject = rdf.plain(triple.subject)
        said.setdefault(subject, []).append(triple)
        if triple.predicate.value == label and isinstance(triple.object, Literal):
            labels.setdefault(subject, {})[triple.object.language or ""] = triple.object.value
        if triple.predicate.value == match:
            licences[rdf.plain(triple.object)] = subject
    return Authority(said, labels, licences)
