"""The examination of a batch: its records are linked, mapped, completed by rules and validated."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from rdflib import XSD, Graph

from lod import privacy, rdf, release
from lod.config import Settings, SourceSettings
from lod.errors import ModelError
from lod.examined import Done, Examined, judged
from lod.findings import Finding
from lod.iris import Iris, is_web_address
from lod.jsonld import Context
from lod.lines import Lines
from lod.linking import Linker
from lod.mapping import Mapper
from lod.marks import Marker
from lod.model import Model
from lod.rdf import Triple
from lod.reception import Reception
from lod.record import Record, Value
from lod.shapes import NodeShape
from lod.sources import AtEnd, Dropped, Fates, Given, Item, Received, Rejected, datasets, reference
from lod.store.embedded import EmbeddedStore
from lod.validation import Checked, Validator

# what a day is, in the shapes
_DAY = str(XSD.date)

Task = tuple[SourceSettings, list[Given]]


class Examiner:
    """Examines batches; counts nothing.

    Args:
        settings: The settings.
        model: The model.
        reports: Where the SHACL reports are collected, for those who want them.
        validates: Whether rules and constraints have their say; else records are read, linked and mapped only.
    """

    def __init__(
        self, settings: Settings, model: Model, reports: Graph | None = None, *, validates: bool = True
    ) -> None:
        self._validates = validates
        self.model = model
        self.iris = Iris(settings.base_iri)
        self.context = Context(model, settings.base_iri + release.CONTEXT)
        self.mapper = Mapper(model, self.iris, self.context)
        self.lines = Lines(self.context)
        self.linker = Linker(reference.load(settings.reference_dir), self.iris)
        self.validator = Validator(model, reports)
        self.marker = Marker(model, self.iris, compares=len(settings.sources) > 1)

    def done(self, task: Task) -> Done:
        """What comes of one batch of one source."""
        source, batch = task
        reception, fates = Reception(), Fates()
        items = list(self._read(batch, fates))
        for item in items:
            if isinstance(item, Record):
                reception.received(replace(item, source=source.name))
            elif isinstance(item, Dropped):
                reception.dropped(source.name, item)
        examined = [
            replace(one, findings=[f.of_source(source.name) for f in one.findings], source=source.name)
            for one in self.examined(source, items)
        ]
        return Done(source.name, examined, self.linker.taken(), reception, fates)

    def _read(self, batch: list[Given], fates: Fates) -> Iterator[Item]:
        """The items of a batch, what was not read yet read now, without what leads to a person."""
        for one in batch:
            if isinstance(one, Received):
                yield from map(privacy.apart, one.items(fates))
            elif not isinstance(one, AtEnd):
                yield one

    def examined(self, source: SourceSettings | None, batch: Sequence[Item]) -> Iterator[Examined]:
        """The records of one batch, each with its findings.

        Args:
            source: Where they are from; None for what no source says.
            batch: Records, each after its findings.
        """
        own: dict[str, list[Finding]] = {item.key: [] for item in batch if isinstance(item, Record)}
        checked: list[Checked] = []
        declared: dict[str, tuple[Value, ...]] = {}
        for item in batch:
            if isinstance(item, Dropped):
                continue
            if isinstance(item, Record):
                alone, declared[item.key] = self.without_declared(item)
                findings, made = self.mapped(*self.protected(self.supplied(alone, source), source))
                own[item.key].extend(findings)
                checked.append(made)
            elif isinstance(item, Rejected):
                yield Examined([item.finding], rejected=(item.name, item.raw))
            elif item.record in own:
                own[item.record].append(item)
            else:
                yield Examined([item], is_record=False)
        for finding in self._validated(checked):
            own[finding.record].append(finding)
        for made in checked:
            key = made.record.key
            yield judged(made, own[key], self.marker.marks(made.record, declared[key]))

    def _validated(self, checked: list[Checked]) -> list[Finding]:
        """What the shapes have to say; what their rules add is given to the records."""
        if not self._validates:
            return []
        self._by_rules(checked)
        return self.validator.findings(checked, self._named(checked))

    def without_declared(self, record: Record) -> tuple[Record, tuple[Value, ...]]:
        """*record*, and apart from it the keys of ours that it declares; IRIs of others stay in it."""
        path = self.mapper.supplied(record.shape, "same")
        said = record.fields.get(path, ())
        ours = tuple(v for v in said if v.lexical.startswith(self.iris.base) or not is_web_address(v.lexical))
        if not ours:
            return record, ()
        rest = tuple(value for value in said if value not in ours)
        fields = {name: values for name, values in {**record.fields, path: rest}.items() if values}
        return replace(record, fields=fields), ours

    def supplied(self, record: Record, source: SourceSettings | None) -> Record:
        """*record* with what its source's settings say of it."""
        if source is None:
            return record
        said = {"licence": source.licence, "source": self.iris.thing(datasets.KIND, source.name)}
        paths = {what: self.mapper.supplied(record.shape, what) for what in said}
        further = {path: (Value(said[what], record.origin.line),) for what, path in paths.items() if path}
        return replace(record, source=source.name, fields={**record.fields, **further})

    def protected(self, record: Record, source: SourceSettings | None) -> tuple[Record, list[Finding]]:
        """*record* without what leads to a person; our own tables hold nothing of the kind."""
        if source is None:
            return record, []
        return privacy.protected(record, self.mapper.texts(record.shape))

    def mapped(self, record: Record, masked: list[Finding]) -> tuple[list[Finding], Checked]:
        """What is said of *record*, linked, and what there is to tell; *masked* is what was told before."""
        linked, findings = self.linker.link(record, self.mapper.links(record.shape))
        mapped = self.mapper.map(linked)
        told = [*masked, *findings, *mapped.findings]
        if not self._validates:
            return told, Checked(linked, [], mapped.origins, self.lines.of(mapped.document))
        return told, Checked(linked, self.lines.triples(mapped.document), mapped.origins)

    def _by_rules(self, checked: list[Checked]) -> None:
        """Gives what the shapes' rules add to the record whose things it is about."""
        rules = {rule: None for c in checked for rule in self.model.shapes[c.record.shape].rules}
        owners = {t.subject: c for c in checked for t in c.triples}
        store = EmbeddedStore()
        store.add([triple for made in checked for triple in made.triples] + self._names(checked))
        for rule in rules:
            inferred = store.construct(rule)
            store.add(inferred)
            for triple in inferred:
                if triple.subject not in owners:
                    raise ModelError(f"a rule speaks of {triple.subject}, which is no part of a record")
                owners[triple.subject].triples.append(triple)

    def _named(self, checked: Iterable[Checked]) -> list[Triple]:
        """What the constraints on classes need to know of the things that records name."""
        return [triple for iri in _iris_named_by(checked) for triple in self._known(iri)]

    def _names(self, checked: Iterable[Checked]) -> list[Triple]:
        """What the things that records name are called, without the language, for the rules that compare names."""
        return [
            Triple(rdf.NamedNode(iri), rdf.NamedNode(label.path[0]), rdf.Literal(value.lexical))
            for iri in _iris_named_by(checked)
            if (record := self.linker.record(iri)) and (label := self.model.shapes[record.shape].label_property())
            for value in record.fields.get(label.name, ())
        ]

    def _known(self, iri: str) -> list[Triple]:
        record = self.linker.record(iri)
        if record is None:
            return []
        shape = self.model.shapes[record.shape]
        subject = rdf.NamedNode(iri)
        types = [Triple(subject, rdf.RDF_TYPE, rdf.NamedNode(c)) for c in (shape.target, *shape.also)]
        return [*types, *_days(record, shape, subject)]


def _iris_named_by(checked: Iterable[Checked]) -> list[str]:
    return sorted({o.value for c in checked for t in c.triples if isinstance(o := t.object, rdf.NamedNode)})


def _days(record: Record, shape: NodeShape, subject: rdf.NamedNode) -> Iterator[Triple]:
    """When the thing began or ended, for the constraints between it and who names it."""
    for name, prop in shape.properties.items():
        if prop.datatypes == (_DAY,):
            for value in record.fields.get(name, ()):
                yield Triple(
                    subject, rdf.NamedNode(prop.path[0]), rdf.Literal(value.lexical, datatype=rdf.NamedNode(_DAY))
                )
