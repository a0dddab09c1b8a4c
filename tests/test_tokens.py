"""The tokens: a query is cut without loss, in linear time."""

import pytest

from lod.store.tokens import form, limit, over, tokens, undeclared

QUERY = """BASE <http://x/> PREFIX e: <http://e/#> # SELECT
SELECT ?a (COUNT(*) AS $b) FROM <g> { ?a e:p\\#q "x\\"}", '''it's''', <<(?a e:p 1.5)>> . FILTER(?a<?b) }"""


@pytest.mark.parametrize("query", [QUERY, "'", '"""', "<", "\\", "?", "é:à", "\ud800", "'" * 8000, "a." * 4000])
def test_no_character_is_lost(query: str) -> None:
    """Whatever comes, the tokens together are the query."""
    assert "".join(token.text for token in tokens(query)) == query


def test_what_is_quoted_is_one_token() -> None:
    """Brackets in texts, names and comments are none."""
    brackets = [token.text for token in tokens(QUERY) if token.kind in ("open", "close")]

    assert brackets == ["(", "(", ")", ")", "{", "<<(", ")>>", "(", ")", "}"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (QUERY, "SELECT"),
        ("# ask\nprefix a: <a:> ask {}", "ASK"),
        ("VERSION '1.2' DESCRIBE <x:y>", "DESCRIBE"),
        ("", ""),
    ],
)
def test_the_form_is_the_first_keyword(query: str, expected: str) -> None:
    """After the prologue."""
    assert form(query) == expected


def test_what_remains_stays_in_its_place() -> None:
    """So that an error names the line and column of the query as it was sent."""
    query = "SELECT *\nFROM <http://x/g>\n{ ?s ?p ?o }"

    assert over(query, "http://x/g") == "SELECT *\n" + " " * 17 + "\n{ ?s ?p ?o }"
    assert over(query, "http://x/other") == query


def test_a_subject_called_from_is_no_clause() -> None:
    """Only the keyword outside all brackets begins a clause."""
    query = "SELECT ?from { ?from <http://x/from> 'FROM <http://x/g>' }"

    assert over(query, "http://x/g") == query


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT * { ?s ?p ?o } limit 10 OFFSET 5", 10),
        ("SELECT * { ?s ?p ?o } OFFSET 5 LIMIT 10", 10),
        ("SELECT * { { SELECT ?s { ?s ?p ?o } LIMIT 1 } }", None),
        ("SELECT * { ?s ?p 'LIMIT 3' } # LIMIT 4", None),
        ("SELECT ?LIMIT { ?LIMIT ?p ?o }", None),
        ("LIMIT", None),
        ("LIMIT ²", None),
    ],
)
def test_the_limit_is_that_of_the_query_itself(query: str, expected: int | None) -> None:
    """Not of a part, a text or a comment."""
    assert limit(query) == expected


def test_undeclared_prefixes_stand_where_they_are_used_first() -> None:
    """A declaration of another prefix, an IRI, a text and a variable are no use of one."""
    query = "PREFIX a: <b:c> SELECT * { ?s a:p z:q ; y:r 'x:t', <w:v> ; z:s ?u }"

    assert undeclared(query) == {"z:": query.index("z:q"), "y:": query.index("y:r")}
