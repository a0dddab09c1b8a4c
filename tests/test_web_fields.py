"""The fields of a page are safe, in the reader's language, and the same whether kept or made."""

import pytest

from lod.presentation import Heading, Row, Shown
from lod.web.fields import Fields
from lod.web.marks import Marks
from lod.web.pieces import Pieces

THING, DOCUMENT, NAME = "http://x/id/1", "http://x/doc/1", "http://x/name"
HOSTILE = Heading("<script>", {"": "<script>"}, {"": "<script>"})


def fields(language: str = "it", pieces: Pieces | None = None) -> Fields:
    marks = Marks(language, lambda iri: iri, lambda iri: iri)
    return Fields(marks, language, str.upper, "http://x/lost".__eq__, [NAME], pieces or Pieces(), language)


def shown(row: Row, language: str = "it") -> str:
    made = fields(language).of([row], THING, DOCUMENT)
    return " ".join(made.removeprefix('<dl class="fields">').removesuffix("</dl>").split())


def row(*values: Shown, **others: object) -> Row:
    return Row(Heading("http://x/p", {"it": "Campo", "en": "Field"}, **others), values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "value",
    [
        Shown("<script>"),
        Shown("<script>", language="<script>"),
        Shown("<script>", datatype="date"),
        Shown("<script>", iri="<script>"),
        Shown("x", iri="http://x/y", label={"it": "<script>"}),
        Shown("x", iri=f"{THING}#<script>", rows=[Row(HOSTILE, [Shown("1")])]),
    ],
)
@pytest.mark.parametrize("prose", [False, True])
def test_what_a_source_says_cannot_be_markup(value: Shown, prose: bool) -> None:
    """Whatever part of a value, a name or a meaning holds it."""
    assert "<script>" not in shown(row(value, prose=prose))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (row(Shown("2020-01-02", datatype="date")), '<time datetime="2020-01-02">2 gennaio 2020</time>'),
        (row(Shown("true", datatype="boolean")), "YES"),
        (row(Shown("0", datatype="boolean")), "NO"),
        (row(Shown("3", datatype="integer"), unit="months"), "3 MONTHS"),
        (row(Shown("Hi", language="en")), '<span lang="en">Hi</span> <span class="code">en</span>'),
        (row(Shown("Ciao", language="it")), "Ciao"),
        (row(Shown("1"), inferred=True), '1 <span class="note">INFERRED BY THE SOFTWARE</span>'),
    ],
)
def test_a_value_is_written_for_its_reader(given: Row, expected: str) -> None:
    """Times, truth values, units, texts in other languages, what was inferred."""
    assert shown(given) == f'<div class="field"> <dt>Campo</dt> <dd>{expected}</dd> </div>'


def test_paragraphs_stay_paragraphs() -> None:
    """Between empty lines, however the source ends its lines."""
    assert "<p>Uno</p><p>Due</p>" in shown(row(Shown("Uno\r\n\r\n \n\nDue\n"), prose=True))


def test_many_links_stand_side_by_side() -> None:
    """A few stand below one another; the reader's language comes first."""
    links = [Shown(f"http://x/{n}", iri=f"http://x/{n}") for n in range(7)]

    assert '<ul class="values links"><li>' in shown(row(*links))
    assert '<ul class="values"><li>' in shown(row(*links[:6]))


def test_a_name_that_is_the_title_is_no_field() -> None:
    """Two names are not the title alone."""
    one = Row(Heading(NAME, {}), [Shown("Uno")])
    two = Row(Heading(NAME, {}), [Shown("Uno"), Shown("Due")])

    assert [fields().of([given], THING, DOCUMENT).count('class="field"') for given in (one, two)] == [0, 1]


def test_what_is_kept_is_not_given_to_another_language_or_row() -> None:
    """The same pieces serve both languages; rows that differ in one thing are two."""
    pieces = Pieces()
    label = {"it": "Sì", "en": "Yes"}
    values = [Shown("a", iri="http://x/a", label=label), Shown("a", iri="http://x/a", label={"it": "No"}), Shown("a")]
    rows = [row(value, **more) for value in values for more in ({}, {"inferred": True}, {"unit": "months"})]
    apart = [fields(language).of([one], THING, DOCUMENT) for language in ("it", "en") for one in rows]

    for _ in range(2):
        shared = [fields(x, pieces).of([one], THING, DOCUMENT) for x in ("it", "en") for one in rows]
        assert shared == apart
