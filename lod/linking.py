"""Linking: names of places and bodies become IRIs, of the reference tables or minted, never guessed."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from lod.findings import Code, Finding, Severity
from lod.iris import Iris
from lod.names import fold, minted_key
from lod.record import Record, Unread, Value
from lod.sentences import NOTHING, Sentence
from lod.sources.reference import NAME, PLACE, Place, Reference

MAX_NAME_CHARACTERS = 300
MAX_KEPT_NAMES = 10_000
_OF_PROVINCES = "provincia-"

# the acronym of a province, or its name
_PROVINCE = re.compile(r"\s*\(([^()]{2,40})\)\s*$")
_ACRONYM = re.compile(r"[A-Za-z]{2}")
_MUNICIPALITY = re.compile(r"comune\s+(?:di\s+|d')?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Link:
    """What a name stands for.

    Args:
        key: Last part of the IRI; empty if the name stands for nothing we know.
        code: Finding to tell, None where all is well.
        message: Its message.
        severity: Its severity.
        place: Key of the place of a minted body, empty without.
    """

    key: str
    code: Code | None = None
    message: Sentence = NOTHING
    severity: Severity = Severity.INFO
    place: str = ""


class Linker:
    """Links the names of one build.

    Args:
        reference: The tables.
        iris: The publisher's IRIs.
    """

    def __init__(self, reference: Reference, iris: Iris) -> None:
        self._reference = reference
        self._iris = iris
        self._acronyms = _acronyms(reference)
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
        return {"place": self.place, "agent": self.agent}

    def _link(self, kind: str, name: str) -> Link:
        """What *name* stands for; names come again and again, so those of a bearable length are remembered."""
        find = self._found if len(name) <= MAX_NAME_CHARACTERS else self._finders()
        return find[kind](name)

    def place(self, name: str) -> Link:
        """The place of *name*, or of a key such as ``comune-033032``."""
        if name in self._reference.places:
            return Link(name)
        if len(name) > MAX_NAME_CHARACTERS:
            return _too_long()
        bare, acronym = self._without_province(name)
        found = self._candidates(bare, acronym)
        if len(found) > 1:
            several = [place.key for place in found]
            return Link(
                "",
                Code.AMBIGUOUS_NAME,
                Sentence("several places have this name: {several}", several=several),
                Severity.WARNING,
            )
        if not found:
            message = Sentence("no place of the reference tables has this name")
            return Link("", Code.NOT_IN_REFERENCE, message, Severity.WARNING)
        return self._of_place(found[0], found[0].key)

    def agent(self, name: str) -> Link:
        """The body of *name*; one that no table knows gets an IRI of its own."""
        if len(name) > MAX_NAME_CHARACTERS:
            return _too_long()
        known = self._reference.named_bodies.get(fold(name))
        if known:
            return Link(known)
        municipality = _MUNICIPALITY.match(name)
        if municipality:
            found = self._municipality(name, name[municipality.end() :])
            if found:
                return found
        key = minted_key(name)
        if not key:
            message = Sentence("nothing in this name can be read")
            return Link("", Code.NOT_UNDERSTOOD, message, Severity.WARNING)
        return Link(key, Code.NOT_IN_REFERENCE, Sentence("no body of the reference tables has this name"))

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

    def _candidates(self, name: str, acronym: str) -> list[Place]:
        found = self._reference.named_places.get(fold(name), [])
        return [place for place in found if acronym in ("", place.acronym)]

    def _without_province(self, name: str) -> tuple[str, str]:
        """``("Camaiore", "LU")`` of ``"Camaiore (LU)"`` and of ``"Camaiore (Lucca)"``; what names no province stays."""
        found = _PROVINCE.search(name)
        said = found[1].strip() if found else ""
        acronym = said.upper() if _ACRONYM.fullmatch(said) else self._acronyms.get(fold(said), "")
        return (name[: found.start()], acronym) if found and acronym else (name, "")

    def _municipality(self, name: str, after: str) -> Link | None:
        bare, acronym = self._without_province(after)
        found = self._candidates(bare, acronym)
        if len(found) != 1:
            return None
        place = found[0]
        # a suppressed municipality has lost its code in the index of public administrations
        key = place.body or minted_key(name.removesuffix(after) + bare)
        return replace(self._of_place(place, key), place="" if place.body else place.key)

    def _of_place(self, place: Place, key: str) -> Link:
        if not place.successor:
            return Link(key)
        successor = self._reference.places[place.successor].name
        return Link(
            key, Code.SUPPRESSED_PLACE, Sentence("a suppressed municipality, today {successor}", successor=successor)
        )

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


def _acronyms(reference: Reference) -> Mapping[str, str]:
    """Acronyms of provinces by folded name; what a chief town is called, its province is called too."""
    named = {
        fold(p.name): p.acronym for p in reference.places.values() if p.acronym and p.key.startswith(_OF_PROVINCES)
    }
    towns = {
        name: place.acronym
        for name, places in reference.named_places.items()
        for place in places
        if named.get(fold(place.name)) == place.acronym
    }
    return {**towns, **named}


def _too_long() -> Link:
    message = Sentence("a name has at most {most} characters", most=MAX_NAME_CHARACTERS)
    return Link("", Code.TOO_LONG, message, Severity.WARNING)


def _finding(record: Record, field: str, value: Value, link: Link) -> Finding:
    origin = record.place(value)
    code = link.code or Code.NOT_IN_REFERENCE
    return Finding(code, link.severity, link.message, origin, record.key, field, value.lexical)
