"""Charts: where a column of numbers stands beside what names the rows, and nowhere else."""

from decimal import Decimal

import pytest

from lod.rdf import XSD
from lod.web.query_answer import Cell, Shown
from lod.web.query_chart import MOST_BARS, charts


def number(text: str, datatype: str = "integer") -> Cell:
    return Cell(text, datatype=XSD + datatype)


def table(names: str, *rows: tuple[Cell, ...]) -> Shown:
    return Shown(names.split(), rows, len(rows))


A, B, NONE = Cell("a"), Cell("b"), Cell("")
IRI = Cell("http://x/", "http://x/")


@pytest.mark.parametrize(
    "answer",
    [
        table("name n", (A, number("1")), (B, number("2"))),
        table("thing name n", (IRI, A, number("1")), (IRI, B, number("2"))),
        table("name n", (A, number("1")), (B, number("2")), (Cell("c"), NONE)),
    ],
)
def test_a_column_of_numbers_beside_names_is_drawn(answer: Shown) -> None:
    """Named by the texts where these tell the rows apart; a row without number has no bar."""
    (chart,) = charts(answer)

    assert [(bar.labels, bar.number, bar.start, bar.width) for bar in chart.bars] == [
        ((A,), Decimal(1), 0, 50),
        ((B,), Decimal(2), 0, 100),
    ]


@pytest.mark.parametrize("text", ["9" * 400, "1E+999999999", "1E-999999999", "1e25", "1e-300"])
def test_a_number_beyond_all_measure_has_no_bar(text: str) -> None:
    """Nothing is reckoned with it: its digits alone could fill the memory."""
    (chart,) = charts(table("name n", (A, number(text, "double")), (B, number("0")), (Cell("c"), number("2"))))

    assert [(bar.labels[0].text, bar.width) for bar in chart.bars] == [("b", 0), ("c", 100)]


@pytest.mark.parametrize(
    "answer",
    [
        table("name n", (A, number("1"))),
        table("name n", (A, number("1")), (A, number("2"))),
        table("n", (number("1"),), (number("2"),)),
        table("name text", (A, Cell("1")), (B, Cell("2"))),
        table("name n", (A, number("INF", "double")), (B, number("NaN", "double"))),
        table("name n", (A, NONE), (B, NONE)),
        Shown(truth=True),
        Shown(("subject", "predicate", "object"), [[IRI, IRI, number("1")], [IRI, A, number("2")]], 2, turtle=""),
    ],
)
def test_what_says_nothing_as_a_picture_is_not_drawn(answer: Shown) -> None:
    """One row, rows of one name, no names, no numbers, no finite ones, truth values, graphs."""
    assert charts(answer) == []


def test_bars_of_negative_numbers_begin_at_zero() -> None:
    """To the left of it."""
    (chart,) = charts(table("name n", (A, number("-1", "decimal")), (B, number("3"))))

    assert [(bar.start, bar.width) for bar in chart.bars] == [(0, 25), (25, 75)]


def test_a_year_beside_other_numbers_names_its_row() -> None:
    """It is no quantity."""
    (chart,) = charts(table("year n", (number("2004"), number("3")), (number("2005"), number("4"))))

    assert chart.variable == "n"
    assert [bar.labels[0].text for bar in chart.bars] == ["2004", "2005"]


def test_each_column_of_numbers_has_its_chart() -> None:
    """A sum and a mean have scales of their own."""
    found = charts(table("name sum mean", (A, number("10"), number("1")), (B, number("20"), number("4"))))

    assert [(chart.variable, chart.bars[0].width) for chart in found] == [("sum", 50), ("mean", 25)]


def test_of_too_many_bars_the_first_are_drawn_and_all_are_counted() -> None:
    """The page says so."""
    (chart,) = charts(table("name n", *[(Cell(str(n)), number(str(n))) for n in range(MOST_BARS + 3)]))

    assert (len(chart.bars), chart.number) == (MOST_BARS, MOST_BARS + 3)
