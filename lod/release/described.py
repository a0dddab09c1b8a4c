"""What the description of a table (CSV on the Web) says of its cells, for whoever reads them."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lod.spreadsheet import neutral

_BAR, _BROKEN_BAR = "|", "¦"
_NUMBERS: Mapping[str, Callable[[str], str]] = {
    "decimal": lambda text: f"{Decimal(text).normalize():f}",
    "integer": lambda text: str(int(text)),
    "gYear": lambda text: str(int(text)),
}
# what a property's values are told by: the property, and the language of texts
Said = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Columns:
    """What the description of a table (CSV on the Web) says.

    Args:
        key: The column of what rows are about.
        target: The class of what they are about; empty in releases of an older version.
        separators: What stands between several values, by column that can have them.
        datatypes: By column.
        said: What the values of a column state, by column; those that state nothing of the row's thing are lacking.
    """

    key: str
    target: str
    separators: Mapping[str, str]
    datatypes: Mapping[str, str]
    said: Mapping[str, Said]

    def cell(self, column: str, value: Any) -> str:
        """What CSV has in the cell of a *value* of another format."""
        if isinstance(value, list):
            texts = (_text(one).replace(_BAR, _BROKEN_BAR) for one in value)
            return neutral(self.separators.get(column, "").join(texts))
        text = _text(value)
        return neutral(text.replace(_BAR, _BROKEN_BAR) if column in self.separators else text)

    def comparable(self, column: str, cell: str) -> str:
        """*cell* as it is in every format: one way to write each number."""
        spelt = _NUMBERS.get(self.datatypes.get(column, ""))
        separator = self.separators.get(column)
        if not spelt or not cell:
            return cell
        texts = cell.removeprefix("'").split(separator) if separator else [cell.removeprefix("'")]
        return (separator or "").join(spelt(text) if text else "" for text in texts)

    def values(self, column: str, cell: str) -> Iterator[str]:
        """The values in a *cell* of CSV, see `value`."""
        separator = self.separators.get(column)
        return (value(text, is_list=bool(separator)) for text in (cell.split(separator) if separator else (cell,)))


def columns(description: bytes) -> Columns:
    """What a description says.

    Raises:
        ValueError, LookupError: it is none.
    """
    schema = json.loads(description)["tableSchema"]
    real = [column for column in schema["columns"] if "virtual" not in column]
    target = next((column["valueUrl"] for column in schema["columns"] if "virtual" in column), "")
    said: dict[str, Said] = {}
    for column in real:
        key = (column.get("propertyUrl", ""), column.get("lang", ""))
        if key[0] and key not in said.values():
            said[column["name"]] = key
    return Columns(
        schema["primaryKey"],
        target,
        {column["name"]: column["separator"] for column in real if "separator" in column},
        {column["name"]: column["datatype"] for column in real},
        said,
    )


def value(text: str, *, is_list: bool) -> str:
    """A value as it can be found in CSV and in the data alike: without what protects spreadsheets and lists."""
    text = text.replace(_BAR, _BROKEN_BAR) if is_list else text
    return text[1:] if text[:1] == "'" and neutral(text[1:]) == text else text


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)
