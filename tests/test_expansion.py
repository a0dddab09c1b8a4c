"""JSON-LD without a context: what the standard's own algorithms give."""

import pytest
from pyld import jsonld as pyld
from rdflib import Graph
from rdflib.compare import isomorphic

from lod import nodes, rdf
from lod.expansion import expanded, flattened

DATA = """@prefix : <https://example.org/> .
:a a :Thing, :Other ; :name "Città"@it, "City" ; :size 1.50 ; :part <https://example.org/a#one> ;
  :next :b ; :free [ :name "x" ] .
<https://example.org/a#one> :is true ; :part <https://example.org/a#two> .
<https://example.org/a#two> :name "deep" ; :whole :a .
:b :next :a ; :day "2020-02-30"^^<http://www.w3.org/2001/XMLSchema#date> .
"""


@pytest.mark.parametrize("form", ["expanded", "flattened"])
def test_the_forms_say_what_the_triples_say(form: str) -> None:
    """Languages, datatypes, lexical forms, blank nodes and circles included."""
    triples = list(rdf.read(DATA.encode(), rdf.TURTLE))
    plain = nodes.of_triples(triples)
    document = expanded(plain, "https://example.org/a") if form == "expanded" else flattened(plain)
    said = pyld.to_rdf(document, {"format": "application/n-quads"})

    assert pyld.expand(document) == document
    assert isomorphic(
        Graph().parse(data=said, format="nt"), Graph().parse(data=rdf.write(triples, rdf.N_TRIPLES), format="nt")
    )


def test_the_flattened_form_nests_nothing() -> None:
    """One node object a subject, by IRI; blank nodes come first."""
    document = flattened(nodes.of_triples(rdf.read(DATA.encode(), rdf.TURTLE)))

    assert [node["@id"] for node in document[1:5]] == [
        f"https://example.org/{name}" for name in ("a", "a#one", "a#two", "b")
    ]
    assert all(set(v) == {"@id"} for n in document for k, vs in n.items() if k[0] != "@" for v in vs if "@id" in v)


def test_the_expanded_form_begins_with_the_thing_and_holds_its_parts() -> None:
    """As the compact form does."""
    first, *others = expanded(nodes.of_triples(rdf.read(DATA.encode(), rdf.TURTLE)), "https://example.org/a")
    (part,) = first["https://example.org/part"]

    assert part["https://example.org/part"][0]["https://example.org/name"] == [{"@value": "deep"}]
    assert [node["@id"] for node in others][-1] == "https://example.org/b"
