"""The catalogue as statements: DCAT-AP and DCAT-AP_IT at once."""

from collections.abc import Sequence

from lod.catalog import distributions
from lod.catalog.authority import TABLES, THEMES, UNKNOWN_RIGHTS, authority
from lod.catalog.entries import Agent, Catalogue, Entry, Service
from lod.catalog.terms import Sheet, text, texts, typed
from lod.rdf import NamedNode, Triple

PUBLIC = f"{TABLES}access-right/PUBLIC"
LANGUAGES = (f"{TABLES}language/ITA", f"{TABLES}language/ENG")


def of_page(catalogue: Catalogue, entries: Sequence[Entry]) -> list[Triple]:
    """The statements of one page: the catalogue, *entries*, and all that these name, so that no page needs another.

    Args:
        catalogue: The catalogue.
        entries: Those of its datasets that stand on the page.
    """
    sheet = Sheet()
    _catalogue(sheet, catalogue, entries)
    for entry in entries:
        _dataset(sheet, catalogue, entry)
        if entry.is_release:
            sheet.say(entry.iri, "dcat:inSeries", catalogue.series)
            sheet.say(entry.iri, "dcat:previousVersion", entry.previous)
            sheet.say(entry.iri, "dcat:prev", entry.previous)
    if any(entry.is_release for entry in entries):
        _series(sheet, catalogue)
    for service in catalogue.services:
        _service(sheet, catalogue, service)
    _contact(sheet, catalogue)
    for agent in {catalogue.publisher, *(entry.holder for entry in entries)}:
        _agent(sheet, agent)
    licences = {catalogue.licence, *(entry.licence for entry in entries)}
    _licences(sheet, licences)
    # the kinds of the bodies, and the algorithm of the checksums, among others
    named = {triple.object.value for triple in sheet if isinstance(triple.object, NamedNode)}
    sheet.add(authority().described(named))
    return list(sheet)


def of_entry(catalogue: Catalogue, entry: Entry) -> list[Triple]:
    """The statements about one dataset and its distributions, without those about what they name."""
    sheet = Sheet()
    _dataset(sheet, catalogue, entry)
    return list(sheet)


def _catalogue(sheet: Sheet, catalogue: Catalogue, entries: Sequence[Entry]) -> None:
    iri = catalogue.iri
    sheet.is_a(iri, "dcat:Catalog", "dcatapit:Catalog")
    sheet.say(iri, "dct:title", *texts(catalogue.title))
    sheet.say(iri, "dct:description", *texts(catalogue.description))
    sheet.say(iri, "dct:publisher", catalogue.publisher.iri)
    sheet.say(iri, "foaf:homepage", catalogue.homepage)
    sheet.is_a(catalogue.homepage, "foaf:Document")
    sheet.say(iri, "dct:issued", typed(catalogue.issued, "xsd:date"))
    sheet.say(iri, "dct:modified", typed(catalogue.modified, "xsd:date"))
    sheet.say(iri, "dct:language", *LANGUAGES)
    sheet.say(iri, "dct:license", catalogue.licence)
    sheet.say(iri, "dcat:themeTaxonomy", THEMES)
    sheet.say(iri, "dct:spatial", *dict.fromkeys(place for entry in entries for place in entry.spatial))
    sheet.say(iri, "dcat:dataset", *(entry.iri for entry in entries))
    sheet.say(iri, "dcat:service", *(service.iri for service in catalogue.services))


def _dataset(sheet: Sheet, catalogue: Catalogue, entry: Entry) -> None:
    iri = entry.iri
    sheet.is_a(iri, "dcat:Dataset", "dcatapit:Dataset")
    sheet.say(iri, "dct:identifier", text(entry.identifier))
    sheet.say(iri, "dct:title", *texts(entry.title))
    sheet.say(iri, "dct:description", *texts(entry.description))
    for language, words in sorted(entry.keywords.items()):
        sheet.say(iri, "dcat:keyword", *(text(word, language) for word in words))
    sheet.say(iri, "dcat:theme", *entry.themes)
    sheet.say(iri, "dct:subject", *entry.subjects)
    sheet.say(iri, "dct:publisher", catalogue.publisher.iri)
    sheet.say(iri, "dct:rightsHolder", entry.holder.iri)
    sheet.say(iri, "dct:creator", entry.holder.iri)
    sheet.say(iri, "dcat:contactPoint", _contact_iri(catalogue))
    sheet.say(iri, "dct:accrualPeriodicity", entry.frequency)
    sheet.say(iri, "dct:language", *entry.languages)
    sheet.say(iri, "dct:accessRights", PUBLIC)
    sheet.say(iri, "dct:issued", typed(entry.issued, "xsd:date"))
    sheet.say(iri, "dct:modified", typed(entry.modified, "xsd:date"))
    sheet.say(iri, "owl:versionInfo", text(entry.version))
    sheet.say(iri, "dcat:version", text(entry.version))
    sheet.say(iri, "dcat:landingPage", entry.landing)
    sheet.is_a(entry.landing, "foaf:Document")
    _extent(sheet, entry)
    for distribution in entry.distributions:
        sheet.say(iri, "dcat:distribution", distribution.iri)
        distributions.say(sheet, entry, distribution)


def _extent(sheet: Sheet, entry: Entry) -> None:
    sheet.say(entry.iri, "dct:spatial", *entry.spatial)
    for place in entry.spatial:
        sheet.is_a(place, "dct:Location")
    if entry.period:
        period = f"{entry.iri}{'-' if entry.is_release else '#'}period"
        sheet.say(entry.iri, "dct:temporal", period)
        sheet.is_a(period, "dct:PeriodOfTime")
        for name, day in zip(("startDate", "endDate"), entry.period, strict=True):
            sheet.say(period, f"dcat:{name}", typed(day, "xsd:date"))
            sheet.say(period, f"dcatapit:{name}", typed(day, "xsd:date"))


def _series(sheet: Sheet, catalogue: Catalogue) -> None:
    iri, releases = catalogue.series, catalogue.releases
    name = {"it": "rilasci", "en": "releases"}
    sheet.is_a(iri, "dcat:DatasetSeries")
    sheet.say(iri, "dct:title", *texts({x: f"{t}: {name.get(x, name['en'])}" for x, t in catalogue.title.items()}))
    sheet.say(iri, "dct:description", *texts(catalogue.description))
    sheet.say(iri, "dct:publisher", catalogue.publisher.iri)
    sheet.say(iri, "dcat:contactPoint", _contact_iri(catalogue))
    sheet.say(iri, "dct:accrualPeriodicity", catalogue.frequency)
    sheet.say(iri, "dct:issued", typed(catalogue.issued, "xsd:date"))
    sheet.say(iri, "dct:modified", typed(catalogue.modified, "xsd:date"))
    sheet.say(iri, "dct:spatial", *dict.fromkeys(place for entry in releases for place in entry.spatial))


def _service(sheet: Sheet, catalogue: Catalogue, service: Service) -> None:
    iri = service.iri
    entries = catalogue.sources
    sheet.is_a(iri, "dcat:DataService")
    sheet.say(iri, "dct:title", *texts(service.title))
    sheet.say(iri, "dct:description", *texts(service.description))
    sheet.say(iri, "dcat:endpointURL", service.endpoint)
    sheet.say(iri, "dcat:endpointDescription", service.described)
    sheet.say(iri, "dct:conformsTo", service.standard)
    sheet.is_a(service.standard, "dct:Standard")
    sheet.say(iri, "dct:publisher", catalogue.publisher.iri)
    sheet.say(iri, "dcat:contactPoint", _contact_iri(catalogue))
    sheet.say(iri, "dct:license", catalogue.licence)
    sheet.say(iri, "dct:accessRights", PUBLIC)
    sheet.say(iri, "dcat:theme", *dict.fromkeys(theme for entry in entries for theme in entry.themes))
    for entry in entries:
        sheet.say(iri, "dcat:servesDataset", entry.iri)
        for language, words in sorted(entry.keywords.items()):
            sheet.say(iri, "dcat:keyword", *(text(word, language) for word in words))


def _contact_iri(catalogue: Catalogue) -> str:
    return f"{catalogue.iri}#contact"


def _contact(sheet: Sheet, catalogue: Catalogue) -> None:
    iri, said = _contact_iri(catalogue), catalogue.contact
    sheet.is_a(iri, "dcatapit:Organization", "vcard:Organization", "vcard:Kind")
    sheet.say(iri, "vcard:fn", text(said["name"]))
    sheet.say(iri, "vcard:hasEmail", f"mailto:{said['email']}")
    sheet.say(iri, "vcard:hasURL", said["page"])


def _agent(sheet: Sheet, agent: Agent) -> None:
    sheet.is_a(agent.iri, "foaf:Agent", "dcatapit:Agent")
    sheet.say(agent.iri, "dct:identifier", text(agent.identifier))
    sheet.say(agent.iri, "foaf:name", text(agent.name))
    sheet.say(agent.iri, "dct:type", agent.kind)
    sheet.say(agent.iri, "foaf:homepage", agent.homepage)
    if agent.homepage:
        sheet.is_a(agent.homepage, "foaf:Document")


def _licences(sheet: Sheet, licences: set[str]) -> None:
    """What is said of a licence that the EU's list does not have; the others describe themselves."""
    for iri in sorted(licences):
        if not authority().described([iri]):
            sheet.is_a(iri, "dct:LicenseDocument", "dcatapit:LicenseDocument")
            sheet.say(iri, "foaf:name", text(iri))
            sheet.say(iri, "dct:type", UNKNOWN_RIGHTS)
