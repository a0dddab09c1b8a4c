"""Mapping: a record becomes its JSON-LD document, led by the shapes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lod.findings import Code, Finding, Severity
from lod.iris import Iris, is_web_address
from lod.jsonld import Context, Document
from lod.model import Model
from lod.plans import Plan, Plans, Step
from lod.rdf import RDF_LANG_STRING, XSD
from lod.record import Record, Unread, Value
from lod.sentences import Sentence
from lod.shapes import PropertyShape

_IN_LANGUAGE = (RDF_LANG_STRING,)


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
        self._plans = Plans(model, context)
        self._iris = iris
        self._context = context

    def links(self, shape_name: str) -> Mapping[str, str]:
        """Kind of thing (``agent``, ``place``) by path of each field of a shape that names things."""
        return self._plans.of(shape_name).links

    def texts(self, shape_name: str) -> frozenset[str]:
        """The paths of the fields of a shape that hold texts or names, identifiers aside."""
        return self._plans.of(shape_name).texts

    def supplied(self, shape_name: str, what: str) -> str:
        """Path of the field of a shape that the program fills with *what*; empty where there is none."""
        return self._plans.of(shape_name).supplied(what)

    def map(self, record: Record) -> Mapped:
        """The document of *record*; what it says and no field can hold is kept as unread, and told."""
        work = _Work(self._plans, self._iris, record)
        for name, values in record.fields.items():
            work.put(name, values)
        work.keep("unread", (*record.unread, *work.unread))
        work.keep("not-captured", record.not_captured)
        return Mapped({"@context": self._context.iri, **work.finished()}, work.findings, work.origins)


class _Work:
    """One record under way."""

    def __init__(self, plans: Plans, iris: Iris, record: Record) -> None:
        self.findings: list[Finding] = []
        self.unread: list[Unread] = []
        self.origins: dict[tuple[str, str], tuple[Value, ...]] = {}
        self._plans = plans
        self._plan = plans.of(record.shape)
        self._iris = iris
        self._record = record
        self._root = iris.thing(self._plan.shape.kind, record.key)
        self._nodes: dict[str, Document] = {}
        self._shapes: dict[str, str] = {}
        self._parts: dict[str, str] = {}
        self._open(self._root, self._plan)

    def finished(self) -> Document:
        """The root's document, keys in page order."""
        for iri, shape_name in self._shapes.items():
            order = self._plans.of(shape_name).order
            node = self._nodes[iri]
            head = {key: node.pop(key) for key in ("id", "type")}
            rest = sorted(node.items(), key=lambda item: order[item[0]])
            node.clear()
            node.update(head)
            node.update(rest)
        return self._nodes[self._root]

    def keep(self, what: str, said: Iterable[Unread]) -> None:
        """Puts what could not be read where the shapes want *what*, as the literal it was."""
        path = self._plan.supplied(what)
        kept = tuple(
            Value(
                lexical=": ".join(part for part in (u.label, u.text) if part), line=u.line, label=u.label, file=u.file
            )
            for u in said
        )
        if path and kept:
            self.put(path, kept)

    def put(self, path: str, values: Iterable[Value]) -> None:
        """Puts *values* at *path*, making the parts on the way.

        Raises:
            KeyError: a reader's table names a field that no shape has; `lod check` finds these.
        """
        target = self._plan.target(path)
        iri = self._root
        for step in target.steps:
            iri = self._parts.get(step.path) or self._part(iri, step)
        node, prop = self._nodes[iri], target.prop
        good = tuple([value for value in values if self._say(node, prop, value)])
        if good:
            place = iri, target.name
            self.origins[place] = self.origins[place] + good if place in self.origins else good

    def _open(self, iri: str, plan: Plan) -> Document:
        node = self._nodes[iri] = {"id": iri, "type": list(plan.types)}
        self._shapes[iri] = plan.shape.name
        return node

    def _part(self, above: str, step: Step) -> str:
        prop = step.prop
        iri = prop.template.format(base=self._iris.base, key=self._record.key, subject=above, item=step.item)
        if iri not in self._nodes:
            node = self._open(iri, self._plans.of(step.shape.name))
            if prop.inverse:
                _add(node, prop.inverse, above)
            if prop.item_property:
                _add(node, prop.item_property, step.concept)
            _add(self._nodes[above], prop.name, node)
        self._parts[step.path] = iri
        return iri

    def _say(self, node: Document, prop: PropertyShape, value: Value) -> bool:
        """Whether *value* can be said, and says it; a code outside its list or a broken IRI is kept as unread."""
        said: str | None = value.iri or value.lexical
        if prop.scheme:
            said = self._plans.concept(prop.scheme, value.lexical)
            if said is None:
                return self._not_listed(prop, value)
        elif prop.holds_iris and not value.iri and not is_web_address(value.lexical):
            return self._not_understood(Code.NOT_UNDERSTOOD, prop, value, Sentence("an http or https address"))
        if prop.datatypes == _IN_LANGUAGE:
            texts = node.setdefault(prop.name, {}).setdefault(value.language or self._record.language, [])
            if value.lexical not in texts:
                texts.append(value.lexical)
        elif len(prop.datatypes) > 1:
            _add(node, prop.name, {"@value": said, "@type": XSD + (value.datatype or "string")})
        else:
            _add(node, prop.name, said)
        return True

    def _not_listed(self, prop: PropertyShape, value: Value) -> bool:
        labels = self._plans.schemes[prop.scheme].labels.values()
        listed = [text.get("it", "") for text in labels]
        return self._not_understood(Code.NOT_IN_LIST, prop, value, Sentence("one of: {listed}", listed=listed))

    def _not_understood(self, code: Code, prop: PropertyShape, value: Value, expected: Sentence) -> bool:
        self.unread.append(Unread(value.label, value.received, value.line, value.file))
        self.findings.append(self._finding(code, prop, value, expected))
        return False

    def _finding(self, code: Code, prop: PropertyShape, value: Value, expected: Sentence) -> Finding:
        return Finding(
            code,
            Severity.WARNING,
            Sentence("cannot be read as this field wants"),
            self._record.place(value),
            self._record.key,
            prop.name,
            value.received,
            expected,
        )


def _add(node: Document, name: str, said: object) -> None:
    values = node.setdefault(name, [])
    if said not in values:
        values.append(said)
