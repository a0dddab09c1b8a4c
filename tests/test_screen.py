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
