"""The smallest pieces of pages are safe, and in the reader's language."""

import pytest

from lod.presentation import Shown
from lod.web.marks import Marks


@pytest.fixture
def marks() -> Marks:
    return Marks("it", lambda iri: "" if iri.startswith("javascript") else iri + "?a&b", lambda iri: iri)


def test_what_a_source_says_cannot_be_markup(marks: Marks) -> None:
    """Neither a text, nor an IRI, nor the code of a language."""
    said = [
        marks.link('http://x/"><script>', {"en": "<b>"}),
        marks.name({}, "<i>"),
        marks.name({'"><u>': "x"}),
        marks.lang('"><u>'),
    ]

    assert [str(mark) for mark in said] == [
        '<a href="http://x/&#34;&gt;&lt;script&gt;?a&amp;b"><span lang="en">&lt;b&gt;</span></a>',
        '<span class="iri">&lt;i&gt;</span>',
        '<span lang="&#34;&gt;&lt;u&gt;">x</span>',
        ' lang="&#34;&gt;&lt;u&gt;"',
    ]


def test_a_text_in_the_language_of_the_page_has_no_mark(marks: Marks) -> None:
    """Nor has one whose language nobody knows."""
    assert [str(marks.name({"it": "Uno", "en": "One"})), str(marks.name({"": "1"})), str(marks.lang("it"))] == [
        "Uno",
        "1",
        "",
    ]


def test_no_safe_address_is_no_link(marks: Marks) -> None:
    """The name stands there alone; an address without name is shown as people write it."""
    assert marks.link("javascript:x", {"it": "Nome"}) == "Nome"
    assert marks.name({}, "https://example.org/a/") == '<span class="iri">example.org/a</span>'


def test_values_in_the_language_of_the_page_come_first(marks: Marks) -> None:
    """The others keep their order."""
    values = [Shown("1", "en"), Shown("2", "it"), Shown("3"), Shown("4", "it")]

    assert [value.text for value in marks.mine_first(values)] == ["2", "4", "1", "3"]
