"""The shapes, each tried on small data that it must accept and data that it must not."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import rdflib
from rdflib import SKOS, Graph, Namespace, URIRef
from rdflib.namespace import SH
from rdflib.term import Node

from lod.lookups import TargetingShapes

_HERE = Path(__file__).parent
_CASES = sorted((_HERE / "shapes").glob("*/*.ttl"))
_VALID = [case for case in _CASES if case.name.startswith("valid.")]
_INVALID = [case for case in _CASES if case.name.startswith("invalid.")]
_PPSH = Namespace("https://w3id.org/propar/shapes/")
_HITS = "# hits: ppsh:"
_SERIOUS = {SH.Violation, SH.Warning}
# what presents or annotates a field and constrains nothing
_SILENT = {SH.path, SH.name, SH.description, SH.order, SH.group, SH.severity, SH.message}


@dataclass(frozen=True)
class Rules:
    """Shapes and the lists that they look at, read once.

    Args:
        shapes: The triples of the shapes.
        engine: What validates by them; that it finds what pySHACL finds by itself is promised by its own test.
        schemes: Which concept is in which scheme; without types, so that the lists are not validated each time.
    """

    shapes: Graph
    engine: TargetingShapes
    schemes: Graph


@pytest.fixture(scope="module")
def rules() -> Iterator[Rules]:
    """The shapes of the project, literals as they are written."""
    before = rdflib.NORMALIZE_LITERALS
    rdflib.NORMALIZE_LITERALS = False
    shapes, schemes = Graph(), Graph()
    for file in sorted((_HERE.parent / "shapes").glob("*.ttl")):
        shapes.parse(file)
    for file in sorted((_HERE.parent / "ontology" / "vocabularies").glob("*.ttl")):
        schemes += ((s, p, o) for s, p, o in Graph().parse(file) if p == SKOS.inScheme)
    yield Rules(shapes, TargetingShapes(shapes), schemes)
    rdflib.NORMALIZE_LITERALS = before


def _name(case: Path) -> str:
    return f"{case.parent.name}/{case.stem}"


def _hit(case: Path, rules: Rules) -> Mapping[Node, Node]:
    """The severity by shape that *case* hits; of a SPARQL constraint, by the constraint itself."""
    data = Graph().parse(case) + rules.schemes
    report = rules.engine.report_on(data)
    hit = {}
    for result in report.objects(None, SH.result):
        source = report.value(result, SH.sourceConstraint)
        shape = source if isinstance(source, URIRef) else report.value(result, SH.sourceShape)
        severity = report.value(result, SH.resultSeverity)
        assert shape is not None
        assert severity is not None
        hit[shape] = severity
    return hit


def _named(case: Path) -> set[Node]:
    """The shapes that *case* says it hits."""
    lines = case.read_text(encoding="utf-8").splitlines()
    return {_PPSH[line.removeprefix(_HITS).strip()] for line in lines if line.startswith(_HITS)}


def _local(shapes: Iterable[Node]) -> list[str]:
    """Their local names, as the cases write them."""
    return sorted(str(shape).removeprefix(_PPSH) for shape in shapes)


def _constraining(shapes: Graph) -> set[Node]:
    """The property shapes and SPARQL constraints that hang on a shape with a target and can be hit."""
    targeted = set(shapes.subjects(SH.targetClass))
    hung = {part for shape in targeted for p in (SH.property, SH.sparql) for part in shapes.objects(shape, p)}
    return {part for part in hung if any(_constrains(p) for p in shapes.predicates(part))}


def _constrains(predicate: Node) -> bool:
    return str(predicate).startswith(str(SH)) and predicate not in _SILENT


@pytest.mark.parametrize("case", _VALID, ids=_name)
def test_good_data_pass(case: Path, rules: Rules) -> None:
    """Neither a violation nor a warning; an info may tell that they are poor."""
    hit = _hit(case, rules)

    assert _local(shape for shape, severity in hit.items() if severity in _SERIOUS) == []


@pytest.mark.parametrize("case", _INVALID, ids=_name)
def test_bad_data_hit_the_shapes_they_should(case: Path, rules: Rules) -> None:
    """All the shapes that the file names are hit, and no other but infos."""
    hit, named = _hit(case, rules), _named(case)
    serious = {shape for shape, severity in hit.items() if severity in _SERIOUS}

    assert _local(named) == _local(serious | (named & set(hit)))


def test_every_invalid_case_names_what_it_hits() -> None:
    """A file without ``# hits:`` would prove nothing."""
    assert [_name(case) for case in _INVALID if not _named(case)] == []


def test_every_constraint_is_hit_by_some_case(rules: Rules) -> None:
    """A constraint that no case hits may be dead: a misspelt term is silently ignored."""
    hit = set().union(*(_named(case) for case in _INVALID))

    assert _local(_constraining(rules.shapes) - hit) == []


def test_every_shape_with_a_target_has_a_valid_case(rules: Rules) -> None:
    """What a shape accepts is shown once at least."""
    targeted = _local(rules.shapes.subjects(SH.targetClass))

    assert [shape for shape in targeted if shape not in {case.parent.name for case in _VALID}] == []


def test_every_code_list_shape_knows_a_concept(rules: Rules) -> None:
    """A misspelt scheme would refuse every value."""
    wanted = set(rules.shapes.objects(None, SH.hasValue))

    assert wanted - set(rules.schemes.objects(None, SKOS.inScheme)) == set()


def test_what_hangs_on_shapes_has_a_name(rules: Rules) -> None:
    """A finding can say which constraint it comes from."""
    parts = {o for p in (SH.property, SH.sparql, SH.rule) for o in rules.shapes.objects(None, p)}

    assert [part for part in parts if not isinstance(part, URIRef)] == []
