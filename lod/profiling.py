"""A first profile for a register that nobody has described: which column seems to be which field, how sure that is."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lod.errors import SettingsError
from lod.iris import is_key, local_name
from lod.model import Model
from lod.names import fold
from lod.sources.register import formats
from lod.sources.register.facts import Facts, facts
from lod.sources.register.likeness import words
from lod.sources.register.matching import FieldHint, Matching
from lod.sources.register.personal import personal
from lod.sources.register.profile import Format
from lod.sources.register.rows import Header, Kind, Row
from lod.sources.register.sniffing import sniffed
from lod.sources.register.writing import SURE, ColumnGuess, Head, written

__all__ = ["ColumnGuess", "FieldHint", "Guess", "guess", "hints"]

_MOST_ROWS = 20_000
_LONGEST_CODE = 40
_WORDS_OF_KEYS = frozenset(
    {"codice", "code", "id", "numero", "number", "n", "nr", "identificativo", "identifier", "slug"}
)
_ITALIAN = frozenset({"di", "del", "della", "il", "la", "e", "con", "per", "una", "un", "dei", "delle", "nel", "che"})
_ENGLISH = frozenset({"of", "the", "and", "with", "for", "an", "to", "that", "is", "by", "from", "are", "this", "how"})


@dataclass(frozen=True, slots=True)
class Guess:
    """A first profile.

    Args:
        text: The profile, as TOML with comments.
        format: How the file is made.
        key: Columns that identify a record.
        columns: What each column seems to be, in the order of the file.
    """

    text: str
    format: Format
    key: tuple[str, ...]
    columns: tuple[ColumnGuess, ...]


def guess(path: Path, known: Mapping[str, FieldHint]) -> Guess:
    """A first profile for the file at *path*, which a reader can use at once.

    Args:
        path: A CSV, JSON, JSON Lines or Excel file.
        known: The fields there are, by name.

    Raises:
        SettingsError: the file cannot be read, no rows can be told in it, or no column can be a key.
    """
    form, sure_of_format = _format(path)
    columns = _columns(path, form)
    language, sure_of_language = _language(columns)
    key, sure_of_key, why_key = _key([column for column in columns if not _is_personal(column)])
    guesses = Matching(known, language).guesses(columns, key)
    nulls = tuple(sorted({word for column in columns for word in column.nulls}))
    sure = {
        "format": (sure_of_format, "by its first rows"),
        "language": (sure_of_language, "by its small words"),
        "key": (sure_of_key, why_key),
    }
    head = Head(path.name, path.stem, language, key, nulls, form, columns[0].rows, sure)
    return Guess(written(head, guesses), form, key, tuple(guesses))


def hints(model: Model, labels: Mapping[str, Sequence[str]]) -> dict[str, FieldHint]:
    """The fields of what has a list of its own, as far as one needs to know them to recognise a column.

    Args:
        model: Where the fields are described.
        labels: How other registers call them, by path.
    """
    found: dict[str, FieldHint] = {}
    for shape in model.shapes.values():
        known = dict(model.paths(shape)) if shape.collection else {}
        # a part that there may be many of has no column of its own
        many = tuple(f"{path}." for path, prop in known.items() if "{item}" in prop.template)
        for path, prop in known.items():
            if not (path.startswith(many) or prop.part or prop.facet_only or prop.inferred or prop.supplies):
                named = [*prop.label.values(), *labels.get(path, ())]
                datatypes = " ".join(local_name(datatype) for datatype in prop.datatypes)
                spellings = frozenset(model.schemes[prop.scheme].concepts) if prop.scheme else frozenset()
                found[path] = FieldHint(path, named, datatypes, spellings, names_record=prop is shape.label_property())
    return found


def _format(path: Path) -> tuple[Format, float]:
    try:
        return sniffed(formats.content(path))
    except ValueError as error:
        raise SettingsError(f"{path}: no register can be seen in it: {error}") from error


def _columns(path: Path, form: Format) -> list[Facts]:
    """The columns of a file, looked at."""
    names: dict[str, None] = {}
    rows: list[Row] = []
    for part in formats.parts(path, path.name, form):
        if isinstance(part, Header):
            names.update(dict.fromkeys(part.columns))
        elif isinstance(part, Row):
            names.update(dict.fromkeys(part.cells))
            rows.append(part)
        if len(rows) >= _MOST_ROWS:
            break
    if not rows:
        raise SettingsError(f"{path}: no register can be seen in it: there are no rows")
    return [facts(name, [row.cells.get(name, ()) for row in rows]) for name in names]


def _language(columns: Iterable[Facts]) -> tuple[str, float]:
    said = Counter(word for column in columns for word in fold(column.name).split())
    said.update(word for column in columns for text in column.distinct[:100] for word in fold(text[:500]).split())
    italian, english = (sum(said[word] for word in small) for small in (_ITALIAN, _ENGLISH))
    return ("en" if english > italian else "it"), max(italian, english) / (italian + english or 1)


def _key(columns: Sequence[Facts]) -> tuple[tuple[str, ...], float, str]:
    """The columns that identify a record, how sure that is, and why."""
    scored = [(_key_score(column), -place, column.name) for place, column in enumerate(columns)]
    if not scored:
        raise SettingsError("no column can identify a record: all seem to hold personal data")
    score, _, name = max(scored)
    if score >= SURE:
        return (name,), score, "every value once, short, like a code"
    return (name,), score, "nothing better: some rows lack it, share it, or it is no code"


def _is_personal(column: Facts) -> bool:
    return personal(column.cells, words(column.name))[0] >= SURE


def _key_score(column: Facts) -> float:
    if not column.cells or len(column.cells) > column.rows:
        return 0.0
    distinct = len(column.distinct)
    codes = sum(is_key(text.replace("/", "-")) and len(text) <= _LONGEST_CODE for text in column.distinct) / distinct
    named = bool(_WORDS_OF_KEYS & set(words(column.name)))
    whole = 1.0 if distinct == column.rows else 0.4 * distinct / column.rows
    is_moment = any(cell.kind is Kind.MOMENT for cell in column.cells)
    return whole * (0.3 + 0.3 * codes + 0.4 * named) * (0.5 if is_moment else 1)
