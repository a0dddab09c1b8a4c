"""A part of the world on a flat picture: where positions stand in it, and its lines of longitude and latitude."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

# the shape that the style sheet gives the picture
WIDE_TO_HIGH = 1.5
_LEAST_DEGREES = 0.3
_MARGIN = 0.12
_CRS84 = "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>"
_POINT = re.compile(rf"(?:{re.escape(_CRS84)} ?)?POINT ?\((-?[0-9.]{{1,20}}) (-?[0-9.]{{1,20}})\)", re.IGNORECASE)
_STEPS = tuple(map(Decimal, ("30", "15", "10", "5", "2", "1", "0.5", "0.2", "0.1", "0.05")))

Position = tuple[float, float]
Line = tuple[float, Decimal]


@dataclass(frozen=True, slots=True)
class Mark:
    """One place of a map; ``x`` and ``y`` are percent from its upper left corner.

    Args:
        x: How far to the right.
        y: How far down.
        label: What it is called; of the rows at one point the first one's, empty without.
        iri: What stands there, empty without.
        number: How many rows stand here.
    """

    x: float
    y: float
    label: str = ""
    iri: str = ""
    number: int = 1

    @property
    def is_inside(self) -> bool:
        """Whether it stands on the picture."""
        return 0 <= self.x <= 100 and 0 <= self.y <= 100  # noqa: PLR2004  # percent


class Frame:
    """The part of the world that a map shows, degrees of longitude shortened as in its middle.

    Args:
        positions: Longitude and latitude of all that must be in it; at least one.
    """

    def __init__(self, positions: Sequence[Position]) -> None:
        west, east = min(p[0] for p in positions), max(p[0] for p in positions)
        south, north = min(p[1] for p in positions), max(p[1] for p in positions)
        self._middle = ((west + east) / 2, (south + north) / 2)
        self._shorter = max(math.cos(math.radians(self._middle[1])), 0.1)
        wide = max(east - west, _LEAST_DEGREES) * self._shorter
        high = max(north - south, _LEAST_DEGREES)
        # degrees of latitude from the middle to the upper edge
        self._reach = max(high, wide / WIDE_TO_HIGH) * (0.5 + _MARGIN)

    def mark(self, position: Position, label: str = "", iri: str = "", number: int = 1) -> Mark:
        """*position* on the map, see `Mark`."""
        x = (position[0] - self._middle[0]) * self._shorter / (self._reach * WIDE_TO_HIGH)
        y = (self._middle[1] - position[1]) / self._reach
        return Mark(50 + 50 * x, 50 + 50 * y, label, iri, number)

    def lines(self) -> tuple[list[Line], list[Line]]:
        """Meridians and parallels at round degrees: how far right, or down, and the degrees."""
        reach = self._reach * WIDE_TO_HIGH / self._shorter
        step = next((step for step in _STEPS if step < reach), _STEPS[-1])
        east, north = self._middle
        meridians = [(self.mark((float(x), north)).x, x) for x in _round(east - reach, east + reach, step)]
        parallels = [(self.mark((east, float(y))).y, y) for y in _round(north - self._reach, north + self._reach, step)]
        return meridians, parallels


def position_of(text: str) -> Position | None:
    """Longitude and latitude of a WKT point; None for what is none, or is not on this earth."""
    found = _POINT.fullmatch(text.strip())
    return position(*found.groups()) if found else None


def position(longitude: str, latitude: str) -> Position | None:
    """Degrees that were written; None for what is no number, or is not on this earth."""
    try:
        found = float(longitude), float(latitude)
    except ValueError:
        return None
    return found if abs(found[0]) <= 180 and abs(found[1]) <= 90 else None  # noqa: PLR2004  # degrees


def _round(low: float, high: float, step: Decimal) -> list[Decimal]:
    """The multiples of *step* from *low* to *high*."""
    first, last = math.ceil(low / float(step)), math.floor(high / float(step))
    return [n * step for n in range(first, last + 1)]
