"""The way of the data: sources are read, linked, mapped, completed by rules, validated, published."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from shutil import copytree, ignore_patterns
from typing import Any

from rdflib import XSD, Graph

import lod
from lod import index, masking, privacy, rdf, release, reporting
from lod.config import Settings, SourceSettings
from lod.crew import in_order
from lod.diagram import diagram
from lod.errors import ModelError, RejectedError, ReleaseError, SettingsError
from lod.findings import Finding, Severity
from lod.identity import Identity
from lod.iris import Iris, is_web_address
from lod.jsonld import Context
from lod.lines import Lines
from lod.linking import Linker
from lod.mapping import Mapper
from lod.model import Model
from lod.ontology import LANGUAGES
from lod.quality import Quality, measures
from lod.rdf import Triple
from lod.record import Record, Value
from lod.rejected import Kept
from lod.release import Release, Site
from lod.reporting import Log, logged
from lod.shapes import NodeShape
from lod.sources import Dropped, Item, Rejected, datasets, named_fields, readers, reference
from lod.store.embedded import EmbeddedStore
from lod.validation import Checked, Validator

BATCH_RECORDS = 200
MAX_BATCH_ITEMS = 10_000
# what a day is, in the shapes
_DAY = str(XSD.date)
# a release of another format is another release, even with the same data
FORMAT = 1

Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Examined:
    """One record at the end of its way, or what was left of a file that gave none.

    Args:
        findings: What there is to know about it.
        triples: What we say; empty if it is not published.
        rejected: Name of the file and content to keep verbatim, if it is not published.
        is_record: Whether it counts as a record.
        source: Name of its source.
        record: The record, if it is published.
        declared: Keys of other records of the same thing, as its source declares them.
    """

    findings: list[Finding]
    triples: list[Triple] = field(default_factory=list)
    rejected: tuple[str, bytes] | None = None
    is_record: bool = True
    source: str = ""
    record: Record | None = None
    declared: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build did.

    Args:
        release: The release that is now current.
        is_new: Whether it differs from the one before.
        quality: What was counted on the way.
        records: How many records were published.
        rejected: How many were left out.
    """

    release: Release
    is_new: bool
    quality: Quality
    records: int
    rejected: int

    @property
    def findings(self) -> list[Finding]:
        """All findings, read from the release."""
        return list(logged(self.release.path / release.FINDINGS))


Task = tuple[SourceSettings, list[Item]]
Done = tuple[str, list[Examined], Mapping[str, Record]]


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
        self.iris = Iris(settings.base_iri)
        self.context = Context(model, settings.base_iri + release.CONTEXT)
        self.mapper = Mapper(model, self.iris, self.context)
        self.lines = Lines(self.context)
        self.linker = Linker(reference.load(settings.reference_dir), self.iris)
        self.validator = Validator(model, reports)
        self.quality = Quality()
        # SHACL reports are gathered in one process
        self._processes = settings.workers if reports is None else 1

    def examined(self) -> Iterator[Examined]:
        """All records of all sources, each with its findings."""
        make = partial(_examiner, self.settings, self.model)
        for source, examined, named in in_order(self._tasks(), self.examine, make, self._processes):
            self.linker.remember(named)
            for one in examined:
                yield self._counted(source, one)

    def _tasks(self) -> Iterator[Task]:
        """All batches of all sources, what they hold counted."""
        for source in self.settings.sources:
            for batch in _batches(self._read(source)):
                for item in batch:
                    if isinstance(item, Record):
                        self.quality.received(replace(item, source=source.name))
                    elif isinstance(item, Dropped):
                        self.quality.dropped(source.name, item)
                yield source, batch

    def examine(self, task: Task) -> Done:
        """One batch of one source; counts nothing."""
        source, batch = task
        return source.name, list(self._batch(source, batch)), self.linker.taken()

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
        return rdf.NamedNode(dict(self.model.paths(shape))[self.mapper.supplied(shape.name, what)].path[-1])

    def datasets(self) -> Iterator[Examined]:
        """The sources themselves, with the quality of what came of them; their publishers are bodies that are named."""
        records = [datasets.record(s, measures(self.quality, s.name, self.model)) for s in self.settings.sources]
        yield from self._ours(records)

    def references(self) -> Iterator[Examined]:
        """The places, then the bodies that the records have named."""
        yield from self._ours([*reference.read(self.settings.reference_dir), *self.linker.named()])

    def _ours(self, records: Iterable[Item]) -> Iterator[Examined]:
        """What no source says: its findings are counted with those of no source."""
        for batch in _batches(records):
            for examined in self._batch(None, batch):
                self.quality.told(examined.findings)
                yield examined

    def tables(self) -> Iterator[Examined]:
        """All places and bodies of the reference tables, named by a record or not."""
        for batch in _batches(reference.load(self.settings.reference_dir).records.values()):
            yield from self._batch(None, batch)

    def _read(self, source: SourceSettings) -> Iterator[Item]:
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

    def _batch(self, source: SourceSettings | None, batch: list[Item]) -> Iterator[Examined]:
        own: dict[str, list[Finding]] = {item.key: [] for item in batch if isinstance(item, Record)}
        checked: list[Checked] = []
        declared: dict[str, tuple[Value, ...]] = {}
        for item in batch:
            if isinstance(item, Dropped):
                continue
            if isinstance(item, Record):
                alone, declared[item.key] = self._without_declared(item)
                findings, made = self._mapped(*self._protected(self._supplied(alone, source), source))
                own[item.key].extend(findings)
                checked.append(made)
            elif isinstance(item, Rejected):
                yield Examined([item.finding], rejected=(item.name, item.raw))
            elif item.record in own:
                own[item.record].append(item)
            else:
                yield Examined([item], is_record=False)
        complete = self._by_rules(checked)
        for finding in self.validator.findings(complete, self._named(complete)):
            own[finding.record].append(finding)
        for made in complete:
            yield replace(_judged(made, own[made.record.key]), declared=declared[made.record.key])

    def _without_declared(self, record: Record) -> tuple[Record, tuple[Value, ...]]:
        """*record*, and apart from it the keys of ours that it declares; IRIs of others stay in it."""
        path = self.mapper.supplied(record.shape, "same")
        said = record.fields.get(path, ())
        ours = tuple(v for v in said if v.lexical.startswith(self.iris.base) or not is_web_address(v.lexical))
        if not ours:
            return record, ()
        rest = tuple(value for value in said if value not in ours)
        fields = {name: values for name, values in {**record.fields, path: rest}.items() if values}
        return replace(record, fields=fields), ours

    def _supplied(self, record: Record, source: SourceSettings | None) -> Record:
        """*record* with what its source's settings say of it."""
        if source is None:
            return record
        said = {"licence": source.licence, "source": self.iris.thing(datasets.KIND, source.name)}
        paths = {what: self.mapper.supplied(record.shape, what) for what in said}
        supplied = {path: (Value(said[what], record.origin.line),) for what, path in paths.items() if path}
        return replace(record, source=source.name, fields={**record.fields, **supplied})

    def _protected(self, record: Record, source: SourceSettings | None) -> tuple[Record, list[Finding]]:
        """*record* without what leads to a person; our own tables hold nothing of the kind."""
        if source is None:
            return record, []
        return privacy.protected(record, self.mapper.texts(record.shape))

    def _mapped(self, record: Record, masked: list[Finding]) -> tuple[list[Finding], Checked]:
        linked, findings = self.linker.link(record, self.mapper.links(record.shape))
        mapped = self.mapper.map(linked)
        triples = self.lines.triples(mapped.document)
        return [*masked, *findings, *mapped.findings], Checked(linked, triples, mapped.origins)

    def _by_rules(self, checked: list[Checked]) -> list[Checked]:
        """What the shapes' rules add, given to the record whose things it is about."""
        rules = {rule: None for c in checked for rule in self.model.shapes[c.record.shape].rules}
        owners = {t.subject: c for c in checked for t in c.triples}
        store = EmbeddedStore()
        for made in checked:
            store.add(made.triples)
        for rule in rules:
            inferred = store.construct(rule)
            store.add(inferred)
            for triple in inferred:
                if triple.subject not in owners:
                    raise ModelError(f"a rule speaks of {triple.subject}, which is no part of a record")
                owners[triple.subject].triples.append(triple)
        return checked

    def _named(self, checked: Iterable[Checked]) -> list[Triple]:
        """What the constraints on classes need to know of the things that records name."""
        wanted = {o.value for c in checked for t in c.triples if isinstance(o := t.object, rdf.NamedNode)}
        return [triple for iri in sorted(wanted) for triple in self._known(iri)]

    def _known(self, iri: str) -> list[Triple]:
        record = self.linker.record(iri)
        if record is None:
            return []
        shape = self.model.shapes[record.shape]
        subject = rdf.NamedNode(iri)
        types = [Triple(subject, rdf.RDF_TYPE, rdf.NamedNode(c)) for c in (shape.target, *shape.also)]
        return [*types, *_days(record, shape, subject)]


def _days(record: Record, shape: NodeShape, subject: rdf.NamedNode) -> Iterator[Triple]:
    """When the thing began or ended, for the constraints between it and who names it."""
    for name, prop in shape.properties.items():
        if prop.datatypes == (_DAY,):
            for value in record.fields.get(name, ()):
                yield Triple(
                    subject, rdf.NamedNode(prop.path[0]), rdf.Literal(value.lexical, datatype=rdf.NamedNode(_DAY))
                )


def _examiner(settings: Settings, model: Model) -> Callable[[Task], Done]:
    """What examines batches in another process."""
    return Way(settings, model).examine


def _judged(checked: Checked, findings: list[Finding]) -> Examined:
    silenced = (privacy.silenced(finding) for finding in findings)
    ordered = sorted(silenced, key=lambda f: (f.origin, f.code, f.field))
    if any(finding.severity is Severity.VIOLATION for finding in findings):
        name = f"{checked.record.key}.txt"
        raw = masking.blanked(checked.record.raw.encode("utf-8", "surrogatepass"))
        return Examined(ordered, rejected=(name, raw))
    return Examined(ordered, checked.triples, record=checked.record)


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
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


def build(settings: Settings, model: Model, progress: Progress | None = None) -> Outcome:
    """Makes a release of all sources and switches to it.

    Raises:
        SettingsError: a source is not there.
        RejectedError: too many records have violations; the old release stays.
        ReleaseError: the release cannot be written or read back; the old release stays.
    """
    told = progress or (lambda _what, _count: None)
    site = Site(settings.site)
    way = Way(settings, model)
    with site.draft() as draft:
        with (
            (draft / release.DATA).open("wb") as data,
            Log(draft / release.FINDINGS) as log,
            Kept(draft / release.REJECTED) as kept,
        ):
            tally = _Tally(kept, log)
            with Identity(model, way.iris, draft, compares=len(settings.sources) > 1) as identity:
                for number, examined in enumerate(way.examined(), 1):
                    tally.take(examined, data.write)
                    if examined.record is not None:
                        identity.add(examined.record, examined.declared)
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
        told("store and index", 0)
        triples = _store(draft, model)
        _describe(draft, settings, way)
        manifest = _manifest(settings, tally, records, triples)
        published, is_new = site.publish(draft, manifest)
    return Outcome(published, is_new, way.quality, records, tally.kept.count)


class _Tally:
    """What comes through and what does not."""

    def __init__(self, kept: Kept, log: Log) -> None:
        self.kept = kept
        self._log = log
        self._first: Finding | None = None
        self.severities: Counter[Severity] = Counter()
        self.records = 0

    def take(self, examined: Examined, write: Callable[[bytes], Any]) -> None:
        self._tell(examined.findings)
        if examined.rejected:
            self.kept.add(*examined.rejected)
        elif examined.is_record:
            self.records += 1
            write(rdf.write(examined.triples, rdf.N_TRIPLES))

    def _tell(self, findings: list[Finding]) -> None:
        self._log.add(findings)
        for finding in findings:
            self.severities[finding.severity] += 1
            if finding.severity is Severity.VIOLATION and self._first is None:
                self._first = finding

    def take_reference(self, examined: Examined, write: Callable[[bytes], Any]) -> None:
        """Takes a place or a body; our own tables have no excuse for a violation."""
        for finding in examined.findings:
            if finding.severity is Severity.VIOLATION:
                raise ReleaseError(f"reference table {finding.origin}: {finding.record}: {finding.message}")
        self._tell(examined.findings)
        write(rdf.write(examined.triples, rdf.N_TRIPLES))

    def judge(self, settings: Settings) -> None:
        """Raises RejectedError if more was left out than the settings allow."""
        count, total = self.kept.count, self.kept.count + self.records
        allowed = 0.0 if settings.strict else settings.max_rejected
        if self._first and total and count / total > allowed:
            first = self._first
            raise RejectedError(
                f"{count} of {total} records have violations, more than {allowed:.0%}: nothing was published"
                f" (first: {first.origin}: {first.message})"
            )


def _store(draft: Path, model: Model) -> int:
    """Makes store and index of the data; the number of its triples."""
    with EmbeddedStore.created(draft / release.STORE) as store:
        store.load(draft / release.DATA)
        store.persist()
        index.build(store, model, draft / release.INDEX)
        # what is dumped is what the store says, in its spelling and its order, which depends on nothing else
        rdf.write_to(draft / release.DATA, store.triples())
    with (draft / release.DATA).open("rb") as data:
        return sum(1 for _ in data)


def _describe(draft: Path, settings: Settings, way: Way) -> None:
    """Writes what stands beside the data: context, findings, the model that the release was made with."""
    context = json.dumps(way.context.as_json(), indent=2, ensure_ascii=False) + "\n"
    (draft / release.CONTEXT).write_text(context, "utf-8")
    _report(draft, way)
    (draft / release.DIAGRAMS).mkdir()
    for language in LANGUAGES:
        (draft / release.DIAGRAMS / f"{language}.svg").write_text(diagram(way.model, language) + "\n", "utf-8")
    only_turtle = ignore_patterns("*.md")
    copytree(settings.ontology_dir, draft / release.ONTOLOGY, ignore=only_turtle)
    copytree(settings.shapes_dir, draft / release.SHAPES, ignore=only_turtle)


def _report(draft: Path, way: Way) -> None:
    """Writes the findings for spreadsheets and editors, and the page for the officer."""
    folder = draft / release.REPORT
    folder.mkdir()
    for language in LANGUAGES:
        (folder / f"{language}.html").write_text(reporting.page(way.quality, way.model, language), "utf-8")
    with (folder / "findings.csv").open("w", encoding="utf-8", newline="") as file:
        reporting.write_csv(logged(draft / release.FINDINGS), file)
    with (folder / "findings.sarif").open("w", encoding="utf-8") as file:
        reporting.write_sarif(logged(draft / release.FINDINGS), way.model, file)


def _manifest(settings: Settings, tally: _Tally, records: int, triples: int) -> Mapping[str, Any]:
    return {
        "format": FORMAT,
        "made_by": f"propar {lod.__version__}",
        "base_iri": settings.base_iri,
        "sources": [
            {
                "name": s.name,
                "kind": s.kind,
                "prefix": s.prefix,
                "title": s.title or s.name,
                "licence": s.licence,
                "publisher": s.publisher,
                "attribution": s.attribution,
            }
            for s in settings.sources
        ],
        "records": records,
        "rejected": tally.kept.files,
        "triples": triples,
        "findings": {severity.value: tally.severities[severity] for severity in Severity},
    }


def reference_data(settings: Settings, model: Model) -> tuple[bytes, list[Finding]]:
    """The reference tables as Turtle, and what is wrong with them."""
    way = Way(settings, model)
    triples: list[Triple] = []
    findings: list[Finding] = []
    for examined in way.tables():
        triples += examined.triples
        findings += examined.findings
    triples.sort(key=rdf.sort_key)
    return rdf.write(triples, rdf.TURTLE, way.context.prefixes_for(triples)), findings


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
