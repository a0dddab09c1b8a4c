"""The catalogue put together: the facts of the release that is served, and the releases that are kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from lod.catalog import ways
from lod.catalog.agents import holder, publisher
from lod.catalog.authority import EUROVOC, TABLES, authority
from lod.catalog.entries import Catalogue, Entry
from lod.catalog.facts import Facts, SourceFacts
from lod.catalog.services import services
from lod.dumps import Dump
from lod.errors import SettingsError
from lod.iris import Iris

KIND = "dataset"
_ALL = {
    "it": "Processi partecipativi da un registro pubblico, come dati aperti collegati: uno per scheda, con titolare, "
    "territorio, tempi, modalità ed esiti.",
    "en": "Participatory processes of a public register as linked open data: one a record, with who decides, where, "
    "when, how and with what outcome.",
}
_RELEASE = {
    "it": "Tutto ciò che è stato pubblicato in questo rilascio, come file che non cambiano più: dati, ontologia e "
    "vocabolari, in RDF, CSV, Parquet e GeoJSON.",
    "en": "All that was published in this release, as files that never change again: data, ontology and vocabularies, "
    "in RDF, CSV, Parquet and GeoJSON.",
}


@dataclass(frozen=True, slots=True)
class Version:
    """A release that is kept.

    Args:
        id: Its id.
        issued: Day of its publication.
        previous: Id of the release before it, empty without.
        records: How many records it holds.
        dumps: Its files; none in those of an older version.
    """

    id: str
    issued: str
    previous: str = ""
    records: int = 0
    dumps: tuple[Dump, ...] = ()


def composed(facts: Facts, iris: Iris, versions: Sequence[Version], first: str = "") -> Catalogue:
    """The catalogue.

    Args:
        facts: Those of the release that is served.
        iris: The publisher's IRIs.
        versions: The releases that are kept, the one that is served first, then the newest.
        first: Day of the first release of all; empty for that of the oldest one that is kept.

    Raises:
        SettingsError: a code is in none of the lists that catalogues use; or the sources have several licences, and it
            is not said which one holds for all of them together.
    """
    current, oldest = versions[0], min(version.issued for version in versions)
    of_concept, said = authority().concept, facts.catalogue
    empty = Catalogue(
        iri=iris.catalogue,
        series=f"{iris.catalogue}#releases",
        title=said.title,
        description=said.description,
        homepage=facts.public_url,
        licence=licence(said.licence or _common_licence(facts)),
        issued=said.issued or first or oldest,
        modified=current.issued,
        frequency=of_concept("frequency", said.frequency, "[catalogue] frequency"),
        publisher=publisher(facts, iris),
        contact={"name": facts.contact.name, "email": facts.contact.email, "page": facts.contact.page},
        services=services(facts, iris),
        is_demonstration=facts.is_demonstration,
    )
    sources = tuple(_of_source(facts, source, empty, iris, current) for source in facts.sources)
    listed = [version for version in versions if version.dumps]
    return replace(
        empty,
        sources=sources,
        releases=tuple(_of_release(facts, version, empty, sources, {v.id for v in listed}) for version in listed),
    )


def licence(address: str) -> str:
    """The IRI by which catalogues know a licence: the EU's where it has one."""
    return authority().licences.get(address, address)


def _common_licence(facts: Facts) -> str:
    licences = sorted({source.licence for source in facts.sources})
    if len(licences) > 1:
        raise SettingsError(
            f"[catalogue] licence is missing: the sources have {', '.join(licences)}; say which one holds for all of"
            " them together"
        )
    return licences[0]


def _of_source(facts: Facts, source: SourceFacts, within: Catalogue, iris: Iris, current: Version) -> Entry:
    known, iri = authority(), iris.thing(KIND, source.name)
    where = f"[[source]] {source.name}:"
    return Entry(
        iri=iri,
        identifier=f"{within.publisher.identifier}:{source.name}",
        title={"it": source.title, "en": source.title},
        description=source.description or _ALL,
        keywords=source.keywords,
        themes=tuple(known.concept("data-theme", code, f"{where} themes") for code in source.themes),
        subjects=tuple(EUROVOC + number for number in source.subjects),
        spatial=source.spatial,
        languages=tuple(known.concept("language", code, f"{where} languages") for code in source.languages),
        frequency=known.concept("frequency", source.frequency, f"{where} frequency"),
        holder=holder(source, within.publisher),
        licence=licence(source.licence),
        attribution=source.attribution,
        issued=within.issued,
        modified=within.modified,
        version=current.id,
        landing=f"{facts.public_url}doc/{KIND}/{source.name}",
        distributions=ways.of_source(facts, source, iri, iris, current.dumps),
        period=facts.statistics.periods.get(source.name, ()),
        records=facts.statistics.records.get(source.name, 0),
    )


def _of_release(facts: Facts, version: Version, within: Catalogue, sources: Sequence[Entry], listed: set[str]) -> Entry:
    """One release of all that the sources gave."""
    iri = _release_iri(within, version.id)
    days = [day for source in sources for day in source.period]
    name = {"it": f"Rilascio del {version.issued}", "en": f"Release of {version.issued}"}
    return Entry(
        iri=iri,
        identifier=f"{within.publisher.identifier}:release-{version.id}",
        title={code: f"{within.title.get(code, '')} – {text}".lstrip(" –") for code, text in name.items()},
        description=_RELEASE,
        keywords=_together(sources),
        themes=_all(source.themes for source in sources),
        subjects=_all(source.subjects for source in sources),
        spatial=_all(source.spatial for source in sources),
        languages=_all(source.languages for source in sources),
        frequency=f"{TABLES}frequency/NEVER",
        holder=sources[0].holder if len({source.holder.iri for source in sources}) == 1 else within.publisher,
        licence=within.licence,
        attribution=" · ".join(dict.fromkeys(source.attribution for source in sources if source.attribution)),
        issued=version.issued,
        modified=version.issued,
        version=version.id,
        landing=f"{facts.public_url}catalog.html#release-{version.id}",
        distributions=ways.of_release(facts, version.id, iri, version.dumps),
        period=(min(days), max(days)) if days else (),
        records=version.records,
        is_release=True,
        previous=_release_iri(within, version.previous) if version.previous in listed else "",
    )


def _release_iri(within: Catalogue, identifier: str) -> str:
    return f"{within.iri}#release-{identifier}"


def _together(sources: Sequence[Entry]) -> Mapping[str, tuple[str, ...]]:
    languages = sorted({language for source in sources for language in source.keywords})
    return {code: _all(source.keywords.get(code, ()) for source in sources) for code in languages}


def _all(values: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for several in values for value in several))
