"""What a release holds, in figures, counted in one walk through its sorted data."""

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from lod import sorting
from lod.catalog.terms import expanded
from lod.dumps import Belonging
from lod.iris import VOCABULARIES, W3ID
from lod.rdf import RDF_TYPE, XSD

# how data are linked with those of others: the same thing there, or a like one
_LINKING = frozenset(
    f"<{expanded(name)}>".encode()
    for name in (
        "owl:sameAs",
        "skos:exactMatch",
        "skos:closeMatch",
        "skos:broadMatch",
        "skos:narrowMatch",
        "skos:relatedMatch",
    )
)
_TYPE = str(RDF_TYPE).encode()
_PERIOD = f"<{expanded('dct:PeriodOfTime')}>".encode()
_DATED = re.compile(
    rb'"([0-9]{4})(-[0-9]{2})?(-[0-9]{2})?[^"]*"\^\^<' + re.escape(XSD.encode()) + rb"(gYear|gYearMonth|date|dateTime)>"
)
_IRI = re.compile(rb"<(https?://[^>]*[/#=])[^/#=>]+[/#]?>")
# a registry of addresses is no dataset: what is linked less often than all these is not named
_MAX_LINKSETS = 50
_MAX_SPACES = 10_000
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Statistics:
    """The figures.

    Args:
        triples: Statements.
        subjects: Different subjects.
        entities: Things of the publisher that have addresses of their own.
        documents: Documents about them.
        classes: How many subjects are of a class, by its IRI.
        properties: How many statements have a property, and how many different subjects these have, by its IRI.
        links: How many statements link with another dataset: property, what its IRIs begin with, number.
        examples: A thing of each kind.
        records: Things of the lists, by source.
        periods: First and last day that periods of time speak of, by source.
    """

    triples: int = 0
    subjects: int = 0
    entities: int = 0
    documents: int = 0
    classes: Mapping[str, int] = field(default_factory=dict)
    properties: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    links: tuple[tuple[str, str, int], ...] = ()
    examples: tuple[str, ...] = ()
    records: Mapping[str, int] = field(default_factory=dict)
    periods: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The figures as JSON has them."""
        return asdict(self)

    @classmethod
    def of_json(cls, said: Mapping[str, Any]) -> "Statistics":
        """The figures that `as_json` gave."""
        return cls(
            **{
                **said,
                "properties": {iri: (count[0], count[1]) for iri, count in said["properties"].items()},
                "links": tuple((link[0], link[1], link[2]) for link in said["links"]),
                "examples": tuple(said["examples"]),
                "periods": {name: (days[0], days[1]) for name, days in said["periods"].items()},
            }
        )


def counted(lines: Iterable[bytes], base: str, kinds: Iterable[str], prefixes: Mapping[str, str]) -> Statistics:
    """The figures of sorted N-Triples *lines*.

    Args:
        lines: Lines with their ends, subject by subject; no blank nodes.
        base: What the IRIs of the publisher's data start with.
        kinds: The kinds of things that have lists: ``process``.
        prefixes: What the keys of a source's things begin with, by its name.
    """
    counting = _Counting(base, kinds, prefixes)
    for group in sorting.groups(lines, base):
        counting.take(group)
    return counting.result()


class _Counting:
    def __init__(self, base: str, kinds: Iterable[str], prefixes: Mapping[str, str]) -> None:
        self._things, self._documents = f"{base}id/".encode(), f"{base}doc/".encode()
        self._ours = (base.encode(), W3ID.encode())
        self._linked = (self._things, VOCABULARIES.encode())
        self._belonging = Belonging(base, kinds, prefixes)
        self._totals: Counter[str] = Counter()
        self._classes: Counter[bytes] = Counter()
        self._statements: Counter[bytes] = Counter()
        self._subjects: Counter[bytes] = Counter()
        self._links: Counter[tuple[bytes, bytes]] = Counter()
        self._examples: dict[bytes, bytes] = {}
        self._records: Counter[str] = Counter()
        self._days: dict[str, tuple[str, str]] = {}

    def take(self, group: sorting.Group) -> None:
        """Counts all that is said of one subject."""
        subject = group.lines[0].partition(b" ")[0][1:-1]
        said = [line.rstrip(b" .\n").split(b" ", 2)[1:] for line in group.lines]
        self._totals["triples"] += len(said)
        self._totals["subjects"] += 1
        self._totals["documents"] += subject.startswith(self._documents)
        for predicate, value in said:
            self._statements[predicate] += 1
            if predicate == _TYPE:
                self._classes[value] += 1
        self._subjects.update({predicate for predicate, _ in said})
        if subject.startswith(self._linked):
            self._take_links(said)
        if subject.startswith(self._things):
            self._take_thing(subject, group.document, said)

    def _take_links(self, said: list[list[bytes]]) -> None:
        for predicate, value in said:
            if predicate in _LINKING and not value[1:].startswith(self._ours) and (found := _IRI.fullmatch(value)):
                key = (predicate, found[1])
                if key in self._links or len(self._links) < _MAX_SPACES:
                    self._links[key] += 1

    def _take_thing(self, subject: bytes, document: bytes, said: list[list[bytes]]) -> None:
        source = self._belonging.source_of(document.decode())
        if b"#" not in subject:
            self._totals["entities"] += 1
            self._records[source] += bool(source)
            self._examples.setdefault(subject.removeprefix(self._things).partition(b"/")[0], subject)
        elif source and [_TYPE, _PERIOD] in said:
            days = [day for _, value in said if (found := _DATED.fullmatch(value)) for day in _days(found)]
            self._days[source] = _spanning(days, self._days.get(source))

    def result(self) -> Statistics:
        """The figures."""
        links = sorted(self._links.items(), key=lambda link: (-link[1], link[0]))[:_MAX_LINKSETS]
        return Statistics(
            self._totals["triples"],
            self._totals["subjects"],
            self._totals["entities"],
            self._totals["documents"],
            {_plain(iri): count for iri, count in sorted(self._classes.items())},
            {_plain(iri): (count, self._subjects[iri]) for iri, count in sorted(self._statements.items())},
            tuple((_plain(predicate), space.decode(), count) for (predicate, space), count in links),
            tuple(iri.decode() for iri in self._examples.values()),
            {name: self._records[name] for name in self._belonging.sources},
            {name: days for name, days in sorted(self._days.items()) if days != _NO_DAYS},
        )


_NO_DAYS = ("", "")


def _plain(term: bytes) -> str:
    return term[1:-1].decode()


def _days(found: re.Match[bytes]) -> tuple[str, str]:
    """First and last day of a year, a month or a day."""
    year, month, day = (part.decode() if part else "" for part in found.groups()[:3])
    first, last = month or "-01", month or "-12"
    # it was looked at by the shapes, but not every date is one
    known = 1 <= int(last[1:]) <= _MONTHS and int(year) > 0
    end = monthrange(int(year), int(last[1:]))[1] if known else 1
    return year + first + (day or "-01"), year + last + (day or f"-{end:02}")


def _spanning(days: list[str], known: tuple[str, str] | None) -> tuple[str, str]:
    everything = [day for day in (*days, *(known or ())) if day]
    return (min(everything), max(everything)) if everything else _NO_DAYS
