"""HTML becomes the text that a person reads, whatever the HTML is like."""

import pytest

from lod.sources import markup

READABLE = {
    "paragraphs": ("<p>Uno</p><p>due</p>", "Uno\ndue"),
    "inline elements": ("<p>Una <b>prova</b> <i>bella</i></p>", "Una prova bella"),
    "line breaks": ("uno<br>due<br/>tre", "uno\ndue\ntre"),
    "lists": ("<ul><li>uno<li><p>due</p></ul>coda", "- uno\n- due\ncoda"),
    "entities": ("citt&agrave; &amp; comuni &#8211; 1&nbsp;000", "città & comuni – 1 000"),
    "links": ('vedi <a href="https://example.org/a">qui</a> e altro', "vedi qui (https://example.org/a) e altro"),
    "links that show their address": (
        '<a href="https://example.org/">https://example.org/</a>',
        "https://example.org/",
    ),
    "links of scripts": ('<a href="javascript:alert(1)">qui</a>', "qui"),
    "scripts and styles": ("a<script>alert(1)</script><style>p{}</style>b", "ab"),
    "unclosed tags": ("<p>uno<b>due<p>tre", "unodue\ntre"),
    "no tag at all": ("  testo   semplice ", "testo semplice"),
    "nothing": ("<p> </p>", ""),
    "markup as text": ("&lt;b&gt;", "<b>"),
}


@pytest.mark.parametrize("name", READABLE)
def test_html_becomes_what_a_person_reads(name: str) -> None:
    """Blocks are lines, links keep their address, scripts are silent."""
    html, text = READABLE[name]

    assert markup.plain(html) == text


@pytest.mark.parametrize(
    "html", ["<div>" * 29_000 + "fondo", "<a><b><i><u>" * 7_000 + "fondo", "<table>" * 29_000 + "fondo"]
)
def test_deep_nesting_hides_nothing(html: str) -> None:
    """What stands at the bottom is read."""
    assert markup.plain(html) == "fondo"


@pytest.mark.parametrize(
    "html",
    ["<" * 30_001, "<a " + "b=1 " * 10_001 + ">", "<a" + "/b" * 10_001, "<a " + "b=''" * 10_001, "x" * 5_000_001],
    ids=["tags", "attributes", "attributes without blanks", "quoted attributes", "size"],
)
def test_html_that_would_take_for_ever_is_refused(html: str) -> None:
    """The parser's time grows with the square of some of these."""
    with pytest.raises(ValueError, match="HTML"):
        markup.plain(html)


PAGE = """<html><body><header>Sito</header>
<div role="navigation"><a href="/">Home</a></div>
<main>
 <dl><dt>Stato
 </dt><dd>Concluso</dd>
 <dt>Titolo</dt></dl>
 <p>Fine</p></main>
<footer>Contatti</footer></body></html>"""


def test_a_piece_knows_its_line_and_landmark() -> None:
    """A finding about it names the line; what stands around the content can be left aside."""
    found = [(piece.text.strip(), piece.line, piece.landmark) for piece in markup.pieces(PAGE)]

    assert found == [
        ("Sito", 1, "header"),
        ("Home", 2, "nav"),
        ("Stato", 4, "main"),
        ("Concluso", 5, "main"),
        ("Titolo", 6, "main"),
        ("Fine", 7, "main"),
        ("Contatti", 8, "footer"),
    ]


def test_a_piece_knows_which_element_it_shares_with_the_one_before() -> None:
    """So a part of a page is told from what stands outside it, whatever the elements are called."""
    found = {piece.text.strip(): (piece.common, piece.depth) for piece in markup.pieces(PAGE)}
    inside = found["Concluso"][0]

    assert found["Titolo"][0] == inside
    assert found["Fine"][0] == inside - 1
    assert found["Contatti"][0] == inside - 2


def test_the_lines_of_a_page_of_one_word_take_no_time() -> None:
    """A text that is not in the source as it reads does not send the search through all of it."""
    html = "<p>&#97;&#98;&#99;&#100;" * 20_000

    assert [piece.line for piece in markup.pieces(html)] == [1] * 20_000


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<title> Uno\n due </title>", ("Uno due", ())),
        ("<title><script>x</script></title>", ("<script>x</script>", ())),
        (
            '<meta property="og:url" content="https://b/"><link rel="canonical" href="https://a/">',
            ("", ("https://a/", "https://b/")),
        ),
        ("testo", ("", ())),
    ],
)
def test_a_page_says_its_title_and_its_address(html: str, expected: tuple[str, tuple[str, ...]]) -> None:
    """In its head."""
    assert markup.head(html) == expected
