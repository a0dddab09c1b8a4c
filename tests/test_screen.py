"""The screen: what is not sent to an engine that is not ours to guard."""

import pytest

from lod.errors import QueryError
from lod.store import screen

PREFIX = "PREFIX cv: <http://data.europa.eu/m8g/> "


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://x/> {} }",
        "SELECT * { sErViCe SILENT <http://x/> {} }",
        "SELECT * { \\u0053ERVICE <http://x/> {} }",
        "SELECT * { SERV\\U00000049CE <http://x/> {} }",
        "SELECT * { ?s ?p 1SERVICE <http://x/> {} }",
        "SELECT * { ?s ?p trueSERVICE?x{} }",
        PREFIX + "SELECT * { ?s ?p cv:a\\#b\n SERVICE <http://x/> {} }",
        "SELECT * { ?s ?p '<http://'.SERVICE?x#>\n{} }",
        "SELECT * { ?s ?p ?o FILTER(?s<?o)SERVICE?x#>\n{} }",
        "SELECT * { ?s ?p ?o } #SERVICE",
    ],
)
def test_the_keyword_service_does_not_get_past(query: str) -> None:
    """Whatever case, escape, neighbour or comment it comes in."""
    with pytest.raises(QueryError, match="calls no other one"):
        screen.refuse(query)


@pytest.mark.parametrize(
    "query",
    [
        PREFIX + "SELECT * { ?s a cv:PublicService }",
        "SELECT * { ?s a <http://data.europa.eu/m8g/PublicService> }",
        "SELECT ?service $service2 { ?service ?p $service2 }",
        "SELECT * { " + "{ " * 39 + "?s ?p ?o" + " }" * 39 + " }",
    ],
)
def test_names_and_usual_depth_pass(query: str) -> None:
    """A vocabulary may have services."""
    screen.refuse(query)

    assert query


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * WHERE " + "{" * 3000 + "}" * 3000,
        "SELECT (" + "(" * 3000 + "1" + ")" * 3000 + " AS ?x) {}",
        "SELECT * { ?s ?p " + "[ ?p " * 50 + "]" * 50 + " }",
        "ASK { FILTER(" + "!" * 7000 + "true) }",
    ],
)
def test_depth_that_kills_engines_does_not_get_past(query: str) -> None:
    """A few kilobytes of brackets would end the process that answers everybody."""
    with pytest.raises(QueryError, match="deeper than 40"):
        screen.refuse(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { #}\n" + "{ #}\n" * 1000,
        "SELECT * { FILTER(?a<?b#>" + ")" * 30 + "\n" + "(" * 30 + "?a<?b#>" + ")" * 30 + "\n" + "(" * 30 + "1) }",
        "PREFIX e: <e:> ASK { ?s e:\\# " + "{ }" * 3 + "{ " * 39 + "} " * 10 + "{ " * 10 + " }",
        "ASK { FILTER('" + "(" * 41 + "') }",
        "ASK { FILTER(\\u0028" + "\\u0028" * 41 + ") }",
        "ASK { " + "<< " * 41 + "}",
        "ASK { FILTER(" + "- " * 41 + "1) }",
    ],
    ids=["comments", "less-than", "escape in a name", "text", "escapes", "quoted triples", "signs"],
)
def test_depth_is_never_taken_for_less(query: str) -> None:
    """What an engine could read as a bracket counts; what it could read as a comment closes nothing."""
    with pytest.raises(QueryError, match="deeper than 40"):
        screen.refuse_shape(query)


@pytest.mark.parametrize(
    "query",
    [
        "ASK { " + "?a ?b ?c . " * 101 + "}",
        "ASK { ?a ?b ?c " + ", ?c " * 101 + "}",
        "ASK { ?a ?b ?c " + "; ?b ?c " * 101 + "}",
        "ASK { ?s <x:p> " + "/<x:p> " * 101 + " ?o }",
        "ASK { ?s ?p (" + " ?o" * 102 + ") }",
        "ASK { " + "OPTIONAL { ?a ?b ?c } " * 101 + "}",
    ],
    ids=["triples", "objects", "predicates", "path", "collection", "optionals"],
)
def test_chains_that_are_planned_for_minutes_do_not_get_past(query: str) -> None:
    """Flat ones too."""
    with pytest.raises(QueryError, match="more than 100"):
        screen.refuse_shape(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { VALUES (?a ?b) { " + "(1 2) " * 300 + "} ?a ?b ?c }",
        "ASK { ?a ?b ?c FILTER(?c IN (" + ", ".join(["<http://x/y.z>"] * 200) + ")) }",
        "ASK { ?a ?b ?c FILTER REGEX(?c, '(a|b)(c|d)[e]{2}') FILTER(?a < ?b && ?b > 1) }",
        "# (((it's {{{ a comment\nASK { ?a ?b 1.5 }",
        "SELECT " + " ".join(f"(COUNT(?a) AS ?n{n})" for n in range(60)) + " { ?a ?b ?c }",
    ],
    ids=["values", "in", "regular expression", "comment", "aggregates"],
)
def test_long_data_is_no_long_chain(query: str) -> None:
    """Tables, lists of values and texts pass."""
    screen.refuse_shape(query)

    assert query


def test_a_query_that_is_too_long_is_not_read() -> None:
    """Its bytes are counted, not its characters."""
    with pytest.raises(QueryError, match="8000 bytes"):
        screen.refuse_shape("#" + "è" * 4000)


ALLOWED = ["http://127.0.0.1:7878/query"]


def test_an_allowed_service_may_be_called() -> None:
    """By its full address only, and nobody else beside it."""
    screen.refuse_service("SELECT * { SERVICE <http://127.0.0.1:7878/query> { ?s ?p ?o } }", ALLOWED)
    screen.refuse_service("SELECT * { service silent <http://127.0.0.1:7878/query> { ?s ?p ?o } }", ALLOWED)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:7878/query2> {} }",
        "SELECT * { SERVICE <http://127.0.0.1:7878/query> {} SERVICE ?s {} }",
        "SELECT * { SERVICE <http://127.0.0.1:7878/query> { SERVICE <http://x/> {} } }",
        "PREFIX e: <http://127.0.0.1:7878/> SELECT * { SERVICE e:query {} }",
        "SELECT * { ?SERVICE <http://127.0.0.1:7878/query> ?o . SERVICE ?o {} }",
        "SELECT * { SERVICE <http://127.0.0.1:7878/query> {} \\u0053ERVICE <http://x/> {} }",
    ],
)
def test_another_service_is_called_by_no_trick(query: str) -> None:
    """What is allowed opens no door for what is not."""
    with pytest.raises(QueryError, match="calls no other but"):
        screen.refuse_service(query, ALLOWED)
