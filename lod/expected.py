"""What a shape wants of a value, in words."""

from collections.abc import Mapping

from rdflib import RDF, XSD, Graph, URIRef
from rdflib.namespace import SH
from rdflib.term import Node

from lod.iris import local_name
from lod.model import Model
from lod.sentences import NOTHING, Sentence, in_both, quoted

# what a value of a datatype is, for people
_FORMS: Mapping[Node, Sentence] = {
    XSD.string: Sentence("a text"),
    RDF.langString: Sentence("a text with its language"),
    XSD.date: Sentence("a day such as 2009-02-28"),
    XSD.dateTime: Sentence("a day and time such as 2009-02-28T10:00:00+01:00"),
    XSD.gYear: Sentence("a year such as 2009"),
    XSD.gYearMonth: Sentence("a year and month such as 2009-02"),
    XSD.integer: Sentence("a whole number"),
    XSD.nonNegativeInteger: Sentence("a whole number of 0 or more"),
    XSD.positiveInteger: Sentence("a whole number of 1 or more"),
    XSD.decimal: Sentence("a number"),
    XSD.boolean: Sentence("true or false"),
    XSD.anyURI: Sentence("an http or https address"),
    URIRef("http://www.opengis.net/ont/geosparql#wktLiteral"): Sentence("a point such as POINT(9.695 45.052)"),
}


def expected(shapes: Graph, shape: Node | None, model: Model) -> Sentence:
    """What *shape* wants; nothing where it has no bounds that can be said.

    Args:
        shapes: Where it is described.
        shape: A property shape; None for a result that names none.
        model: Knows what properties and classes are called.
    """
    wanted = [
        _said(predicate, value, model) for predicate in _BOUNDS if (value := shapes.value(shape, predicate)) is not None
    ]
    return Sentence("{all}", all=wanted) if wanted else NOTHING


_BOUNDS = (SH.datatype, SH.minInclusive, SH.maxInclusive, SH.pattern, SH["class"], SH.lessThanOrEquals)


def _said(predicate: Node, value: Node, model: Model) -> Sentence:
    if predicate == SH.datatype:
        return _FORMS.get(value) or quoted(local_name(str(value)))
    if predicate == SH.minInclusive:
        return Sentence("at least {least}", least=str(value))
    if predicate == SH.maxInclusive:
        return Sentence("at most {most}", most=str(value))
    if predicate == SH.pattern:
        return Sentence("in the form {pattern}", pattern=str(value))
    name = _called(value, model)
    if predicate == SH.lessThanOrEquals:
        return Sentence("no later than “{name}”", name=name)
    return Sentence("of the kind “{name}”", name=name)


def _called(term: Node, model: Model) -> Sentence:
    """What a property or a class is called."""
    label = model.label_of(str(term))
    english = label.get("en") or local_name(str(term))
    return in_both(english, label.get("it", english))
