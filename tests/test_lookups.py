"""What is made quick for pySHACL: what it finds stays the same."""

import pyshacl
from rdflib import RDFS, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import SH

from lod.lookups import SettledGraph, TargetingShapes

_ONE, _OTHER = URIRef("https://example.org/1"), URIRef("https://example.org/2")


def test_a_settled_graph_says_what_its_source_says() -> None:
    """At the first look and at the second."""
    source = Graph()
    source.add((_ONE, RDFS.label, Literal("one")))
    source.add((_ONE, RDFS.seeAlso, _OTHER))
    settled = SettledGraph(source, lambda _: True)

    for _ in range(2):
        assert set(settled.predicate_objects(_ONE)) == set(source.predicate_objects(_ONE))
        assert settled.value(_ONE, RDFS.label) == Literal("one")


def test_a_settled_graph_leaves_out_what_is_not_wanted() -> None:
    """By predicate."""
    source = Graph()
    source.add((_ONE, RDFS.label, Literal("one")))
    source.add((_ONE, RDFS.seeAlso, _OTHER))

    assert set(SettledGraph(source, lambda p: p != RDFS.label)) == {(_ONE, RDFS.seeAlso, _OTHER)}


def test_a_settled_graph_forgets_what_has_changed() -> None:
    """Who adds to it after all finds what was added."""
    settled = SettledGraph(Graph(), lambda _: True)
    before = settled.value(_ONE, RDFS.label)
    settled.add((_ONE, RDFS.label, Literal("one")))

    assert (before, settled.value(_ONE, RDFS.label)) == (None, Literal("one"))


SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix : <https://example.org/> .
:Named sh:targetClass :Thing ; sh:property :name ; sh:property [ sh:path :part ; sh:node :Part ] .
:name sh:path :name ; sh:minCount 1 ; sh:message "no name"@en .
:Part sh:property [ sh:path :size ; sh:minInclusive 2 ] .
:Implied a sh:NodeShape, rdfs:Class ; sh:property [ sh:path :name ; sh:maxCount 0 ] .
[] sh:targetNode :lost ; sh:class :Thing .
[] sh:targetSubjectsOf :part ; sh:nodeKind sh:BlankNode .
[] sh:targetObjectsOf :part ; sh:nodeKind sh:BlankNode .
"""
DATA = """
@prefix : <https://example.org/> .
:1 a :Thing ; :part :2 . :2 :size 1 . :3 a :Implied ; :name "three" .
:4 a :Thing ; :name "four" ; :part :5 . :5 :size 3 .
"""


def test_shapes_that_are_read_once_find_what_they_find_when_read_anew() -> None:
    """Whatever chooses what they look at, and however often they are asked."""
    shapes, data = Graph().parse(data=SHAPES, format="turtle"), Graph().parse(data=DATA, format="turtle")
    _, anew, _ = pyshacl.validate(data, shacl_graph=shapes)
    once = TargetingShapes(shapes)

    assert {str(focus).rpartition("/")[2] for focus in anew.objects(None, SH.focusNode)} >= {*"12345", "lost"}
    for _ in range(2):
        assert isomorphic(once.report_on(data), anew)
