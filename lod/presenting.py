"""Presenting: the statements about a thing as rows, in the order and groups of the shapes."""

from collections.abc import Iterable, Mapping, Sequence

from lod.iris import local_name
from lod.model import Model
from lod.ontology import Texts
from lod.presentation import Row, Section, Shown, View, title_of
from lod.rdf import RDF_TYPE, Literal, Term, Triple, plain
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

    def view(self, iri: str, triples: Iterable[Triple]) -> View:
        """The page of *iri*, of a description that `lod.queries.describe` gives."""
        return _Viewing(self._model, self._headings, triples).view(iri)

    def views(self, iris: Iterable[str], triples: Iterable[Triple]) -> list[View]:
        """The pages of several things that *triples* describe."""
        viewing = _Viewing(self._model, self._headings, triples)
        return [viewing.view(iri) for iri in iris]

    def names(self, triples: Iterable[Triple]) -> Mapping[str, Texts]:
        """What the subjects of *triples* are called, by IRI."""
        viewing = _Viewing(self._model, self._headings, triples)
        return {iri: viewing.label(iri) for iri in viewing.subjects()}

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
    def __init__(self, model: Model, headings: _Headings, triples: Iterable[Triple]) -> None:
        self._model = model
        self._headings = headings
        self._said: dict[str, dict[str, list[Term]]] = {}
        for triple in triples:
            by_predicate = self._said.setdefault(plain(triple.subject), {})
            by_predicate.setdefault(triple.predicate.value, []).append(triple.object)

    def subjects(self) -> list[str]:
        return list(self._said)

    def view(self, iri: str) -> View:
        shape = self._shape(iri)
        return View(
            iri=iri,
            title=self.label(iri),
            types=[self._shown(t, set()) for t in self._types(iri)],
            shape=shape,
            sections=self._sections(iri, shape),
        )

    def _types(self, iri: str) -> list[Term]:
        return self._said.get(iri, {}).get(RDF_TYPE.value, [])

    def _shape(self, iri: str) -> NodeShape | None:
        return _shape_of(self._model, (plain(t) for t in self._types(iri)))

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
        said = {p: o for p, o in self._said.get(iri, {}).items() if p != RDF_TYPE.value}
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
        objects: Sequence[Term],
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

    def _shown(self, term: Term, above: set[str], *, nested: bool = False) -> Shown:
        if isinstance(term, Literal):
            datatype = "" if term.language else local_name(term.datatype.value)
            return Shown(term.value, term.language or "", "" if datatype == "string" else datatype)
        iri = plain(term)
        rows: list[Row] = []
        if nested and iri not in above:
            rows = [row for row, _ in self._rows(iri, self._shape(iri), above | {iri}) if not _leads_to(row, above)]
        return Shown(iri, iri=iri, label=self.label(iri), rows=rows, order=self._order(iri) if nested else "")

    def _order(self, iri: str) -> str:
        """What a part is sorted by among others: a number or a time, so that texts sort as these do."""
        shape = self._shape(iri)
        sorting = next((prop for prop in shape.properties.values() if prop.ascending), None) if shape else None
        said = self._said.get(iri, {}).get(sorting.path[0], ()) if sorting else ()
        return min((plain(term).zfill(_ORDER_CHARACTERS) for term in said), default="")

    def _value_order(self, value: Shown) -> tuple[bool, int, str, str, str]:
        """Ordered concepts by their rank, parts by what their shape says, other things by name, literals by text."""
        rank = self._model.concept_order.get(value.iri, 0)
        return (not value.iri, rank, value.order, title_of(value.label, "it")[0].casefold(), value.text)

    def label(self, iri: str) -> Texts:
        said = self._said.get(iri, {})
        for predicate in self._model.label_predicates:
            texts = {o.language or "": o.value for o in said.get(predicate, ()) if isinstance(o, Literal)}
            if texts:
                return texts
        term = self._model.terms.get(iri)
        return (term.label if term else None) or self._model.concept_labels.get(iri, {})


def _leads_to(row: Row, above: set[str]) -> bool:
    """Whether a part's row only points back to what is already on the page."""
    return all(value.iri in above for value in row.values)
