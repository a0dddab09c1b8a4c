"""What the name of a place or body stands for, by the reference tables; never guessed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from lod.findings import Code, Severity
from lod.names import fold, minted_key
from lod.sentences import NOTHING, Sentence
from lod.sources.gathered import Place, Reference

MAX_NAME_CHARACTERS = 300
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


class Gazetteer:
    """Knows what names stand for.

    Args:
        reference: The tables.
    """

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self._acronyms = _acronyms(reference)

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
