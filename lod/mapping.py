"""Mapping: a record becomes its JSON-LD document, led by the shapes."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lod.findings import Code, Finding, Severity
from lod.iris import Iris, is_web_address
from lod.jsonld import Context, Document
from lod.model import Model
from lod.rdf import RDF_LANG_STRING, XSD, XSD_STRING
from lod.record import Record, Unread, Value
from lod.shapes import NodeShape, PropertyShape

_TEXTS = {RDF_LANG_STRING, XSD_STRING}
_STEP = re.compile(r"([A-Za-z]\w*)(?:\[([a-z0-9-]+)\])?")


@dataclass(frozen=True, slots=True)
class Mapped:
    """A record as RDF would say it.

    Args:
        document: Its compact JSON-LD document.
        findings: What could not be said.
        origins: Where the values stand, by IRI of node and name of field.
    """

    document: Document
    findings: list[Finding]
    origins: Mapping[tuple[str, str], tuple[Value, ...]]


class Mapper:
    """Makes documents of records.

    Args:
        model: Where the fields are described.
        iris: The publisher's IRIs.
        context: The published context.
    """

    def __init__(self, model: Model, iris: Iris, context: Context) -> None:
        self._model = model
        self._iris = iris
        self._context = context

    def links(self, shape_name: str) -> Mapping[str, str]:
        """Kind of thing (``agent``, ``place``) by path of each field of a shape that names things."""
        shape = self._model.shapes[shape_name]
        return {path: prop.links for path, prop in self._model.paths(shape) if prop.links}

    def texts(self, shape_name: str) -> frozenset[str]:
        """The paths of the fields of a shape that hold texts or names, identifiers aside."""
        fields = self._model.paths(self._model.shapes[shape_name])
        return frozenset(
            path for path, prop in fields if (prop.links or _TEXTS & set(prop.datatypes)) and prop.role != "IDRole"
        )

    def map(self, record: Record) -> Mapped:
        """The document of *record*; what it says and no field can hold is kept as unread, and told."""
        work = _Work(self._model, self._iris, self._context, record)
        for name, values in record.fields.items():
            work.put(name, values)
        work.keep("unread", (*record.unread, *work.unread))
        work.keep("not-captured", record.not_captured)
        return Mapped(work.finished(), work.findings, work.origins)


@dataclass
class _Work:
    """One record under way."""

    model: Model
    iris: Iris
    context: Context
    record: Record
    findings: list[Finding] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    origins: dict[tuple[str, str], tuple[Value, ...]] = field(default_factory=dict)
    nodes: dict[str, Document] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.shape = self.model.shapes[self.record.shape]
        self.root = self.iris.thing(self.shape.kind, self.record.key)
        self.nodes[self.root] = self._node(self.root, self.shape)
        self.orders: dict[str, NodeShape] = {self.root: self.shape}

    def finished(self) -> Document:
        """The root's document, keys in page order."""
        for iri, shape in self.orders.items():
            order = {name: i for i, name in enumerate(shape.properties)}
            node = self.nodes[iri]
            head = {key: node.pop(key) for key in ("id", "type")}
            rest = sorted(node.items(), key=lambda item: order[item[0]])
            node.clear()
            node.update({**head, **dict(rest)})
        return {"@context": self.context.iri, **self.nodes[self.root]}

    def keep(self, what: str, said: Iterable[Unread]) -> None:
        """Puts what could not be read where the shapes want *what*, as the literal it was."""
        path = self.model.supplied(self.shape, what)
        kept = tuple(
            Value(
                lexical=": ".join(part for part in (u.label, u.text) if part), line=u.line, label=u.label, file=u.file
            )
            for u in said
        )
        if path and kept:
            self.put(path, kept)

    def put(self, name: str, values: Iterable[Value]) -> None:
        """Puts *values* at the path *name*, making the parts on the way.

        Raises:
            KeyError: a reader's table names a field that no shape has; `lod check` finds these.
        """
        iri, shape = self.root, self.shape
        *parts, last = name.split(".")
        for step in parts:
            iri, shape = self._part(iri, shape, step)
        prop = shape.properties[last]
        good = tuple(v for v in values if self._understood(prop, v))
        for value in good:
            self._say(self.nodes[iri], prop, value)
        if good:
            self.origins[iri, last] = self.origins.get((iri, last), ()) + good

    def _part(self, above: str, shape: NodeShape, step: str) -> tuple[str, NodeShape]:
        matched = _STEP.fullmatch(step)
        name, item = (matched[1], matched[2] or "") if matched else (step, "")
        prop = shape.properties[name]
        part_shape = self.model.shapes[prop.part]
        iri = prop.template.format(base=self.iris.base, key=self.record.key, subject=above, item=item)
        if iri not in self.nodes:
            node = self.nodes[iri] = self._node(iri, part_shape)
            self.orders[iri] = part_shape
            if prop.inverse:
                self._add(node, part_shape.properties[prop.inverse], above)
            if prop.item_property:
                self._add(node, part_shape.properties[prop.item_property], self._item(part_shape, prop, item))
            self._add(self.nodes[above], prop, node)
        return iri, part_shape

    def _item(self, shape: NodeShape, prop: PropertyShape, item: str) -> str:
        scheme = self.model.schemes[shape.properties[prop.item_property].scheme]
        concept = scheme.concept(item)
        if concept is None:
            raise KeyError(item)
        return concept

    def _node(self, iri: str, shape: NodeShape) -> Document:
        return {"id": iri, "type": [self.context.prefixed(t) for t in (shape.target, *shape.also)]}

    def _understood(self, prop: PropertyShape, value: Value) -> bool:
        """Whether *value* can be said; a code outside its list or a broken IRI is kept as unread, and told."""
        if prop.scheme:
            scheme = self.model.schemes[prop.scheme]
            if scheme.concept(value.lexical):
                return True
            listed = ", ".join(text.get("it", "") for text in scheme.labels.values())
            code, expected = Code.NOT_IN_LIST, f"one of: {listed}"
        elif not prop.holds_iris or value.iri or is_web_address(value.lexical):
            return True
        else:
            code, expected = Code.NOT_UNDERSTOOD, "an http or https address"
        self.unread.append(Unread(value.label, value.received, value.line, value.file))
        self.findings.append(self._finding(code, prop, value, expected))
        return False

    def _finding(self, code: Code, prop: PropertyShape, value: Value, expected: str) -> Finding:
        return Finding(
            code,
            Severity.WARNING,
            "cannot be read as this field wants: kept as the text it is",
            self.record.place(value),
            self.record.key,
            prop.name,
            value.received,
            expected,
        )

    def _say(self, node: Document, prop: PropertyShape, value: Value) -> None:
        if prop.scheme:
            said: object = self.model.schemes[prop.scheme].concept(value.lexical)
        else:
            said = value.iri or value.lexical
        if prop.datatypes == (RDF_LANG_STRING,):
            texts = node.setdefault(prop.name, {}).setdefault(value.language or self.record.language, [])
            if value.lexical not in texts:
                texts.append(value.lexical)
        elif len(prop.datatypes) > 1:
            self._add(node, prop, {"@value": said, "@type": XSD + (value.datatype or "string")})
        else:
            self._add(node, prop, said)

    def _add(self, node: Document, prop: PropertyShape, said: object) -> None:
        values = node.setdefault(prop.name, [])
        if said not in values:
            values.append(said)
