"""Statements by subject: nothing is lost, nothing comes twice, the order is that of documents."""

from lod import nodes, rdf

DATA = b"""@prefix : <https://example.org/> .
:b :next :a .
:a :name "b"@it, "a\\n", 3 ; a :Thing ; :free [ :name "x" ] ; :link :b .
"""


def test_a_statement_says_what_its_triple_says() -> None:
    """Texts with a language, with a datatype, IRIs, and blank nodes, which are no IRIs."""
    found = nodes.of_triples(rdf.read(DATA, rdf.TURTLE))["https://example.org/a"]
    text, plain, number = found.said("https://example.org/name")
    (free,), (link,) = (found.said(f"https://example.org/{name}") for name in ("free", "link"))

    assert (text.value, text.language, text.iri) == ("b", "it", "")
    assert (plain.value, plain.language, plain.datatype) == ("a\n", "", rdf.XSD_STRING)
    assert (number.value, number.datatype) == ("3", rdf.XSD + "integer")
    assert (link.value, link.iri, link.datatype) == ("https://example.org/b", "https://example.org/b", "")
    assert free.value.startswith("_:")
    assert free.iri == ""
    assert list(found.iris()) == ["https://example.org/Thing", "https://example.org/b"]


def test_all_triples_are_there_in_the_order_given() -> None:
    """Subject by subject, as they first come."""
    triples = list(rdf.read(DATA, rdf.TURTLE))
    found = nodes.of_triples(triples)

    assert list(found)[:2] == ["https://example.org/b", "https://example.org/a"]
    assert sorted(map(str, triples)) == sorted(str(said.triple) for said in nodes.statements(found))


def test_the_type_comes_first_then_predicates_then_objects() -> None:
    """As `rdf.sort_key` sorts the triples of a subject."""
    triples = [triple for triple in rdf.read(DATA, rdf.TURTLE) if rdf.plain(triple.subject) == "https://example.org/a"]
    found = nodes.in_order(reversed(triples))["https://example.org/a"]

    assert [said.triple for said in found.statements] == sorted(triples, key=rdf.sort_key)


def test_what_several_say_is_said_once() -> None:
    """A node that nothing is added to stays the very same one."""
    first = nodes.in_order(rdf.read(b"<https://x/a> <https://x/p> 1, 2 . <https://x/b> <https://x/p> 1 .", rdf.TURTLE))
    second = nodes.in_order(rdf.read(b"<https://x/a> <https://x/p> 0, 2 . <https://x/b> <https://x/p> 1 .", rdf.TURTLE))
    found = nodes.union(first, second)

    assert [said.value for said in found["https://x/a"].statements] == ["0", "1", "2"]
    assert found["https://x/b"] is first["https://x/b"]
    assert [said.value for said in first["https://x/a"].statements] == ["1", "2"]
