"""The columns of a flat table: one for each field of a shape and of its parts, led by the shapes alone."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from lod.model import Model
from lod.ontology import LANGUAGES, Texts
from lod.rdf import RDF_LANG_STRING, XSD
from lod.shapes import NodeShape, PropertyShape

IRI = "iri"
_LABEL = "label"
_MAX_LEXICAL_CHARACTERS = 50


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Args:
        name: Its name in the header: the field's path of names, and what of the values it holds.
        path: The field's path of names; empty for the thing's own IRI.
        steps: The fields on that path.
        of: ``""`` for the values as they are, a language for texts or labels in it, ``label`` for labels in any.
        labelled: Whether it holds what the values are called, not what they are.
    """

    name: str
    path: str
    steps: tuple[PropertyShape, ...] = ()
    of: str = ""
    labelled: bool = False

    @property
    def label(self) -> Texts:
        """What the field is called, by language; the fields of parts after what they are parts of."""
        return {x: " – ".join(s.label.get(x, s.name) for s in self.steps) for x in LANGUAGES if self.steps}

    @property
    def language(self) -> str:
        """The language of its texts, empty where they have none or any."""
        return "" if self.of == _LABEL else self.of


@dataclass(slots=True)
class Survey:
    """What the values of all rows are like, field by field.

    Args:
        languages: The languages of the texts; ``""`` for values without.
        several: The fields of which some row has several values.
        other: The fields of which some value does not have the form that its only datatype has.
    """

    languages: dict[str, set[str]] = field(default_factory=dict)
    several: set[str] = field(default_factory=set)
    other: set[str] = field(default_factory=set)

    def see(self, path: str, datatype: str, texts: Sequence[tuple[str, str]]) -> None:
        """Takes the values of one row: their texts and languages."""
        if len(texts) > 1:
            self.several.add(path)
        for text, language in texts:
            self.languages.setdefault(path, set()).add(language)
            if path not in self.other and not has_form(text, datatype):
                self.other.add(path)


def has_form(text: str, datatype: str) -> bool:
    """Whether *text* is a value of *datatype* (a local name of XSD) that a column of that type can hold."""
    form = _FORMS.get(datatype)
    return form is None or (len(text) <= _MAX_LEXICAL_CHARACTERS and form(text))


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


_FORMS: Mapping[str, Callable[[str], bool]] = {
    "gYear": lambda text: re.fullmatch(r"[0-9]{4}", text) is not None,
    "integer": lambda text: re.fullmatch(r"-?[0-9]{1,18}", text) is not None,
    # what fits into 38 digits with six after the point
    "decimal": lambda text: re.fullmatch(r"[-+]?[0-9]{1,32}(\.[0-9]{1,6})?", text) is not None,
    "boolean": {"true", "false"}.__contains__,
    "date": _is_date,
}


def datatype_of(prop: PropertyShape) -> str:
    """The local name of the only XSD datatype of a field's values; empty where there are several, or none."""
    return prop.datatypes[0].removeprefix(XSD) if len(prop.datatypes) == 1 else ""


def fields(model: Model, shape: NodeShape) -> Mapping[str, tuple[PropertyShape, ...]]:
    """The fields that have columns: steps from the thing to the values, by path of names.

    A part that has a document of its own is told by its IRI and its name; the others by each of their fields.
    """
    known = dict(model.paths(shape))
    apart = {path for path, prop in known.items() if _stands_apart(model, prop)}
    found = {path: tuple(known[above] for above in _aboves(path)) for path in known}
    return {
        path: steps
        for path, steps in found.items()
        if (path in apart or not steps[-1].part)
        and not steps[-1].facet_only
        and apart.isdisjoint(list(_aboves(path))[:-1])
        and not (len(steps) > 1 and steps[-2].inverse == steps[-1].name)
    }


def has_name(model: Model, prop: PropertyShape) -> bool:
    """Whether the values of a field are things that have names of their own."""
    return bool(prop.links) or _stands_apart(model, prop)


def _stands_apart(model: Model, prop: PropertyShape) -> bool:
    return bool(prop.part and model.shapes[prop.part].kind)


def _aboves(path: str) -> Iterator[str]:
    names = path.split(".")
    return (".".join(names[: n + 1]) for n in range(len(names)))


def several(shape: NodeShape, known: Mapping[str, tuple[PropertyShape, ...]]) -> set[str]:
    """The paths of those *known* fields that may have several values, whether any thing has or not."""
    return {path for path, steps in known.items() if len(steps) > 1 or steps[0].path not in shape.at_most_one}


def columns(model: Model, known: Mapping[str, tuple[PropertyShape, ...]], survey: Survey) -> list[Column]:
    """The columns of the *known* fields, the thing's own IRI first; texts have one for each language that occurs."""
    found = [Column(IRI, "")]
    for path, steps in known.items():
        last = steps[-1]
        usual = {LANGUAGES[0]} if RDF_LANG_STRING in last.datatypes else {""}
        languages = sorted(survey.languages.get(path, usual))
        found += [Column(f"{path}.{language}" if language else path, path, steps, language) for language in languages]
        if last.scheme:
            found += [Column(f"{path}.{language}", path, steps, language, labelled=True) for language in LANGUAGES]
        elif has_name(model, last):
            found.append(Column(f"{path}.{_LABEL}", path, steps, _LABEL, labelled=True))
    return found


def type_of(column: Column, survey: Survey) -> str:
    """The local name of the datatype of the values of *column*; empty for text."""
    if not column.steps or column.labelled or column.path in survey.other:
        return ""
    datatype = datatype_of(column.steps[-1])
    return datatype if datatype in _FORMS else ""
