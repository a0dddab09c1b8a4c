"""The way of all records of one run: from the sources in batches, examined, counted, compared with each other."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial

from rdflib import Graph

from lod import privacy, rdf
from lod.config import Settings, SourceSettings
from lod.crew import in_order
from lod.errors import SettingsError
from lod.examination import Done, Examined, Examiner, Task
from lod.findings import Finding
from lod.identity import Identity
from lod.model import Model
from lod.quality import Quality, measures
from lod.rdf import Triple
from lod.record import Record
from lod.sources import Dropped, Item, datasets, named_fields, readers, reference

BATCH_RECORDS = 200
MAX_BATCH_ITEMS = 10_000


class Way:
    """What the records of one run share.

    Args:
        settings: The settings.
        model: The model.
        reports: Where the SHACL reports are collected, for those who want them.
    """

    def __init__(self, settings: Settings, model: Model, reports: Graph | None = None) -> None:
        self.settings = settings
        self.model = model
        self.examiner = Examiner(settings, model, reports)
        self.iris = self.examiner.iris
        self.quality = Quality()
        # SHACL reports are gathered in one process
        self._processes = settings.workers if reports is None else 1

    def examined(self) -> Iterator[Examined]:
        """All records of all sources, each with its findings."""
        make = partial(_examiner, self.settings, self.model)
        for source, examined, named in in_order(self._tasks(), self.examiner.done, make, self._processes):
            self.examiner.linker.remember(named)
            for one in examined:
                yield self._counted(source, one)

    def _tasks(self) -> Iterator[Task]:
        """All batches of all sources, what they hold counted."""
        for source in self.settings.sources:
            for batch in batches(self.read(source)):
                for item in batch:
                    if isinstance(item, Record):
                        self.quality.received(replace(item, source=source.name))
                    elif isinstance(item, Dropped):
                        self.quality.dropped(source.name, item)
                yield source, batch

    def _counted(self, source: str, examined: Examined) -> Examined:
        findings = [replace(finding, source=source) for finding in examined.findings]
        self.quality.told(findings)
        if examined.rejected:
            self.quality.rejected[source] += 1
        elif examined.is_record:
            self.quality.records[source] += 1
        return replace(examined, findings=findings, source=source)

    def identified(self, identity: Identity) -> Iterator[Examined]:
        """What follows from all records together: which of them are of one thing, and which only may be."""
        for same in identity.same():
            one, other = rdf.NamedNode(same.one), rdf.NamedNode(same.other)
            predicate = self._supplier(same.one, "same")
            yield self._told([same.finding], [Triple(one, predicate, other), Triple(other, predicate, one)])
        for unknown in identity.unknown():
            kind, key = self.iris.kind_and_key(unknown.iri) or ("", "")
            document = rdf.NamedNode(self.iris.document(kind, key))
            kept = rdf.Literal(f"{unknown.label}: {unknown.text}")
            yield self._told([unknown.finding], [Triple(document, self._supplier(unknown.iri, "unread"), kept)])
        for finding in identity.twice():
            yield self._told([finding], [])
        for finding in identity.likely():
            yield self._told([finding], [])

    def _told(self, findings: list[Finding], triples: list[Triple]) -> Examined:
        self.quality.told(findings)
        return Examined(findings, triples, is_record=False)

    def _supplier(self, iri: str, what: str) -> rdf.NamedNode:
        """The property of the field that the program fills with *what*, on the thing of *iri* or a part of it."""
        kind, _ = self.iris.kind_and_key(iri) or ("", "")
        shape = self.model.by_kind[kind][0]
        return rdf.NamedNode(dict(self.model.paths(shape))[self.examiner.mapper.supplied(shape.name, what)].path[-1])

    def datasets(self) -> Iterator[Examined]:
        """The sources themselves, with the quality of what came of them; their publishers are bodies that are named."""
        records = [datasets.record(s, measures(self.quality, s.name, self.model)) for s in self.settings.sources]
        yield from self._ours(records)

    def references(self) -> Iterator[Examined]:
        """The places, then the bodies that the records have named."""
        yield from self._ours([*reference.read(self.settings.reference_dir), *self.examiner.linker.named()])

    def _ours(self, records: Iterable[Item]) -> Iterator[Examined]:
        """What no source says: its findings are counted with those of no source."""
        for batch in batches(records):
            for examined in self.examiner.examined(None, batch):
                self.quality.told(examined.findings)
                yield examined

    def tables(self) -> Iterator[Examined]:
        """All places and bodies of the reference tables, named by a record or not."""
        for batch in batches(reference.load(self.settings.reference_dir).records.values()):
            yield from self.examiner.examined(None, batch)

    def read(self, source: SourceSettings) -> Iterator[Item]:
        """What the reader of *source* gives, without what leads to a person.

        Raises:
            SettingsError: there is no reader of its kind, or its profile names a field that no shape has.
        """
        if source.kind not in readers:
            raise SettingsError(f"source {source.name}: no reader of kind {source.kind!r}, only {[*readers]}")
        self._check_fields(source)
        yield from map(privacy.apart, readers[source.kind](source))

    def _check_fields(self, source: SourceSettings) -> None:
        """Raises SettingsError if the source's profile names a field that no shape has."""
        for shape_name, names in named_fields(source).items():
            if shape_name not in self.model.shapes:
                raise SettingsError(f"{source.profile}: shape = {shape_name!r}: there is no such shape")
            known = dict(self.model.paths(self.model.shapes[shape_name]))
            for name in sorted(names - known.keys()):
                raise SettingsError(
                    f"{source.profile}: {name}: {shape_name} has no such field; see /shapes/{shape_name}"
                )


def _examiner(settings: Settings, model: Model) -> Callable[[Task], Done]:
    """What examines batches in another process."""
    return Examiner(settings, model).done


def batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    """*items* in lists of 200 records, each with the findings that came before it."""
    batch: list[Item] = []
    count = 0
    for item in items:
        batch.append(item)
        count += isinstance(item, Record)
        if count == BATCH_RECORDS or len(batch) == MAX_BATCH_ITEMS:
            yield batch
            batch, count = [], 0
    yield batch
