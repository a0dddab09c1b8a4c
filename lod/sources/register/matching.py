"""Fields for the columns of a register: by their names, by the form of their values, by the code lists they use."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from lod.names import fold
from lod.sources.base import PERSONAL_DATA
from lod.sources.register.facts import Facts, Form, forms, separator
from lod.sources.register.likeness import Likeness, words
from lod.sources.register.personal import personal
from lod.sources.register.rows import Kind
from lod.sources.register.writing import SURE, WORTH_SAYING, ColumnGuess

_MOST_SPELLINGS = 500
_LABEL_PART = 0.45
_UNFIT = 0.4
# what records are called: nearly always another text, of some words, and no prose
_DIFFERENT = 0.9
_FEWEST_WORDS = 1.5
_YES, _NO = frozenset({"si", "yes"}), frozenset({"no"})

# what the profile must say besides, and how well values and field go together, from 0 to 1
Fit = tuple[Mapping[str, object], float]


@dataclass(frozen=True, slots=True)
class FieldHint:
    """A field, as far as one needs to know it to recognise a column.

    Args:
        name: Its path of ontology names (``temporal.startDate``).
        labels: How it is called: labels, descriptions, the names that other registers give it.
        datatype: Local names of the XSD datatypes of its values, separated by blanks; empty for names and codes.
        spellings: How the members of its code list are written.
        names_record: Whether it is what a record is called: each needs one.
    """

    name: str
    labels: Sequence[str]
    datatype: str = ""
    spellings: frozenset[str] = frozenset()
    names_record: bool = False


class Matching:
    """Finds fields for columns.

    Args:
        known: The fields there are.
        language: Language of the register.
    """

    def __init__(self, known: Mapping[str, FieldHint], language: str) -> None:
        self._known = {name: hint for name, hint in known.items() if name.partition(".")[0] != "identifier"}
        self._labels = {name: (name.rpartition(".")[2], *hint.labels) for name, hint in self._known.items()}
        self._likeness = Likeness(label for labels in self._labels.values() for label in labels)
        self._language = language
        self._folded = {name: frozenset(map(fold, hint.spellings)) for name, hint in self._known.items()}

    def guesses(self, columns: Sequence[Facts], key: Sequence[str]) -> list[ColumnGuess]:
        """One guess a column but the key; a field is given once, to the column that is most like it."""
        found: dict[str, ColumnGuess] = {}
        offers: list[ColumnGuess] = []
        for column in columns:
            sure, why = personal(column.cells, words(column.name))
            if column.name in key:
                continue
            if sure >= SURE:
                found[column.name] = ColumnGuess(column.name, sure, why, drop=PERSONAL_DATA)
            else:
                offers += self._offers(column)
        given: set[str] = set()
        for offer in sorted(offers, key=lambda one: -one.confidence):
            if offer.column not in found and offer.field not in given:
                found[offer.column] = offer
                given.add(offer.field)
        found |= self._name(columns, {*key, *(c for c, one in found.items() if one.is_sure)}, found)
        return [found.get(column.name) or _nothing(column) for column in columns if column.name not in key]

    def _name(
        self, columns: Sequence[Facts], taken: Container[str], found: Mapping[str, ColumnGuess]
    ) -> Mapping[str, ColumnGuess]:
        """The column that seems to be what records are called, where no column is called so: each record needs one."""
        name = next((name for name, hint in self._known.items() if hint.names_record), "")
        if not name or any(one.field == name and one.is_sure for one in found.values()):
            return {}
        for column in columns:
            if column.name not in taken and not forms(column, self._language) and _names(column):
                why = "no column is called like a title; each row has a text of its own in this one"
                return {column.name: ColumnGuess(column.name, SURE, why, name)}
        return {}

    def _offers(self, column: Facts) -> list[ColumnGuess]:
        """The fields that *column* may be, those worth saying only."""
        readable = forms(column, self._language)
        mark = separator(column, frozenset())
        offers = [self._offer(column, readable, mark, name) for name in self._known]
        return [offer for offer in offers if offer.confidence >= WORTH_SAYING]

    def _offer(self, column: Facts, readable: Mapping[str, Form], mark: str, name: str) -> ColumnGuess:
        hint, members = self._known[name], self._folded[name]
        alike, label = max((self._likeness.of(column.name, each), each) for each in self._labels[name])
        why = f'name is like "{label}"' if alike else "its values"
        if not members:
            options, fit = _fit(column, readable, mark, hint.datatype)
            notes = [form.note for form in readable.values() if form.note and options is form.options]
            return ColumnGuess(column.name, alike * fit, "; ".join([why, *notes]), name, options=options)
        mark = mark or separator(column, members)
        spelled = _spelled(column, mark, members)
        confidence = _LABEL_PART * alike + (1 - _LABEL_PART) * spelled if spelled else alike / 2
        options = {**({"separator": mark} if mark else {}), **_answers(column, hint.spellings)}
        why += f"; {spelled:.0%} of its different values are in the list"
        return ColumnGuess(
            column.name, 0.9 if "values" in options and alike == 1 else confidence, why, name, options=options
        )


def _fit(column: Facts, readable: Mapping[str, Form], mark: str, datatype: str) -> Fit:
    """How well the values of *column* fit a field of *datatype*."""
    types = frozenset(datatype.split())
    for wanted, names in _WANTED.items():
        form = next((readable[name] for name in names if name in readable), None)
        if wanted in types and form is not None:
            return ({"form": form.name} | dict(form.options) if form.name == "year" else form.options), 1.0
    is_text = not types or bool(types & {"string", "langString", "anyURI"})
    if not is_text or not column.cells:
        return {}, _UNFIT
    options: Mapping[str, object] = {"separator": mark} if mark and not column.is_prose else {}
    if "langString" in types and column.is_prose:
        options = {"form": "prose"}
    return options, _UNFIT if readable else 1.0


# forms by datatype, the best first
_WANTED: Mapping[str, tuple[str, ...]] = {
    "gYear": ("year",),
    "date": ("date",),
    "integer": ("integer",),
    "decimal": ("decimal",),
}


def _names(column: Facts) -> bool:
    """Whether the values of a column are as records are called."""
    texts = column.distinct
    if column.is_prose or len(column.cells) != column.rows or len(texts) < column.rows * _DIFFERENT:
        return False
    if any(cell.kind is not Kind.TEXT or "://" in cell.text for cell in column.sample):
        return False
    return sum(len(text.split()) for text in texts) >= len(texts) * _FEWEST_WORDS


def _spelled(column: Facts, mark: str, members: frozenset[str]) -> float:
    """The share of different values that are in a code list."""
    texts = column.distinct[:_MOST_SPELLINGS]
    said = {fold(one) for text in texts for one in (text.split(mark) if mark else [text]) if one.strip()}
    return len(said & members) / len(said) if said else 0.0


def _answers(column: Facts, spellings: frozenset[str]) -> Mapping[str, object]:
    """What true and false stand for, where a column says these and the list has a yes and a no."""
    if not column.cells or any(cell.kind is not Kind.TRUTH for cell in column.cells):
        return {}
    yes = sorted(one for one in spellings if fold(one) in _YES)
    no = sorted(one for one in spellings if fold(one) in _NO)
    return {"values": {"true": yes[0], "false": no[0]}} if yes and no else {}


def _nothing(column: Facts) -> ColumnGuess:
    why = "nothing is like it: its values are kept as unread" if column.cells else "it has no values"
    return ColumnGuess(column.name, 0.0, why)
