"""What a page shows of a thing: sections of rows of values."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from lod.ontology import Texts
from lod.shapes import NodeShape


class Shown(NamedTuple):
    """One value.

    Args:
        text: The literal's text or the IRI.
        language: Language of the text, empty without.
        datatype: Local name of the datatype (``date``), empty for IRIs and texts.
        iri: The IRI that it is, empty for literals.
        label: What the IRI is called, by language.
        rows: What is said of it, where it is a part of the thing that is shown.
        order: What it is sorted by among other parts, empty without.
    """

    text: str
    language: str = ""
    datatype: str = ""
    iri: str = ""
    label: Texts = MappingProxyType({})
    rows: Sequence["Row"] = ()
    order: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Heading:
    """What stands over values: one for all things of a shape, so that it is known again by being the same.

    Args:
        predicate: IRI of the property.
        label: What it is called, by language.
        description: What it means, by language.
        prose: Whether the values are long texts.
        unit: Their unit (``EUR``), empty without.
        inferred: Whether a rule gave them.
        key: Ontology name of the field.
    """

    predicate: str
    label: Texts
    description: Texts = field(default_factory=dict)
    prose: bool = False
    unit: str = ""
    inferred: bool = False
    key: str = ""


class Row(NamedTuple):
    """One field with its values.

    Args:
        heading: What stands over them.
        values: At least one.
    """

    heading: Heading
    values: Sequence[Shown]


@dataclass(frozen=True, slots=True)
class Section:
    """A group of rows; the group of what no shape foresees has no label."""

    label: Texts
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class View:
    """All that a page says of a thing.

    Args:
        iri: The thing.
        title: What it is called, by language.
        types: Its classes.
        shape: The node shape that describes it; None where none does.
        sections: Its rows by group.
    """

    iri: str
    title: Texts
    types: Sequence[Shown]
    shape: NodeShape | None
    sections: Sequence[Section]


def title_of(texts: Texts, language: str) -> tuple[str, str]:
    """The text in *language*, else in Italian, else in English, else any; and the language it is in."""
    for candidate in (language, "it", "en", ""):
        if candidate in texts:
            return texts[candidate], candidate
    return next(((text, found) for found, text in sorted(texts.items())), ("", ""))
