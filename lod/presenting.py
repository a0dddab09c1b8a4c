"""Presenting: the statements about a thing as rows, in the order and groups of the shapes."""

from collections.abc import Iterable, Mapping, Sequence

from lod.iris import local_name
from lod.model import Model
from lod.nodes import EMPTY, TYPE, Nodes, Statement
from lod.ontology import Texts
from lod.presentation import Row, Section, Shown, View, title_of
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
    """What stands over values, looked up once: it depends on the model alone."""

    def __init__(self, model: Model) -> None:
        self._model = model
        # as many as there are properties on things of a shape
        self._known: dict[tuple[str, str], Texts] = {}
        self._foreseen: dict[str, tuple[PropertyShape, ...]] = {}

    def label(self, predicate: str, shape: NodeShape | None) -> Texts:
        """What *predicate* is called on things of *shape*."""
        key = (predicate, shape.iri if shape else "")
        if key not in self._known:
            self._known[key] = self._model.label_of(predicate, shape) or {"": local_name(predicate)}
        return self._known[key]

    def foreseen(self, shape: NodeShape | None) -> tuple[PropertyShape, ...]:
        """The fields of *shape* that are statements of the thing itself, in its order."""
        if shape is None:
            return ()
        if shape.iri not in self._foreseen:
            fields = shape.properties.values()
            self._foreseen[shape.iri] = tuple(p for p in fields if len(p.path) == 1 and not p.facet_only)
        return self._foreseen[shape.iri]


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
        order = {g.iri: g.order for g in self._model.groups.values()}
        labels: Mapping[str, Texts] = {g.iri: g.label for g in self._model.groups.values()}
        return [
            Section(labels.get(group, {}), rows)
            for group, rows in sorted(grouped.items(), key=lambda x: order.get(x[0], float("inf")))
        ]

    def _rows(self, iri: str, shape: NodeShape | None, above: set[str]) -> list[tuple[Row, str]]:
        """Rows with the IRI of their group: first what the shape foresees, in its order, then the rest."""
        said = {p: o for p, o in self._nodes.get(iri, EMPTY).by_predicate.items() if p != TYPE}
        rows = [
            (self._row(prop.path[0], objects, prop, shape, above), prop.group)
            for prop in self._headings.foreseen(shape)
            if (objects := said.pop(prop.path[0], None)) and not prop.hidden
        ]
        rest = sorted(said.items())
        return rows + [(self._row(predicate, objects, None, shape, above), "") for predicate, objects in rest]

    def _row(
        self,
        predicate: str,
        objects: Sequence[Statement],
        prop: PropertyShape | None,
        shape: NodeShape | None,
        above: set[str],
    ) -> Row:
        values = [self._shown(o, above, nested=bool(prop and prop.part)) for o in objects]
        term = self._model.terms.get(predicate)
        return Row(
            predicate=predicate,
            label=self._headings.label(predicate, shape),
            description=(prop.description if prop else {}) or (term.comment if term else {}),
            values=sorted(values, key=self._value_order) if len(values) > 1 else values,
            prose=bool(prop and prop.prose),
            unit=prop.unit if prop else "",
            inferred=bool(prop and prop.inferred),
            key=prop.name if prop else "",
        )

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
        node = self._nodes.get(iri, EMPTY)
        for predicate in self._model.label_predicates:
            texts = {one.language: one.value for one in node.said(predicate) if one.datatype}
            if texts:
                return texts
        term = self._model.terms.get(iri)
        return (term.label if term else None) or self._model.concept_labels.get(iri, {})


def _leads_to(row: Row, above: set[str]) -> bool:
    """Whether a part's row only points back to what is already on the page."""
    return all(value.iri in above for value in row.values)
