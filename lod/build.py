"""The build: from the settings to a release that is served, or to findings only."""

from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from rdflib import Graph

from lod import catalog, drafting, history, rdf, release
from lod.catalog import checking
from lod.config import Settings
from lod.errors import RejectedError, ReleaseError
from lod.findings import Finding
from lod.identity import Identity
from lod.iris import Iris
from lod.model import Model
from lod.quality import Quality
from lod.rdf import Triple
from lod.rejected import Kept
from lod.release import Progress, Release, Site, Step, silent
from lod.reporting import Log, logged
from lod.tally import Tally
from lod.way import Way


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build did.

    Args:
        release: The release that is now current.
        is_new: Whether it differs from the one before.
        quality: What was counted on the way.
        records: How many records were published.
        rejected: How many were left out.
        trouble: What prevented former releases from being taken away, empty if nothing did.
    """

    release: Release
    is_new: bool
    quality: Quality
    records: int
    rejected: int
    trouble: str = ""

    @property
    def is_demonstration(self) -> bool:
        """Whether nobody says who publishes it: it is for this machine only."""
        facts = catalog.read(self.release.path / release.CATALOGUE)
        return facts is not None and facts.is_demonstration

    @property
    def findings(self) -> list[Finding]:
        """All findings, read from the release."""
        return list(logged(self.release.path / release.FINDINGS))


def build(settings: Settings, model: Model, told: Progress = silent, *, wait: bool = False) -> Outcome:
    """Makes a release of all sources and switches to it.

    Args:
        settings: The settings.
        model: The model.
        told: Is told each step, and how far it is.
        wait: Whether to wait for another build that is at work in the same site.

    Raises:
        SettingsError: a source is not there, or the catalogue that the settings give is none.
        RejectedError: too many records have violations, or are gone; the old release stays.
        ReleaseError: the release cannot be written or read back; the old release stays.
    """
    site = Site(settings.site, told, settings.reread_statements)
    way = Way(settings, model)
    former = _former_facts(site)
    checking.check(settings, way.examiner.validator, former)
    with site.draft(wait=wait) as draft:
        with (
            (draft / release.DATA).open("wb") as data,
            Log(draft / release.FINDINGS) as log,
            Kept(draft / release.REJECTED) as kept,
        ):
            tally = Tally(kept, log)
            with Identity(draft, model) as identity:
                for number, examined in enumerate(way.examined(), 1):
                    tally.take(examined, data.write)
                    if examined.marks is not None:
                        identity.add(examined.marks)
                    told("records", number)
                tally.judge(settings)
                for examined in way.identified(identity):
                    tally.take_reference(examined, data.write)
            records = tally.records
            for examined in way.datasets():
                tally.take_reference(examined, data.write)
            for number, examined in enumerate(way.references(), 1):
                tally.take_reference(examined, data.write)
                told("places and bodies", number)
            data.write(model.published.serialize(format="nt", encoding="utf-8"))
        told(Step.READ, 0)
        triples = drafting.store(draft, model, settings.base_iri)
        told(Step.STORED, 0)
        dumped = drafting.dump(draft, settings, model)
        told(Step.DUMPED, 0)
        drafting.describe(draft, settings, way)
        drafting.catalogue(draft, settings, model)
        told(Step.DESCRIBED, 0)
        manifest = drafting.manifest(settings, model, tally, records, triples, dumped)
        # of a demonstration nobody misses anything
        allowed = settings.max_withdrawn if former and not former.is_demonstration else 1.0
        published, is_new = site.publish(draft, manifest, partial(_completed, model, allowed))
        trouble = _tidied(site, settings)
    return Outcome(published, is_new, way.quality, records, tally.kept.count, trouble)


def _completed(model: Model, allowed: float, draft: Path, publication: release.Publication) -> None:
    """Writes what depends on the past, and looks whether too much of it would be gone.

    Raises:
        RejectedError: more records than *allowed*, a share, would be withdrawn.
    """
    drafting.note_past(draft, publication)
    told = history.History(draft)
    # where the base of the IRIs is another one, all that had the former base is gone
    former = publication.former.manifest["base_iri"] if publication.former else publication.base_iri
    iris = Iris(str(former))
    for shape in model.shapes.values():
        if not shape.collection:
            continue
        gone, before = told.withdrew(iris.document(shape.kind, ""))
        if before and gone / before > allowed:
            raise RejectedError(
                f"{gone} of the {before} records at /{shape.collection} would be gone, more than {allowed:.0%}: nothing"
                " was published (is a file missing, or a prefix or the base IRI another one?"
                " if this is meant, say --max-withdrawn 1)"
            )


def _tidied(site: Site, settings: Settings) -> str:
    """Takes former releases away; what prevents that is no failure of a build that has published its release."""
    try:
        site.tidy(settings.kept_releases)
    except ReleaseError as error:
        return str(error)
    return ""


def _former_facts(site: Site) -> catalog.Facts | None:
    """What the catalogue of the current release is made of; None where there is none, or a damaged one."""
    with suppress(ReleaseError):
        return catalog.read(site.path / site.target() / release.CATALOGUE) if site.target() else None
    return None


def reference_data(settings: Settings, model: Model) -> tuple[bytes, list[Finding]]:
    """The reference tables as Turtle, and what is wrong with them."""
    way = Way(settings, model)
    triples: list[Triple] = []
    findings: list[Finding] = []
    for examined in way.tables():
        triples += rdf.read(examined.lines, rdf.N_TRIPLES)
        findings += examined.findings
    triples.sort(key=rdf.sort_key)
    return rdf.write(triples, rdf.TURTLE, way.examiner.context.prefixes_for(triples)), findings


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in sources of which nothing was published.

    Args:
        findings: All findings.
        quality: What was counted.
        reports: The SHACL report of what could be mapped.
    """

    findings: list[Finding]
    quality: Quality
    reports: Graph


def found(settings: Settings, model: Model) -> Found:
    """The findings of all sources, nothing published."""
    reports = Graph()
    way = Way(settings, model, reports)
    findings = [finding for examined in way.examined() for finding in examined.findings]
    return Found(findings, way.quality, reports)
