"""SHACL: what the shapes have to say of the triples, as findings with their lines."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyshacl import constraints, shape
from rdflib import RDF, RDFS, BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import SH, SKOS
from rdflib.term import Node

from lod import rdf, terms
from lod.expected import expected
from lod.findings import Code, Finding, Severity
from lod.iris import BROWSE, local_name
from lod.lookups import CachingGraph, Listed, SettledGraph, TargetingShapes
from lod.model import Model
from lod.rdf import Triple
from lod.record import Record, Value
from lod.sentences import Sentence, in_both

_SEVERITIES = {SH.Violation: Severity.VIOLATION, SH.Warning: Severity.WARNING, SH.Info: Severity.INFO}
_FINDING = Namespace(BROWSE).finding
_CODES = {
    SH.MinCountConstraintComponent: Code.REQUIRED,
    SH.MaxCountConstraintComponent: Code.TOO_MANY,
    SH.UniqueLangConstraintComponent: Code.TOO_MANY,
    SH.DatatypeConstraintComponent: Code.WRONG_FORM,
    SH.NodeKindConstraintComponent: Code.WRONG_FORM,
    SH.OrConstraintComponent: Code.WRONG_FORM,
    SH.PatternConstraintComponent: Code.WRONG_FORM,
    SH.LanguageInConstraintComponent: Code.WRONG_FORM,
    SH.ClassConstraintComponent: Code.WRONG_CONCEPT,
    SH.NodeConstraintComponent: Code.WRONG_CONCEPT,
    SH.InConstraintComponent: Code.WRONG_CONCEPT,
    SH.HasValueConstraintComponent: Code.WRONG_CONCEPT,
    SH.MinInclusiveConstraintComponent: Code.OUT_OF_RANGE,
    SH.MaxInclusiveConstraintComponent: Code.OUT_OF_RANGE,
    SH.MinExclusiveConstraintComponent: Code.OUT_OF_RANGE,
    SH.MaxExclusiveConstraintComponent: Code.OUT_OF_RANGE,
}
_CONSTRAINING = (str(RDF), str(SH))
_FOR_PEOPLE = frozenset({SH.name, SH.description, SH.order, SH.group})


@dataclass(frozen=True, slots=True)
class Checked:
    """A record with its triples, ready to be validated.

    Args:
        record: What the source said.
        triples: What we say.
        origins: Where values stand, by IRI of node and name of field.
        unchecked: What we say as N-Triples, in the place of triples that are not validated.
    """

    record: Record
    triples: list[Triple]
    origins: Mapping[tuple[str, str], tuple[Value, ...]]
    unchecked: str = ""


class Validator:
    """Validates records against the shapes that describe data.

    Args:
        model: Where the shapes are.
        reports: Where one SHACL report of all records is collected, for those who want it.
    """

    def __init__(self, model: Model, reports: Graph | None = None) -> None:
        _quicken()
        self._reports = reports
        self._report = BNode()
        if reports is not None:
            reports.add((self._report, RDF.type, SH.ValidationReport))
            reports.add((self._report, SH.conforms, Literal(True)))
        self._shapes = model.constraints
        # a report repeats shapes that have no IRI, with all that is said of them; pySHACL adds to what it is given
        kept = Graph() + self._shapes if reports is not None else SettledGraph(self._shapes, _constrains)
        self._constraints = TargetingShapes(kept)
        self._concepts = _concepts(model.published)
        self._targets = {shape.target for shape in model.shapes.values()}
        self._model = model
        self._names = {prop.path[0]: name for s in model.shapes.values() for name, prop in s.properties.items()}

    def findings(self, batch: Iterable[Checked], named: Iterable[Triple] = ()) -> list[Finding]:
        """What is wrong, doubtful or poor in *batch*.

        Args:
            batch: The records.
            named: Triples about the things that the records name, for the constraints on classes.
        """
        checked = list(batch)
        report, owners = self._validated(checked, named)
        # the things that records name are there to be looked up: what they lack is not said of them here
        results = [
            result
            for result in report.subjects(RDF.type, SH.ValidationResult)
            if str(report.value(result, SH.focusNode)) in owners
        ]
        self._collect(report, results)
        found = [self._finding(report, result, owners) for result in results]
        return sorted(found, key=lambda f: (f.origin, f.code, f.field, f.value))

    def _collect(self, report: Graph, results: list[Node]) -> None:
        """Adds *results* to the report of all records."""
        if self._reports is None or not results:
            return
        self._reports.set((self._report, SH.conforms, Literal(False)))
        for result in results:
            self._reports += report.cbd(result)
            self._reports.add((self._report, SH.result, result))

    def _validated(self, checked: list[Checked], named: Iterable[Triple]) -> tuple[Graph, dict[str, Checked]]:
        owners = {rdf.plain(t.subject): c for c in checked for t in c.triples}
        data = CachingGraph(bind_namespaces="none")
        for group in (*(c.triples for c in checked), named):
            for statement in group:
                data.add(terms.triple(*statement))
        data += self._concepts
        # no focus_nodes: pySHACL looks each one up in a list; results about other things are left out instead
        return self._constraints.report_on(data), owners

    def _finding(self, report: Graph, result: Node, owners: Mapping[str, Checked]) -> Finding:
        focus = str(report.value(result, SH.focusNode))
        checked = owners[focus]
        path = report.value(result, SH.resultPath)
        value = report.value(result, SH.value)
        field = self._names.get(str(path), local_name(str(path))) if isinstance(path, URIRef) else ""
        stands = _standing(checked, focus, field, value)
        return Finding(
            code=self._code(report, result),
            severity=_SEVERITIES.get(URIRef(str(report.value(result, SH.resultSeverity))), Severity.VIOLATION),
            message=self._message(report, result),
            origin=checked.record.place(stands) if stands else checked.record.origin,
            record=checked.record.key,
            field=field,
            value=stands.received if stands else _plain(value),
            expected=expected(self._shapes, report.value(result, SH.sourceShape), self._model),
        )

    def _code(self, report: Graph, result: Node) -> Code:
        for predicate in (SH.sourceConstraint, SH.sourceShape):
            source = report.value(result, predicate)
            named = self._shapes.value(source, _FINDING) if source is not None else None
            if named is not None:
                return Code(str(named))
        component = report.value(result, SH.sourceConstraintComponent)
        return _CODES.get(URIRef(str(component)), Code.OTHER_SHAPE)

    def _message(self, report: Graph, result: Node) -> Sentence:
        """The message, in both languages; pySHACL drops those of SPARQL constraints, which are read in the shapes."""
        said = list(report.objects(result, SH.resultMessage))
        constraint = report.value(result, SH.sourceConstraint)
        if constraint is not None:
            said = [*self._shapes.objects(constraint, SH.message), *said]
        # the first of each language counts
        texts = {o.language: " ".join(str(o).split()) for o in reversed(said) if isinstance(o, Literal)}
        english = texts.get("en") or next(iter(texts.values()), "")
        return in_both(english, texts.get("it", english))


def report_on_terms(model: Model) -> Graph:
    """What the shapes for our own terms and code lists have to say of them: the SHACL report."""
    _quicken()
    return TargetingShapes(model.constraints).report_on(model.published)


def _constrains(predicate: Node) -> bool:
    """Whether what is said with *predicate* can change a result; labels, hints to pages and the like cannot."""
    return predicate == RDFS.subClassOf or (str(predicate).startswith(_CONSTRAINING) and predicate not in _FOR_PEOPLE)


def _quicken() -> None:
    """Spares pySHACL half of its time: it looks up every property of a shape in a list, for every focus node."""
    known = constraints.ALL_CONSTRAINT_PARAMETERS, constraints.CONSTRAINT_PARAMETERS_MAP
    shape.CONSTRAINT_PARAMS = (Listed(known[0]), known[1])  # type: ignore[attr-defined]  # where pySHACL keeps them


def _concepts(published: Graph) -> Graph:
    """What the code list constraints look at: the schemes of concepts.

    Not their types: these would make each batch validate all code lists once more.
    """
    kept = Graph(bind_namespaces="none")
    for concept, scheme in published.subject_objects(SKOS.inScheme):
        kept.add((concept, SKOS.inScheme, scheme))
    return kept


def _standing(checked: Checked, focus: str, field: str, value: Node | None) -> Value | None:
    """The source's value that a result is about; where there is no value, the first of its field."""
    values = checked.origins.get((focus, field), ())
    wanted = _plain(value)
    return next((v for v in values if wanted in (v.lexical, v.iri)), values[0] if values else None)


def _plain(value: Node | None) -> str:
    return "" if value is None else str(value)
