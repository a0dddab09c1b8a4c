"""What the check looks at, one function each: shapes for our own terms, fields, lists, texts, codes, questions."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from rdflib import RDF, SKOS, BNode, Literal, URIRef
from rdflib.namespace import DCTERMS, OWL, SH
from rdflib.term import Node

from lod import model as models
from lod import validation
from lod.findings import Code
from lod.iris import BROWSE, ONTOLOGY, VOCABULARIES, W3ID
from lod.lint.constraints import constraints
from lod.lint.lists import lists
from lod.lint.parsing import trouble
from lod.lint.problem import Problem
from lod.lint.spelling import misspelt
from lod.model import Model
from lod.ontology import LANGUAGES
from lod.record import path_of
from lod.shapes import PropertyShape
from lod.sources.readers import fields as source_fields

_TESTING = "testing"


def problems(ontology_dir: Path, shapes_dir: Path) -> list[Problem]:
    """All problems, sorted.

    Raises:
        ModelError: a file does not parse.
    """
    model = models.load(ontology_dir, shapes_dir)
    checks = (
        _own_shapes,
        misspelt,
        _statuses,
        _unused_properties,
        _unsupplied_fields,
        _concepts,
        lists,
        constraints,
        _texts_of_shapes,
        _findings,
        _blank_nodes,
        _questions,
    )
    return sorted({problem for check in checks for problem in check(model)})


def _own_shapes(model: Model) -> Iterator[Problem]:
    """What the shapes for our own terms and concepts have to say of them."""
    report = validation.report_on_terms(model)
    for result in report.subjects(RDF.type, SH.ValidationResult):
        ours = str(report.value(result, SH.focusNode)).startswith(W3ID)
        if ours and report.value(result, SH.resultSeverity) != SH.Info:
            messages = sorted(str(o) for o in report.objects(result, SH.resultMessage) if _is_english(o))
            path = report.value(result, SH.resultPath)
            yield Problem(str(report.value(result, SH.focusNode)), f"{path}: {' '.join(messages)}")


def _is_english(text: Node) -> bool:
    return isinstance(text, Literal) and text.language in (None, "en")


def _statuses(model: Model) -> Iterator[Problem]:
    """Every own term says how firm it is; one that is given up says what takes its place."""
    for iri, term in model.terms.items():
        if iri.startswith(ONTOLOGY) and not term.status:
            yield Problem(iri, "vs:term_status is missing")
    for given_up in model.published.subjects(OWL.deprecated, Literal(lexical_or_value=True)):
        if (given_up, DCTERMS.isReplacedBy, None) not in model.published:
            yield Problem(str(given_up), "deprecated, and dct:isReplacedBy does not say what takes its place")


def _unused_properties(model: Model) -> Iterator[Problem]:
    """Own properties that no shape describes: nobody would ever see their values."""
    described = {step for s in model.shapes.values() for p in s.properties.values() for step in p.path}
    for iri, term in model.terms.items():
        is_property = {str(OWL.ObjectProperty), str(OWL.DatatypeProperty)} & set(term.kinds)
        if is_property and iri.startswith(ONTOLOGY) and iri not in described:
            yield Problem(iri, "a property that no shape describes")


def _unsupplied_fields(model: Model) -> Iterator[Problem]:
    """Fields that readers' tables name and no shape has, and fields that nothing supplies."""
    for shape_name, names in source_fields().items():
        shape = model.shapes.get(shape_name)
        if shape is None:
            yield Problem(shape_name, "a reader's table names this shape, and there is none")
            continue
        known = dict(model.paths(shape))
        named = {path_of(name) for name in names}
        # a part that stands at several places need not be whole at each of them
        supplied = {known[name].iri for name in named & set(known)}
        for name in sorted(named - set(known)):
            yield Problem(shape.iri, f"{name}: a reader's table names this field, and no shape has it")
        for name, prop in known.items():
            given = prop.inferred or prop.supplies or prop.part or prop.facet_only or _is_tried_out(model, known, name)
            if not given and prop.iri not in supplied and not _by_mapping(model, shape_name, name):
                yield Problem(prop.iri, f"{name}: no reader supplies this field")


def _is_tried_out(model: Model, known: Mapping[str, PropertyShape], path: str) -> bool:
    """Whether a field or what it is a part of is marked as one that no reader has to supply yet."""
    steps = path.split(".")
    fields = [known[".".join(steps[: n + 1])] for n in range(len(steps))]
    terms = [model.terms.get(field.path[-1]) for field in fields]
    return _TESTING in {field.status for field in fields} | {term.status for term in terms if term}


def _by_mapping(model: Model, shape_name: str, path: str) -> bool:
    """Whether the mapping itself sets the field: what tells parts apart, what points back."""
    above, _, last = path.rpartition(".")
    prop = dict(model.paths(model.shapes[shape_name])).get(above)
    return prop is not None and last in (prop.item_property, prop.inverse)


def _concepts(model: Model) -> Iterator[Problem]:
    for concept in model.published.subjects(RDF.type, SKOS.Concept):
        if (concept, SKOS.inScheme, None) not in model.published:
            yield Problem(str(concept), "a concept without a scheme")
    for concept in model.published.objects(None, SKOS.broader):
        if str(concept).startswith(VOCABULARIES) and (concept, RDF.type, SKOS.Concept) not in model.published:
            yield Problem(str(concept), "a broader concept that is not there")


def _texts_of_shapes(model: Model) -> Iterator[Problem]:
    """Names, groups and messages must be there in both languages."""
    for shape in model.shapes.values():
        for prop in shape.properties.values():
            for language in LANGUAGES:
                if not prop.label.get(language):
                    yield Problem(prop.iri, f"sh:name is missing in {language}")
                if prop.description and not prop.description.get(language):
                    yield Problem(prop.iri, f"sh:description is missing in {language}")
    for group in model.groups.values():
        yield from (Problem(group.iri, f"rdfs:label is missing in {x}") for x in LANGUAGES if not group.label.get(x))
    for text in {*model.published.objects(), *model.constraints.objects()}:
        if isinstance(text, Literal) and text.language not in (None, *LANGUAGES):
            yield Problem(repr(str(text)), f"a text in {text.language}: only {' and '.join(LANGUAGES)} are shown")
    for subject in set(model.constraints.subjects(SH.message)):
        found = {o.language for o in model.constraints.objects(subject, SH.message) if isinstance(o, Literal)}
        yield from (Problem(str(subject), f"sh:message is missing in {x}") for x in LANGUAGES if x not in found)


def _findings(model: Model) -> Iterator[Problem]:
    """Every code of a finding is a concept of its own, and the other way round."""
    scheme = VOCABULARIES + "finding"
    listed = {iri.rpartition("/")[2] for iri in model.schemes[scheme].labels} if scheme in model.schemes else set()
    codes = {code.value for code in Code}
    for constraint, named in model.constraints.subject_objects(URIRef(BROWSE + "finding")):
        if str(named) not in codes:
            yield Problem(str(constraint), f"{named}: no code of lod.findings.Code")
    for code in sorted(codes ^ listed):
        where = "lod.findings.Code" if code in listed else scheme
        yield Problem(f"{scheme}/{code}", f"this code is missing in {where}")


def _blank_nodes(model: Model) -> Iterator[Problem]:
    """What we publish has no blank nodes; shapes are not published as data."""
    for subject, predicate, value in model.published:
        if isinstance(subject, BNode) or isinstance(value, BNode):
            yield Problem(str(subject), f"{predicate}: a blank node in what is published")


def _questions(model: Model) -> Iterator[Problem]:
    """A question has its texts in both languages, can be parsed, and names no thing of one publisher."""
    for name, question in model.questions.items():
        for language in LANGUAGES:
            if not (question.title.get(language) and question.description.get(language)):
                yield Problem(name, f"a question without title or description in {language}")
        if W3ID + "id/" in question.query:
            yield Problem(name, "a question that names a thing of one publisher")
        why = trouble(question.query)
        if why:
            yield Problem(name, f"a question that is no SPARQL: {why}")
