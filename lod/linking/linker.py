"""Names of places and bodies in records become IRIs, of the reference tables or minted."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from lod.findings import Code, Finding
from lod.iris import Iris
from lod.linking.gazetteer import MAX_NAME_CHARACTERS, Gazetteer, Link
from lod.record import Record, Unread, Value
from lod.sources.gathered import Reference
from lod.sources.reference import NAME, PLACE

MAX_KEPT_NAMES = 10_000


class Linker:
    """Links the names of one build.

    Args:
        reference: The tables.
        iris: The publisher's IRIs.
    """

    def __init__(self, reference: Reference, iris: Iris) -> None:
        self._reference = reference
        self._iris = iris
        self._gazetteer = Gazetteer(reference)
        self._named: dict[str, Record] = {}
        self._fresh: dict[str, Record] = {}
        self._found = {kind: lru_cache(MAX_KEPT_NAMES)(find) for kind, find in self._finders().items()}

    def link(self, record: Record, links: Mapping[str, str]) -> tuple[Record, list[Finding]]:
        """*record* with the IRIs of what it names; a name that stands for nothing is kept as unread.

        Args:
            record: The record.
            links: Kind of thing (``agent``, ``place``) by field.
        """
        findings: list[Finding] = []
        unread: list[Unread] = []
        fields = dict(record.fields)
        for field in [name for name in links if name in fields]:
            kind, linked = links[field], []
            for value in fields[field]:
                found = self._link(kind, value.lexical)
                if found.code is not None:
                    findings.append(_finding(record, field, value, found))
                if found.key:
                    self._remember(kind, found, record, value)
                    linked.append(value._replace(iri=self._iris.thing(kind, found.key)))
                else:
                    unread.append(Unread(value.label, value.lexical, value.line, value.file))
            fields[field] = tuple(linked)
            if not linked:
                del fields[field]
        unique = list(dict.fromkeys(findings))
        return replace(record, fields=fields, unread=(*record.unread, *unread)), unique

    def _finders(self) -> Mapping[str, Callable[[str], Link]]:
        return {"place": self._gazetteer.place, "agent": self._gazetteer.agent}

    def _link(self, kind: str, name: str) -> Link:
        """What *name* stands for; names come again and again, so those of a bearable length are remembered."""
        find = self._found if len(name) <= MAX_NAME_CHARACTERS else self._finders()
        return find[kind](name)

    def record(self, iri: str) -> Record | None:
        """The record of the place or body of *iri*; None for a body that was not named since they were last taken."""
        found = self._iris.kind_and_key(iri)
        if found is None:
            return None
        kind, key = found
        return self._fresh.get(key) if kind == "agent" else self._reference.records.get(key)

    def taken(self) -> Mapping[str, Record]:
        """The records of the bodies that were named since they were last taken, by key."""
        taken, self._fresh = self._fresh, {}
        return taken

    def remember(self, taken: Mapping[str, Record]) -> None:
        """Remembers bodies that this linker, or that of another process, has taken; of labels the first counts."""
        for key, record in taken.items():
            before = self._named.get(key)
            if before is not None and key not in self._reference.records:
                label = record.fields[NAME][0]._replace(lexical=min(_label(before), _label(record)))
                self._named[key] = replace(record, fields={**record.fields, NAME: (label,)})
            else:
                self._named[key] = record

    def named(self) -> Iterator[Record]:
        """The records of all bodies that were named, by key."""
        self.remember(self.taken())
        yield from (record for _, record in sorted(self._named.items()))

    def _remember(self, kind: str, link: Link, record: Record, value: Value) -> None:
        """Notes that a body was named; of several spellings the first in the alphabet becomes the label."""
        if kind != "agent":
            return
        table = self._reference.records.get(link.key)
        if table is not None:
            self._fresh[link.key] = table
            return
        before = self._fresh.get(link.key)
        names = [value.lexical, *(v.lexical for v in before.fields[NAME])] if before else [value.lexical]
        fields = {NAME: (Value(min(names), value.line, value.label),)}
        if link.place:
            fields[PLACE] = (Value(link.place, value.line, value.label),)
        self._fresh[link.key] = Record("Organization", link.key, record.place(value), fields)


def _label(body: Record) -> str:
    return body.fields[NAME][0].lexical


def _finding(record: Record, field: str, value: Value, link: Link) -> Finding:
    origin = record.place(value)
    code = link.code or Code.NOT_IN_REFERENCE
    return Finding(code, link.severity, link.message, origin, record.key, field, value.lexical)
