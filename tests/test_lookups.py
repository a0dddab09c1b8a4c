"""Look-ups made quick: what they find stays the same."""

from rdflib import RDFS, Graph, Literal, URIRef

from lod.lookups import SettledGraph

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
