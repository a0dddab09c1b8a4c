"""The reception: what readers gave of each label and field, counted where it was read, the counts put together."""

from collections import Counter
from dataclasses import dataclass, field

from lod.record import Record, path_of
from lod.sources.base import Dropped

_OUTCOMES = ("mapped", "unread", "missing", "dropped")
# where a value stands: file, empty for that of the record, and line
_Place = tuple[str, int]


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


@dataclass
class Reception:
    """Counts of what was received; memory grows with sources, fields and labels only.

    Args:
        present: Records, by source and field.
        labels: Values, by source, label and what became of them.
        fields: Labels and the fields that they supply, by source.
        reasons: Values left out, by source and label, then by reason.
    """

    present: Counter[tuple[str, str]] = field(default_factory=Counter)
    labels: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    fields: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    reasons: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)

    def received(self, record: Record) -> None:
        """Counts what *record* holds as its reader gave it; a list in one place is one value.

        The number of a record and its address may come of one cell: its column tells no more than the label does.
        """
        source, labels = record.source, self.labels
        # where the values of each label stand: this is on the way of every value, hence no function for each
        read: dict[str, set[_Place]] = {}
        supplied: set[tuple[str, str]] = set()
        for name, values in record.fields.items():
            path = path_of(name)
            for value in values:
                label, place = value.label, (value.file, value.line)
                supplied.add((label, path))
                if label in read:
                    read[label].add(place)
                else:
                    read[label] = {place}
        read.pop("", None)
        self.fields.setdefault(source, set()).update(supplied)
        self.present.update((source, path) for path in {path_of(name) for name in record.fields})
        for label, places in read.items():
            labels[source, label, "mapped"] += len(places)
        for label, places in _kept(record).items():
            labels[source, label, "unread"] += len(places - read.get(label, set()))
        for missing in record.not_captured:
            labels[source, missing.label, "missing"] += 1

    def dropped(self, source: str, dropped: Dropped) -> None:
        """Counts what a reader left out on purpose."""
        self.labels[source, dropped.label, "dropped"] += dropped.values
        self.reasons.setdefault((source, dropped.label), Counter())[dropped.reason] += dropped.values

    def add(self, other: "Reception") -> None:
        """Adds what was counted elsewhere."""
        self.present.update(other.present)
        self.labels.update(other.labels)
        for source, supplied in other.fields.items():
            self.fields.setdefault(source, set()).update(supplied)
        for label, reasons in other.reasons.items():
            self.reasons.setdefault(label, Counter()).update(reasons)

    def given(self, source: str) -> dict[str, int]:
        """How many records of *source* give each field, by name of the field."""
        return {name: count for (of, name), count in self.present.items() if of == source}

    def coverage(self) -> list[Coverage]:
        """What became of the values of each label, by source and label."""
        found = []
        for source, label in sorted({(source, label) for source, label, _ in self.labels}):
            mapped, unread, missing, dropped = (self.labels[source, label, what] for what in _OUTCOMES)
            fields = tuple(sorted(path for of, path in self.fields.get(source, ()) if of == label))
            left_out = tuple(sorted(self.reasons.get((source, label), Counter()).items()))
            found.append(Coverage(source, label, fields, mapped, unread, missing, dropped, left_out))
        return found


def _kept(record: Record) -> dict[str, set[_Place]]:
    """Where what was kept unread stands, by label."""
    kept: dict[str, set[_Place]] = {}
    for unread in record.unread:
        kept.setdefault(unread.label, set()).add((unread.file, unread.line))
    return kept
