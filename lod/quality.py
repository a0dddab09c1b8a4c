"""The quality of what was read: counted as it passes, so that memory does not grow with the records."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lod.findings import Finding, Severity
from lod.model import Model
from lod.reception import Coverage, Reception
from lod.sources.datasets import Measure

MAX_EXAMPLES = 20


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
    reception: Reception = field(default_factory=Reception)

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
        given = self.reception.given(source)
        return {name: min(1.0, given[name] / total) for name in sorted(given)} if total else {}

    def coverage(self) -> list[Coverage]:
        """What became of the values of each label, by source and label."""
        return self.reception.coverage()


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
