"""A distribution as statements."""

from lod.catalog.authority import MEDIA_TYPES, SHA256, TABLES
from lod.catalog.entries import Distribution, Entry
from lod.catalog.terms import Sheet, text, texts, typed
from lod.iris import ONTOLOGY

_PACKED = {"gzip": "application/gzip", "zstd": "application/zstd"}
_GRAPHS = ("RDF_", "JSON_LD")


def say(sheet: Sheet, entry: Entry, distribution: Distribution) -> None:
    """Says all of *distribution*, one of those of *entry*."""
    iri = distribution.iri
    sheet.is_a(iri, "dcat:Distribution", "dcatapit:Distribution")
    sheet.say(iri, "dct:title", *texts(distribution.title))
    sheet.say(iri, "dct:description", *texts(distribution.description))
    sheet.say(iri, "dcat:accessURL", distribution.access)
    sheet.say(iri, "dct:format", f"{TABLES}file-type/{distribution.file_type}")
    sheet.say(iri, "dct:license", entry.licence)
    sheet.say(iri, "dct:language", *entry.languages)
    sheet.say(iri, "dct:issued", typed(entry.modified, "xsd:date"))
    sheet.say(iri, "dct:modified", typed(entry.modified, "xsd:date"))
    stable = "STABLE" if distribution.is_fixed else "AVAILABLE"
    sheet.say(iri, "dcatap:availability", f"{TABLES}planned-availability/{stable}")
    sheet.say(iri, "adms:status", f"{TABLES}distribution-status/COMPLETED")
    sheet.say(iri, "dcat:accessService", distribution.service)
    if distribution.file_type.startswith(_GRAPHS):
        standard = ONTOLOGY.removesuffix("#")
        sheet.say(iri, "dct:conformsTo", standard)
        sheet.is_a(standard, "dct:Standard")
    _rights(sheet, entry, distribution)
    _media_type(sheet, iri, "dcat:mediaType", distribution.media_type)
    _media_type(sheet, iri, "dcat:compressFormat", _PACKED.get(distribution.compression, ""))
    if distribution.download:
        _file(sheet, distribution)


def _rights(sheet: Sheet, entry: Entry, distribution: Distribution) -> None:
    """The words that the licence asks for."""
    if entry.attribution:
        rights = f"{entry.iri}{'-' if entry.is_release else '#'}rights"
        sheet.say(distribution.iri, "dct:rights", rights)
        sheet.is_a(rights, "dct:RightsStatement")
        sheet.say(rights, "rdfs:label", text(entry.attribution))
        sheet.say(rights, "dct:description", text(entry.attribution))
        sheet.say(distribution.iri, "schema:creditText", text(entry.attribution))


def _media_type(sheet: Sheet, iri: str, predicate: str, media_type: str) -> None:
    # a subtype that begins so is registered nowhere
    if media_type and "/x-" not in media_type:
        sheet.say(iri, predicate, MEDIA_TYPES + media_type)
        sheet.is_a(MEDIA_TYPES + media_type, "dct:MediaType")


def _file(sheet: Sheet, distribution: Distribution) -> None:
    iri = distribution.iri
    sheet.say(iri, "dcat:downloadURL", distribution.download)
    sheet.say(iri, "dcat:byteSize", typed(distribution.bytes, "xsd:nonNegativeInteger"))
    checksum = f"{iri}-sha256"
    sheet.say(iri, "spdx:checksum", checksum)
    sheet.is_a(checksum, "spdx:Checksum")
    sheet.say(checksum, "spdx:algorithm", SHA256)
    sheet.say(checksum, "spdx:checksumValue", typed(distribution.sha256, "xsd:hexBinary"))
