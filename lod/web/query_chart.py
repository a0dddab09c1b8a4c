"""The charts of an answer: a bar for each row, where a column of numbers stands beside what names the rows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from lod.web.query_answer import Cell, Shown

# more bars, or more charts, tell a reader nothing that the table does not
MOST_BARS = 60
MOST_CHARTS = 4
_FEWEST_BARS = 2
_MOST_DIGITS = 20
_YEAR = re.compile(r"[12][0-9]{3}")


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a chart.

    Args:
        labels: What names the row.
        number: Its number.
        start: Where the bar begins, in percent of the width.
        width: How long it is, in percent of the width.
    """

    labels: tuple[Cell, ...]
    number: Decimal
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class Chart:
    """The numbers of one column.

    Args:
        variable: Name of the column.
        bars: Its bars in the order of the rows.
        number: How many rows have a number; more than there are bars where these would be too many.
    """

    variable: str
    bars: Sequence[Bar]
    number: int


def charts(answer: Shown) -> list[Chart]:
    """The charts that fit *answer*; none where rows have no name of their own, or no number."""
    if answer.turtle is not None or len(answer.rows) < _FEWEST_BARS:
        return []
    numeric = [place for place, column in enumerate(answer.columns) if column.is_numeric]
    if len(numeric) > 1:
        # a year beside other numbers names its row
        numeric = [place for place in numeric if not _are_years(answer.columns[place].cells)] or numeric
    labels = _labels(answer, numeric)
    names = [tuple(row[place].text for place in labels) for row in answer.rows]
    if not labels or len(set(names)) < len(names):
        return []
    return [chart for place in numeric[:MOST_CHARTS] if (chart := _chart(answer, place, labels)).number >= _FEWEST_BARS]


def _labels(answer: Shown, numeric: Sequence[int]) -> list[int]:
    """The columns that name rows: texts, and IRIs only where no text can tell the rows apart."""
    others = [place for place, column in enumerate(answer.columns) if place not in numeric and column.cells]
    texts = [place for place in others if not any(cell.iri for cell in answer.columns[place].cells)]
    names = {tuple(row[place].text for place in texts) for row in answer.rows}
    return texts if texts and len(names) == len(answer.rows) else others


def _chart(answer: Shown, place: int, labels: Sequence[int]) -> Chart:
    rows = [(row, number) for row in answer.rows if (number := _number(row[place])) is not None]
    kept = rows[:MOST_BARS]
    # bars begin at zero, wherever that is
    lowest = min(0.0, *(float(number) for _, number in kept), 0.0)
    whole = max(0.0, *(float(number) for _, number in kept), 0.0) - lowest or 1.0
    bars = [
        Bar(
            tuple(row[label] for label in labels if row[label].text),
            number,
            100 * (min(float(number), 0.0) - lowest) / whole,
            100 * abs(float(number)) / whole,
        )
        for row, number in kept
    ]
    return Chart(answer.variables[place], bars, len(rows))


def _are_years(cells: Sequence[Cell]) -> bool:
    return all(_YEAR.fullmatch(cell.text) for cell in cells)


def _number(cell: Cell) -> Decimal | None:
    """The finite number that *cell* holds; None if there is none that a picture can show."""
    try:
        number = Decimal(cell.text)
    except InvalidOperation:
        return None
    # its powers of ten are looked at first: to reckon with a thousand million of them takes all memory
    return number if number.is_finite() and abs(number.adjusted()) < _MOST_DIGITS else None
