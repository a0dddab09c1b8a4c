"""The quality of what was read: counted as it passes, so that memory does not grow with the records."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lod.findings import Finding, Origin, Severity
from lod.model import Model
from lod.record import Record, path_of
from lod.sources.base import Dropped
from lod.sources.datasets import Measure

MAX_EXAMPLES = 20
MAX_KEPT_NAMES = 4_096
_OUTCOMES = ("mapped", "unread", "missing", "dropped")


@dataclass(frozen=True, slots=True)
class Coverage:
    """What became of the values under one column or label of a source.

    Args:
        source: Name of the source.
        label: Column or label.
        fields: The fields that they supply, by ontology name.
        mapped: How many were read.
        unread: How many were kept as the texts they are.
        missing: How many labels had no value that reached us.
        dropped: How many were left out on purpose.
        left_out: Why, and how many for each reason.
    """

    source: str
    label: str
    fields: tuple[str, ...]
    mapped: int
    unread: int
    missing: int
    dropped: int
    left_out: tuple[tuple[str, int], ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why values were left out."""
        return tuple(reason for reason, _ in self.left_out)

    @property
    def received(self) -> int:
        """How many values the source has there."""
        return self.mapped + self.unread + self.dropped


@dataclass(frozen=True, slots=True)
class Problem:
    """All findings of one code and field in one source.

    Args:
        source: Name of the source.
        severity: How bad.
        code: Code of the findings.
        field: Name of the field, empty where there is none.
        count: How many there are.
        examples: The first of them.
    """

    source: str
    severity: Severity
    code: str
    field: str
    count: int
    examples: tuple[Finding, ...]


@dataclass
class Quality:
    """Counts of records, findings and values; memory grows with sources, fields, codes and labels only."""

    records: Counter[str] = field(default_factory=Counter)
    rejected: Counter[str] = field(default_factory=Counter)
    severities: Counter[tuple[str, Severity]] = field(default_factory=Counter)
    _findings: Counter[tuple[str, Severity, str, str]] = field(default_factory=Counter)
    _examples: dict[tuple[str, Severity, str, str], list[Finding]] = field(default_factory=dict)
    _present: Counter[tuple[str, str]] = field(default_factory=Counter)
    _labels: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    _fields: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    _reasons: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)

    def received(self, record: Record) -> None:
        """Counts what *record* holds as its reader gave it."""
        source = record.source
        read, kept = _cells(record)
        for label in read:
            self._labels[source, label, "mapped"] += len(read[label])
        for label, places in kept.items():
            self._labels[source, label, "unread"] += len(places - read.get(label, set()))
        for missing in record.not_captured:
            self._labels[source, missing.label, "missing"] += 1
        for name in {path_of(name) for name in record.fields}:
            self._present[source, name] += 1
        for name, values in record.fields.items():
            for value in values:
                if value.label:
                    self._fields.setdefault((source, value.label), set()).add(path_of(name))

    def dropped(self, source: str, dropped: Dropped) -> None:
        """Counts what a reader left out on purpose."""
        self._labels[source, dropped.label, "dropped"] += dropped.values
        self._reasons.setdefault((source, dropped.label), Counter())[dropped.reason] += dropped.values

    def told(self, findings: Iterable[Finding]) -> None:
        """Counts findings, and keeps the first of each kind."""
        for finding in findings:
            key = (finding.source, finding.severity, finding.code.value, finding.field)
            self._findings[key] += 1
            self.severities[finding.source, finding.severity] += 1
            examples = self._examples.setdefault(key, [])
            if len(examples) < MAX_EXAMPLES:
                examples.append(finding)

    def problems(self) -> list[Problem]:
        """The kinds of findings, the worst first, then the most frequent."""
        worst = list(Severity)
        made = [Problem(*key, count, tuple(self._examples[key])) for key, count in self._findings.items()]
        return sorted(made, key=lambda p: (worst.index(p.severity), -p.count, p.code, p.field, p.source))

    def completeness(self, source: str) -> Mapping[str, float]:
        """Share of the records of *source* that give each field, by name of the field."""
        total = self.records[source] + self.rejected[source]
        given = {name: count for (of, name), count in self._present.items() if of == source}
        return {name: min(1.0, given[name] / total) for name in sorted(given)} if total else {}

    def coverage(self) -> list[Coverage]:
        """What became of the values of each label, by source and label."""
        found = []
        for source, label in sorted({(source, label) for source, label, _ in self._labels}):
            mapped, unread, missing, dropped = (self._labels[source, label, what] for what in _OUTCOMES)
            fields = tuple(sorted(self._fields.get((source, label), ())))
            left_out = tuple(sorted(self._reasons.get((source, label), Counter()).items()))
            found.append(Coverage(source, label, fields, mapped, unread, missing, dropped, left_out))
        return found


def measures(quality: Quality, source: str, model: Model) -> list[Measure]:
    """What can be published of the quality of *source*: records, completeness by field, findings by code and field.

    A finding whose field is none of the ontology's, such as an unknown column, counts for its code alone.
    """
    listed = [shape for shape in model.shapes.values() if shape.collection]
    paths = {path: prop.path[-1] for shape in listed for path, prop in model.paths(shape)}
    paths |= {path.rpartition(".")[2]: iri for path, iri in paths.items()}
    found = [
        Measure("records", str(quality.records[source])),
        Measure("rejected", str(quality.rejected[source])),
    ]
    for name, share in quality.completeness(source).items():
        found.append(Measure("completeness", _decimal(share), name, paths.get(name, "")))
    counts: Counter[tuple[str, str]] = Counter()
    for problem in quality.problems():
        if problem.source == source:
            counts[problem.code, problem.field if problem.field in paths else ""] += problem.count
    for (code, name), count in sorted(counts.items()):
        found.append(Measure("findings", str(count), name, paths.get(name, ""), code))
    return found


def _decimal(share: float) -> str:
    return f"{share:.4f}".rstrip("0").rstrip(".")


def _cells(record: Record) -> tuple[dict[str, set[Origin]], dict[str, set[Origin]]]:
    """The places under each label whose values were read, and those that were kept unread; a list is one value.

    The number of a record and its address may come of one cell: the column tells no more than the label does.
    """
    read: dict[str, set[Origin]] = {}
    kept: dict[str, set[Origin]] = {}
    for values in record.fields.values():
        for value in values:
            if value.label:
                read.setdefault(value.label, set()).add(record.place(value)._replace(column=0))
    for unread in record.unread:
        kept.setdefault(unread.label, set()).add(record.place(unread)._replace(column=0))
    return read, kept
