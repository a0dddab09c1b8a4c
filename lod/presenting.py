"""Presenting: the statements about a thing as rows, in the order and groups of the shapes."""

from collections.abc import Iterable, Mapping, Sequence

from lod.iris import local_name
from lod.model import Model
from lod.nodes import EMPTY, TYPE, Nodes, Statement
from lod.ontology import Texts
from lod.presentation import Heading, Row, Section, Shown, View, title_of
from lod.shapes import NodeShape, PropertyShape

# as long as a time of which the zone is UTC
_ORDER_CHARACTERS = len("2019-05-31T18:30:00Z")


class Presenter:
    """Makes views of descriptions.

    Args:
        model: Where fields have labels, order and group.
    """

    def __init__(self, model: Model) -> None:
        self._headings = _Headings(model)
        self._model = model

    def view(self, iri: str, nodes: Nodes) -> View:
        """The page of *iri*, of a description that `lod.queries.describe` gives."""
        return _Viewing(self._model, self._headings, nodes).view(iri)

    def views(self, iris: Iterable[str], nodes: Nodes) -> list[View]:
        """The pages of several things that *nodes* describe."""
        viewing = _Viewing(self._model, self._headings, nodes)
        return [viewing.view(iri) for iri in iris]

    def names(self, nodes: Nodes) -> Mapping[str, Texts]:
        """What the subjects of *nodes* are called, by IRI."""
        viewing = _Viewing(self._model, self._headings, nodes)
        return {iri: viewing.label(iri) for iri in nodes}

    def shape_of(self, types: Iterable[str]) -> NodeShape | None:
        """The node shape for a thing of *types*; one with a kind before one without."""
        return _shape_of(self._model, types)


def _shape_of(model: Model, types: Iterable[str]) -> NodeShape | None:
    found = [model.by_target[t] for t in sorted(types) if t in model.by_target]
    # of two classes the narrower one, which says that its things are of the other too
    return min(found, key=lambda shape: (not shape.kind, -len(shape.also), shape.name), default=None)


class _Headings:
    """What stands over values and sections, looked up once: it depends on the model alone."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._groups = {group.iri: group for group in model.groups.values()}
        # as many as there are properties on things of a shape
        self._known: dict[tuple[str, str], Heading] = {}
        self._foreseen: dict[str, Mapping[str, PropertyShape]] = {}

    def of(self, predicate: str, shape: NodeShape | None) -> Heading:
        """What stands over the values of *predicate* on things of *shape*."""
        key = (predicate, shape.iri if shape else "")
        if key not in self._known:
            self._known[key] = self._made(predicate, shape)
        return self._known[key]

    def _made(self, predicate: str, shape: NodeShape | None) -> Heading:
        prop, term = self.foreseen(shape).get(predicate), self._model.terms.get(predicate)
        return Heading(
            predicate=predicate,
            label=self._model.label_of(predicate, shape) or {"": local_name(predicate)},
            description=(prop.description if prop else {}) or (term.comment if term else {}),
            prose=bool(prop and prop.prose),
            unit=prop.unit if prop else "",
            inferred=bool(prop and prop.inferred),
            key=prop.name if prop else "",
        )

    def foreseen(self, shape: NodeShape | None) -> Mapping[str, PropertyShape]:
        """The fields of *shape* that are statements of the thing itself, in its order, by predicate."""
        if shape is None:
            return {}
        if shape.iri not in self._foreseen:
            found: dict[str, PropertyShape] = {}
            for prop in shape.properties.values():
                if len(prop.path) == 1 and not prop.facet_only:
                    found.setdefault(prop.path[0], prop)
            self._foreseen[shape.iri] = found
        return self._foreseen[shape.iri]

    def section(self, group: str) -> tuple[float, Texts]:
        """Where a section stands among others, and what it is called."""
        found = self._groups.get(group)
        return (found.order, found.label) if found else (float("inf"), {})


class _Viewing:
    def __init__(self, model: Model, headings: _Headings, nodes: Nodes) -> None:
        self._model = model
        self._headings = headings
        self._nodes = nodes

    def view(self, iri: str) -> View:
        shape = self._shape(iri)
        return View(
            iri=iri,
            title=self.label(iri),
            types=[self._shown(t, set()) for t in self._types(iri)],
            shape=shape,
            sections=self._sections(iri, shape),
        )

    def _types(self, iri: str) -> Sequence[Statement]:
        return self._nodes.get(iri, EMPTY).said(TYPE)

    def _shape(self, iri: str) -> NodeShape | None:
        return _shape_of(self._model, (t.value for t in self._types(iri)))

    def _sections(self, iri: str, shape: NodeShape | None) -> list[Section]:
        grouped: dict[str, list[Row]] = {}
        for row, group in self._rows(iri, shape, {iri}):
            grouped.setdefault(group, []).append(row)
        found = [(self._headings.section(group), rows) for group, rows in grouped.items()]
        return [Section(label, rows) for (_, label), rows in sorted(found, key=lambda one: one[0][0])]

    def _rows(self, iri: str, shape: NodeShape | None, above: set[str]) -> list[tuple[Row, str]]:
        """Rows with the IRI of their group: first what the shape foresees, in its order, then the rest."""
        said = self._nodes.get(iri, EMPTY).by_predicate
        foreseen = self._headings.foreseen(shape)
        rows = [
            (self._row(predicate, said[predicate], prop, shape, above), prop.group)
            for predicate, prop in foreseen.items()
            if predicate in said and predicate != TYPE and not prop.hidden
        ]
        rest = sorted(predicate for predicate in said if predicate not in foreseen and predicate != TYPE)
        return rows + [(self._row(predicate, said[predicate], None, shape, above), "") for predicate in rest]

    def _row(
        self,
        predicate: str,
        objects: Sequence[Statement],
        prop: PropertyShape | None,
        shape: NodeShape | None,
        above: set[str],
    ) -> Row:
        nested = bool(prop and prop.part)
        values = [self._shown(o, above, nested=nested) for o in objects]
        if len(values) > 1:
            values.sort(key=self._value_order)
        return Row(self._headings.of(predicate, shape), values)

    def _shown(self, said: Statement, above: set[str], *, nested: bool = False) -> Shown:
        if said.datatype:
            datatype = "" if said.language else local_name(said.datatype)
            return Shown(said.value, said.language, "" if datatype == "string" else datatype)
        iri = said.value
        rows: list[Row] = []
        if nested and iri not in above:
            rows = [row for row, _ in self._rows(iri, self._shape(iri), above | {iri}) if not _leads_to(row, above)]
        return Shown(iri, iri=iri, label=self.label(iri), rows=rows, order=self._order(iri) if nested else "")

    def _order(self, iri: str) -> str:
        """What a part is sorted by among others: a number or a time, so that texts sort as these do."""
        shape = self._shape(iri)
        sorting = next((prop for prop in shape.properties.values() if prop.ascending), None) if shape else None
        said = self._nodes.get(iri, EMPTY).said(sorting.path[0]) if sorting else ()
        return min((one.value.zfill(_ORDER_CHARACTERS) for one in said), default="")

    def _value_order(self, value: Shown) -> tuple[bool, int, str, str, str]:
        """Ordered concepts by their rank, parts by what their shape says, other things by name, literals by text."""
        rank = self._model.concept_order.get(value.iri, 0)
        return (not value.iri, rank, value.order, title_of(value.label, "it")[0].casefold(), value.text)

    def label(self, iri: str) -> Texts:
        texts = self._nodes.get(iri, EMPTY).texts(self._model.label_predicates)
        if texts:
            return texts
        term = self._model.terms.get(iri)
        return (term.label if term else None) or self._model.concept_labels.get(iri, {})


def _leads_to(row: Row, above: set[str]) -> bool:
    """Whether a part's row only points back to what is already on the page."""
    return all(value.iri in above for value in row.values)
