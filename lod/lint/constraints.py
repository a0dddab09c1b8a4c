"""Shapes: each is used by another, patterns are expressions, SPARQL texts can be parsed."""

import re
from collections.abc import Iterator

from rdflib import RDF
from rdflib.namespace import SH

from lod.lint.parsing import trouble
from lod.lint.problem import Problem
from lod.lint.spelling import queries_of_shapes
from lod.model import Model

_PARTS = (SH.PropertyShape, SH.SPARQLConstraint, SH.SPARQLRule)


def constraints(model: Model) -> Iterator[Problem]:
    """What would make a constraint hold for nothing, or fail when it is asked."""
    graph = model.constraints
    for kind in _PARTS:
        for part in graph.subjects(RDF.type, kind):
            if (None, None, part) not in graph:
                yield Problem(str(part), "no node shape names it: it constrains nothing, and no page shows it")
    for shape, pattern in graph.subject_objects(SH.pattern):
        try:
            re.compile(str(pattern))
        except re.error as error:
            yield Problem(str(shape), f"sh:pattern {str(pattern)!r}: {error}")
    for where, text in queries_of_shapes(model):
        why = trouble(text)
        if why:
            yield Problem(where, f"a text that is no SPARQL: {why}")
