"""A comparison: what several sources say of one thing, field by field, and which of them says what."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lod.ontology import Texts
from lod.presentation import Row, Shown, View


@dataclass(frozen=True, slots=True)
class Said:
    """One value, and who says it.

    Args:
        value: The value.
        sources: IRIs of the things of whose descriptions it is one, in the order of the views.
    """

    value: Shown
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One field.

    Args:
        row: The field, as the first source that gives it shows it.
        said: Its values, each once.
        differs: Whether two sources give it and do not give the same values.
    """

    row: Row
    said: Sequence[Said]
    differs: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A group of fields."""

    label: Texts
    lines: Sequence[Line]


def compared(views: Sequence[View], leave_out: frozenset[str] = frozenset()) -> list[Part]:
    """The fields of all *views*, in the order of the first that has them.

    Args:
        views: What each source says of the thing.
        leave_out: Predicates that are shown elsewhere.
    """
    labels: dict[str, Texts] = {}
    rows: dict[str, dict[str, list[tuple[str, Row]]]] = {}
    for view in views:
        for section in view.sections:
            group = "|".join(f"{language}={text}" for language, text in sorted(section.label.items()))
            labels.setdefault(group, section.label)
            for row in section.rows:
                if row.heading.predicate not in leave_out:
                    rows.setdefault(group, {}).setdefault(row.heading.predicate, []).append((view.iri, row))
    return [Part(labels[group], [_line(given) for given in fields.values()]) for group, fields in rows.items()]


def _line(given: Iterable[tuple[str, Row]]) -> Line:
    said: dict[object, tuple[Shown, list[str]]] = {}
    by_source: dict[str, set[object]] = {}
    rows = list(given)
    for source, row in rows:
        for value in row.values:
            key = _meaning(value)
            said.setdefault(key, (value, []))[1].append(source)
            by_source.setdefault(source, set()).add(key)
    found = [Said(value, tuple(dict.fromkeys(sources))) for value, sources in said.values()]
    kept = list(by_source.values())
    return Line(rows[0][1], found, differs=any(values != kept[0] for values in kept[1:]))


def _meaning(value: Shown) -> object:
    """What makes two values the same; of a part it is what is said of it, not its IRI, which names one record."""
    if value.rows:
        return frozenset((row.heading.predicate, frozenset(_meaning(v) for v in row.values)) for row in value.rows)
    return (value.text, value.language, value.iri)
