"""What the reference tables know together: places and bodies, by key and by folded name."""

from dataclasses import dataclass, field

from lod.names import fold
from lod.record import Record


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the tables.

    Args:
        key: Last part of its IRI (``comune-033032``).
        name: Official name.
        acronym: Acronym of its province.
        body: Key of the body that governs it, empty where it has none.
        successor: Key of the municipality that took its place, empty while it exists.
    """

    key: str
    name: str
    acronym: str
    body: str = ""
    successor: str = ""


@dataclass(frozen=True)
class Reference:
    """What the tables know, by key and by folded name.

    Args:
        places: Places by key.
        records: The record of each place and each body, by key.
        named_places: Places by folded name; a name may have several.
        named_bodies: Key of the body by folded name.
    """

    places: dict[str, Place] = field(default_factory=dict)
    records: dict[str, Record] = field(default_factory=dict)
    named_places: dict[str, list[Place]] = field(default_factory=dict)
    named_bodies: dict[str, str] = field(default_factory=dict)

    def add_place(self, place: Place, record: Record, *names: str) -> None:
        """Adds a place under its name and *names*."""
        self.places[place.key] = place
        self.records[place.key] = record
        for name in {fold(name) for name in (place.name, *names)}:
            self.named_places.setdefault(name, []).append(place)

    def add_body(self, record: Record, *names: str) -> None:
        """Adds a body under *names*."""
        self.records[record.key] = record
        for name in names:
            self.named_bodies[fold(name)] = record.key
