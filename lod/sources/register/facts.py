"""What the values of a column look like: dates, numbers, years, lists, words that mean no value."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from lod.names import fold
from lod.sources.register.profile import Column
from lod.sources.register.rows import Cell, Kind
from lod.sources.register.values import said

NULL_WORDS = frozenset(
    {*("n.d.", "n.d", "nd", "n/d", "n.a.", "n/a", "-", "--", "---", "–", "—", ".", "null", "none", "nan"),
     *("non disponibile", "non pervenuto", "not available")}
)  # fmt: skip
DATES = (
    *("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%Y/%m/%d", "%m/%d/%Y"),
    *("%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S UTC"),
    *("%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%S.%f%z", "%Y"),
)
SIGNS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "it": ((",", "."), (",", ""), (".", ""), (".", ","), (",", " ")),
    "en": ((".", ","), (".", ""), (",", "."), (",", ""), (",", " ")),
}
SEPARATORS = (";", "|", " / ", "\n")
ENOUGH = 0.9
_FEW = 0.05
_SOME = 0.15
_MOST_FORMS = 3
_LONGEST_MEMBER = 60
_PROSE = 200
_SAMPLE = 300

Options = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Form:
    """How values could be read.

    Args:
        name: Name of the form in a profile.
        options: What the profile must say besides.
        share: Part of the values that can be read so, 0 to 1.
        note: What is doubtful about it.
    """

    name: str
    options: Options
    share: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """A column, looked at.

    Args:
        name: Its name.
        cells: Its cells that say something.
        rows: How many rows the file has.
        nulls: Words in it that seem to mean no value, in small letters.
        distinct: Its different values, the most frequent first.
        is_prose: Whether its values are long, or have several lines.
    """

    name: str
    cells: tuple[Cell, ...]
    rows: int
    nulls: frozenset[str]
    distinct: tuple[str, ...]
    is_prose: bool

    @property
    def sample(self) -> tuple[Cell, ...]:
        """Some hundred of its cells, from all parts of the file."""
        return self.cells[:: len(self.cells) // _SAMPLE + 1]


def facts(name: str, rows: Sequence[Sequence[Cell]]) -> Facts:
    """What there is to see in a column, whose cells come row by row."""
    cells = [(cell, " ".join(cell.text.split())) for several in rows for cell in several]
    nulls = frozenset(text.casefold() for _, text in cells) & NULL_WORDS
    kept = [(cell, text) for cell, text in cells if text.casefold() not in nulls]
    distinct = tuple(text for text, _ in Counter(text for _, text in kept).most_common())
    is_prose = any("\n" in cell.text.strip() or len(text) > _PROSE for cell, text in kept)
    return Facts(name, tuple(cell for cell, _ in kept), len(rows), nulls, distinct, is_prose)


def forms(column: Facts, language: str) -> Mapping[str, Form]:
    """The forms in which most values of a column can be read, by name."""
    cells = column.sample
    if not cells:
        return {}
    found = [_form("year", {}, cells, _reads(Column(form="year"))), _dates(cells), *_numbers(cells, language)]
    good: dict[str, Form] = {}
    for form in found:
        if form.share >= ENOUGH:
            good.setdefault(form.name, form)
    return good


def separator(column: Facts, members: frozenset[str]) -> str:
    """What stands between the members of a column's lists; empty where values are single.

    Args:
        column: The column.
        members: Folded names that members may have; a comma separates only what is among them.
    """
    texts = [cell.text for cell in column.sample if cell.kind is Kind.TEXT]
    for mark in (*SEPARATORS, ","):
        lists = [text.split(mark) for text in texts if mark in text]
        parts = [part.strip() for several in lists for part in several if part.strip()]
        if not parts or len(lists) < len(texts) * _SOME or sum(map(len, parts)) / len(parts) > _LONGEST_MEMBER:
            continue
        if mark != "," or sum(fold(part) in members for part in parts) >= len(parts) * ENOUGH:
            return mark
    return ""


def _form(name: str, options: Options, cells: Sequence[Cell], reads: Callable[[Cell], bool], note: str = "") -> Form:
    return Form(name, options, sum(map(reads, cells)) / len(cells), note)


def _reads(column: Column) -> Callable[[Cell], bool]:
    def read(cell: Cell) -> bool:
        try:
            return bool(said(cell, column))
        except ValueError:
            return False

    return read


def _dates(cells: Sequence[Cell]) -> Form:
    """The fewest forms of dates that read most values; the day before the month where nothing tells."""
    left = [cell for cell in cells if cell.kind is not Kind.MOMENT]
    chosen: list[str] = [] if left else ["%Y-%m-%d"]
    read = len(cells) - len(left)
    while left and len(chosen) < _MOST_FORMS and read < len(cells):
        form = max(DATES, key=lambda one: sum(_is_date(cell.text, one) for cell in left))
        rest = [cell for cell in left if not _is_date(cell.text, form)]
        if len(left) - len(rest) < max(1, len(cells) * _FEW):
            break
        chosen.append(form)
        read += len(left) - len(rest)
        left = rest
    if not chosen or chosen[0] == "%Y":
        return Form("date", {}, 0.0)
    other = [form.replace("%d/%m", "%m/%d") for form in chosen if form.startswith("%d/%m")]
    doubtful = other and all(_is_date(cell.text, other[0]) or not _is_date(cell.text, chosen[0]) for cell in cells)
    note = "no day exceeds 12: the day is taken to come before the month" if doubtful else ""
    return Form("date", {"date": chosen if len(chosen) > 1 else chosen[0]}, read / len(cells), note)


def _is_date(text: str, form: str) -> bool:
    try:
        return text.isascii() and bool(datetime.strptime(" ".join(text.split()), form))  # noqa: DTZ007  # only its form
    except ValueError:
        return False


def _numbers(cells: Sequence[Cell], language: str) -> list[Form]:
    """Whole numbers and decimals, with the signs that read most of them."""
    if all(cell.kind is Kind.NUMBER for cell in cells):
        return [_form(name, {"form": name}, cells, _reads(Column(form=name))) for name in ("integer", "decimal")]
    best: list[Form] = []
    for name in ("integer", "decimal"):
        found = []
        for decimal, thousands in SIGNS.get(language, SIGNS["en"]):
            column = Column(form=name, decimal=decimal, thousands=thousands)
            options = {"form": name, "decimal": decimal, **({"thousands": thousands} if thousands else {})}
            found.append(_form(name, options, cells, _reads(column)))
        chosen = max(found, key=lambda form: form.share)
        plain = all(cell.text.strip().isdecimal() for cell in cells)
        best.append(Form(name, {"form": name} if plain else chosen.options, chosen.share))
    return best
