"""The way of all records of one run: from the sources in batches, examined, counted, compared with each other."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TypeVar

from rdflib import Graph

from lod import privacy, rdf
from lod.config import Settings, SourceSettings
from lod.crew import Here, in_order
from lod.errors import CrewError, ReleaseError, SettingsError
from lod.examination import Examiner, Task
from lod.examined import Done, Examined
from lod.findings import Finding
from lod.identity import Identity
from lod.model import Model
from lod.quality import Quality, measures
from lod.rdf import Triple
from lod.record import Record
from lod.sources import AtEnd, Fates, Given, Item, Received, datasets, reference
from lod.sources.readers import named_fields, readers

_Given = TypeVar("_Given", bound=Given)
BATCH_RECORDS = 200
MAX_BATCH_ITEMS = 10_000


class Way:
    """What the records of one run share.

    Args:
        settings: The settings.
        model: The model.
        reports: Where the SHACL reports are collected, for those who want them.
        validates: As of `Examiner`.
    """

    def __init__(
        self, settings: Settings, model: Model, reports: Graph | None = None, *, validates: bool = True
    ) -> None:
        self.settings = settings
        self.model = model
        self.examiner = Examiner(settings, model, reports, validates=validates)
        self.iris = self.examiner.iris
        self.quality = Quality()
        self._fates: defaultdict[str, Fates] = defaultdict(Fates)
        self._make = partial(_examiner, settings, model, validates=validates)
        # SHACL reports are gathered in one process
        self._processes = settings.workers if reports is None else 1

    def examined(self) -> Iterator[Examined]:
        """All records of all sources, each with its findings.

        Raises:
            ReleaseError: a process that examines them has died.
        """
        try:
            for done in in_order(self._tasks(), self._alone, self._make, self._processes):
                self._fates[done.source].update(done.fates)
                self.quality.reception.add(done.reception)
                self.examiner.linker.remember(done.named)
                for examined in done.examined:
                    yield self._counted(examined)
        except CrewError as error:
            raise ReleaseError(f"{error}: nothing was published") from error

    def _tasks(self) -> Iterator[Task | Here[Task]]:
        """All batches of all sources; what is told at the end of a file waits for what it depends on."""
        for source in self.settings.sources:
            for batch in batches(self._given(source)):
                yield Here((source, batch)) if isinstance(batch[0], AtEnd) else (source, batch)

    def _alone(self, task: Task) -> Done:
        """One batch, done in this process, which knows what came of those before."""
        source, batch = task
        fates = self._fates[source.name]
        told = [item for one in batch if isinstance(one, AtEnd) for item in map(privacy.apart, one.items(fates))]
        return self.examiner.done((source, [*(one for one in batch if not isinstance(one, AtEnd)), *told]))

    def _counted(self, examined: Examined) -> Examined:
        self.quality.told(examined.findings)
        if examined.rejected:
            self.quality.rejected[examined.source] += 1
        elif examined.is_record:
            self.quality.records[examined.source] += 1
        return examined

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
        return Examined(findings, rdf.write(triples, rdf.N_TRIPLES), is_record=False)

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

    def _given(self, source: SourceSettings) -> Iterator[Given]:
        """What the reader of *source* gives, what is read already without what leads to a person.

        Raises:
            SettingsError: there is no reader of its kind, or its profile names a field that no shape has.
        """
        if source.kind not in readers:
            raise SettingsError(f"source {source.name}: no reader of kind {source.kind!r}, only {[*readers]}")
        self._check_fields(source)
        for one in readers[source.kind](source):
            yield one if isinstance(one, Received | AtEnd) else privacy.apart(one)

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


def _examiner(settings: Settings, model: Model, *, validates: bool) -> Callable[[Task], Done]:
    """What examines batches in another process."""
    return Examiner(settings, model, validates=validates).done


def batches(given: Iterable[_Given]) -> Iterator[list[_Given]]:
    """What was *given* in lists of 200 records, each with the findings that came before it.

    Ends of files are a list of their own, after that of their records: a batch may hold many small files.
    """
    batch: list[_Given] = []
    ends: list[_Given] = []
    count = 0
    for one in given:
        (ends if isinstance(one, AtEnd) else batch).append(one)
        count += isinstance(one, Record | Received)
        if BATCH_RECORDS in (count, len(ends)) or len(batch) == MAX_BATCH_ITEMS:
            yield from filter(None, (batch, ends))
            batch, ends, count = [], [], 0
    yield from filter(None, (batch, ends))
