"""Plans: what mapping a record must know of its shape's fields, looked up once for all records."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from lod.jsonld import Context
from lod.model import Model
from lod.rdf import RDF_LANG_STRING, XSD_STRING
from lod.record import MAX_KEPT_PATHS
from lod.shapes import NodeShape, PropertyShape

MAX_KEPT_CODES = 4_096
MAX_CODE_CHARACTERS = 200

_TEXTS = {RDF_LANG_STRING, XSD_STRING}
_STEP = re.compile(r"([A-Za-z]\w*)(?:\[([a-z0-9-]+)\])?")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path, into a part.

    Args:
        path: The path up to here (``assessment[giovani]``).
        prop: The property that leads to the part.
        shape: The shape of the part.
        item: What tells it from others of its kind, empty without.
        concept: IRI of the concept that *item* is, empty where the part has no property for it.
    """

    path: str
    prop: PropertyShape
    shape: NodeShape
    item: str
    concept: str


@dataclass(frozen=True, slots=True)
class Target:
    """Where the values of a path go.

    Args:
        steps: The parts on the way.
        name: Name of the field, the last step.
        prop: The field.
    """

    steps: tuple[Step, ...]
    name: str
    prop: PropertyShape


class Plan:
    """What there is to know of one node shape.

    Args:
        model: Where the fields are described.
        context: The published context.
        shape: The shape.
    """

    def __init__(self, model: Model, context: Context, shape: NodeShape) -> None:
        self._model = model
        paths = dict(model.paths(shape))
        self.shape = shape
        self.types = tuple(context.prefixed(iri) for iri in (shape.target, *shape.also))
        self.order: Mapping[str, int] = {name: place for place, name in enumerate(shape.properties)}
        self.links: Mapping[str, str] = {path: prop.links for path, prop in paths.items() if prop.links}
        self.texts = frozenset(path for path, prop in paths.items() if _is_text(prop))
        self._supplied = {prop.supplies: path for path, prop in reversed(paths.items()) if prop.supplies}
        self.target = lru_cache(MAX_KEPT_PATHS)(self._target)

    def supplied(self, what: str) -> str:
        """Path of the field that the program fills with *what*; empty where there is none."""
        return self._supplied.get(what, "")

    def _target(self, path: str) -> Target:
        shape, steps = self.shape, []
        *parts, last = path.split(".")
        for depth, part in enumerate(parts, 1):
            step = self._step(shape, ".".join(parts[:depth]), part)
            steps.append(step)
            shape = step.shape
        return Target(tuple(steps), last, shape.properties[last])

    def _step(self, shape: NodeShape, path: str, part: str) -> Step:
        matched = _STEP.fullmatch(part)
        name, item = (matched[1], matched[2] or "") if matched else (part, "")
        prop = shape.properties[name]
        within = self._model.shapes[prop.part]
        concept: str | None = ""
        if prop.item_property:
            scheme = self._model.schemes[within.properties[prop.item_property].scheme]
            concept = scheme.concept(item)
        if concept is None:
            raise KeyError(item)
        return Step(path, prop, within, item, concept)


class Plans:
    """The plans of all shapes of a model, and its code lists.

    Args:
        model: Where the fields are described.
        context: The published context.
    """

    def __init__(self, model: Model, context: Context) -> None:
        self.schemes = model.schemes
        self._plans = {name: Plan(model, context, shape) for name, shape in model.shapes.items()}
        self._concept = lru_cache(MAX_KEPT_CODES)(lambda scheme, text: self.schemes[scheme].concept(text))

    def of(self, shape_name: str) -> Plan:
        """The plan of a shape."""
        return self._plans[shape_name]

    def concept(self, scheme: str, text: str) -> str | None:
        """See `Scheme.concept`; the spellings that come again and again are remembered."""
        known = len(text) <= MAX_CODE_CHARACTERS
        found: str | None = self._concept(scheme, text) if known else self.schemes[scheme].concept(text)
        return found


def _is_text(prop: PropertyShape) -> bool:
    return bool(prop.links or _TEXTS & set(prop.datatypes)) and prop.role != "IDRole"
